/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message/date: dates and identifiers, in several places of the world. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <time.h>

#include "message/date.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static void set_zone(const char *tz)
{
	assert_int_equal(setenv("TZ", tz, 1), 0);
	tzset();
}

static void dates(void **state)
{
	static const struct {
		const char *tz;
		time_t when;
		const char *date;
	} table[] = {
		{ "UTC0", 0, "Thu, 01 Jan 1970 00:00:00 +0000" },
		{ "UTC0", 1795557872, "Tue, 24 Nov 2026 22:04:32 +0000" },
		{ "EST5", 941646269, "Wed, 03 Nov 1999 11:24:29 -0500" },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1783087200,
		  "Fri, 03 Jul 2026 16:00:00 +0200" },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1767225599,
		  "Thu, 01 Jan 2026 00:59:59 +0100" },
		{ "IST-5:30", 1709164800, "Thu, 29 Feb 2024 05:30:00 +0530" },
		{ "NST3:30", 1709164800, "Wed, 28 Feb 2024 20:30:00 -0330" },
		{ "XXX0:15", 1709164800, "Wed, 28 Feb 2024 23:45:00 -0015" },
		{ "NPT-5:45", 1709164800, "Thu, 29 Feb 2024 05:45:00 +0545" },
		{ "LMT-0:01:15", 0, "Thu, 01 Jan 1970 00:01:15 +0001" },
		{ "UTC0", 32503680000, "Wed, 01 Jan 3000 00:00:00 +0000" },
		{ "UTC0", -1, "Wed, 31 Dec 1969 23:59:59 +0000" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char *date;

		set_zone(table[i].tz);
		date = date_format(table[i].when);
		assert_string_equal(date, table[i].date);
		free(date);
	}
}

static void every_day_and_month(void **state)
{
	static const char *const days[] = {
		"Sat, 01 Jan", "Tue, 01 Feb", "Wed, 01 Mar", "Sat, 01 Apr",
		"Mon, 01 May", "Thu, 01 Jun", "Sat, 01 Jul", "Tue, 01 Aug",
		"Fri, 01 Sep", "Sun, 01 Oct", "Wed, 01 Nov", "Fri, 01 Dec",
	};

	(void)state;
	set_zone("UTC0");
	for (int month = 0; month < 12; month++) {
		struct tm tm = { .tm_year = 100, .tm_mon = month,
				 .tm_mday = 1 };
		char *date = date_format(timegm(&tm));

		date[11] = '\0';
		assert_string_equal(date, days[month]);
		free(date);
	}
}

/* A year past the range of an int has no local time. */
static void no_such_time(void **state)
{
	char *date;

	(void)state;
	set_zone("UTC0");
	date = date_format((time_t)INT64_MAX);
	assert_string_equal(date, "Thu, 01 Jan 1970 00:00:00 +0000");
	free(date);
}

static void message_ids(void **state)
{
	char *id;

	(void)state;
	set_zone("EST5");
	id = message_id_format(941646269, 47942, "localhost");
	assert_string_equal(id, "19991103112429.047942@localhost");
	free(id);
	id = message_id_format(941646269, 4194304, "host.example");
	assert_string_equal(id, "19991103112429.4194304@host.example");
	free(id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates),
		cmocka_unit_test(every_day_and_month),
		cmocka_unit_test(no_such_time),
		cmocka_unit_test(message_ids),
	};

	/* whatever the locale, the words are those of RFC 5322 */
	setlocale(LC_ALL, "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
