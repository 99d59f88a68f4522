/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/summary: lines are wrapped to the width that there is, and nothing a
 * server sends is obeyed by the terminal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "writing.h"

static void check_widths(const struct tally *t, int least, int most)
{
	for (int width = least; width <= most; width++) {
		char *text = written(t, width, false), *rest = text, *line;

		while ((line = strsep(&rest, "\n")))
			if (str_width(line, strlen(line)) > (size_t)width)
				fail_msg("%d: %s", width, line);
		free(text);
	}
}

/* Words of every length that fits, at every width, of every kind of line. */
static void no_line_is_too_long(void **state)
{
	static char words[4000];
	struct result r[] = {
		{ STEP_TLS, STATUS_OK, 5, words },
		{ STEP_AUTH, STATUS_FAILED, -1, words },
	};
	struct tally t = tally_of(r, 2);
	size_t n = 0;

	(void)state;
	for (size_t word = 1; word <= 12; word++)	/* 40 - 28 */
		for (size_t i = 0; i < 20; i++)
			n += (size_t)snprintf(words + n, sizeof(words) - n,
					      "%.*s ", (int)(word - i % 2),
					      "abcdefghijkl");
	strings_add(&t.findings, words);
	strings_add(&t.warnings, words);
	t.failed = true;
	t.failure = (struct failure){ .step = STEP_MESSAGE, .text = words,
				      .cause = CAUSE_REPLY, .code = 451 };
	check_widths(&t, 44, 130);
	strings_release(&t.findings);
	strings_release(&t.warnings);
}

/* What has no space is cut where the line ends, never inside a character. */
static void long_words(void **state)
{
	struct result r = { STEP_TLS, STATUS_OK, 5,
		"abcdefghijklmnopqrstuvwxyz\xc3\xa4\xc3\xb6\xc3\xbc"
		"\xe2\x82\xac" "abcdefghijklmnopqrstuvwxyz" };
	struct tally t = tally_of(&r, 1);

	(void)state;
	check_report(&t, 56, HEAD
	      "tls       ok        0.0 ms  abcdefghijklmnopqrstuvwxyz"
	      "\xc3\xa4\xc3\xb6\n"
	      "                            \xc3\xbc\xe2\x82\xac"
	      "abcdefghijklmnopqrstuvwxyz\n"
	      "OK: done as far as asked; no message was delivered\n");
}

/* Lines of a detail stay lines; empty ones do too. */
static void lines_of_a_detail(void **state)
{
	static const struct {
		const char *detail, *shown;
	} table[] = {
		{ "", "\n" },
		{ "a", "a\n" },
		{ "a\nb", "a\n" "                            b\n" },
		{ "a\n\nb", "a\n" "                            \n"
			    "                            b\n" },
		{ "a b", "a b\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct result r = { STEP_TLS, STATUS_OK, 5,
				    (char *)table[i].detail };
		struct tally t = tally_of(&r, 1);
		char *text = written(&t, 80, false), expected[300];

		snprintf(expected, sizeof(expected), HEAD
			 "tls       ok        0.0 ms  %sOK", table[i].shown);
		text[strlen(expected)] = '\0';
		assert_string_equal(text, expected);
		free(text);
	}
}

/* Nothing that a server said moves the cursor or changes the colour. */
static void safe(void **state)
{
	struct result r = { STEP_TLS, STATUS_OK, 5,
			    "a\x1b[31mb\rc\x9b\x07\nd\te" };
	struct tally t = tally_of(&r, 1);
	char *text;

	(void)state;
	strings_add(&t.warnings, "w\x1b[31m");
	strings_add(&t.findings, "f\x1b[31m");
	t.failed = true;
	t.failure = (struct failure){ .step = STEP_TLS, .cause = CAUSE_ERR,
				      .text = "t\x1b[31m" };
	text = written(&t, 80, false);
	assert_non_null(strstr(text, "  a\\x1b[31mb\\x0dc\\x9b\\x07\n"));
	assert_non_null(strstr(text, "  d\te\n"));
	assert_non_null(strstr(text, "warn w\\x1b[31m\n"));
	assert_non_null(strstr(text, "find f\\x1b[31m\n"));
	assert_non_null(strstr(text, "why  t\\x1b[31m\n"));
	assert_null(strchr(text, '\x1b'));
	assert_null(strchr(text, '\r'));
	free(text);
	strings_release(&t.warnings);
	strings_release(&t.findings);
}

/* ---- open ---- */

/* A word that fits to the last column stays on the line. */
static void exact_fit(void **state)
{
	struct result r = { STEP_TLS, STATUS_OK, 5,
			    "abc defghijklmnop qrstuvwxyz" };
	struct tally t = tally_of(&r, 1);

	(void)state;
	/* 45 - 28 is the width of "abc defghijklmnop" */
	check_report(&t, 45, HEAD
	      "tls       ok        0.0 ms  abc defghijklmnop\n"
	      "                            qrstuvwxyz\n"
	      "OK: done as far as asked; no message was\ndelivered\n");
}

/* The last lines are wrapped like all others. */
static void narrow(void **state)
{
	struct tally t = tally_of(NULL, 0);

	(void)state;
	t.failed = true;
	t.failure = (struct failure){ .step = STEP_MESSAGE, .text = "x",
				      .cause = CAUSE_REPLY, .code = 451 };
	check_widths(&t, 40, 60);
	t.failed = false;
	strings_add(&t.warnings, "x");
	check_widths(&t, 60, 80);
	strings_release(&t.warnings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_line_is_too_long),
		cmocka_unit_test(long_words),
		cmocka_unit_test(lines_of_a_detail),
		cmocka_unit_test(safe),
		/* open: these fail */
		cmocka_unit_test(exact_fit),
		cmocka_unit_test(narrow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
