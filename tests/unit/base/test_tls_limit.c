/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/tls_limit: what is said of limits, and when one is passed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/tls_limit.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

enum { DAY = 86400 };

static const struct {
	const char *text;
	int result, value;
	bool share;
	const char *said;
} texts[] = {
	{ "14d", 0, 14, false, "14 days" },
	{ "14D", 0, 14, false, "14 days" },
	{ "20%", 0, 20, true, "20%" },
	{ "100%", 0, 100, true, "100%" },
	{ "36500d", 0, 36500, false, "36500 days" },
	{ "off", 0, 0, false, "off" },
	{ "OFF", 0, 0, false, "off" },
	{ "0d", 0, 0, false, "off" },
	{ "", -1, 0, false, NULL },
	{ "14", -1, 0, false, NULL },
	{ "d", -1, 0, false, NULL },
	{ "%", -1, 0, false, NULL },
	{ "-1d", -1, 0, false, NULL },
	{ "1.5d", -1, 0, false, NULL },
	{ "14d ", -1, 0, false, NULL },
	{ "14days", -1, 0, false, NULL },
	{ "101%", -1, 0, false, NULL },
	{ "36501d", -1, 0, false, NULL },
	{ "99999999999999999999d", -1, 0, false, NULL },
	{ "offd", -1, 0, false, NULL },
};

static void parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(texts); i++) {
		struct tls_limit limit;
		char out[32];

		assert_int_equal(tls_limit_parse(texts[i].text, &limit),
				 texts[i].result);
		if (texts[i].result < 0)
			continue;
		assert_int_equal(limit.value, texts[i].value);
		assert_int_equal(limit.share, texts[i].share);
		assert_int_equal(limit.most_days, 0);
		assert_string_equal(tls_limit_text(&limit, out, sizeof(out)),
				    texts[i].said);
	}
}

static const struct {
	struct tls_limit limit;
	long life, left; /* days, and for left a second more or less */
	int seconds;
	bool passed;
} rows[] = {
	{ { 14, false, 0 }, 90, 14, 0, false },
	{ { 14, false, 0 }, 90, 14, -1, true },
	{ { 14, false, 0 }, 7, 7, 0, true },
	{ { 25, true, 0 }, 40, 10, 0, false },
	{ { 25, true, 0 }, 40, 10, -1, true },
	/* of a CA a quarter is years, but the most that it may mean is less */
	{ { 25, true, 30 }, 3650, 31, 0, false },
	{ { 25, true, 30 }, 3650, 30, -1, true },
	{ { 25, true, 30 }, 40, 10, -1, true },
	{ { 25, true, 0 }, 3650, 900, 0, true },
	{ { 100, true, 0 }, 40, 40, 0, false },
	{ { 100, true, 0 }, 40, 39, 0, true },
	{ { 1, false, 0 }, 90, -5, 0, true },
	{ { 0, false, 0 }, 90, -5, 0, false },
	{ { 0, true, 30 }, 90, -5, 0, false },
	/* no life, no share of it */
	{ { 25, true, 0 }, 0, -5, 0, false },
	{ { 25, true, 0 }, -10, -5, 0, false },
};

static void passed(void **state)
{
	const time_t now = 1800000000;

	(void)state;
	for (size_t i = 0; i < LENGTH(rows); i++) {
		time_t last = now + rows[i].left * DAY + rows[i].seconds;
		time_t first = now + (rows[i].left - rows[i].life) * DAY;

		assert_int_equal(tls_limit_passed(&rows[i].limit, first, last,
						  now),
				 rows[i].passed);
	}
}

static void text_with_most(void **state)
{
	const struct tls_limit limit = { 25, true, 30 };
	char out[32];

	(void)state;
	assert_string_equal(tls_limit_text(&limit, out, sizeof(out)),
			    "25%, 30 days at most");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse),
		cmocka_unit_test(passed),
		cmocka_unit_test(text_with_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
