/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/explain: every row can be reached, none is shadowed by one before
 * it; every failure there can be is explained, in words that are whole and
 * with options that there are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/tls_facts.h"
#include "options/option.h"
#include "report/explain.h"
#include "sasl/sasl.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static const struct explain_context context = { .place = "host.example" };

/* ---- failures that might choose a row ---- */

/* What a row asks for, taken apart; a part it does not ask for is "". */
struct wishes {
	struct strings codes, enhanced, words;
};

static void add_parts(struct strings *list, const char *text, char separator)
{
	strings_split(list, text ? text : "", separator);
	if (!text)
		strings_add(list, "");
}

static void wishes_open(struct wishes *w, const struct explanation *row)
{
	*w = (struct wishes){ 0 };
	add_parts(&w->codes, row->codes, ',');
	add_parts(&w->enhanced, row->enhanced, ',');
	add_parts(&w->words, row->words, '|');
	strings_add(&w->enhanced, "");
}

static void wishes_close(struct wishes *w)
{
	strings_release(&w->codes);
	strings_release(&w->enhanced);
	strings_release(&w->words);
}

/* Codes that start so, as servers send them. */
static bool a_code(const char *start, size_t nth, int *code_out)
{
	static const int codes[] = {
		220, 250, 334, 354, 421, 432, 450, 451, 452, 454, 455, 500,
		501, 502, 503, 504, 521, 530, 534, 535, 538, 550, 551, 552,
		553, 554, 555,
	};

	for (size_t i = 0; i < LENGTH(codes); i++) {
		char text[16];

		snprintf(text, sizeof(text), "%d", codes[i]);
		if (!str_starts(text, start) || nth--)
			continue;
		*code_out = codes[i];
		return true;
	}
	return false;
}

static void set_enhanced(struct failure *f, const char *text)
{
	memset(f->enhanced, 0, sizeof(f->enhanced));
	sscanf(text, "%d.%d.%d", &f->enhanced[0], &f->enhanced[1],
	       &f->enhanced[2]);
}

/* Does some reply at this step choose the row? */
static bool by_reply(const struct explanation *row, enum step_id step)
{
	struct failure f = { .step = step, .cause = CAUSE_REPLY,
			     .subject = row->subject };
	struct wishes w;
	bool found = false;

	wishes_open(&w, row);
	for (size_t c = 0; c < w.codes.count; c++)
		for (size_t n = 0; a_code(w.codes.at[c], n, &f.code); n++)
			for (size_t e = 0; e < w.enhanced.count; e++)
				for (size_t i = 0; i < w.words.count; i++) {
					set_enhanced(&f, w.enhanced.at[e]);
					f.text = w.words.at[i];
					found = found ||
						explain_find(&f) == row;
				}
	wishes_close(&w);
	return found;
}

static bool by_error(const struct explanation *row, enum step_id step)
{
	struct failure f = { .step = step, .cause = CAUSE_ERR };
	struct strings words = { 0 };
	bool found = false;

	add_parts(&words, row->words ? row->words : "x", '|');
	for (size_t i = 0; i < words.count; i++)
		for (int kind = ERR_OPTION; kind <= ERR_LIBRARY; kind++) {
			f.text = words.at[i];
			f.kind = (enum err_kind)kind;
			found = found || explain_find(&f) == row;
		}
	strings_release(&words);
	return found;
}

static bool by_reason(const struct explanation *row, enum step_id step)
{
	struct failure f = { .step = step, .cause = CAUSE_UNVERIFIED };

	for (f.reasons = 1; f.reasons <= REASONS_ALL;
	     f.reasons <<= 1)
		if (explain_find(&f) == row)
			return true;
	return false;
}

/* A cause that is no reply and no error is of the row's own step. */
static bool by_cause(const struct explanation *row, enum step_id step)
{
	struct failure f = { .step = step, .cause = row->cause,
			     .subject = row->subject };
	struct strings words = { 0 };
	bool found = false;

	add_parts(&words, row->words ? row->words : "x", '|');
	for (size_t i = 0; i < words.count; i++) {
		f.text = words.at[i];
		found = found || explain_find(&f) == row;
	}
	strings_release(&words);
	return row->cause > CAUSE_ERR && found;
}

static bool replies(enum step_id step)
{
	return step != STEP_RESOLVE && step != STEP_CONNECT &&
	       step != STEP_TLS;
}

static bool reached(const struct explanation *row)
{
	for (int i = 0; i < STEP_COUNT; i++) {
		enum step_id step = (enum step_id)i;

		if (row->step != ANY_STEP && row->step != i)
			continue;
		if ((replies(step) && by_reply(row, step)) ||
		    by_error(row, step) || by_cause(row, step) ||
		    (step == STEP_TLS && by_reason(row, step)))
			return true;
	}
	return false;
}

/* ---- every failure ---- */

/* The last cause that a row speaks of. */
static size_t last_cause(void)
{
	size_t last = CAUSE_ERR;

	for (size_t i = 0; i < explain_count; i++)
		if (explain_rows[i].cause > last)
			last = explain_rows[i].cause;
	return last;
}

/* Every step with every cause, kind and first digit of a reply. */
static size_t failure_at(size_t n, struct failure *f)
{
	static const int codes[] = { 0, 250, 421, 450, 550 };
	const size_t causes = last_cause(), kinds = ERR_LIBRARY + 1;

	*f = (struct failure){ .step = (enum step_id)(n % STEP_COUNT) };
	n /= STEP_COUNT;
	f->cause = (enum cause)(1 + n % causes);
	n /= causes;
	f->kind = (enum err_kind)(f->cause == CAUSE_ERR ? n % kinds : 0);
	f->code = f->cause == CAUSE_REPLY ? codes[n % LENGTH(codes)] : 0;
	f->reasons = f->cause == CAUSE_UNVERIFIED ? 1u << n % 25 : 0;
	return STEP_COUNT * causes * kinds;
}

static char *filled(const char *text, const struct failure *f)
{
	return explain_fill(text, f, &context);
}

/* A text for people: whole, and nothing left to fill in. */
static void check_text(const char *text, const struct failure *f)
{
	char *whole;
	size_t n;

	assert_non_null(text);
	whole = filled(text, f);
	n = strlen(whole);
	if (n < 3 || strpbrk(whole, "{}\n") || strstr(whole, "  ") ||
	    whole[0] == ' ' || whole[n - 1] == ' ' || whole[n - 1] == '.')
		fail_msg("'%s'", whole);
	free(whole);
}

static void every_failure_is_explained(void **state)
{
	struct failure f;
	size_t count = failure_at(0, &f);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct explanation *row;

		failure_at(i, &f);
		f.text = "550 5.7.1 no";
		f.offered = "PLAIN LOGIN";
		set_enhanced(&f, "5.7.1");
		row = explain_find(&f);
		assert_non_null(row);
		check_text(row->head, &f);
		check_text(row->why, &f);
		check_text(row->try, &f);
	}
}

/* Nothing known of it at all. */
static void nothing_known(void **state)
{
	struct failure f;
	size_t count = failure_at(0, &f);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct explanation *row;
		char *head;

		failure_at(i, &f);
		row = explain_find(&f);
		head = explain_fill(row->head, &f,
				    &(struct explain_context){ NULL });
		assert_null(strpbrk(head, "{}"));
		assert_null(strstr(head, "(null)"));
		free(head);
	}
}

/* ---- the rows ---- */

static void placeholders(void **state)
{
	static const char *const known[] = {
		"{codes}",
		"{words}", "{subject}", "{code}", "{enhanced}", "{step}",
		"{offered}", "{others}", "{place}",
	};

	(void)state;
	for (size_t i = 0; i < explain_count; i++) {
		const char *const texts[] = { explain_rows[i].head,
					      explain_rows[i].why,
					      explain_rows[i].try };

		for (size_t t = 0; t < LENGTH(texts); t++) {
			const char *at = texts[t];

			for (; (at = strchr(at, '{')); at++) {
				bool good = false;

				for (size_t k = 0; k < LENGTH(known); k++)
					good = good || str_starts(at,
								  known[k]);
				if (!good)
					fail_msg("%s", at);
			}
		}
	}
}

static bool is_option(const char *name, size_t n)
{
	if (n > 3 && strncmp(name, "no-", 3) == 0) {
		name += 3;
		n -= 3;
	}
	for (size_t i = 0; i < option_count; i++) {
		const char *at = option_rows[i].names;

		for (; at; at = strchr(at, ',')) {
			at += *at == ',';
			if (strncmp(at, name, n) == 0 &&
			    (at[n] == ',' || !at[n]))
				return true;
		}
	}
	return false;
}

/* Every option that a text names is one, by that very name. */
static void options_exist(void **state)
{
	size_t named = 0;

	(void)state;
	for (size_t i = 0; i < explain_count; i++) {
		const char *text = explain_rows[i].try, *at = text;

		for (; (at = strchr(at, '-')); at++) {
			size_t n;

			if (at > text && at[-1] != ' ' && at[-1] != '(')
				continue;
			at += strspn(at, "-");
			n = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-");
			if (n && !is_option(at, n))
				fail_msg("%.*s: %s", (int)n, at, text);
			named += n > 0;
		}
	}
	assert_true(named > 20);
}

/* Where no mechanism will do, all that there are stand in the text. */
static void mechanisms_are_named(void **state)
{
	const struct failure f = { .step = STEP_AUTH,
				   .cause = CAUSE_AUTH_NO_COMMON,
				   .offered = "GSSAPI" };
	char *why = filled(explain_find(&f)->why, &f);

	(void)state;
	assert_non_null(strstr(why, "GSSAPI"));
	for (size_t i = 0; i < sasl_mechanism_count; i++)
		if (!sasl_mechanisms[i]->plus)	/* they go with theirs */
			assert_non_null(strstr(why, sasl_offer(
				sasl_mechanisms[i])));
	free(why);
}

/* ---- open ---- */

static void every_row_is_reached(void **state)
{
	size_t missed = 0;

	(void)state;
	for (size_t i = 0; i < explain_count; i++) {
		if (reached(&explain_rows[i]))
			continue;
		print_error("row %zu is shadowed: %s\n", i,
			    explain_rows[i].head);
		missed++;
	}
	assert_int_equal(missed, 0);
}

/* Many servers send no enhanced code: no gap is left in its place. */
static void without_enhanced_code(void **state)
{
	size_t gaps = 0;

	(void)state;
	for (size_t i = 0; i < explain_count; i++) {
		const struct explanation *row = &explain_rows[i];
		const struct failure f = { .step = STEP_AUTH, .code = 535,
					   .cause = CAUSE_REPLY,
					   .text = "535 no" };
		char *why;

		if (row->step != (int)f.step)
			continue;
		why = filled(row->why, &f);
		if (strstr(why, " :") || strstr(why, " ,")) {
			print_error("%s\n", why);
			gaps++;
		}
		free(why);
	}
	assert_int_equal(gaps, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_failure_is_explained),
		cmocka_unit_test(nothing_known),
		cmocka_unit_test(placeholders),
		cmocka_unit_test(options_exist),
		cmocka_unit_test(mechanisms_are_named),
		/* open: these fail */
		cmocka_unit_test(every_row_is_reached),
		cmocka_unit_test(without_enhanced_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
