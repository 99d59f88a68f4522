/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event/tally: what a run came to, kept in copies that outlive the events.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "event/tally.h"

struct fixture {
	struct bus bus;
	struct tally tally;
};

static void open_tally(struct fixture *f)
{
	static const struct secret_policy policy = {
		.hide = true, .substitute = "REMOVED",
	};

	tally_init(&f->tally);
	bus_init(&f->bus, &policy);
	bus_add_sink(&f->bus, tally_sink(&f->tally));
}

static void close_tally(struct fixture *f)
{
	bus_release(&f->bus);
	tally_release(&f->tally);
}

/* Emit from memory that is overwritten at once. */
static void step_end(struct fixture *f, struct result r, bool revises)
{
	char copy[100];
	struct event e = { .kind = EVENT_STEP_END, .step = r.step,
			   .status = r.status, .us = r.us, .text = copy,
			   .revises = revises };

	strcpy(copy, r.detail);
	bus_emit(&f->bus, &e);
	memset(copy, '!', sizeof(copy));
}

static void check_result(const struct fixture *f, size_t at, enum step_id step,
			 enum status status, const char *detail)
{
	const struct result *r = &f->tally.results[at];

	assert_true(at < f->tally.count);
	assert_int_equal(r->step, step);
	assert_int_equal(r->status, status);
	assert_string_equal(r->detail, detail);
}

static void empty(void **state)
{
	struct fixture f;

	(void)state;
	open_tally(&f);
	assert_int_equal(f.tally.count, 0);
	assert_false(f.tally.ended);
	assert_false(f.tally.failed);
	close_tally(&f);
	tally_release(&f.tally);
}

/* In the order in which they ended; a step may have several. */
static void results(void **state)
{
	static const struct result ends[] = {
		{ STEP_CONNECT, STATUS_WARN, 5, "::1 port 25: no" },
		{ STEP_CONNECT, STATUS_OK, 7, "127.0.0.1 port 25" },
		{ STEP_AUTH, STATUS_SKIPPED, -1, "why" },
	};
	struct fixture f;

	(void)state;
	open_tally(&f);
	for (size_t i = 0; i < 3; i++)
		step_end(&f, ends[i], false);
	assert_int_equal(f.tally.count, 3);
	check_result(&f, 0, STEP_CONNECT, STATUS_WARN, "::1 port 25: no");
	check_result(&f, 1, STEP_CONNECT, STATUS_OK, "127.0.0.1 port 25");
	check_result(&f, 2, STEP_AUTH, STATUS_SKIPPED, "why");
	assert_int_equal(f.tally.results[0].us, 5);
	assert_int_equal(f.tally.results[1].us, 7);
	assert_int_equal(f.tally.results[2].us, -1);
	close_tally(&f);
}

static void many(void **state)
{
	struct result r = { STEP_RCPT, STATUS_OK, 0, "taken" };
	struct fixture f;

	(void)state;
	open_tally(&f);
	for (r.us = 0; r.us < 1000; r.us++)
		step_end(&f, r, false);
	assert_int_equal(f.tally.count, 1000);
	assert_int_equal(f.tally.results[999].us, 999);
	close_tally(&f);
}

/* What revises replaces the step's last end, and that alone. */
static void revises(void **state)
{
	static const struct result ends[] = {
		{ STEP_TLS, STATUS_WARN, 1, "first" },
		{ STEP_TLS, STATUS_OK, 2, "second" },
		{ STEP_EHLO, STATUS_OK, 3, "ehlo" },
		{ STEP_TLS, STATUS_FAILED, -1, "alert" },	/* revises */
		{ STEP_AUTH, STATUS_FAILED, 4, "auth" },
	};
	struct fixture f;

	(void)state;
	open_tally(&f);
	for (size_t i = 0; i < 4; i++)
		step_end(&f, ends[i], i == 3);
	assert_int_equal(f.tally.count, 3);
	check_result(&f, 0, STEP_TLS, STATUS_WARN, "first");
	check_result(&f, 1, STEP_TLS, STATUS_FAILED, "alert");
	check_result(&f, 2, STEP_EHLO, STATUS_OK, "ehlo");
	/* where there is nothing to revise it stands for itself */
	step_end(&f, ends[4], true);
	check_result(&f, 3, STEP_AUTH, STATUS_FAILED, "auth");
	close_tally(&f);
}

/* A text of given size, and none at all. */
static void details(void **state)
{
	struct event e = { .kind = EVENT_STEP_END, .step = STEP_MAIL };
	struct fixture f;

	(void)state;
	open_tally(&f);
	bus_emit(&f.bus, &e);
	check_result(&f, 0, STEP_MAIL, STATUS_OK, "");
	e.text = "250 okay";
	e.text_n = 6;
	e.sized = true;
	bus_emit(&f.bus, &e);
	check_result(&f, 1, STEP_MAIL, STATUS_OK, "250 ok");
	close_tally(&f);
}

static void warnings_and_findings(void **state)
{
	char text[] = "one", name[] = "starttls-injection", why[] = "bytes";
	struct event warning = { .kind = EVENT_WARNING, .text = text };
	struct event finding = { .kind = EVENT_FINDING, .text = name,
				 .why = why };
	struct fixture f;

	(void)state;
	open_tally(&f);
	bus_emit(&f.bus, &warning);
	text[0] = 'O';
	bus_emit(&f.bus, &warning);
	bus_emit(&f.bus, &finding);
	memset(text, '!', 3);
	memset(name, '!', 3);
	memset(why, '!', 3);
	assert_int_equal(f.tally.warnings.count, 2);
	assert_string_equal(f.tally.warnings.at[0], "one");
	assert_string_equal(f.tally.warnings.at[1], "One");
	assert_int_equal(f.tally.findings.count, 1);
	assert_string_equal(f.tally.findings.at[0],
			    "starttls-injection: bytes");
	assert_int_equal(f.tally.count, 0);
	close_tally(&f);
}

static void success(void **state)
{
	const struct event e = { .kind = EVENT_RESULT };
	struct fixture f;

	(void)state;
	open_tally(&f);
	bus_emit(&f.bus, &e);
	assert_true(f.tally.ended);
	assert_false(f.tally.failed);
	assert_int_equal(f.tally.exit_code, 0);
	close_tally(&f);
}

static void failure(void **state)
{
	char text[] = "535 no", subject[] = "PLAIN", offered[] = "PLAIN LOGIN",
	     refused[] = "LOGIN";
	struct failure cause = {
		.step = STEP_AUTH, .cause = CAUSE_REPLY, .code = 535,
		.enhanced = { 5, 7, 8 }, .text = text, .subject = subject,
		.offered = offered, .refused = refused,
	};
	struct event e = { .kind = EVENT_RESULT, .exit_code = 28,
			   .failure = &cause };
	struct fixture f;
	const struct failure *kept = &f.tally.failure;

	(void)state;
	open_tally(&f);
	bus_emit(&f.bus, &e);
	memset(text, '!', sizeof(text));
	memset(subject, '!', sizeof(subject));
	memset(offered, '!', sizeof(offered));
	memset(refused, '!', sizeof(refused));
	memset(&cause, 0, sizeof(cause));
	assert_true(f.tally.ended && f.tally.failed);
	assert_int_equal(f.tally.exit_code, 28);
	assert_int_equal(kept->step, STEP_AUTH);
	assert_int_equal(kept->cause, CAUSE_REPLY);
	assert_int_equal(kept->code, 535);
	assert_int_equal(kept->enhanced[2], 8);
	assert_string_equal(kept->text, "535 no");
	assert_string_equal(kept->subject, "PLAIN");
	assert_string_equal(kept->offered, "PLAIN LOGIN");
	assert_string_equal(kept->refused, "LOGIN");
	close_tally(&f);
}

/* What it may not have is NULL, not "". */
static void failure_without_words(void **state)
{
	const struct failure cause = { .step = STEP_TLS, .reasons = 5 };
	const struct event e = { .kind = EVENT_RESULT, .exit_code = 29,
				 .failure = &cause };
	struct fixture f;

	(void)state;
	open_tally(&f);
	bus_emit(&f.bus, &e);
	assert_int_equal(f.tally.failure.reasons, 5);
	assert_null(f.tally.failure.text);
	assert_null(f.tally.failure.subject);
	assert_null(f.tally.failure.offered);
	assert_null(f.tally.failure.refused);
	close_tally(&f);
}

/* Everything it keeps came through the bus: no secret is in it. */
static void keeps_no_secret(void **state)
{
	const struct failure cause = { .text = "hunter22 x",
				       .subject = "PLAIN hunter22" };
	const struct event events[] = {
		{ .kind = EVENT_STEP_END, .text = "a hunter22" },
		{ .kind = EVENT_WARNING, .text = "b hunter22" },
		{ .kind = EVENT_FINDING, .text = "f", .why = "c hunter22" },
		{ .kind = EVENT_RESULT, .failure = &cause },
	};
	struct fixture f;

	(void)state;
	open_tally(&f);
	bus_add_secret(&f.bus, "hunter22");
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		bus_emit(&f.bus, &events[i]);
	check_result(&f, 0, STEP_RESOLVE, STATUS_OK, "a REMOVED");
	assert_string_equal(f.tally.warnings.at[0], "b REMOVED");
	assert_string_equal(f.tally.findings.at[0], "f: c REMOVED");
	assert_string_equal(f.tally.failure.text, "REMOVED x");
	assert_string_equal(f.tally.failure.subject, "PLAIN REMOVED");
	close_tally(&f);
}

/* Events that say nothing of a result change nothing. */
static void other_kinds(void **state)
{
	(void)state;
	for (int kind = EVENT_TRYING; kind < EVENT_RESULT; kind++) {
		const struct event e = { .kind = (enum event_kind)kind,
					 .text = "x", .why = "y" };
		struct fixture f;

		if (kind == EVENT_STEP_END || kind == EVENT_WARNING ||
		    kind == EVENT_FINDING)
			continue;
		open_tally(&f);
		bus_emit(&f.bus, &e);
		assert_int_equal(f.tally.count, 0);
		assert_int_equal(f.tally.warnings.count, 0);
		assert_int_equal(f.tally.findings.count, 0);
		assert_false(f.tally.ended);
		close_tally(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty),
		cmocka_unit_test(results),
		cmocka_unit_test(many),
		cmocka_unit_test(revises),
		cmocka_unit_test(details),
		cmocka_unit_test(warnings_and_findings),
		cmocka_unit_test(success),
		cmocka_unit_test(failure),
		cmocka_unit_test(failure_without_words),
		cmocka_unit_test(keeps_no_secret),
		cmocka_unit_test(other_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
