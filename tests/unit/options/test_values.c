/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options: what values are taken and refused, by loops over the rows: flags
 * with an argument, options without one, words, times, and the config's
 * reading of it all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/step.h"
#include "reading.h"

static void first_name(const struct option *row, char *out, size_t room)
{
	assert_true(row_name(row, 0, out, room));
}

static void check_refused(const struct reading *r, const char *part)
{
	assert_int_equal(r->result, -1);
	assert_int_equal(r->err.kind, ERR_OPTION);
	if (!strstr(r->err.text, part))
		fail_msg("no '%s' in: %s", part, r->err.text);
}

/* A flag takes no argument, from nowhere. */
static void flags(void **state)
{
	char name[64], text[100];
	struct reading r;

	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		if (option_rows[i].arg)
			continue;
		first_name(&option_rows[i], name, sizeof(name));
		snprintf(text, sizeof(text), "--%s=yes", name);
		reading_open(&r, LIST(text), NOTHING);
		check_refused(&r, "takes no argument");
		assert_non_null(strstr(r.err.text, name));
		assert_non_null(strstr(r.err.text, "yes"));
		reading_close(&r);
		snprintf(text, sizeof(text), "--%s", name);
		reading_open(&r, LIST(text, "yes"), NOTHING);
		check_refused(&r, "'yes' belongs to no option");
		reading_close(&r);
		snprintf(text, sizeof(text), "SMTPCHECK_OPT_%s=yes", name);
		reading_open(&r, NOTHING, LIST(text));
		check_refused(&r, "takes no argument");
		reading_close(&r);
	}
}

/* Neither does a no- form; and what a secret one was given is not told. */
static void no_forms(void **state)
{
	char name[64], text[100];
	struct reading r;

	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		const struct option *row = &option_rows[i];

		first_name(row, name, sizeof(name));
		snprintf(text, sizeof(text), "--no-%s=hunter22x", name);
		reading_open(&r, LIST(text), NOTHING);
		check_refused(&r, "takes no argument");
		assert_int_equal(strstr(r.err.text, "hunter22x") == NULL,
				 row->secret);
		reading_close(&r);
	}
}

/* An argument that is missing, and that was asked for in vain. */
static void check_missing(struct reading *r, const struct option *row,
			  const char *option)
{
	if (row->prompt && r->result == 0)
		r->result = option_check(&r->config, true, &r->err);
	check_refused(r, "needs an argument");
	assert_non_null(strstr(r->err.text, option));
	assert_non_null(strstr(r->err.text, row->arg));
}

/* An option that needs an argument says which, and where it stood. */
static void arguments_are_needed(void **state)
{
	char name[64], text[100];
	struct reading r;

	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		const struct option *row = &option_rows[i];

		if (row->maybe || row->ask_late ||
		    (row->type != OPT_TEXT && row->type != OPT_TIME &&
		     row->type != OPT_WORD && row->type != OPT_LIST))
			continue;
		first_name(row, name, sizeof(name));
		snprintf(text, sizeof(text), "--%s", name);
		reading_open(&r, LIST(text), NOTHING);
		check_missing(&r, row, text);
		reading_close(&r);
		/* the next option is no argument */
		reading_open(&r, LIST(text, "--tls"), NOTHING);
		check_missing(&r, row, text);
		reading_close(&r);
	}
}

static void arguments_may_be_left_out(void **state)
{
	char name[64], text[100];
	struct reading r;

	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		const struct option *row = &option_rows[i];

		if (row->type != OPT_TEXT_MAYBE && row->type != OPT_WORD_MAYBE)
			continue;
		first_name(row, name, sizeof(name));
		snprintf(text, sizeof(text), "--%s", name);
		reading_open(&r, LIST(text), NOTHING);
		assert_int_equal(r.result, 0);
		assert_true(value_given(option_value(&r.config, row)));
		assert_null(value_text(option_value(&r.config, row)));
		reading_close(&r);
	}
}

static void check_word(const struct option *row, const char *name,
		       const char *word, bool good)
{
	char text[200];
	struct reading r;

	snprintf(text, sizeof(text), "--%s=%s", name, word);
	reading_open(&r, LIST(text), NOTHING);
	if (good)
		assert_int_equal(r.result, 0);
	else
		check_refused(&r, "is none of");
	/* the error names every word that would have done */
	for (const struct option_word *w = row->words; !good && w->name; w++)
		assert_non_null(strstr(r.err.text, w->name));
	reading_close(&r);
}

static void words(void **state)
{
	char name[64];

	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		const struct option *row = &option_rows[i];

		if (!row->words)
			continue;
		first_name(row, name, sizeof(name));
		for (const struct option_word *w = row->words; w->name; w++)
			check_word(row, name, w->name, true);
		check_word(row, name, "nosuchword", false);
		if (option_word(row->words, "") < 0)
			check_word(row, name, "", false);
	}
	check_word(row_named("quit-after"), "quit-after", "HELO", true);
	check_word(row_named("protocol"), "protocol", "esmtps", true);
}

static void every_word_has_its_value(void **state)
{
	static const struct {
		const char *word;
		int value;
	} table[] = {
		{ "banner", STOP_BANNER }, { "connect", STOP_BANNER },
		{ "first-helo", STOP_FIRST_HELO },
		{ "first-ehlo", STOP_FIRST_HELO },
		{ "first-lhlo", STOP_FIRST_HELO },
		{ "tls", STOP_TLS }, { "starttls", STOP_TLS },
		{ "helo", STOP_HELO }, { "ehlo", STOP_HELO },
		{ "lhlo", STOP_HELO }, { "auth", STOP_AUTH },
		{ "mail", STOP_MAIL }, { "from", STOP_MAIL },
		{ "rcpt", STOP_RCPT }, { "to", STOP_RCPT },
		{ "data", STOP_DATA }, { "dot", STOP_DOT },
		{ "DOT", STOP_DOT }, { "dots", -1 }, { "do", -1 },
		{ "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		assert_int_equal(option_word(option_stop_words, table[i].word),
				 table[i].value);
}

static const struct {
	const char *text;
	long long us;		/* -1: no time */
} times[] = {
	{ "0", 0 },
	{ "00", 0 },
	{ "0h", 0 },
	{ "1", 1000000 },
	{ "30s", 30000000 },
	{ "3m", 180000000 },
	{ "1h", 3600000000 },
	{ "007", 7000000 },
	{ "1000000000h", 3600000000000000000 },
	{ "1000000001", -1 },
	{ "99999999999999999999999", -1 },
	{ "", -1 },
	{ "s", -1 },
	{ "-1", -1 },
	{ "+1", -1 },
	{ " 1", -1 },
	{ "1 ", -1 },
	{ "1 s", -1 },
	{ "1.5", -1 },
	{ "1ms", -1 },
	{ "1d", -1 },
	{ "1s1", -1 },
	{ "1e3", -1 },
	{ "0x10", -1 },
	{ "1\n", -1 },
};

static void spans(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(times); i++) {
		long long us = -1;
		int result = time_parse(times[i].text, &us);

		if (result != (times[i].us < 0 ? -1 : 0) ||
		    us != times[i].us)
			fail_msg("'%s': %lld", times[i].text, us);
	}
}

/* Every option that takes a time takes just those. */
static void time_options(void **state)
{
	char name[64], text[100];

	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		if (option_rows[i].type != OPT_TIME)
			continue;
		first_name(&option_rows[i], name, sizeof(name));
		for (size_t t = 0; t < LENGTH(times); t++) {
			struct reading r;

			snprintf(text, sizeof(text), "--%s=%s", name,
				 times[t].text);
			reading_open(&r, LIST(text), NOTHING);
			if (times[t].us < 0)
				check_refused(&r, "is no time");
			else
				assert_int_equal(r.result, 0);
			reading_close(&r);
		}
	}
}

static void states(void **state)
{
	struct value v = { .state = VALUE_UNSET };

	(void)state;
	assert_false(value_given(&v));
	assert_true(value_flag(&v, true));
	assert_false(value_flag(&v, false));
	v.state = VALUE_SET;
	assert_true(value_given(&v));
	assert_true(value_flag(&v, false));
	assert_null(value_text(&v));
	v.text = (char[]){ "x" };
	assert_string_equal(value_text(&v), "x");
	v.state = VALUE_NEGATED;
	assert_false(value_given(&v));
	assert_false(value_flag(&v, true));
	assert_null(value_text(&v));
}

/* What is applied again replaces, or adds where it is a list. */
static void again(void **state)
{
	char name[64];
	struct err err;

	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		const struct option *row = &option_rows[i];
		struct config c = { 0 };
		struct value *v = option_value(&c, row);

		first_name(row, name, sizeof(name));
		for (int n = 0; n < 3; n++) {
			char text[] = "a", where[] = "w";

			text[0] = (char)(text[0] + n);
			where[0] = (char)(where[0] + n);
			assert_int_equal(option_apply(&c, row,
						      row->arg ? text : NULL,
						      where, &err), 0);
		}
		assert_string_equal(v->where, "y");
		if (row->arg)
			assert_string_equal(v->text, "c");
		assert_int_equal(v->list.count,
				 row->type == OPT_LIST ? 3 : 0);
		config_release(&c);
		assert_int_equal(v->state, VALUE_UNSET);
		assert_null(v->text);
	}
}

/* swaks takes the unit in either case. */
static void units_in_upper_case(void **state)
{
	static const struct {
		const char *text;
		long long us;
	} table[] = {
		{ "30S", 30000000 }, { "3M", 180000000 },
		{ "1H", 3600000000 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		long long us = -1;

		assert_int_equal(time_parse(table[i].text, &us), 0);
		assert_int_equal(us, table[i].us);
	}
}

/*
 * --no-k takes -k back: the certificate must verify again.  A file may say k
 * and the command line that for once it does not hold.
 */
static void no_of_a_negation(void **state)
{
	static const char *const names[] = { "--no-k", "--no-no-tls-verify" };
	struct reading r;

	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++) {
		reading_open(&r, LIST("-k", names[i]), NOTHING);
		assert_int_equal(r.result, 0);
		assert_true(value_flag(&r.config.tls_verify, true));
		reading_close(&r);
		reading_open(&r, LIST(names[i]), NOTHING);
		assert_int_equal(r.result, 0);
		assert_true(value_flag(&r.config.tls_verify, true));
		reading_close(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags),
		cmocka_unit_test(no_forms),
		cmocka_unit_test(arguments_are_needed),
		cmocka_unit_test(arguments_may_be_left_out),
		cmocka_unit_test(words),
		cmocka_unit_test(every_word_has_its_value),
		cmocka_unit_test(spans),
		cmocka_unit_test(time_options),
		cmocka_unit_test(states),
		cmocka_unit_test(again),
		cmocka_unit_test(units_in_upper_case),
		/* open: these fail */
		cmocka_unit_test(no_of_a_negation),
	};

	return cmocka_run_group_tests(tests, home_setup, home_teardown);
}
