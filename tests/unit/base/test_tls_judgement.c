/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/tls_judgement: days as they are written, and the words for a staple. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/tls_judgement.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static const struct {
	const char *text;
	time_t at; /* 0: no day */
} days[] = {
	{ "2027-01-15", 1799971200 },
	{ "2027-01-15T08:00:00Z", 1800000000 },
	{ "2028-02-29", 1835395200 },
	{ "9999-12-31T23:59:59Z", 253402300799 },
	{ "1970-01-02", 86400 },
	{ "1970-01-01", 0 },
	{ "1969-12-31", 0 },
	{ "2027-02-29", 0 },
	{ "2027-13-01", 0 },
	{ "2027-1-15", 0 },
	{ "2027-01-15 ", 0 },
	{ " 2027-01-15", 0 },
	{ "2027-01-15T08:00:00", 0 },
	{ "2027-01-15T24:00:00Z", 0 },
	{ "2027-01-15T08:00:60Z", 0 },
	{ "2027-01-15t08:00:00z", 0 },
	{ "2027-01-15T08:00Z", 0 },
	{ "2027-01-15T08:00:00+01:00", 0 },
	{ "20270115", 0 },
	{ "12027-01-15", 0 },
	{ "today", 0 },
	{ "", 0 },
};

static void every_day(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(days); i++) {
		time_t at = 1;

		assert_int_equal(tls_date_parse(days[i].text, &at),
				 days[i].at ? 0 : -1);
		if (at != (days[i].at ? days[i].at : 1))
			fail_msg("%s: %lld", days[i].text, (long long)at);
	}
}

static void dates(void **state)
{
	char out[16];

	(void)state;
	assert_string_equal(tls_date(1800000000, out), "2027-01-15");
	assert_string_equal(tls_date(0, out), "1970-01-01");
	assert_string_equal(tls_date(253402300799, out), "9999-12-31");
}

static void staples(void **state)
{
	static const struct {
		struct tls_staple staple;
		const char *text;
	} table[] = {
		{ { .state = STAPLE_NONE }, "none" },
		{ { .state = STAPLE_GOOD }, "good" },
		{ { .state = STAPLE_GOOD, .next_update = 1800000000 },
		  "good until 2027-01-15" },
		{ { .state = STAPLE_REVOKED, .revoked_at = 1800000000,
		    .why = "keyCompromise" },
		  "revoked on 2027-01-15 (keyCompromise)" },
		{ { .state = STAPLE_STALE }, "stale" },
		{ { .state = STAPLE_STALE, .next_update = 1800000000 },
		  "stale, a new one was due on 2027-01-15" },
		{ { .state = STAPLE_EARLY, .this_update = 1800000000 },
		  "not yet valid, from 2027-01-15" },
		{ { .state = STAPLE_NO_ANSWER, .why = "tryLater" },
		  "the responder gave no answer (tryLater)" },
		{ { .state = STAPLE_DAMAGED }, "damaged" },
	};
	struct buf text;

	(void)state;
	buf_init(&text, 256);
	for (size_t i = 0; i < LENGTH(table); i++) {
		buf_clear(&text);
		tls_staple_text(&table[i].staple, &text);
		assert_string_equal(buf_str(&text), table[i].text);
	}
	for (int state_of = STAPLE_NONE; state_of <= STAPLE_DAMAGED;
	     state_of++) {
		const struct tls_staple s = {
			.state = (enum tls_staple_state)state_of,
		};

		buf_clear(&text);
		tls_staple_text(&s, &text);
		assert_true(text.len > 0);
	}
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day),
		cmocka_unit_test(dates),
		cmocka_unit_test(staples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
