/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event/bus: secrets are hidden before anything sees them, as they are and in
 * base64 at each alignment; and every sink gets every event, in order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/mem.h"
#include "seen.h"

static void check(const char *secret, const char *text, const char *shown)
{
	struct fixture f;

	open_with(&f, &hiding, secret);
	emit_text(&f, text);
	assert_string_equal(f.seen.text, shown);
	close_all(&f);
}

static void in_clear(void **state)
{
	static const struct {
		const char *secret, *text, *shown;
	} table[] = {
		{ "hunter22", "535 hunter22 is wrong", "535 REMOVED is wrong" },
		{ "hunter22", "hunter22", "REMOVED" },
		{ "hunter22", "hunter22hunter22", "REMOVEDREMOVED" },
		{ "hunter22", "hunter2", "hunter2" },
		{ "hunter22", "Hunter22", "Hunter22" },
		{ "hunter22", "", "" },
		{ "hunter22", "no secret here", "no secret here" },
		/* a long one is hidden inside of words too */
		{ "hunter22", "xhunter22x", "xREMOVEDx" },
		{ "hunter22", "<hunter22>", "<REMOVED>" },
		{ "aaaaaaaa", "aaaaaaaaaaaaaaaaaa", "REMOVEDREMOVEDaa" },
		/* what it is made of is no pattern */
		{ ".*[a-z]+$", "a.*[a-z]+$b", "aREMOVEDb" },
		{ "hun ter22", "a hun ter22", "a REMOVED" },
		{ "p\xc3\xa4ssw\xc3\xb6rd", "x p\xc3\xa4ssw\xc3\xb6rd y",
		  "x REMOVED y" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check(table[i].secret, table[i].text, table[i].shown);
}

/* A short one counts as a word alone, or it would mangle innocent words. */
static void short_ones(void **state)
{
	static const struct {
		const char *text, *shown;
	} table[] = {
		{ "pass", "REMOVED" },
		{ "wrong password", "wrong password" },
		{ "bypass", "bypass" },
		{ "pass1", "pass1" },
		{ "1pass", "1pass" },
		{ "p\xc3\xa4ss", "p\xc3\xa4ss" },
		{ "\xc3\xa4pass", "\xc3\xa4pass" },
		{ "pass\xc3\xa4", "pass\xc3\xa4" },
		{ "a pass b", "a REMOVED b" },
		{ "<pass>", "<REMOVED>" },
		{ "\"pass\"", "\"REMOVED\"" },
		{ "pass,pass", "REMOVED,REMOVED" },
		{ "user=pass", "user=REMOVED" },
		{ "password pass", "password REMOVED" },
		{ "passpass", "passpass" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check("pass", table[i].text, table[i].shown);
	check("hunter2", "xhunter2x hunter2", "xhunter2x REMOVED");
	check("hunter22", "xhunter22x hunter22", "xREMOVEDx REMOVED");
	check("x", "x xx", "REMOVED xx");
}

/* Of several secrets the longest at a place is hidden, whole. */
static void several(void **state)
{
	struct fixture f;

	(void)state;
	open_with(&f, &hiding, "hunter22");
	bus_add_secret(&f.bus, "hunter22-and-more");
	bus_add_secret(&f.bus, "other-secret");
	bus_add_secret(&f.bus, "");
	emit_text(&f, "hunter22-and-more hunter22-and other-secret");
	assert_string_equal(f.seen.text, "REMOVED REMOVED-and REMOVED");
	close_all(&f);
}

/* ---- base64 ---- */

/* before, the secret and after in base64, sent by a server. */
static void check_base64(const char *before, const char *secret,
			 const char *after)
{
	char *plain = mem_format("%s%s%s", before, secret, after);
	size_t n = strlen(plain);
	char *encoded = mem_new(BASE64_LENGTH(n) + 1);
	char *line;
	struct fixture f;

	base64_encode(plain, n, encoded);
	line = mem_format("334 %s.", encoded);
	open_with(&f, &hiding, secret);
	emit_text(&f, line);
	if (strstr(f.seen.text, encoded) || !strstr(f.seen.text, SUBSTITUTE))
		fail_msg("%s in %s: %s", secret, plain, f.seen.text);
	/* no more of it is left than its neighbours have a part in */
	assert_true(strlen(f.seen.text) <= strlen(line) + strlen(SUBSTITUTE) -
		    (strlen(secret) * 8 / 6 - 1));
	close_all(&f);
	free(line);
	free(encoded);
	free(plain);
}

/* Each length of secret, at each alignment, with what may follow it. */
static void base64_at_each_alignment(void **state)
{
	static const char *const around[] = { "", "\t", "\tx", "\txy" };
	static const char letters[] = "Tr0ub4dor&3-correct-horse-battery";

	(void)state;
	for (size_t n = 4; n <= strlen(letters); n++) {
		char *secret = mem_copy(letters, n);

		for (size_t i = 0; i < LENGTH(around); i++)
			for (size_t j = 0; j < LENGTH(around); j++)
				check_base64(around[i], secret, around[j]);
		free(secret);
	}
}

/* As mechanisms send it. */
static void base64_of_credentials(void **state)
{
	(void)state;
	/* "\0red\0hunter22", then alone, then behind six bytes */
	check("hunter22", "AHJlZABodW50ZXIyMg==", "AHJlZABREMOVEDg==");
	check("hunter22", "aHVudGVyMjI=", "REMOVEDI=");
	check("hunter22", "AGZyZWQAaHVudGVyMjI=", "AGZyZWQAREMOVEDI=");
}

/* ---- where texts stand ---- */

static void every_field(void **state)
{
	const struct failure failure = {
		.text = "hunter22 no", .subject = "PLAIN hunter22",
	};
	const struct event e = {
		.kind = EVENT_RESULT, .text = "a hunter22",
		.why = "b hunter22", .failure = &failure,
	};
	struct fixture f;

	(void)state;
	open_with(&f, &hiding, "hunter22");
	bus_emit(&f.bus, &e);
	assert_string_equal(f.seen.text, "a REMOVED");
	assert_string_equal(f.seen.why, "b REMOVED");
	assert_string_equal(f.seen.failure_text, "REMOVED no");
	assert_string_equal(f.seen.subject, "PLAIN REMOVED");
	/* the sender's own are not touched */
	assert_string_equal(e.text, "a hunter22");
	assert_string_equal(failure.text, "hunter22 no");
	close_all(&f);
}

/* Every kind of event, hidden or not by what it is of. */
static void every_kind(void **state)
{
	(void)state;
	for (int kind = EVENT_TRYING; kind <= EVENT_RESULT; kind++) {
		struct event e = { .kind = (enum event_kind)kind,
				   .text = "hunter22", .why = "hunter22" };
		struct fixture f;

		open_with(&f, &hiding, "hunter22");
		bus_emit(&f.bus, &e);
		assert_int_equal(f.seen.kind, kind);
		assert_string_equal(f.seen.text, "REMOVED");
		assert_string_equal(f.seen.why, "REMOVED");
		close_all(&f);
	}
}

static void nothing_to_hide(void **state)
{
	const struct event none = { .kind = EVENT_WAITING };
	struct fixture f;

	(void)state;
	open_with(&f, &hiding, NULL);
	bus_emit(&f.bus, &none);
	assert_null(f.seen.text);
	assert_null(f.seen.why);
	assert_int_equal(f.seen.text_n, 0);
	emit_text(&f, "anything");
	assert_string_equal(f.seen.text, "anything");
	close_all(&f);
}

/* A text with its size may hold any byte and needs no NUL behind it. */
static void sized(void **state)
{
	static const char bytes[] = { 'a', '\0', 'h', 'u', 'n', 't', 'e', 'r',
				      '2', '2', '\0', '\xff', 'h', 'u', 'n' };
	struct event e = { .kind = EVENT_RECEIVED, .sized = true };
	char *exact = malloc(sizeof(bytes));
	struct fixture f;

	(void)state;
	assert_non_null(exact);
	memcpy(exact, bytes, sizeof(bytes));
	e.text = exact;
	e.text_n = sizeof(bytes);
	open_with(&f, &hiding, "hunter22");
	bus_emit(&f.bus, &e);
	assert_int_equal(f.seen.text_n, 14);
	assert_memory_equal(f.seen.text, "a\0REMOVED\0\xffhun", 14);
	e.text_n = 1;
	bus_emit(&f.bus, &e);
	assert_int_equal(f.seen.text_n, 1);
	assert_memory_equal(f.seen.text, "a", 2);
	e.text_n = 0;
	bus_emit(&f.bus, &e);
	assert_int_equal(f.seen.text_n, 0);
	close_all(&f);
	free(exact);
}

static void shown_as_asked(void **state)
{
	static const struct secret_policy showing = {
		.substitute = SUBSTITUTE,
	};
	struct fixture f;

	(void)state;
	open_with(&f, &showing, "hunter22");
	emit_text(&f, "hunter22 aHVudGVyMjI=");
	assert_string_equal(f.seen.text, "hunter22 aHVudGVyMjI=");
	close_all(&f);
}

/* ---- fan-out ---- */

static char order[64];

static void note_order(void *self, const struct event *e)
{
	size_t n = strlen(order);

	assert_string_equal(e->text, "REMOVED");
	assert_true(n + 2 < sizeof(order));
	order[n] = *(const char *)self;
	order[n + 1] = '\0';
}

static void fan_out(void **state)
{
	static char names[] = "abcdefgh";
	const struct event e = { .kind = EVENT_SENT, .text = "hunter22" };
	struct bus bus;

	(void)state;
	bus_init(&bus, &hiding);
	bus_add_secret(&bus, "hunter22");
	bus_emit(&bus, &e);	/* to no one */
	assert_string_equal(order, "");
	for (size_t i = 0; i < BUS_SINKS; i++)
		bus_add_sink(&bus, (struct sink){ .take = note_order,
						  .self = &names[i] });
	bus_emit(&bus, &e);
	bus_emit(&bus, &e);
	assert_string_equal(order, "abcdefghabcdefgh");
	bus_release(&bus);
}

/* The mechanisms that a server lists are its words like all others. */
static void mechanisms_of_the_failure(void **state)
{
	const struct failure failure = {
		.text = "x", .offered = "PLAIN hunter22",
		.refused = "hunter22",
	};
	const struct event e = { .kind = EVENT_RESULT, .failure = &failure };
	struct fixture f;

	(void)state;
	open_with(&f, &hiding, "hunter22");
	bus_emit(&f.bus, &e);
	assert_string_equal(f.seen.offered, "PLAIN REMOVED");
	assert_string_equal(f.seen.refused, "REMOVED");
	close_all(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_clear),
		cmocka_unit_test(short_ones),
		cmocka_unit_test(several),
		cmocka_unit_test(base64_at_each_alignment),
		cmocka_unit_test(base64_of_credentials),
		cmocka_unit_test(every_field),
		cmocka_unit_test(every_kind),
		cmocka_unit_test(nothing_to_hide),
		cmocka_unit_test(sized),
		cmocka_unit_test(shown_as_asked),
		cmocka_unit_test(fan_out),
		cmocka_unit_test(mechanisms_of_the_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
