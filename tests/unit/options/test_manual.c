/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options/help: every row stands in the help and in the manual, once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

enum { HELP_WIDTH = 80 };

static char *written(void (*write)(FILE *))
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	write(out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static size_t occurrences(const char *text, const char *part)
{
	size_t count = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		count++;
	return count;
}

static void help_is_narrow(void **state)
{
	char *help = written(option_write_help);

	(void)state;
	for (char *line = strtok(help, "\n"); line; line = strtok(NULL, "\n"))
		if (strlen(line) > HELP_WIDTH)
			fail_msg("%s", line);
	free(help);
}

/* Each help line stands there once for each row that has it. */
static void help_has_every_row(void **state)
{
	char *help = written(option_write_help);
	char name[64], shown[80];

	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		char text[200];

		snprintf(text, sizeof(text), "%s\n", option_rows[i].help);
		assert_int_equal(occurrences(help, text), 1);
	}
	for (size_t i = 0; i < option_count; i++) {
		const struct option *row = &option_rows[i];

		for (size_t n = 0; row_name(row, n, name, sizeof(name)); n++) {
			snprintf(shown, sizeof(shown), "-%s", name);
			assert_non_null(strstr(help, shown));
		}
	}
	free(help);
}

/* Is word, with its dashes, one of the row's names? */
static bool is_name_of(const struct option *row, const char *word)
{
	char name[64];

	word += strspn(word, "-");
	for (size_t n = 0; row_name(row, n, name, sizeof(name)); n++)
		if (strcmp(name, word) == 0)
			return true;
	return false;
}

static size_t name_count(const struct option *row)
{
	char name[64];
	size_t n = 0;

	while (row_name(row, n, name, sizeof(name)))
		n++;
	return n;
}

/* Is this ".B" line the row's: all its names, and its argument? */
static bool is_title_of(const struct option *row, const char *line)
{
	struct strings words = { 0 };
	char plain[300];
	size_t n = 0, names = 0, arg = row->arg ? strlen(row->arg) + 1 : 0;
	bool ends;

	for (; *line; line++)
		if (*line != '\\' && strncmp(line, ", ", 2) != 0 &&
		    n < sizeof(plain) - 1)
			plain[n++] = *line;
	plain[n] = '\0';
	ends = n > arg && (!arg || (plain[n - arg] == ' ' && strcmp(
				    plain + n - arg + 1, row->arg) == 0));
	if (ends)
		plain[n - arg] = '\0';
	strings_split(&words, plain, ' ');
	while (names < words.count && is_name_of(row, words.at[names]))
		names++;
	ends = ends && names == words.count && names == name_count(row);
	strings_release(&words);
	return ends;
}

static void manual_has_every_row_once(void **state)
{
	char *manual = written(option_write_manual);
	struct strings lines = { 0 };

	(void)state;
	assert_int_equal(occurrences(manual, "\n.TP\n"), option_count);
	assert_int_equal(occurrences(manual, ".SS "), GROUP_COUNT);
	strings_split(&lines, manual, '\n');
	free(manual);
	for (size_t i = 0; i < option_count; i++) {
		size_t count = 0;

		for (size_t n = 0; n < lines.count; n++)
			count += str_starts(lines.at[n], ".B ") &&
				 is_title_of(&option_rows[i], lines.at[n] + 3);
		if (count != 1)
			fail_msg("%s: %zu times", option_rows[i].names, count);
	}
	strings_release(&lines);
}

/* No text is taken for a request, and no hyphen is broken at. */
static void manual_is_roff(void **state)
{
	char *manual = written(option_write_manual);

	(void)state;
	for (char *line = strtok(manual, "\n"); line;
	     line = strtok(NULL, "\n")) {
		assert_int_not_equal(*line, '\'');
		if (*line == '.')
			assert_true(strncmp(line, ".SS ", 4) == 0 ||
				    strncmp(line, ".TP", 4) == 0 ||
				    strncmp(line, ".B ", 3) == 0);
		for (char *c = line; (c = strchr(c, '-')); c++)
			assert_true(c > line && c[-1] == '\\');
		for (char *c = line; (c = strchr(c, '\\')); c++)
			assert_non_null(strchr("-e&", c[1]));
	}
	free(manual);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_is_narrow),
		cmocka_unit_test(help_has_every_row),
		cmocka_unit_test(manual_has_every_row_once),
		cmocka_unit_test(manual_is_roff),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
