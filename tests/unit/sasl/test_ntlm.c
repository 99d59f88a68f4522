/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sasl/ntlm: the examples of [MS-NLMP] section 4.2, the message that swaks
 * sends, and challenges that point where they should not.
 */
#include "exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/mem.h"
#include "sasl/charset.h"
#include "sasl/ntlm_answer.h"
#include "sasl/ntlm_challenge.h"
#include "sasl/ntlm_hash.h"

/* Server, its domain and its name, as section 4.2.4 has them. */
#define PAIRS "\2\0\14\0D\0o\0m\0a\0i\0n\0\1\0\14\0S\0e\0r\0v\0e\0r\0\0\0\0\0"
#define PAIRS_N (sizeof(PAIRS) - 1)
#define NONCE "\x01\x23\x45\x67\x89\xab\xcd\xef"

static void check_hex(const void *bytes, size_t n, const char *hex)
{
	char *text = mem_new(2 * n + 1);

	digest_to_hex(bytes, n, text);
	assert_string_equal(text, hex);
	free(text);
}

/* A field of a message: its length, and its bytes in *at_out. */
static size_t field(const struct exchange *x, size_t which,
		    const char **at_out)
{
	const unsigned char *head = (const unsigned char *)buf_str(&x->out) +
				    12 + 8 * which;
	size_t n = head[0] | head[1] << 8, at = head[4] | head[5] << 8;

	assert_int_equal(n, head[2] | head[3] << 8);
	if (n)
		assert_true(at >= 64 && at + n <= x->out.len);
	*at_out = buf_str(&x->out) + at;
	return n;
}

static void check_field(const struct exchange *x, size_t which,
			const void *bytes, size_t n)
{
	const char *at;

	assert_int_equal(field(x, which, &at), n);
	if (n)
		assert_memory_equal(at, bytes, n);
}

/* Sections 4.2.2.1 and 4.2.2.2 */
static void hashes(void **state)
{
	unsigned char hash[NTLM_HASH], response[NTLM_RESPONSE];

	(void)state;
	ntlm_lm_hash("Password", hash);
	check_hex(hash, sizeof(hash), "e52cac67419a9a224a3b108f3fa6cb6d");
	ntlm_respond(hash, NONCE, response);
	check_hex(response, sizeof(response),
		  "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13");
	ntlm_nt_hash("Password", hash);
	check_hex(hash, sizeof(hash), "a4f49c406510bdcab6824ee7c30fd852");
	ntlm_respond(hash, NONCE, response);
	check_hex(response, sizeof(response),
		  "67c43011f30298a2ad35ece64f16331c44bdbed927841f94");
	/* of nothing, as everyone knows them */
	ntlm_lm_hash("", hash);
	check_hex(hash, sizeof(hash), "aad3b435b51404eeaad3b435b51404ee");
	ntlm_nt_hash("", hash);
	check_hex(hash, sizeof(hash), "31d6cfe0d16ae931b73c59d7e0c089c0");
	/* LAN Manager reads 14 bytes, in capitals */
	ntlm_lm_hash("abcdefghijklmn", hash);
	ntlm_lm_hash("ABCDEFGHIJKLMNOPQ", response);
	assert_memory_equal(hash, response, sizeof(hash));
}

/* Section 4.2.4: NTLMv2, its time being 1601. */
static void version_2(void **state)
{
	const struct sasl s = {
		.user = "User", .password = "Password",
		.nonce = "\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa",
		.now = -11644473600,
	};
	const struct ntlm_challenge c = {
		.nonce = NONCE, .info = { PAIRS, PAIRS_N },
	};
	struct buf domain, lm, nt;

	(void)state;
	buf_init(&domain, 100);
	buf_init(&lm, 1000);
	buf_init(&nt, 1000);
	charset_add_utf16(&domain, "Domain", false);
	assert_int_equal(ntlm_answer(&s, &c, &domain, &lm, &nt), 0);
	check_hex(lm.data, lm.len, "86c35097ac9cec102554764a57cccc19"
		  "aaaaaaaaaaaaaaaa");
	check_hex(nt.data, 16, "68cd0ab851e51c96aabc927bebef6a1c");
	check_hex(nt.data + 16, 28, "0101000000000000" "0000000000000000"
		  "aaaaaaaaaaaaaaaa" "00000000");
	assert_memory_equal(nt.data + 44, PAIRS, PAIRS_N);
	assert_int_equal(nt.len, 44 + PAIRS_N + 4);
	buf_release(&domain);
	buf_release(&lm);
	buf_release(&nt);
}

/* Where the server tells the time, it is told back, and LM says nothing. */
static void time_of_the_server(void **state)
{
	static const char pairs[] = "\7\0\10\0\1\2\3\4\5\6\7\10\0\0\0";
	const struct sasl s = { .user = "u", .password = "p", .now = 1 };
	static const char none[NTLM_RESPONSE];
	struct ntlm_challenge c = {
		.nonce = NONCE, .info = { pairs, sizeof(pairs) },
		.time = pairs + 4,
	};
	struct buf domain, lm, nt;

	(void)state;
	buf_init(&domain, 100);
	buf_init(&lm, 1000);
	buf_init(&nt, 1000);
	assert_int_equal(ntlm_answer(&s, &c, &domain, &lm, &nt), 0);
	assert_int_equal(lm.len, NTLM_RESPONSE);
	assert_memory_equal(lm.data, none, NTLM_RESPONSE);
	check_hex(nt.data + 24, 8, "0102030405060708");
	buf_clear(&nt);
	c.time = NULL;
	assert_int_equal(ntlm_answer(&s, &c, &domain, &lm, &nt), 0);
	/* 1970-01-01T00:00:01Z */
	check_hex(nt.data + 24, 8, "8016d7d5deb19d01");
	buf_release(&domain);
	buf_release(&lm);
	buf_release(&nt);
}

/* As swaks sends it, to the byte. */
static void message_of_swaks(void **state)
{
	static const char challenge[] =
		"TlRMTVNTUAACAAAAAAAAAAAoAAABggAAbco4uro6HnYAAAAAAAAAAAAAAAAA"
		"AAAA";
	static const char *const responses[] = {
		"TlRMTVNTUAABAAAAB6IAAAAAAAAAAAAAAAAAAAAAAAA=",
		"TlRMTVNTUAADAAAAGAAYAEAAAAAYABgAWAAAAAAAAAAwAAAAEgASAHAAAAAS"
		"ABIAggAAAAAAAABUAAAAAYIAAF04y7oOxMnniToro6WZVuz8Bc24XZ+nsDst"
		"HGUVU8b9U5zbT/L3SSnejSWJflzS2HYAYQBsAGkAZAB1AHMAZQByAHYAYQBs"
		"AGkAZAB1AHMAZQByAA==",
	};
	struct exchange x;
	struct buf raw, text;

	(void)state;
	buf_init(&raw, 1000);
	buf_init(&text, 1000);
	base64_decode(&raw, challenge, strlen(challenge));
	begin(&x, &sasl_ntlm, "validuser", "validpassword");
	x.sasl.lan_manager = true;
	for (size_t i = 0; i < LENGTH(responses); i++) {
		assert_int_equal(step(&x, raw.data, raw.len), SASL_SEND);
		buf_clear(&text);
		base64_add(&text, x.out.data, x.out.len);
		assert_string_equal(buf_str(&text), responses[i]);
		assert_int_equal(x.sasl.done, i == 1);
	}
	assert_int_equal(x.sasl.secret_at, 64);
	assert_int_equal(x.sasl.secret_n, 48);
	assert_true(x.sasl.derived);
	assert_int_equal(step(&x, raw.data, raw.len), SASL_BAD_CHALLENGE);
	end(&x);
	buf_release(&raw);
	buf_release(&text);
}

/* ---- challenges ---- */

static void add_le(struct buf *b, uint32_t value, size_t n)
{
	for (; n-- > 0; value >>= 8)
		buf_addc(b, (char)(value & 0xff));
}

/* A challenge with a target and with what the server says of itself. */
static void make_challenge(struct buf *b, uint32_t flags,
			   struct ntlm_bytes target, struct ntlm_bytes info)
{
	buf_clear(b);
	buf_add(b, "NTLMSSP\0\2\0\0", 12);
	add_le(b, (uint32_t)target.n * 0x10001u, 4);
	add_le(b, 48, 4);
	add_le(b, flags, 4);
	buf_add(b, NONCE, 8);
	buf_add(b, "\0\0\0\0\0\0\0", 8);
	add_le(b, (uint32_t)info.n * 0x10001u, 4);
	add_le(b, 48 + (uint32_t)target.n, 4);
	buf_add(b, target.at, target.n);
	buf_add(b, info.at, info.n);
}

static void answer(struct exchange *x, const struct buf *challenge,
		   const char *realm)
{
	begin(x, &sasl_ntlm, "J\xc3\xbcrgen", "Password");
	x->sasl.realm = realm;
	assert_int_equal(step(x, "any words", 9), SASL_SEND);
	assert_int_equal(step(x, challenge->data, challenge->len), SASL_SEND);
}

/* The domain is the user's, else the server's. */
static void fields(void **state)
{
	static const struct ntlm_bytes wide = { "D\0O\0M\0", 6 },
				       narrow = { "DOM", 3 }, none = { "", 0 };
	struct buf challenge;
	struct exchange x;

	(void)state;
	buf_init(&challenge, 1000);
	make_challenge(&challenge, 0x205, wide, none);
	answer(&x, &challenge, NULL);
	check_field(&x, 0, buf_str(&x.out) + 88, 24);	/* LM is NT's */
	check_field(&x, 2, "D\0O\0M\0", 6);
	check_field(&x, 3, "J\0\xfc\0r\0g\0e\0n\0", 12);
	check_field(&x, 4, "J\0\xfc\0r\0g\0e\0n\0", 12);
	check_field(&x, 5, "", 0);
	end(&x);
	answer(&x, &challenge, "ME");
	check_field(&x, 2, "M\0E\0", 4);
	end(&x);
	make_challenge(&challenge, 0x202, narrow, none);
	answer(&x, &challenge, NULL);
	check_field(&x, 2, "DOM", 3);
	check_field(&x, 3, "J\xc3\xbcrgen", 7);
	end(&x);
	buf_release(&challenge);
}

/* NTLMv2 is chosen by the flag and what stands behind it, not by one alone. */
static void version_by_target_info(void **state)
{
	static const struct ntlm_bytes info = { PAIRS, PAIRS_N },
				       none = { "", 0 };
	const struct {
		uint32_t flags;
		struct ntlm_bytes info;
		size_t nt;
	} table[] = {
		{ 0x800205, info, 44 + PAIRS_N + 4 },
		{ 0x800205, none, 24 },
		{ 0x205, info, 24 },
	};
	struct buf challenge;

	(void)state;
	buf_init(&challenge, 1000);
	for (size_t i = 0; i < LENGTH(table); i++) {
		const char *at;
		struct exchange x;

		make_challenge(&challenge, table[i].flags, none,
			       table[i].info);
		answer(&x, &challenge, "D");
		assert_int_equal(field(&x, 1, &at), table[i].nt);
		assert_int_equal(x.sasl.secret_n, 24 + table[i].nt);
		end(&x);
	}
	buf_release(&challenge);
}

/* Cut or changed anywhere: an error or an answer, and no byte read outside. */
static void hostile(void **state)
{
	static const struct ntlm_bytes target = { "D\0", 2 },
				       info = { PAIRS, PAIRS_N };
	static const char values[] = { 0, 1, 0x7f, -128, -1 };
	struct buf good;

	(void)state;
	buf_init(&good, 1000);
	make_challenge(&good, 0x800205, target, info);
	for (size_t n = 0; n <= good.len; n++)
		for (size_t at = 0; at < n; at++)
			for (size_t v = 0; v < sizeof(values); v++) {
				char *bytes = mem_copy(good.data, n);
				char *exact = malloc(n);
				struct exchange x;

				bytes[at] = values[v];
				memcpy(exact, bytes, n);
				begin(&x, &sasl_ntlm, "u", "p");
				step(&x, NULL, 0);
				step(&x, exact, n);
				end(&x);
				free(bytes);
				free(exact);
			}
	buf_release(&good);
}

static void refuse(const struct buf *challenge, const char *why)
{
	struct ntlm_challenge c;
	struct err err = { 0 };

	assert_int_equal(ntlm_challenge_parse(&c, buf_str(challenge),
					      challenge->len, &err), -1);
	assert_int_equal(err.kind, ERR_GRAMMAR);
	if (!strstr(err.text, why))
		fail_msg("%s", err.text);
}

static void refused(void **state)
{
	static const struct ntlm_bytes none = { "", 0 }, target = { "DD", 2 },
				       endless = { "\1\0\2\0ab", 6 },
				       beyond = { "\1\0\377\377ab", 6 };
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	refuse(&b, "no NTLM");
	buf_adds(&b, "NTLMSSP");
	refuse(&b, "no NTLM");
	make_challenge(&b, 0x205, none, none);
	b.data[8] = 1;		/* a client's message */
	refuse(&b, "no NTLM");
	b.data[8] = 2;
	b.len = 31;
	refuse(&b, "no NTLM");
	make_challenge(&b, 0x205, target, none);
	b.data[16] = 49;
	refuse(&b, "outside");
	b.data[19] = -1;
	refuse(&b, "outside");
	make_challenge(&b, 0x800205, none, endless);
	refuse(&b, "no end");
	make_challenge(&b, 0x800205, none, beyond);
	refuse(&b, "no end");
	buf_release(&b);
}

static void utf16(void **state)
{
	static const struct {
		const char *text, *hex, *upper;
	} table[] = {
		{ "", "", "" },
		{ "aB1", "610042003100", "410042003100" },
		{ "\xc3\xbc", "fc00", "dc00" },
		{ "\xd0\xb6", "3604", "1604" },
		{ "\xe2\x82\xac", "ac20", "ac20" },
		{ "\xf0\x9f\x98\x80", "3dd800de", "3dd800de" },
		{ "\xe4", "e400", "c400" },	/* no UTF-8 */
		{ "\xc3z", "c3007a00", "c3005a00" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct buf out;

		buf_init(&out, 100);
		assert_int_equal(charset_add_utf16(&out, table[i].text, false),
				 0);
		check_hex(buf_str(&out), out.len, table[i].hex);
		buf_clear(&out);
		charset_add_utf16(&out, table[i].text, true);
		check_hex(buf_str(&out), out.len, table[i].upper);
		buf_release(&out);
	}
}

static void aliases(void **state)
{
	(void)state;
	assert_int_equal(sasl_alias_count, 2);
	for (size_t i = 0; i < sasl_alias_count; i++) {
		const char *name = sasl_aliases[i].name;

		assert_ptr_equal(sasl_aliases[i].mechanism, &sasl_ntlm);
		assert_null(sasl_find(name, strlen(name)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes),
		cmocka_unit_test(version_2),
		cmocka_unit_test(time_of_the_server),
		cmocka_unit_test(message_of_swaks),
		cmocka_unit_test(fields),
		cmocka_unit_test(version_by_target_info),
		cmocka_unit_test(hostile),
		cmocka_unit_test(refused),
		cmocka_unit_test(utf16),
		cmocka_unit_test(aliases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
