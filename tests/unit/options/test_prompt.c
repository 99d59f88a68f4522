/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options/prompt: what was left out is asked for, once, in the rows' order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/prompt.h"
#include "reading.h"

/* A dialogue: what the user types, and what is then written. */
struct dialogue {
	struct prompt prompt;
	char *typed, *written;
	size_t n;
};

static void open_dialogue(struct dialogue *d, const char *typed)
{
	*d = (struct dialogue){ .typed = strdup(typed) };
	d->prompt.in = *typed ? fmemopen(d->typed, strlen(typed), "r")
			      : fopen("/dev/null", "r");
	d->prompt.out = open_memstream(&d->written, &d->n);
	d->prompt.mask = true;
	assert_non_null(d->prompt.in);
	assert_non_null(d->prompt.out);
}

static void close_dialogue(struct dialogue *d, const char *written)
{
	bool same;

	fclose(d->prompt.in);
	fclose(d->prompt.out);
	same = strcmp(d->written, written) == 0;
	if (!same)
		print_error("%s\n", d->written);
	free(d->written);
	free(d->typed);
	assert_true(same);
}

/* Each row that asks does so by its own words, and takes the answer. */
static void every_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		const struct option *row = &option_rows[i];
		struct config c = { 0 };
		struct dialogue d;
		char written[80];
		struct err err;

		if (!row->prompt || row->type == OPT_SEQUENCE)
			continue;
		assert_ptr_equal(prompt_row(row->at), row);
		open_dialogue(&d, "an answer\r\nanother\n");
		assert_int_equal(prompt_for(&c, row, &d.prompt, &err), 0);
		assert_string_equal(value_text(option_value(&c, row)),
				    "an answer");
		snprintf(written, sizeof(written), "%s: ", row->prompt);
		close_dialogue(&d, written);
		config_release(&c);
	}
}

static void no_answer(void **state)
{
	const struct option *row = row_named("to");
	struct config c = { 0 };
	struct dialogue d;
	struct err err;

	(void)state;
	open_dialogue(&d, "");
	assert_int_equal(prompt_for(&c, row, &d.prompt, &err), -1);
	assert_int_equal(err.kind, ERR_OPTION);
	assert_non_null(strstr(err.text, "--to"));
	close_dialogue(&d, "To: \n");
	config_release(&c);
}

/* Nothing is asked where the input is for something else. */
static void taken(void **state)
{
	struct config c = { 0 };
	struct dialogue d;
	struct err err;

	(void)state;
	open_dialogue(&d, "Subject: x\n");
	d.prompt.taken = true;
	assert_int_equal(prompt_for(&c, row_named("to"), &d.prompt, &err), -1);
	assert_non_null(strstr(err.text, "standard input is the message's"));
	close_dialogue(&d, "");
	config_release(&c);
}

/* An empty answer is one, and so is a line without an end. */
static void short_answers(void **state)
{
	static const struct {
		const char *typed, *text;
	} table[] = {
		{ "\n", "" }, { "\r\n", "" }, { "x", "x" }, { " x ", " x " },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct option *row = row_named("from");
		struct config c = { 0 };
		struct dialogue d;
		struct err err;

		open_dialogue(&d, table[i].typed);
		assert_int_equal(prompt_for(&c, row, &d.prompt, &err), 0);
		assert_string_equal(value_text(&c.from), table[i].text);
		close_dialogue(&d, "From: ");
		config_release(&c);
	}
}

/* Only what was given without its argument, in the order of the rows. */
static void missing(void **state)
{
	struct reading r;
	struct dialogue d;

	(void)state;
	reading_open(&r, LIST("-t", "-s", "host", "-f"), NOTHING);
	assert_int_equal(r.result, 0);
	open_dialogue(&d, "sender\nrecipient\n");
	assert_int_equal(prompt_missing(&r.config, &d.prompt, &r.err), 0);
	assert_string_equal(value_text(&r.config.from), "sender");
	assert_string_equal(value_text(&r.config.to), "recipient");
	close_dialogue(&d, "From: To: ");
	reading_close(&r);
}

static void nothing_missing(void **state)
{
	struct reading r;
	struct dialogue d;

	(void)state;
	reading_open(&r, LIST("-s", "host", "-t", "a@b", "--auth"), NOTHING);
	open_dialogue(&d, "x\n");
	assert_int_equal(prompt_missing(&r.config, &d.prompt, &r.err), 0);
	close_dialogue(&d, "");
	reading_close(&r);
}

/* An answer is held to what the option may be. */
static void bad_answer(void **state)
{
	struct reading r;
	struct dialogue d;

	(void)state;
	reading_open(&r, LIST("--timeout"), NOTHING);
	open_dialogue(&d, "soon\n");
	assert_int_equal(prompt_missing(&r.config, &d.prompt, &r.err), -1);
	assert_non_null(strstr(r.err.text, "is no time"));
	close_dialogue(&d, "Timeout: ");
	reading_close(&r);
}

/*
 * "-ap" alone asks for the password, as with swaks; but only after .netrc was
 * looked at, so at this time it is neither asked for nor missing.
 */
static void late_ones_wait(void **state)
{
	static const char *const options[] = { "-ap", "-au" };

	(void)state;
	for (size_t i = 0; i < LENGTH(options); i++) {
		struct reading r;
		struct dialogue d;
		int result;

		reading_open(&r, LIST("-s", "host", options[i]), NOTHING);
		assert_int_equal(r.result, 0);
		open_dialogue(&d, "x\n");
		result = prompt_missing(&r.config, &d.prompt, &r.err);
		close_dialogue(&d, "");
		reading_close(&r);
		assert_int_equal(result, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row),
		cmocka_unit_test(no_answer),
		cmocka_unit_test(taken),
		cmocka_unit_test(short_answers),
		cmocka_unit_test(missing),
		cmocka_unit_test(nothing_missing),
		cmocka_unit_test(bad_answer),
		cmocka_unit_test(late_ones_wait),
	};

	return cmocka_run_group_tests(tests, home_setup, home_teardown);
}
