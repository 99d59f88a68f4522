/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/tls_certificate: what is left of its life, and its key in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tls_facts.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

enum { DAY = 86400 };

static void life(void **state)
{
	static const struct {
		time_t from, until, now;
		long left, in_all;
		int percent;	/* rounded down */
	} table[] = {
		{ 0, 90 * DAY, 0, 90, 90, 100 },
		{ 0, 90 * DAY, 29 * DAY, 61, 90, 67 },
		/* as Let's Encrypt has it: a second less */
		{ 0, 90 * DAY - 1, 29 * DAY, 60, 90, 67 },
		{ 0, 90 * DAY, -5 * DAY, 95, 90, 100 },
		{ 0, 90 * DAY, 90 * DAY, 0, 90, 0 },
		{ 0, 90 * DAY, 91 * DAY, -1, 90, 0 },
		{ 0, 6 * DAY, 6 * DAY - 3600, 0, 6, 0 },
		/* what makes no sense has no life to share */
		{ 0, 0, 0, 0, 0, 0 },
		{ 5 * DAY, 0, -DAY, 1, 0, 0 },
		{ 0, 253402300799, 0, 2932896, 2932897, 100 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct tls_certificate c = {
			.not_before = table[i].from,
			.not_after = table[i].until,
		};
		time_t now = table[i].now;

		assert_int_equal(tls_certificate_days_left(&c, now),
				 table[i].left);
		assert_int_equal(tls_certificate_days_in_all(&c),
				 table[i].in_all);
		assert_int_equal((int)tls_certificate_share_left(&c, now),
				 table[i].percent);
	}
}

static void keys(void **state)
{
	static const struct {
		struct tls_certificate c;
		const char *text;
	} table[] = {
		{ { .key = "RSA", .key_bits = 2048 }, "RSA 2048" },
		{ { .key = "RSA-PSS", .key_bits = 3072 }, "RSA-PSS 3072" },
		{ { .key = "ECDSA", .key_bits = 256, .curve = "SECP256R1" },
		  "ECDSA SECP256R1" },
		{ { .key = "ECDSA", .key_bits = 256 }, "ECDSA 256" },
		{ { .key = "Ed25519", .key_bits = 256 }, "Ed25519" },
		{ { .key = "1.2.3.4" }, "1.2.3.4" },
		{ { .key_bits = 0 }, "unknown" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char *text = tls_certificate_key_text(&table[i].c);

		assert_string_equal(text, table[i].text);
		free(text);
	}
}

static void hex(void **state)
{
	static const unsigned char bytes[] = { 0x00, 0x0a, 0xf1, 0xff };
	char *text = tls_hex(bytes, sizeof(bytes));

	(void)state;
	assert_string_equal(text, "000af1ff");
	free(text);
	text = tls_hex(bytes, 0);
	assert_string_equal(text, "");
	free(text);
}

static struct tls_certificate full(void)
{
	struct tls_certificate c = {
		.subject = mem_string("/CN=a"),
		.issuer = mem_string("/CN=b"),
		.common_name = mem_string("a"),
		.not_before = 1, .not_after = 2,
		.pem = mem_string("-----BEGIN"),
		.key = "RSA", .key_bits = 2048, .signature = "RSA-SHA256",
		.sha256 = { 1 }, .key_sha256 = { 2 },
		.issuer_url = mem_string("http://a.example/"),
	};

	strings_add(&c.names, "DNS:a");
	strings_add(&c.names, "DNS:b");
	return c;
}

/* The original goes, and nothing of the copy with it: the checkers look. */
static void copy_of_a_certificate(void **state)
{
	struct tls_certificate from = full(), to;

	(void)state;
	memset(&to, 0xaa, sizeof(to));
	tls_certificate_copy(&to, &from);
	tls_certificate_release(&from);
	assert_string_equal(to.subject, "/CN=a");
	assert_string_equal(to.issuer, "/CN=b");
	assert_string_equal(to.common_name, "a");
	assert_string_equal(to.pem, "-----BEGIN");
	assert_int_equal(to.names.count, 2);
	assert_string_equal(to.names.at[1], "DNS:b");
	assert_int_equal(to.not_after, 2);
	assert_string_equal(to.signature, "RSA-SHA256");
	assert_int_equal(to.key_sha256[0], 2);
	assert_string_equal(to.issuer_url, "http://a.example/");
	assert_null(to.ocsp_url);
	tls_certificate_release(&to);
}

static struct tls_certificate *list_of_one(void)
{
	struct tls_certificate *list = mem_new(sizeof(*list));

	*list = full();
	return list;
}

static struct tls_judgement judgement(void)
{
	struct tls_judgement j = {
		.faults = mem_new(2 * sizeof(*j.faults)),
		.fault_count = 2,
		.endings = mem_new(sizeof(*j.endings)),
		.ending_count = 1,
		.issuer_missing = mem_string("/CN=c"),
		.pinned_at = -1,
	};

	j.faults[0] = (struct tls_fault){ REASON_EXPIRED, 1,
					  mem_string("/CN=b"), NULL };
	j.faults[1] = (struct tls_fault){ REASON_WEAK_KEY, 0, NULL,
					  mem_string("RSA, 1024 bits") };
	j.endings[0].subject = mem_string("/CN=a");
	return j;
}

static void copy_of_the_facts(void **state)
{
	struct tls_facts to, from = {
		.version = "TLSv1.3",
		.alpn = mem_string("x"), .alpn_offered = mem_string("x,y"),
		.sni = mem_string("a"),
		.chain = list_of_one(), .chain_count = 1,
		.client = list_of_one(), .client_count = 1,
		.name_wanted = mem_string("a"),
		.trust_error = mem_string("cannot read it"),
		.judgement = judgement(),
	};

	(void)state;
	memset(&to, 0xaa, sizeof(to));
	tls_facts_copy(&to, &from);
	tls_facts_release(&from);
	assert_string_equal(to.version, "TLSv1.3");
	assert_string_equal(to.alpn, "x");
	assert_string_equal(to.alpn_offered, "x,y");
	assert_string_equal(to.sni, "a");
	assert_string_equal(to.chain[0].subject, "/CN=a");
	assert_string_equal(to.client[0].names.at[0], "DNS:a");
	assert_string_equal(to.name_wanted, "a");
	assert_string_equal(to.trust_error, "cannot read it");
	assert_string_equal(to.judgement.faults[0].subject, "/CN=b");
	assert_string_equal(to.judgement.faults[1].note, "RSA, 1024 bits");
	assert_string_equal(to.judgement.endings[0].subject, "/CN=a");
	assert_string_equal(to.judgement.issuer_missing, "/CN=c");
	assert_null(to.judgement.issuer_url);
	tls_facts_release(&to);
}

static void copy_of_nothing(void **state)
{
	struct tls_facts from = { .bits = 0 }, to;

	(void)state;
	tls_facts_copy(&to, &from);
	assert_int_equal(to.chain_count, 0);
	assert_null(to.sni);
	tls_facts_release(&to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(life),
		cmocka_unit_test(keys),
		cmocka_unit_test(hex),
		cmocka_unit_test(copy_of_a_certificate),
		cmocka_unit_test(copy_of_the_facts),
		cmocka_unit_test(copy_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
