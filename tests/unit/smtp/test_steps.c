/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of the step table, each met with what a server can do wrong: a
 * refusal, no answer, a closed link, a reply that is none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "options/option.h"
#include "scene.h"
#include "smtp/state.h"

/* How to come to a row, and where in the dialogue its reply stands. */
struct way {
	const struct step *row;
	const char *args;
	const char *to;		/* the command that its reply answers */
	const char *ehlo;	/* what the server offers at first */
};

static const char good_tls[] = "-tls -k";
static const char tls_offer[] = "250-mail.example\r\n250 STARTTLS\r\n";
static const char early[] = "--xclient-addr 192.0.2.1 "
			    "--xclient-before-starttls";
static const char late[] = "--xclient-addr 192.0.2.1";
static const char xclient_offer[] = "250-mail.example\r\n"
				    "250 XCLIENT ADDR NAME\r\n";

static const char auth_offer[] = "250-mail.example\r\n250 AUTH PLAIN\r\n";

/* In the order of the table where two rows have step and exit code alike. */

static const struct {
	enum step_id id;
	int exit_code;
	struct way way;
} ways[] = {
	{ STEP_BANNER, 21, { .args = "", .to = "banner" } },
	{ STEP_EHLO, 22, { .args = "", .to = "EHLO" } },
	{ STEP_XCLIENT, 33, { .args = early, .to = "XCLIENT",
			      .ehlo = xclient_offer } },
	{ STEP_EHLO, 34, { .args = early, .to = "EHLO",
			   .ehlo = xclient_offer } },
	{ STEP_STARTTLS, 29, { .args = good_tls, .to = "STARTTLS" } },
	{ STEP_PROBE, 29, { .args = "-k --probe-command-injection",
			    .to = "QUIT" } },
	{ STEP_EHLO, 32, { .args = good_tls, .to = "EHLO",
			   .ehlo = tls_offer } },
	{ STEP_XCLIENT, 33, { .args = late, .to = "XCLIENT",
			      .ehlo = xclient_offer } },
	{ STEP_EHLO, 34, { .args = late, .to = "EHLO",
			   .ehlo = xclient_offer } },
	{ STEP_AUTH, 28, { .args = "-au fred -ap secret-word -a PLAIN",
			   .to = "AUTH" } },
	{ STEP_EHLO, 22, { .args = "-au fred -ap secret-word -a PLAIN "
				   "--auth-ehlo",
			   .to = "EHLO", .ehlo = auth_offer } },
	{ STEP_MAIL, 23, { .args = "", .to = "MAIL" } },
	{ STEP_RCPT, 24, { .args = "", .to = "RCPT" } },
	{ STEP_DATA, 25, { .args = "", .to = "DATA" } },
	{ STEP_MESSAGE, 26, { .args = "", .to = "." } },
	{ STEP_QUIT, 27, { .args = "", .to = "QUIT" } },
};

static bool alike(const struct step *a, enum step_id id, int exit_code)
{
	return a->id == id && a->exit_code == exit_code;
}

/* The way to a row that awaits a reply. */
static struct way way_to(const struct step *row)
{
	size_t before = 0;

	for (const struct step *r = session_steps; r < row; r++)
		before += r->expect && alike(r, row->id, row->exit_code);
	for (size_t i = 0; i < LENGTH(ways); i++) {
		struct way way = ways[i].way;

		if (!alike(row, ways[i].id, ways[i].exit_code) || before--)
			continue;
		way.row = row;
		return way;
	}
	fail_msg("no test comes to the step %s (exit %d)", step_name(row->id),
		 row->exit_code);
	return (struct way){ 0 };
}

/* The answers that let the server do this at the row, and nothing before. */
static const struct answer *at_row(const struct way *way,
				   struct answer what,
				   struct answer list[4])
{
	size_t n = 0;

	what.to = way->to;
	if (way->ehlo)
		list[n++] = (struct answer)ON("EHLO", way->ehlo);
	list[n++] = what;
	/* and what comes of the fallback to HELO */
	what.to = "HELO";
	what.with = "502 5.5.1 Nor that\r\n";
	list[n++] = what;
	list[n] = (struct answer){ 0 };
	return list;
}

static void each_row(void (*with)(const struct way *))
{
	size_t count = 0;

	for (size_t i = 0; i < session_step_count; i++) {
		struct way way;

		if (!session_steps[i].expect)
			continue;
		way = way_to(&session_steps[i]);
		with(&way);
		count++;
	}
	assert_int_equal(count, LENGTH(ways));
}

/* The probe says it too. */
static bool is_quit(const struct way *way)
{
	return strcmp(way->to, "QUIT") == 0;
}

/* ---- refusals ---- */

static void refuse(const struct way *way, const char *reply)
{
	struct answer list[4];
	struct scene s = { .args = way->args };

	s.server.answers = at_row(way, (struct answer){ .with = reply },
				  list);
	scene_run(&s);
	if (s.code != way->row->exit_code)
		fail_msg("%s, '%s': exit %d, not %d", way->to, reply, s.code,
			 way->row->exit_code);
	assert_int_equal(s.tally.failure.step, way->row->id);
	assert_int_equal(server_heard(&s.server, "QUIT"), 1);
	assert_int_equal(s.server.politely, true);
	assert_int_equal(scene_status(&s, way->row->id), STATUS_FAILED);
	scene_end(&s);
}

static void refused_for_good(const struct way *way)
{
	refuse(way, "550 5.7.1 No\r\n");
	refuse(way, "550-5.7.1 No\r\n550 5.7.1 and no\r\n");
	refuse(way, "502\r\n");
}

static void refused_for_now(const struct way *way)
{
	refuse(way, "451 4.3.0 Not now\r\n");
	refuse(way, "421 4.3.2 Shutting down\r\n");
}

/* A success of another kind is none. */
static void not_the_success_meant(const struct way *way)
{
	static const char *const others[] = {
		"200 ?\r\n", "211 ?\r\n", "252 ?\r\n", "235 ?\r\n",
		"299 ?\r\n", "354 ?\r\n", "300 ?\r\n",
	};

	for (size_t i = 0; i < LENGTH(others); i++) {
		char code[4] = { others[i][0], others[i][1], others[i][2] };

		if (!strstr(way->row->expect, code))
			refuse(way, others[i]);
	}
}

static void refusals(void **state)
{
	(void)state;
	each_row(refused_for_good);
	each_row(refused_for_now);
	each_row(not_the_success_meant);
}

/* ---- 421, and then the link is gone ---- */

static void leaves(const struct way *way, bool quietly)
{
	struct answer list[4];
	struct scene s = { .args = way->args };

	s.server.closes_quietly = quietly;
	s.server.answers = at_row(way, (struct answer){
		.with = "421 4.3.2 Leaving\r\n", .then = THEN_CLOSE }, list);
	scene_run(&s);
	assert_int_equal(s.code, way->row->exit_code);
	assert_int_equal(s.tally.failure.code, 421);
	assert_int_equal(s.tally.failure.step, way->row->id);
	scene_end(&s);
}

static void leaves_with_a_word(const struct way *way)
{
	leaves(way, false);
	leaves(way, true);
}

static void a_421_and_close(void **state)
{
	(void)state;
	each_row(leaves_with_a_word);
}

/* ---- a closed link ---- */

static void close_with(const struct way *way, const char *half, bool quietly)
{
	struct answer list[4];
	struct scene s = { .args = way->args };

	s.server.closes_quietly = quietly;
	s.server.answers = at_row(way, (struct answer){
		.with = half, .then = THEN_CLOSE }, list);
	scene_run(&s);
	assert_int_equal(s.code, EXIT_CLOSED);
	assert_int_equal(s.tally.failure.step, way->row->id);
	assert_int_equal(s.tally.failure.kind, ERR_CLOSED);
	assert_int_equal(s.lost, 1);
	assert_int_equal(server_heard(&s.server, "QUIT"), is_quit(way));
	scene_end(&s);
}

static void closed(const struct way *way)
{
	for (int quietly = 0; quietly < 2; quietly++) {
		close_with(way, NULL, quietly);
		close_with(way, "2", quietly);
		close_with(way, "250", quietly);
		close_with(way, "250 half", quietly);
		close_with(way, "250-more to come\r\n", quietly);
	}
}

static void closed_links(void **state)
{
	(void)state;
	each_row(closed);
}

static void breaks(const struct way *way)
{
	struct answer list[4];
	struct scene s = { .args = way->args };

	s.server.answers = at_row(way, (struct answer){
		.then = THEN_BREAK }, list);
	scene_run(&s);
	assert_int_equal(s.code, way->row->exit_code);
	assert_int_equal(s.tally.failure.kind, ERR_IO);
	assert_int_equal(server_heard(&s.server, "QUIT"), is_quit(way));
	scene_end(&s);
}

static void broken_links(void **state)
{
	(void)state;
	each_row(breaks);
}

/* SIGTERM in the wait: what was done is told, and nothing more is sent. */
static void interrupted(const struct way *way)
{
	struct answer list[4];
	struct scene s = { .args = way->args };

	s.server.answers = at_row(way, (struct answer){
		.then = THEN_SIGNAL }, list);
	scene_run(&s);
	assert_int_equal(s.code, 128 + 15);
	assert_int_equal(s.tally.failure.step, way->row->id);
	assert_int_equal(server_heard(&s.server, "QUIT"), is_quit(way));
	scene_end(&s);
}

static void signals(void **state)
{
	(void)state;
	each_row(interrupted);
}

/* ---- no answer ---- */

static void expect_late(const struct way *way, const char *as,
			struct answer what, int64_t took)
{
	struct answer list[4];
	struct scene s = { .as = as };
	char args[256];

	snprintf(args, sizeof(args), "%s --timeout 5", way->args);
	s.args = args;
	s.server.answers = at_row(way, what, list);
	scene_run(&s);
	assert_int_equal(s.code, way->row->exit_code);
	assert_int_equal(s.tally.failure.kind, ERR_TIMEOUT);
	assert_int_equal(s.tally.failure.step, way->row->id);
	assert_true(s.server.clock.fixed - 1000000000 <= took);
	assert_true(s.timed_out >= 1);
	assert_false(s.server.politely && !as);
	scene_end(&s);
}

static void never_answers(const struct way *way)
{
	expect_late(way, NULL, (struct answer){ .then = THEN_NOTHING },
		    5000000);
	expect_late(way, NULL, (struct answer){ .with = "250-begun\r\n25",
						.then = THEN_NOTHING },
		    5000000);
	/* under that name QUIT is awaited as well */
	expect_late(way, "swaks", (struct answer){ .then = THEN_NOTHING },
		    10000000);
}

/* A byte a second is not progress: the wait is for a whole reply. */
static void drips(const struct way *way)
{
	expect_late(way, NULL, (struct answer){
		.with = "250 a reply that takes its time\r\n",
		.drip = 1000000 }, 5000000);
	expect_late(way, NULL, (struct answer){
		.with = "250-a\r\n\v250-line\r\n\v250-is\r\n\v250-none\r\n",
		.drip = 400000 }, 5000000);
}

static void timeouts(void **state)
{
	(void)state;
	each_row(never_answers);
	each_row(drips);
}

static void past_the_deadline(const struct way *way)
{
	struct answer list[4];
	struct scene s = { 0 };
	char args[256];

	snprintf(args, sizeof(args), "%s --timeout 0 --deadline 7", way->args);
	s.args = args;
	s.server.answers = at_row(way, (struct answer){
		.then = THEN_NOTHING }, list);
	scene_run(&s);
	assert_int_equal(s.code, way->row->exit_code);
	assert_int_equal(s.tally.failure.kind, ERR_DEADLINE);
	assert_true(s.server.clock.fixed - 1000000000 <= 7200000);
	scene_end(&s);
}

static void deadlines(void **state)
{
	(void)state;
	each_row(past_the_deadline);
}

/* A late answer within the time is as good as any. */
static void just_in_time(const struct way *way)
{
	struct answer list[4];
	struct scene s = { 0 };
	char args[256];

	snprintf(args, sizeof(args), "%s --timeout 5", way->args);
	s.args = args;
	s.server.answers = at_row(way, (struct answer){
		.with = "550 5.0.0 No\r\n", .after = 4999999 }, list);
	scene_run(&s);
	assert_int_equal(s.code, way->row->exit_code);
	assert_int_equal(s.tally.failure.cause, CAUSE_REPLY);
	scene_end(&s);
}

static void late_but_in_time(void **state)
{
	(void)state;
	each_row(just_in_time);
}

/*
 * Where a reply is late QUIT is said, without waiting for one more.  Behind
 * the dot too: the server reads no message any more.
 */
static void quit_after_timeout(const struct way *way)
{
	struct answer list[4];
	struct scene s = { .args = way->args };

	s.server.answers = at_row(way, (struct answer){
		.then = THEN_NOTHING }, list);
	scene_run(&s);
	if (!memmem(buf_str(&s.server.sent), s.server.sent.len, "QUIT\r\n", 6))
		fail_msg("no QUIT where the answer to %s is late", way->to);
	scene_end(&s);
}

static void quit_where_late(void **state)
{
	(void)state;
	each_row(quit_after_timeout);
}

/* ---- replies that are none ---- */

static void nonsense(const struct way *way, const char *reply)
{
	struct answer list[4];
	struct scene s = { .args = way->args };
	size_t quits;

	s.server.answers = at_row(way, (struct answer){ .with = reply },
				  list);
	scene_run(&s);
	if (s.code != way->row->exit_code)
		fail_msg("%s, '%s': exit %d, not %d", way->to, reply, s.code,
			 way->row->exit_code);
	assert_int_equal(s.tally.failure.step, way->row->id);
	quits = server_heard(&s.server, "QUIT");
	if (quits != 1)
		fail_msg("%s, '%s': %zu times QUIT", way->to, reply, quits);
	scene_end(&s);
}

static void no_replies(const struct way *way)
{
	static const char *const table[] = {
		"hello\r\n",
		"\r\n",
		"2500 more digits\r\n",
		"25\r\n",
		"250_ok\r\n",
		"250\tok\r\n",
		" 250 ok\r\n",
		"650 ok\r\n",
		"050 ok\r\n",
		"25O ok\r\n",
		"220-one\r\n221 two\r\n",
		"550-one\r\n250 two\r\n",
		"250-one\r\n550 two\r\n",
		"250-one\r\n250-two\r\n354 three\r\n",
		"250-one\r\nhello\r\n250 two\r\n",
	};

	for (size_t i = 0; i < LENGTH(table); i++)
		nonsense(way, table[i]);
}

static void grammar(void **state)
{
	(void)state;
	each_row(no_replies);
}

/* ---- the table itself ---- */

static void sane_table(void **state)
{
	bool stops[STOP_DOT + 1] = { false };

	(void)state;
	for (size_t i = 0; i < session_step_count; i++) {
		const struct step *row = &session_steps[i];

		assert_true(row->exit_code > 0);
		assert_non_null(row->wanted);
		assert_non_null(row->send);
		assert_int_equal(row->expect != NULL, row->reply != NULL);
		/* what runs ahead must have a reply to be judged by later */
		assert_true(!row->pipeline || row->expect);
		stops[row->stop] = stops[row->sent] = true;
	}
	/* a point that a user can name is passed somewhere */
	for (const struct option_word *w = option_stop_words; w->name; w++)
		if (!stops[w->value])
			fail_msg("no row passes the point '%s'", w->name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sane_table),
		cmocka_unit_test(refusals),
		cmocka_unit_test(a_421_and_close),
		cmocka_unit_test(closed_links),
		cmocka_unit_test(broken_links),
		cmocka_unit_test(signals),
		cmocka_unit_test(timeouts),
		cmocka_unit_test(deadlines),
		cmocka_unit_test(late_but_in_time),
		cmocka_unit_test(quit_where_late),
		cmocka_unit_test(grammar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
