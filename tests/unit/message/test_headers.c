/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message/headers: taking a header apart, setting, adding, writing it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "message/headers.h"
#include "message/message.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static void end(void **state)
{
	static const struct {
		const char *text;
		bool found;
		size_t end, body;
	} table[] = {
		{ "", false, 0, 0 },
		{ "a: b", false, 0, 0 },
		{ "a: b\n", false, 0, 0 },
		{ "a: b\n\n", true, 4, 6 },
		{ "a: b\n\nc\n\nd", true, 4, 6 },
		{ "a: b\r\n\r\nc", true, 4, 8 },
		{ "a: b\r\n\nc", true, 4, 7 },
		{ "a: b\n\r\nc", true, 4, 7 },
		{ "a: b\\n\\nc", true, 4, 8 },
		{ "a: b\\n\nc", true, 4, 7 },
		{ "a\n b\n c\n\n", true, 7, 9 },
		{ "a\n \n\n", true, 3, 5 },
		{ "\nb\n\nc", true, 2, 4 },
		{ "\n\nb", true, 0, 2 },
		{ "a\r\rb", false, 0, 0 },
		{ "a\n\rb", false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		size_t at = 0, body = 0;

		assert_int_equal(header_end(table[i].text,
					    strlen(table[i].text), &at,
					    &body), table[i].found);
		assert_int_equal(at, table[i].end);
		assert_int_equal(body, table[i].body);
	}
}

/* What is written, with each line end as LF. */
static void check_written(const struct header *h, const char *want)
{
	struct message *m = message_new();
	struct message_reader *r;
	struct err err;
	char text[512];
	ssize_t n;

	header_write(h, false, m);
	r = message_open(m);
	n = message_read(r, text, sizeof(text) - 1, &err);
	assert_true(n >= 0);
	text[n] = '\0';
	assert_string_equal(text, want);
	message_close(r);
	message_free(m);
}

struct row {
	const char *text, *added, *set, *want;
};

static void check_row(const struct row *row, bool loose)
{
	struct header h;
	struct err err;

	header_init(&h, loose, row->text, strlen(row->text));
	if (row->added)
		assert_int_equal(header_add(&h, row->added, &err), 0);
	if (row->set)
		assert_int_equal(header_set(&h, row->set, &err), 0);
	check_written(&h, row->want);
	header_release(&h);
}

static void both_ways(void **state)
{
	static const struct row table[] = {
		{ "", NULL, NULL, "" },
		{ "A: 1", NULL, NULL, "A: 1\n" },
		{ "A: 1\nB: 2", NULL, NULL, "A: 1\nB: 2\n" },
		{ "A: 1\r\nB: 2", NULL, NULL, "A: 1\nB: 2\n" },
		{ "A: 1\\nB: 2", NULL, NULL, "A: 1\nB: 2\n" },
		{ "\nB: 2", NULL, NULL, "\nB: 2\n" },
		{ "A: 1\nB: 2", NULL, "A: 3", "A: 3\nB: 2\n" },
		{ "A: 1\nB: 2", NULL, "B: 3", "A: 1\nB: 3\n" },
		{ "A: 1\nB: 2", NULL, "C: 3", "A: 1\nB: 2\nC: 3\n" },
		{ "A: 1\nB: 2", "A: 3", NULL, "A: 1\nB: 2\nA: 3\n" },
		{ "A: 1\nB: 2", "C: 3", "D: 4", "A: 1\nB: 2\nC: 3\nD: 4\n" },
		/* what is new is not set again */
		{ "A: 1", "C: 3", "C: 4", "A: 1\nC: 3\nC: 4\n" },
		/* the last of several */
		{ "A: 1\nB: 2\nA: 3", NULL, "A: 4", "A: 1\nB: 2\nA: 4\n" },
		/* folded lines go with their field */
		{ "A: 1\n 2\n\t3\nB: 4", NULL, "A: 5", "A: 5\nB: 4\n" },
		{ "A: 1\r\n 2\r\nB: 4", NULL, "B: 5", "A: 1\r\n 2\nB: 5\n" },
		{ " folded\nA: 1", NULL, "A: 2", " folded\nA: 2\n" },
		/* names that only begin alike */
		{ "AB: 1\nA : 2\nA. 3", NULL, "A: 4",
		  "AB: 1\nA : 2\nA. 3\nA: 4\n" },
		{ "A.B: 1\nAxB: 2", NULL, "A.B: 3", "A.B: 3\nAxB: 2\n" },
		{ "New Header: 1", NULL, "New Header: 2", "New Header: 2\n" },
		{ "A: 1: 2", NULL, "A:", "A:\n" },
		/* several at once; a folded one stays whole */
		{ "A: 1\nB: 2", NULL, "B: 3\\nC: 4\\nA: 5",
		  "A: 5\nB: 3\nC: 4\n" },
		{ "A: 1\nB: 2", NULL, "A: 3\\n 4", "A: 3\\n 4\nB: 2\n" },
		{ "A: 1", "B: 2\\nC: 3", NULL, "A: 1\nB: 2\\nC: 3\n" },
		/* the place for new ones */
		{ "A: 1\n%NEW_HEADERS%\nB: 2", "C: 3", "D: 4",
		  "A: 1\nC: 3\nD: 4\n\nB: 2\n" },
		{ "A: 1\n%NEW_HEADERS%B: 2", "C: 3", "A: 4",
		  "A: 4\nC: 3\nB: 2\n" },
		{ "[..NEW_HEADERS..][%NEW_HEADERS%]", "C: 3", NULL,
		  "[C: 3\n][C: 3\n]\n" },
		{ "A: 1\n%NEW_HEADERS%\n%BODY%", NULL, NULL,
		  "A: 1\n\n%BODY%\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		check_row(&table[i], false);
		check_row(&table[i], true);
	}
}

static void as_swaks_takes_them(void **state)
{
	static const struct row table[] = {
		{ "A: 1\na: 2", NULL, "a: 3", "A: 1\na: 3\n" },
		{ "Ab: 1", NULL, "AB: 2", "Ab: 1\nAB: 2\n" },
		{ "A: 1", NULL, "B", "A: 1\nB\n" },
		{ "A: 1", NULL, ": B", "A: 1\n: B\n" },
		{ "A: 1", "B", NULL, "A: 1\nB\n" },
		{ "A: 1", NULL, "B: 2\nA: 3\r\nC: 4", "A: 3\nB: 2\nC: 4\n" },
		{ "A: 1", "B: 2\nC: 3", NULL, "A: 1\nB: 2\nC: 3\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check_row(&table[i], true);
}

static void names_in_either_case(void **state)
{
	static const struct row table[] = {
		{ "Subject: 1", NULL, "subject: 2", "subject: 2\n" },
		{ "SUBJECT: 1\nX: 2", NULL, "Subject: 2",
		  "Subject: 2\nX: 2\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check_row(&table[i], false);
}

static void refused(void **state)
{
	static const char *const table[] = {
		"", "A", "A B", ": A", ":", " A: 1\\nB", "A: 1\\n", "A: 1\\nB",
		"A: 1\\n\\nB: 2", "A: 1\nB: 2", "A: 1\r\n 2", "A: 1\rB: 2",
		"A: 1\n", "A:\r", " A: 1", "\tA: 1",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct err err = { 0 };
		struct header h;

		header_init(&h, false, "A: 0", 4);
		assert_int_equal(header_set(&h, table[i], &err), -1);
		assert_int_equal(err.kind, ERR_OPTION);
		err.kind = ERR_NONE;
		assert_int_equal(header_add(&h, table[i], &err), -1);
		assert_int_equal(err.kind, ERR_OPTION);
		check_written(&h, "A: 0\n");
		header_release(&h);
	}
}

static void from_line(void **state)
{
	static const struct {
		const char *text, *want;
	} table[] = {
		{ "From a b\nA: 1", "A: 1\n" },
		{ "From a b\r\nA: 1", "A: 1\n" },
		{ "From a b\\nA: 1", "A: 1\n" },
		{ "From a b%NEWLINE%A: 1", "A: 1\n" },
		{ "From a b..NEWLINE..A: 1", "A: 1\n" },
		{ "From a b\n c\nA: 1", " c\nA: 1\n" },
		{ "From a b\nFrom c\nA: 1", "From c\nA: 1\n" },
		{ "From a b", "" },
		{ "From ", "" },
		{ "From", "From\n" },
		{ "From: a", "From: a\n" },
		{ "from a", "from a\n" },
		{ ">From a", ">From a\n" },
		{ "\nFrom a", "\nFrom a\n" },
		{ "A: 1\nFrom a", "A: 1\nFrom a\n" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct header h;

		header_init(&h, false, table[i].text, strlen(table[i].text));
		header_strip_from_line(&h);
		check_written(&h, table[i].want);
		header_release(&h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(end),
		cmocka_unit_test(both_ways),
		cmocka_unit_test(as_swaks_takes_them),
		cmocka_unit_test(names_in_either_case),
		cmocka_unit_test(refused),
		cmocka_unit_test(from_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
