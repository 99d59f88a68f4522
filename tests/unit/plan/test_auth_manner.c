/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan/auth: --auth-force, --auth-probe and --auth-ehlo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "making.h"
#include "sasl/sasl.h"

#define LOGIN SERVER, "-au", "fred", "-ap", "p"

static void plain_login(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(making_names); i++) {
		struct making m;

		making_good(&m, making_names[i], LIST(LOGIN, TO));
		assert_false(m.plan.auth.force);
		assert_false(m.plan.auth.probe);
		assert_false(m.plan.auth.hello_again);
		assert_false(m.plan.auth.single);
		making_close(&m);
	}
}

/* It comes before what else asks for AUTH, and is the one mechanism. */
static void force(void **state)
{
	static const char *const others[][2] = {
		{ "-a", "LOGIN" }, { "-ao", "LOGIN" }, { "-aos", "LOGIN" },
		{ "--auth-probe", NULL }, { NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(others); i++) {
		struct making m;

		making_good(&m, "smtpcheck",
			    LIST(LOGIN, TO, "--auth-force", "plain",
				 others[i][0], others[i][1]));
		assert_int_equal(m.plan.auth.demand, DEMAND_REQUIRED);
		assert_true(m.plan.auth.force);
		assert_int_equal(m.plan.auth.try_count, 1);
		assert_string_equal(m.plan.auth.mechanisms.at[0], "PLAIN");
		making_close(&m);
	}
}

/* No recipient is needed, and whatever was said the run ends behind AUTH. */
static void probe(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(LOGIN, "--auth-probe", "-q",
					  "rcpt"));
	assert_true(m.plan.auth.probe);
	assert_int_equal(m.plan.auth.demand, DEMAND_REQUIRED);
	assert_int_equal(m.plan.quit_after, STOP_AUTH);
	assert_int_equal(m.plan.auth.probe_refusals, 2);
	making_close(&m);
	making_good(&m, "smtpcheck", LIST(LOGIN, "--auth-probe", "-ao",
					  "--auth-probe-refusals", "7"));
	assert_int_equal(m.plan.auth.demand, DEMAND_REQUIRED);
	assert_int_equal(m.plan.auth.probe_refusals, 7);
	making_close(&m);
}

static void refusals(void **state)
{
	static const char *const bad[] = { "0", "x", "-1", "1x", "10000",
					   "99999999999999999999", "" };
	char option[64];

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		snprintf(option, sizeof(option), "--auth-probe-refusals=%s",
			 bad[i]);
		making_bad("smtpcheck", LIST(LOGIN, "--auth-probe", option),
			   "is no number from 1 to 9999");
	}
}

static void hello_again(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(LOGIN, TO, "--auth-ehlo"));
	assert_true(m.plan.auth.hello_again);
	making_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_login),
		cmocka_unit_test(force),
		cmocka_unit_test(probe),
		cmocka_unit_test(refusals),
		cmocka_unit_test(hello_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
