/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sasl/digest_md5: the example of RFC 2831, what goes into a response, the
 * server's proof, and challenges that mean nothing.
 */
#include "exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sasl/charset.h"
#include "sasl/digest_response.h"

#define CHALLENGE "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\"," \
	"qop=\"auth\",algorithm=md5-sess,charset=utf-8"
#define RSPAUTH "rspauth=ea40f60335c427b5527b84dbabcdfffd"
#define GOOD "nonce=\"n\",algorithm=md5-sess"

static void begin_chris(struct exchange *x)
{
	begin(x, &sasl_digest_md5, "chris", "secret");
	x->sasl.service = "imap";
	x->sasl.host = "elwood.innosoft.com";
	x->sasl.nonce = "OA6MHXh6VqTrRk";
}

/* RFC 2831 section 4 */
static void example_of_the_rfc(void **state)
{
	static const char response[] =
		"charset=utf-8,username=\"chris\","
		"realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\","
		"nc=00000001,cnonce=\"OA6MHXh6VqTrRk\","
		"digest-uri=\"imap/elwood.innosoft.com\","
		"response=d388dad90d4bbd760a152321f2143af7,qop=auth";
	struct exchange x;

	(void)state;
	begin_chris(&x);
	assert_int_equal(step(&x, CHALLENGE, strlen(CHALLENGE)), SASL_SEND);
	check_response(&x, response, strlen(response));
	check_secret(&x, "d388dad90d4bbd760a152321f2143af7");
	assert_true(x.sasl.derived);
	assert_false(x.sasl.done);
	assert_int_equal(step(&x, RSPAUTH, strlen(RSPAUTH)), SASL_SEND);
	assert_int_equal(x.out.len, 0);
	assert_true(x.sasl.done);
	assert_int_equal(step(&x, "", 0), SASL_BAD_CHALLENGE);
	sasl_release(&x.sasl);
	end(&x);
}

/* Who does not know the password is told from who talks nonsense. */
static void proofs(void **state)
{
	static const struct {
		const char *challenge;
		enum sasl_result result;
	} table[] = {
		{ "rspauth=ea40f60335c427b5527b84dbabcdfffe",
		  SASL_FALSE_PROOF },
		{ "rspauth=EA40F60335C427B5527B84DBABCDFFFD",
		  SASL_FALSE_PROOF },
		{ "rspauth=\"\"", SASL_FALSE_PROOF },
		{ "", SASL_FALSE_PROOF },
		{ CHALLENGE, SASL_FALSE_PROOF },
		{ "rspauth=", SASL_BAD_CHALLENGE },
		{ RSPAUTH "," RSPAUTH, SASL_BAD_CHALLENGE },
		{ RSPAUTH ",", SASL_SEND },
		{ " rspauth = \"ea40f60335c427b5527b84dbabcdfffd\" , x=y",
		  SASL_SEND },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct exchange x;

		begin_chris(&x);
		step(&x, CHALLENGE, strlen(CHALLENGE));
		if (step(&x, table[i].challenge,
			 strlen(table[i].challenge)) != table[i].result)
			fail_msg("%s: %s", table[i].challenge, x.err.text);
		assert_int_equal(x.sasl.done, table[i].result == SASL_SEND);
		assert_int_equal(x.sasl.secret_n, 0);
		end(&x);
	}
}

/* The span of a proof, from which the password can be guessed as well. */
static void proof_is_secret(void **state)
{
	size_t at = 0;

	(void)state;
	assert_int_equal(sasl_digest_md5.secret_in(RSPAUTH, strlen(RSPAUTH),
						   &at), 32);
	assert_int_equal(at, strlen("rspauth="));
	assert_int_equal(sasl_digest_md5.secret_in(CHALLENGE,
						   strlen(CHALLENGE), &at), 0);
	assert_int_equal(sasl_digest_md5.secret_in("rspauth=", 8, &at), 0);
	assert_int_equal(sasl_digest_md5.secret_in("", 0, &at), 0);
}

static bool says(const struct exchange *x, const char *text)
{
	return strstr(buf_str(&x->out), text) != NULL;
}

/* What the caller sets, and what the server offers. */
static void terms(void **state)
{
	static const struct {
		const char *challenge, *realm, *service_name, *text;
	} table[] = {
		{ GOOD ",realm=\"a\",realm=\"b\"", NULL, NULL, "realm=\"a\"," },
		{ GOOD ",realm=\"a\",realm=\"b\"", "c", NULL, "realm=\"c\"," },
		{ GOOD ",realm=\"\"", NULL, NULL, "realm=\"\"," },
		{ GOOD, NULL, NULL,
		  "username=\"u\",nonce=" },
		{ GOOD, "c", NULL, "realm=\"c\"," },
		{ GOOD, NULL, NULL,
		  "digest-uri=\"smtp/h.example\"," },
		{ GOOD, NULL, "s", "digest-uri=\"smtp/h.example/s\"," },
		{ GOOD ",realm=\"q\\\"u\\\\\"", NULL, NULL,
		  "realm=\"q\\\"u\\\\\"," },
		{ GOOD ",qop=\"auth-int,auth\"", NULL, NULL, "qop=auth" },
		{ GOOD ",qop=auth", NULL, NULL, "qop=auth" },
		{ GOOD ",stale=true,maxbuf=65536,cipher=\"des,3des\"", NULL,
		  NULL, "qop=auth" },
		{ ",, " GOOD " ,,", NULL, NULL, "qop=auth" },
		{ "NONCE=n, Algorithm=MD5-SESS", NULL, NULL, "nonce=\"n\"" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct exchange x;

		begin(&x, &sasl_digest_md5, "u", "p");
		x.sasl.host = "h.example";
		x.sasl.realm = table[i].realm;
		x.sasl.service_name = table[i].service_name;
		assert_int_equal(step(&x, table[i].challenge,
				      strlen(table[i].challenge)), SASL_SEND);
		if (!says(&x, table[i].text))
			fail_msg("%s is not in %s", table[i].text,
				 buf_str(&x.out));
		end(&x);
	}
}

static void bad_challenges(void **state)
{
	static const struct {
		const char *challenge, *why;
	} table[] = {
		{ "", "no nonce" },
		{ "hello", "no list" },
		{ "nonce", "no list" },
		{ "nonce=", "no list" },
		{ "nonce=\"", "no list" },
		{ "nonce=\"n", "no list" },
		{ "nonce=\"n\\", "no list" },
		{ "nonce=\"n\\\"", "no list" },
		{ "nonce=\"n\"x", "no list" },
		{ "nonce=\"n\" algorithm=md5-sess", "no list" },
		{ "=n", "no list" },
		{ "nonce=\"a\nb\",algorithm=md5-sess", "no list" },
		{ "nonce=n", "no algorithm" },
		{ "nonce=n,algorithm=md5", "no algorithm" },
		{ "algorithm=md5-sess", "no nonce" },
		{ "nonce=\"\",algorithm=md5-sess", "no nonce" },
		{ GOOD ",nonce=m", "nonce= more than once" },
		{ GOOD ",algorithm=md5-sess", "algorithm= more than once" },
		{ GOOD ",qop=\"auth-int,auth-conf\"", "qop=auth" },
		{ GOOD ",qop=\"\"", "qop=auth" },
		{ GOOD ",qop=\"authx\"", "qop=auth" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct exchange x;

		begin(&x, &sasl_digest_md5, "u", "p");
		assert_int_equal(step(&x, table[i].challenge,
				      strlen(table[i].challenge)),
				 SASL_BAD_CHALLENGE);
		if (!strstr(x.err.text, table[i].why))
			fail_msg("'%s': %s", table[i].challenge, x.err.text);
		assert_int_equal(x.out.len, 0);
		end(&x);
	}
}

/* Cut anywhere, copied so that a tool sees a read past the end. */
static void cut_challenges(void **state)
{
	(void)state;
	for (size_t n = 0; n < strlen(CHALLENGE); n++) {
		char *cut = mem_new(n);
		struct exchange x;

		memcpy(cut, CHALLENGE, n);
		begin_chris(&x);
		step(&x, cut, n);
		end(&x);
		free(cut);
	}
}

/* No two runs say the same, where nothing is fixed. */
static void nonces_differ(void **state)
{
	char *first;
	struct exchange x;

	(void)state;
	begin(&x, &sasl_digest_md5, "u", "p");
	step(&x, CHALLENGE, strlen(CHALLENGE));
	first = mem_string(buf_str(&x.out));
	x.sasl.round = 0;
	step(&x, CHALLENGE, strlen(CHALLENGE));
	assert_string_not_equal(buf_str(&x.out), first);
	free(first);
	end(&x);
}

/* ---- encodings ---- */

static void answers_to(const struct digest_terms *t, const char *expected)
{
	char response[DIGEST_MD5_HEX], rspauth[DIGEST_MD5_HEX];

	assert_int_equal(digest_response(t, response, rspauth), 0);
	assert_string_equal(response, expected);
}

/* RFC 2831 section 2.1.2.1: what is in ISO 8859-1 is hashed in it. */
static void hashed_in_latin1(void **state)
{
	const struct digest_terms utf8 = {
		"j\xc3\xbcrgen", NULL, "p\xc3\xa4ss", "n", "c", "smtp/h", NULL,
	}, latin1 = {
		"j\xfcrgen", "", "p\xe4ss", "n", "c", "smtp/h", NULL,
	};
	char response[DIGEST_MD5_HEX], rspauth[DIGEST_MD5_HEX];

	(void)state;
	assert_int_equal(digest_response(&latin1, response, rspauth), 0);
	answers_to(&utf8, response);
}

static void names_go_out_as_asked(void **state)
{
	struct exchange x;

	(void)state;
	begin(&x, &sasl_digest_md5, "j\xc3\xbcrgen", "p");
	step(&x, GOOD ",charset=utf-8", strlen(GOOD ",charset=utf-8"));
	assert_true(says(&x, "charset=utf-8,username=\"j\xc3\xbcrgen\""));
	end(&x);
	begin(&x, &sasl_digest_md5, "j\xc3\xbcrgen", "p");
	step(&x, GOOD, strlen(GOOD));
	assert_false(says(&x, "charset"));
	assert_true(says(&x, "username=\"j\xfcrgen\""));
	end(&x);
	begin(&x, &sasl_digest_md5, "u", "p\xe2\x82\xac");	/* the euro */
	assert_int_equal(step(&x, GOOD, strlen(GOOD)), SASL_UNUSABLE);
	assert_non_null(strstr(x.err.text, "ISO 8859-1"));
	end(&x);
}

static void encodings(void **state)
{
	static const struct {
		const char *text, *latin1;
		bool beyond;
	} table[] = {
		{ "", "", false },
		{ "abc", "abc", false },
		{ "\xc3\xa4", "\xe4", false },
		{ "\xc3\xbf\x7f", "\xff\x7f", false },
		{ "\xc4\x80", "\xc4\x80", true },
		{ "a\xe2\x82\xac", "a\xe2\x82\xac", true },
		{ "\xe4", "\xe4", false },	/* no UTF-8: as it is */
		{ "\xc3", "\xc3", false },
		{ "\xc0\x80", "\xc0\x80", false },
		{ "\xed\xa0\x80", "\xed\xa0\x80", false },
		{ "\xf4\x90\x80\x80", "\xf4\x90\x80\x80", false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct buf out;

		buf_init(&out, 100);
		assert_int_equal(charset_add_latin1(&out, table[i].text), 0);
		assert_string_equal(buf_str(&out), table[i].latin1);
		assert_int_equal(charset_beyond_latin1(table[i].text),
				 table[i].beyond);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(example_of_the_rfc),
		cmocka_unit_test(proofs),
		cmocka_unit_test(proof_is_secret),
		cmocka_unit_test(terms),
		cmocka_unit_test(bad_challenges),
		cmocka_unit_test(cut_challenges),
		cmocka_unit_test(nonces_differ),
		cmocka_unit_test(hashed_in_latin1),
		cmocka_unit_test(names_go_out_as_asked),
		cmocka_unit_test(encodings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
