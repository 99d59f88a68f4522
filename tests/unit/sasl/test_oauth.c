/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sasl/oauth: the examples of RFC 7628 and of Google's page about XOAUTH2,
 * refusals told in words, and what a token says of itself.
 */
#include "exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "sasl/json.h"
#include "sasl/jwt.h"

#define TOKEN "vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg=="

static enum sasl_result say(struct exchange *x, const char *challenge)
{
	return step(x, challenge, strlen(challenge));
}

static void begin_token(struct exchange *x, const struct sasl_mechanism *m,
			const char *user, const char *token)
{
	begin(x, m, user, "");
	x->sasl.token = token;
	x->sasl.host = "server.example.com";
}

/* RFC 7628 section 4.1 */
static void oauthbearer(void **state)
{
	static const char message[] = "n,a=user@example.com,\1"
		"host=server.example.com\1port=587\1auth=Bearer " TOKEN "\1\1";
	struct exchange x;

	(void)state;
	begin_token(&x, &sasl_oauthbearer, "user@example.com", TOKEN);
	x.sasl.port = 587;
	assert_int_equal(step(&x, NULL, 0), SASL_SEND);
	check_response(&x, message, strlen(message));
	check_secret(&x, TOKEN);
	assert_false(x.sasl.derived);
	assert_true(x.sasl.done);
	assert_int_equal(say(&x, ""), SASL_BAD_CHALLENGE);
	end(&x);
}

/* The identity, which needs no user; the link, which may have no host. */
static void oauthbearer_parts(void **state)
{
	static const struct {
		const char *user, *authzid, *host, *begin;
	} table[] = {
		{ "", NULL, NULL, "n,,\1auth=" },
		{ "tim", NULL, NULL, "n,a=tim,\1auth=" },
		{ "tim", "tom", NULL, "n,a=tom,\1auth=" },
		{ "a,b=c", NULL, "h", "n,a=a=2Cb=3Dc,\1host=h\1auth=" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct exchange x;

		begin_token(&x, &sasl_oauthbearer, table[i].user, TOKEN);
		x.sasl.authzid = table[i].authzid;
		x.sasl.host = table[i].host;
		assert_int_equal(step(&x, NULL, 0), SASL_SEND);
		assert_memory_equal(x.out.data, table[i].begin,
				    strlen(table[i].begin));
		end(&x);
	}
}

/* https://developers.google.com/gmail/imap/xoauth2-protocol */
static void xoauth2(void **state)
{
	static const char message[] = "user=someuser@example.com\1"
		"auth=Bearer " TOKEN "\1\1";
	struct exchange x;

	(void)state;
	begin_token(&x, &sasl_xoauth2, "someuser@example.com", TOKEN);
	assert_int_equal(step(&x, NULL, 0), SASL_SEND);
	check_response(&x, message, strlen(message));
	check_secret(&x, TOKEN);
	assert_true(x.sasl.done);
	end(&x);
}

static void bad_tokens(void **state)
{
	static const char *const tokens[] = {
		NULL, "", "a b", "a\1b", "a\nb", "t\xc3\xb6ken",
	};

	(void)state;
	for (size_t i = 0; i < 2 * LENGTH(tokens); i++) {
		struct exchange x;

		begin_token(&x, i % 2 ? &sasl_xoauth2 : &sasl_oauthbearer,
			    "tim", tokens[i / 2]);
		assert_int_equal(step(&x, NULL, 0), SASL_UNUSABLE);
		assert_int_equal(x.out.len, 0);
		end(&x);
	}
}

/* A refusal is taken note of, and is never a success. */
static void refusals(void **state)
{
	static const struct {
		const char *json, *part;
	} table[] = {
		{ "{\"status\":\"invalid_token\",\"scope\":\"example_scope\","
		  "\"openid-configuration\":\"https://example.com/x\"}",
		  "invalid_token, it has expired, was revoked, or is for "
		  "another service; scope example_scope" },
		{ "{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":"
		  "\"https://mail.google.com/\"}",
		  "scope https://mail.google.com/; schemes Bearer" },
		{ " { \"schemes\" : \"Bearer\" , \"status\" : 401 } ",
		  "401, it has expired" },
		{ "{\"status\":\"insufficient_scope\"}", "not for sending" },
		{ "{\"status\":\"odd\"}", "refused: odd" },
		{ "{}", "no status" },
		{ "{\"x\":{\"status\":\"deep\"},\"status\":\"top\"}", "top" },
		{ "{\"status\":[\"list\"]}", "no status" },
		{ "{\"status\":\"a\\u00e4\\\"\\n\"}", "a\xc3\xa4\"" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * LENGTH(table); i++) {
		const bool x2 = i % 2;
		struct exchange x;

		begin_token(&x, x2 ? &sasl_xoauth2 : &sasl_oauthbearer, "tim",
			    TOKEN);
		step(&x, NULL, 0);
		assert_int_equal(say(&x, table[i / 2].json), SASL_SEND);
		check_response(&x, "\1", x2 ? 0 : 1);
		assert_non_null(strstr(x.sasl.refusal, table[i / 2].part));
		assert_false(x.sasl.done);
		assert_int_equal(x.sasl.secret_n, 0);
		assert_int_equal(say(&x, "{}"), SASL_BAD_CHALLENGE);
		end(&x);
	}
}

static void bad_refusals(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *part;
	} table[] = {
		{ "", 0, "more than" }, { "no", 2, "no JSON" },
		{ "{", 1, "no JSON" }, { "{}x", 3, "no JSON" },
		{ "{\"a\":1,}", 8, "no JSON" }, { "[]", 2, "no JSON" },
		{ "{\"a\":\"\\u12\"}", 12, "no JSON" },
		{ "{\"a\":\"\\x\"}", 10, "no JSON" },
		{ "{\"a\":\"\n\"}", 9, "no JSON" },
		{ "{\"a\":-}", 7, "no JSON" },
		{ "{}\0", 3, "NUL" }, { "{\"\xff\":1}", 7, "not UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct exchange x;

		begin_token(&x, &sasl_xoauth2, "tim", TOKEN);
		step(&x, NULL, 0);
		assert_int_equal(step(&x, table[i].text, table[i].n),
				 SASL_BAD_CHALLENGE);
		assert_non_null(strstr(x.err.text, table[i].part));
		assert_string_equal(x.sasl.refusal, "");
		end(&x);
	}
}

/* Nested far deeper than any answer is, and not without end. */
static void deep(void **state)
{
	char text[5000];

	(void)state;
	memcpy(text, "{\"a\":", 5);
	memset(text + 5, '[', sizeof(text) - 6);
	text[sizeof(text) - 1] = '\0';
	assert_false(json_is_object(text));
	assert_true(json_is_object("{\"a\":[[[[[[[[]]]]]]]],\"b\":null}"));
}

/* ---- what a token says of itself ---- */

/* {"alg":"none"} . {"exp":1000000,"nbf":500000} . x, and others */
static void jwt(void **state)
{
	static const struct {
		const char *token;
		time_t now;
		const char *part;
	} table[] = {
		{ "eyJhbGciOiJub25lIn0.eyJleHAiOjEwMDAwMDAsIm5iZiI6NTAwMDAwfQ"
		  ".x", 999999, "" },
		{ "eyJhbGciOiJub25lIn0.eyJleHAiOjEwMDAwMDAsIm5iZiI6NTAwMDAwfQ"
		  ".x", 1000000, "expired 0 seconds ago" },
		{ "eyJhbGciOiJub25lIn0.eyJleHAiOjEwMDAwMDAsIm5iZiI6NTAwMDAwfQ"
		  ".x", 1010800, "expired 3 hours ago, at 1970-01-12 13:46:40 "
				 "UTC (exp)" },
		{ "eyJhbGciOiJub25lIn0.eyJleHAiOjEwMDAwMDAsIm5iZiI6NTAwMDAwfQ"
		  ".x", 1, "only from 1970-01-06 18:53:20 UTC on (nbf), in 5 "
			   "days" },
		/* nothing of it is readable, or there */
		{ TOKEN, 5, "" }, { "", 5, "" }, { "..", 5, "" },
		{ "a.b.c", 5, "" }, { "a.e30.c", 5, "" },
		{ "eyJhbGciOiJub25lIn0.eyJleHAiOjEwMDAwMDAsIm5iZiI6NTAwMDAwfQ",
		  1010800, "" },
		/* {"exp":"x"}, {"exp":-1}, {"exp":1e99} */
		{ "a.eyJleHAiOiJ4In0.c", 5, "" },
		{ "a.eyJleHAiOi0xfQ.c", 5, "" },
		{ "a.eyJleHAiOjFlOTl9.c", 5, "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char text[SASL_WARNING_MOST];

		jwt_warn(table[i].token, table[i].now, text, sizeof(text));
		if (*table[i].part)
			assert_non_null(strstr(text, table[i].part));
		else
			assert_string_equal(text, "");
	}
}

/* It is warned about, and sent all the same. */
static void jwt_sent(void **state)
{
	struct exchange x;

	(void)state;
	begin_token(&x, &sasl_oauthbearer, "tim", "a.eyJleHAiOjEwMDAwMDB9.c");
	x.sasl.now = 2000000;
	assert_int_equal(step(&x, NULL, 0), SASL_SEND);
	assert_non_null(strstr(x.sasl.warning, "expired 11 days ago"));
	assert_null(strstr(x.sasl.warning, "eyJ"));
	end(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(oauthbearer),
		cmocka_unit_test(oauthbearer_parts),
		cmocka_unit_test(xoauth2),
		cmocka_unit_test(bad_tokens),
		cmocka_unit_test(refusals),
		cmocka_unit_test(bad_refusals),
		cmocka_unit_test(deep),
		cmocka_unit_test(jwt),
		cmocka_unit_test(jwt_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
