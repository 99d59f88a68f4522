/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sasl: each mechanism by the examples of its RFC. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/base64.h"
#include "exchange.h"
#include "sasl/digest.h"

/* ---- CRAM-MD5 ---- */

/* RFC 2195 section 2, and its base64 as it stands there. */
static void cram_md5_of_the_rfc(void **state)
{
	static const char challenge[] =
		"PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+";
	static const char response[] =
		"dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw";
	struct exchange x;
	struct buf text;

	(void)state;
	buf_init(&text, 200);
	assert_int_equal(base64_decode(&text, challenge, strlen(challenge)),
			 0);
	begin(&x, &sasl_cram_md5, "tim", "tanstaaftanstaaf");
	assert_int_equal(step(&x, text.data, text.len), SASL_SEND);
	check_response(&x, "tim b913a602c7eda7a495b4e6e7334d3890", 36);
	check_secret(&x, "b913a602c7eda7a495b4e6e7334d3890");
	assert_true(x.sasl.derived);
	buf_clear(&text);
	base64_add(&text, x.out.data, x.out.len);
	assert_string_equal(buf_str(&text), response);
	end(&x);
	buf_release(&text);
}

/* RFC 2202 section 2, as far as its keys are strings. */
static void hmac_md5(void **state)
{
	static const char key80[] =
		"\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"
		"\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"
		"\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"
		"\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"
		"\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"
		"\xaa\xaa\xaa\xaa\xaa";
	static const struct {
		const char *key, *bytes, *hex;
	} table[] = {
		{ "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
		  "\x0b\x0b", "Hi There", "9294727a3638bb1c13f48ef8158bfc9d" },
		{ "Jefe", "what do ya want for nothing?",
		  "750c783e6ab0b503eaa86e310a5db738" },
		{ key80, "Test Using Larger Than Block-Size Key - Hash Key "
			 "First", "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd" },
		{ "", "", "74e6f7298a9c2d168935f58c001bad88" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char hex[DIGEST_HEX_MOST];

		assert_int_equal(digest_hmac_hex(DIGEST_MD5, table[i].key,
						 table[i].bytes,
						 strlen(table[i].bytes), hex),
				 0);
		assert_string_equal(hex, table[i].hex);
	}
}

static void cram_md5_challenges(void **state)
{
	struct exchange x;

	(void)state;
	begin(&x, &sasl_cram_md5, "tim", "");
	assert_int_equal(step(&x, "", 0), SASL_BAD_CHALLENGE);
	assert_non_null(strstr(x.err.text, "empty"));
	end(&x);
	/* any byte may be in it, and an empty password is one */
	begin(&x, &sasl_cram_md5, "tim", "");
	assert_int_equal(step(&x, "<\0\xff>", 4), SASL_SEND);
	assert_int_equal(x.out.len, 4 + 32);
	end(&x);
}

/* ---- PLAIN ---- */

/* RFC 4616 section 4, without an authorization identity. */
static void plain_of_the_rfc(void **state)
{
	struct exchange x;

	(void)state;
	begin(&x, &sasl_plain, "tim", "tanstaaftanstaaf");
	assert_int_equal(step(&x, NULL, 0), SASL_SEND);
	check_response(&x, "\0tim\0tanstaaftanstaaf", 21);
	check_secret(&x, "tanstaaftanstaaf");
	assert_false(x.sasl.derived);
	end(&x);
}

static void plain_credentials(void **state)
{
	static const struct {
		const char *user, *password, *bytes;
		size_t n;
	} table[] = {
		{ "", "", "\0\0", 2 },
		{ "a", "", "\0a\0", 3 },
		{ "", "b", "\0\0b", 3 },
		{ "fred", "fred", "\0fred\0fred", 10 },
		{ "a b@c", "p\xc3\xa4 ss", "\0a b@c\0p\xc3\xa4 ss", 13 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct exchange x;

		begin(&x, &sasl_plain, table[i].user, table[i].password);
		assert_int_equal(step(&x, NULL, 0), SASL_SEND);
		check_response(&x, table[i].bytes, table[i].n);
		check_secret(&x, table[i].password);
		end(&x);
	}
}

/* ---- LOGIN ---- */

/* The user name, then the password, whatever the prompts say. */
static void login(void **state)
{
	static const char *const prompts[][2] = {
		{ "Username:", "Password:" },
		{ "User Name\0", "Password\0" },
		{ "", "" },
		{ "Password:", "Username:" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(prompts); i++) {
		struct exchange x;

		begin(&x, &sasl_login, "tim", "tanstaaf");
		assert_int_equal(step(&x, prompts[i][0],
				      strlen(prompts[i][0])), SASL_SEND);
		check_response(&x, "tim", 3);
		check_secret(&x, "");
		assert_int_equal(step(&x, prompts[i][1],
				      strlen(prompts[i][1])), SASL_SEND);
		check_response(&x, "tanstaaf", 8);
		check_secret(&x, "tanstaaf");
		assert_false(x.sasl.derived);
		end(&x);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cram_md5_of_the_rfc),
		cmocka_unit_test(hmac_md5),
		cmocka_unit_test(cram_md5_challenges),
		cmocka_unit_test(plain_of_the_rfc),
		cmocka_unit_test(plain_credentials),
		cmocka_unit_test(login),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
