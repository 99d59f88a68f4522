/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/step: every step and status has a name of its own, that fits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/step.h"

/* The report's columns: see report/summary.c. */
enum { STEP_WIDTH = 10, STATUS_WIDTH = 8 };

static void steps(void **state)
{
	(void)state;
	for (int i = 0; i < STEP_COUNT; i++) {
		const char *name = step_name((enum step_id)i);

		assert_non_null(name);
		assert_in_range(strlen(name), 2, STEP_WIDTH - 1);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(name,
						step_name((enum step_id)j));
	}
	assert_string_equal(step_name(STEP_RESOLVE), "resolve");
	assert_string_equal(step_name(STEP_EHLO), "ehlo");
	assert_string_equal(step_name(STEP_QUIT), "quit");
}

static void statuses(void **state)
{
	static const char *const names[] = {
		[STATUS_OK] = "ok",
		[STATUS_WARN] = "warn",
		[STATUS_FAILED] = "FAILED",
		[STATUS_SKIPPED] = "skipped",
	};

	(void)state;
	for (int i = STATUS_OK; i <= STATUS_SKIPPED; i++) {
		const char *name = status_name((enum status)i);

		assert_string_equal(name, names[i]);
		assert_true(strlen(name) < STATUS_WIDTH);
	}
}

/* The exit codes that scripts for swaks know. */
static void exit_codes(void **state)
{
	(void)state;
	assert_int_equal(EXIT_DELIVERED, 0);
	assert_int_equal(EXIT_OPTION, 1);
	assert_int_equal(EXIT_CONNECT, 2);
	assert_int_equal(EXIT_CLOSED, 6);
	assert_int_equal(EXIT_BANNER, 21);
	assert_int_equal(EXIT_HELO, 22);
	assert_int_equal(EXIT_MAIL, 23);
	assert_int_equal(EXIT_RCPT, 24);
	assert_int_equal(EXIT_DATA, 25);
	assert_int_equal(EXIT_MESSAGE, 26);
	assert_int_equal(EXIT_QUIT, 27);
	assert_int_equal(EXIT_AUTH, 28);
	assert_int_equal(EXIT_TLS, 29);
	assert_int_equal(EXIT_PRDR, 30);
	assert_int_equal(EXIT_HELO_AFTER_TLS, 32);
	assert_int_equal(EXIT_XCLIENT, 33);
	assert_int_equal(EXIT_HELO_AFTER_XCLIENT, 34);
	assert_int_equal(EXIT_PROXY_OPTION, 35);
	assert_int_equal(EXIT_PROXY, 36);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps),
		cmocka_unit_test(statuses),
		cmocka_unit_test(exit_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
