/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sasl: CRAM-SHA1 by RFC 2202's vectors, and LOGIN-INITIAL. */
#include "exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

/* RFC 2202 section 3, as far as its keys are strings. */
static void hmac_sha1(void **state)
{
	static const struct {
		const char *key, *bytes, *hex;
	} table[] = {
		{ "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
		  "\x0b\x0b\x0b\x0b\x0b\x0b", "Hi There",
		  "b617318655057264e28bc0b6fb378c8ef146be00" },
		{ "Jefe", "what do ya want for nothing?",
		  "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char hex[DIGEST_HEX_MOST];

		assert_int_equal(digest_hmac_hex(DIGEST_SHA1, table[i].key,
						 table[i].bytes,
						 strlen(table[i].bytes), hex),
				 0);
		assert_string_equal(hex, table[i].hex);
	}
}

static void cram_sha1(void **state)
{
	static const char digest[] =
		"effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
	static const char challenge[] = "what do ya want for nothing?";
	struct exchange x;

	(void)state;
	begin(&x, &sasl_cram_sha1, "tim", "Jefe");
	assert_int_equal(step(&x, challenge, strlen(challenge)), SASL_SEND);
	check_response(&x, "tim effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", 44);
	check_secret(&x, digest);
	assert_true(x.sasl.derived && x.sasl.done);
	assert_int_equal(step(&x, challenge, strlen(challenge)),
			 SASL_BAD_CHALLENGE);
	end(&x);
	begin(&x, &sasl_cram_sha1, "tim", "Jefe");
	assert_int_equal(step(&x, "", 0), SASL_BAD_CHALLENGE);
	assert_non_null(strstr(x.err.text, "CRAM-SHA1"));
	end(&x);
}

/* The user name goes with the command; servers know it as LOGIN. */
static void login_initial(void **state)
{
	struct exchange x;

	(void)state;
	assert_true(sasl_login_initial.client_first);
	assert_string_equal(sasl_offer(&sasl_login_initial), "LOGIN");
	assert_string_equal(sasl_offer(&sasl_login), "LOGIN");
	begin(&x, &sasl_login_initial, "tim", "tanstaaf");
	assert_int_equal(step(&x, NULL, 0), SASL_SEND);
	check_response(&x, "tim", 3);
	check_secret(&x, "");
	assert_false(x.sasl.done);
	assert_int_equal(step(&x, "Password:", 9), SASL_SEND);
	check_response(&x, "tanstaaf", 8);
	check_secret(&x, "tanstaaf");
	assert_true(x.sasl.done);
	assert_int_equal(step(&x, "Password:", 9), SASL_BAD_CHALLENGE);
	end(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hmac_sha1),
		cmocka_unit_test(cram_sha1),
		cmocka_unit_test(login_initial),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
