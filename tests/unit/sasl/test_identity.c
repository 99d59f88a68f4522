/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sasl: mechanisms without a password, and the authorization identity in
 * those that have a place for it.
 */
#include "exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

/* RFC 4422 appendix A; RFC 4505 section 3 has the trace "sirhc". */
static void one_message(void **state)
{
	static const struct {
		const struct sasl_mechanism *mechanism;
		const char *user, *authzid, *message;
	} table[] = {
		{ &sasl_external, "", NULL, "" },
		{ &sasl_external, NULL, NULL, "" },
		{ &sasl_external, "fred", NULL, "fred" },
		{ &sasl_external, "fred", "fred@example.com",
		  "fred@example.com" },
		{ &sasl_external, "fred", "", "" },
		{ &sasl_anonymous, "sirhc", NULL, "sirhc" },
		{ &sasl_anonymous, "", "ignored", "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct exchange x;

		begin(&x, table[i].mechanism, table[i].user, "tanstaaf");
		x.sasl.authzid = table[i].authzid;
		assert_int_equal(step(&x, NULL, 0), SASL_SEND);
		check_response(&x, table[i].message,
			       strlen(table[i].message));
		assert_int_equal(x.sasl.secret_n, 0);
		assert_true(x.sasl.done);
		assert_int_equal(step(&x, "", 0), SASL_BAD_CHALLENGE);
		end(&x);
	}
}

static void not_utf8(void **state)
{
	struct exchange x;

	(void)state;
	begin(&x, &sasl_external, "fr\xff", "");
	assert_int_equal(step(&x, NULL, 0), SASL_UNUSABLE);
	assert_int_equal(x.out.len, 0);
	end(&x);
}

/* RFC 4505 section 2: 255 characters */
static void trace(void **state)
{
	char text[257];
	struct exchange x;

	(void)state;
	memset(text, 'a', 256);
	text[256] = '\0';
	begin(&x, &sasl_anonymous, text, "");
	assert_int_equal(step(&x, NULL, 0), SASL_UNUSABLE);
	end(&x);
	text[255] = '\0';
	begin(&x, &sasl_anonymous, text, "");
	assert_int_equal(step(&x, NULL, 0), SASL_SEND);
	end(&x);
}

/* RFC 4616 section 4, the second example: Ursel for Kurt. */
static void plain(void **state)
{
	struct exchange x;

	(void)state;
	begin(&x, &sasl_plain, "Kurt", "xipj3plmq");
	x.sasl.authzid = "Ursel";
	assert_int_equal(step(&x, NULL, 0), SASL_SEND);
	check_response(&x, "Ursel\0Kurt\0xipj3plmq", 20);
	check_secret(&x, "xipj3plmq");
	end(&x);
}

/* The digest has it too: computed with Python's hashlib. */
static void digest_md5(void **state)
{
	static const char challenge[] =
		"realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\","
		"qop=\"auth\",algorithm=md5-sess,charset=utf-8";
	struct exchange x;

	(void)state;
	begin(&x, &sasl_digest_md5, "chris", "secret");
	x.sasl.service = "imap";
	x.sasl.host = "elwood.innosoft.com";
	x.sasl.nonce = "OA6MHXh6VqTrRk";
	x.sasl.authzid = "tim";
	assert_int_equal(step(&x, challenge, strlen(challenge)), SASL_SEND);
	assert_non_null(strstr(x.out.data, ",authzid=\"tim\",response="));
	check_secret(&x, "9c86f2c452850d4147dd80bf9866b44d");
	end(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_message),
		cmocka_unit_test(not_utf8),
		cmocka_unit_test(trace),
		cmocka_unit_test(plain),
		cmocka_unit_test(digest_md5),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
