/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp/reply: what is a reply, what is none, and how much of one is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "smtp/reply.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

/* A reply is some 8 KiB of places: too much for a test's every helper. */
static struct reply r;

/* Add lines with LF between; the first failure ends it. */
static int add(const char *lines, struct err *err)
{
	reply_reset(&r);
	for (;;) {
		size_t n = strcspn(lines, "\n");

		if (reply_add_line(&r, lines, n, err) < 0)
			return -1;
		if (!lines[n])
			return 0;
		lines += n + 1;
	}
}

static int set_up(void **state)
{
	(void)state;
	reply_init(&r);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	reply_release(&r);
	return 0;
}

static void valid(void **state)
{
	static const struct {
		const char *lines;
		int code, enhanced[3];
		size_t count;
	} table[] = {
		{ "250 ok", 250, { 0, 0, 0 }, 1 },
		{ "250", 250, { 0, 0, 0 }, 1 },
		{ "250 ", 250, { 0, 0, 0 }, 1 },
		{ "250-\n250", 250, { 0, 0, 0 }, 2 },
		{ "250-a\n250-b\n250 c", 250, { 0, 0, 0 }, 3 },
		{ "250-\n250 ", 250, { 0, 0, 0 }, 2 },
		{ "250  two spaces", 250, { 0, 0, 0 }, 1 },
		{ "250 -", 250, { 0, 0, 0 }, 1 },
		{ "200 low", 200, { 0, 0, 0 }, 1 },
		{ "599 high", 599, { 0, 0, 0 }, 1 },
		{ "570 a second digit of its own", 570, { 0, 0, 0 }, 1 },
		{ "334 ", 334, { 0, 0, 0 }, 1 },
		{ "250 a\rb", 250, { 0, 0, 0 }, 1 },
		{ "250 \xff\x01", 250, { 0, 0, 0 }, 1 },
		/* enhanced codes, RFC 3463 */
		{ "250 2.1.5 ok", 250, { 2, 1, 5 }, 1 },
		{ "250 2.1.5", 250, { 2, 1, 5 }, 1 },
		{ "550 5.7.515 no", 550, { 5, 7, 515 }, 1 },
		{ "451 4.999.999 no", 451, { 4, 999, 999 }, 1 },
		{ "550-5.1.1 no\n550 5.1.2 no", 550, { 5, 1, 1 }, 2 },
		{ "550-no\n550 5.1.2 no", 550, { 0, 0, 0 }, 2 },
		/* and what only looks like one */
		{ "250 2.1", 250, { 0, 0, 0 }, 1 },
		{ "250 2.1.", 250, { 0, 0, 0 }, 1 },
		{ "250 2..1 ok", 250, { 0, 0, 0 }, 1 },
		{ "250 3.1.1 ok", 250, { 0, 0, 0 }, 1 },
		{ "250 2.1.5ok", 250, { 0, 0, 0 }, 1 },
		{ "250 2.1.5.6 ok", 250, { 0, 0, 0 }, 1 },
		{ "250 2.1234.5 ok", 250, { 0, 0, 0 }, 1 },
		{ "250 2.1.1234 ok", 250, { 0, 0, 0 }, 1 },
		{ "220 2.4.6.example ESMTP", 220, { 0, 0, 0 }, 1 },
		{ "250  2.1.5 ok", 250, { 0, 0, 0 }, 1 },
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		if (add(table[i].lines, &err) < 0)
			fail_msg("'%s': %s", table[i].lines, err.text);
		assert_int_equal(r.code, table[i].code);
		assert_memory_equal(r.enhanced, table[i].enhanced,
				    sizeof(r.enhanced));
		assert_int_equal(r.count, table[i].count);
		assert_true(r.complete);
	}
}

/* Each line but the last is taken, and none makes the reply complete. */
static void invalid(void **state)
{
	static const char *const table[] = {
		"", " ", "2", "25", "hello", "25O ok", "2 50 ok",
		"250_ok", "250.ok", "250\tok", "250+ok", "2500", "2501 ok",
		" 250 ok", "\t250 ok", "-250 ok", "+250 ok",
		"150 ok", "650 ok", "050 ok", "950 ok", "\26250 ok",
		"250-a\n25", "250-a\n", "250-a\n-b",
		"250-a\n251 b", "250-a\n550 b", "550-a\n250 b",
		"250-a\nb\n250 c", "250-a\n250_b",
		"354-a\n250-b\n250 c",
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		err.kind = ERR_NONE;
		if (add(table[i], &err) == 0)
			fail_msg("'%s' was taken", table[i]);
		assert_int_equal(err.kind, ERR_GRAMMAR);
		assert_false(r.complete);
		/* what was wrong can be shown */
		assert_true(r.count > 0);
	}
}

static void unfinished(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(add("250-a", &err), 0);
	assert_false(r.complete);
	assert_int_equal(add("250-a\n250-b\n250-", &err), 0);
	assert_false(r.complete);
}

/* A NUL is a byte like any other, and hides nothing behind it. */
static void nul_bytes(void **state)
{
	static const char line[] = "250 a\0b";
	const char *text;
	struct err err;
	size_t n;

	(void)state;
	reply_reset(&r);
	assert_int_equal(reply_add_line(&r, line, sizeof(line) - 1, &err), 0);
	text = reply_text(&r, 0, &n);
	assert_int_equal(n, 3);
	assert_memory_equal(text, "a\0b", 3);
	reply_reset(&r);
	assert_int_equal(reply_add_line(&r, "2\0000 a", 6, &err), -1);
	reply_reset(&r);
	assert_int_equal(reply_add_line(&r, "250\0", 4, &err), -1);
}

static void lines_and_texts(void **state)
{
	const char *text;
	struct err err;
	size_t n;

	(void)state;
	add("250-first\n250-\n250", &err);
	text = reply_line(&r, 0, &n);
	assert_int_equal(n, 9);
	assert_memory_equal(text, "250-first", n);
	text = reply_text(&r, 0, &n);
	assert_int_equal(n, 5);
	assert_memory_equal(text, "first", n);
	reply_text(&r, 1, &n);
	assert_int_equal(n, 0);
	text = reply_line(&r, 2, &n);
	assert_int_equal(n, 3);
	assert_memory_equal(text, "250", n);
	reply_text(&r, 2, &n);
	assert_int_equal(n, 0);
}

static void most_lines(void **state)
{
	struct err err;

	(void)state;
	reply_reset(&r);
	for (int i = 0; i < REPLY_LINES_MOST - 1; i++)
		assert_int_equal(reply_add_line(&r, "250-x", 5, &err), 0);
	assert_int_equal(reply_add_line(&r, "250 x", 5, &err), 0);
	assert_true(r.complete);
	r.complete = false;
	assert_int_equal(reply_add_line(&r, "250 x", 5, &err), -1);
	assert_int_equal(err.kind, ERR_LIMIT);
	assert_int_equal(r.count, REPLY_LINES_MOST);
	assert_false(r.complete);
}

static void most_bytes(void **state)
{
	char *line = malloc(REPLY_LINE_MOST);
	size_t taken = 0;
	struct err err;

	(void)state;
	memset(line, 'x', REPLY_LINE_MOST);
	memcpy(line, "250-", 4);
	reply_reset(&r);
	while (reply_add_line(&r, line, REPLY_LINE_MOST, &err) == 0)
		taken += REPLY_LINE_MOST;
	assert_int_equal(err.kind, ERR_LIMIT);
	assert_int_equal(taken, REPLY_BYTES_MOST);
	assert_int_equal(r.bytes.len, taken);
	free(line);
}

/* After a reset nothing of the reply before is left. */
static void reset(void **state)
{
	struct err err;

	(void)state;
	add("550-5.1.1 a\n550 b", &err);
	r.bare_lf = true;
	reply_reset(&r);
	assert_int_equal(r.code, 0);
	assert_int_equal(r.count, 0);
	assert_int_equal(r.enhanced[0], 0);
	assert_false(r.complete);
	assert_false(r.bare_lf);
	assert_int_equal(add("250 c", &err), 0);
	assert_int_equal(r.code, 250);
	assert_int_equal(r.enhanced[0], 0);
}

static void codes(void **state)
{
	static const struct {
		const char *line, *prefixes;
		bool is;
	} table[] = {
		{ "250 x", "250", true },
		{ "250 x", "25", true },
		{ "250 x", "2", true },
		{ "250 x", "251,250", true },
		{ "250 x", "235,334,250", true },
		{ "250 x", "251", false },
		{ "250 x", "50", false },
		{ "250 x", "2500", false },
		{ "250 x", "", false },
		{ "205 x", "250", false },
		{ "502 x", "250,2", false },
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		add(table[i].line, &err);
		if (reply_is(&r, table[i].prefixes) != table[i].is)
			fail_msg("'%s' and \"%s\"", table[i].line,
				 table[i].prefixes);
	}
	reply_reset(&r);
	assert_false(reply_is(&r, "2,3,4,5"));
}

/* Every code there can be: from 200 to 599, and no other. */
static void every_code(void **state)
{
	(void)state;
	for (int code = 0; code < 1000; code++) {
		char line[16];
		struct err err;
		int result;

		snprintf(line, sizeof(line), "%03d x", code);
		result = add(line, &err);
		assert_int_equal(result, code >= 200 && code < 600 ? 0 : -1);
		if (result == 0)
			assert_int_equal(r.code, code);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid),
		cmocka_unit_test(invalid),
		cmocka_unit_test(unfinished),
		cmocka_unit_test(nul_bytes),
		cmocka_unit_test(lines_and_texts),
		cmocka_unit_test(most_lines),
		cmocka_unit_test(most_bytes),
		cmocka_unit_test(reset),
		cmocka_unit_test(codes),
		cmocka_unit_test(every_code),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
