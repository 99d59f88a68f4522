/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PRDR (draft-hall-prdr): what MAIL says, whose reply is whose at the end, and
 * which of them the run's outcome hangs on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "scene.h"

static const char offer[] = "250-m\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n"
			    "250 PRDR\r\n";

static struct scene run(const char *args, const char *end)
{
	struct scene s = {
		.args = args,
		.server = { .ehlo = offer,
			    .answers = ANSWERS(ON(end ? "." : "-", end)) },
	};

	scene_run(&s);
	return s;
}

static void asked_for(void **state)
{
	static const struct {
		const char *args, *mail;
	} table[] = {
		{ "--prdr", "MAIL FROM:<a@example.org> PRDR" },
		{ "", "MAIL FROM:<a@example.org>" },
		{ "--prdr --no-prdr", "MAIL FROM:<a@example.org>" },
		{ "--prdr -au fred -ap secret-word -a PLAIN",
		  "MAIL FROM:<a@example.org> PRDR AUTH=a@example.org" },
		{ "--prdr --protocol LMTP",
		  "MAIL FROM:<a@example.org> PRDR" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct scene s = run(table[i].args, NULL);

		assert_int_equal(s.code, 0);
		assert_int_equal(server_heard(&s.server, table[i].mail), 1);
		assert_int_equal(server_heard(&s.server, "MAIL"), 1);
		scene_end(&s);
	}
}

/* What was asked for is not done without being told. */
static void not_offered(void **state)
{
	static const char *const args[] = {
		"--prdr", "--prdr --protocol SMTP", "--prdr --pipeline",
		"--prdr --protocol LMTP",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(args); i++) {
		struct scene s = { .args = args[i] };

		scene_run(&s);
		assert_int_equal(s.code, 30);
		assert_int_equal(s.tally.failure.step, STEP_MAIL);
		assert_int_equal(s.tally.failure.cause,
				 CAUSE_PRDR_NOT_OFFERED);
		assert_int_equal(server_heard(&s.server, "MAIL"), 0);
		assert_int_equal(server_heard(&s.server, "QUIT"), 1);
		scene_end(&s);
	}
}

/* AUTH= is refused: PRDR stays. */
static void without_auth(void **state)
{
	struct scene s = {
		.args = "--prdr -au fred -ap secret-word -a PLAIN",
		.server = { .ehlo = offer,
			    .answers = ANSWERS(ON("MAIL", "555 no\r\n")) },
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_string_equal(s.server.lines.at[3],
			    "MAIL FROM:<a@example.org> PRDR");
	scene_end(&s);
}

struct ends {
	const char *end;	/* what the server says to the dot */
	int code, as_swaks;
	size_t ok, bad;		/* ends of the message step */
};

static void expect_ends(const char *args, const struct ends *e)
{
	for (size_t as = 0; as < 2; as++) {
		struct scene s = {
			.args = args, .as = as ? "swaks" : NULL,
			.server = { .ehlo = offer,
				    .answers = ANSWERS(ON(".", e->end)) },
		};
		int code = as ? e->as_swaks : e->code;

		scene_run(&s);
		if (s.code != code)
			fail_msg("%s: exit %d, not %d", e->end, s.code, code);
		if (!as) {
			assert_int_equal(scene_count(&s, STEP_MESSAGE,
						     STATUS_OK), e->ok);
			assert_int_equal(scene_count(&s, STEP_MESSAGE,
						     STATUS_FAILED), e->bad);
		}
		assert_int_equal(server_heard(&s.server, "QUIT"), 1);
		scene_end(&s);
	}
}

static void two_recipients(void **state)
{
	static const struct ends table[] = {
		{ "353 go\r\n250 a\r\n250 b\r\n250 all\r\n", 0, 0, 3, 0 },
		{ "353 go\r\n250 a\r\n550 b\r\n250 all\r\n", 0, 0, 2, 1 },
		{ "353 go\r\n550 a\r\n250 b\r\n250 all\r\n", 0, 0, 2, 1 },
		{ "353 go\r\n550 a\r\n550 b\r\n550 all\r\n", 26, 26, 0, 3 },
		{ "353 go\r\n250 a\r\n550 b\r\n550 all\r\n", 26, 26, 1, 2 },
		{ "353 go\r\n250 a\r\n250 b\r\n452 all\r\n", 26, 26, 2, 1 },
		/* nobody gets it: no success, but for swaks */
		{ "353 go\r\n550 a\r\n550 b\r\n250 all\r\n", 26, 0, 0, 3 },
		/* no opinion about each: the reply is about the whole */
		{ "250 all\r\n", 0, 0, 1, 0 },
		{ "550 all\r\n", 26, 26, 0, 1 },
		{ "354 what\r\n", 26, 26, 0, 1 },
		/* lines of one reply are one reply */
		{ "353-go\r\n353 on\r\n250-a\r\n250 a\r\n550-b\r\n550 b\r\n"
		  "250 all\r\n", 0, 0, 2, 1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		expect_ends("--prdr -t x@a,y@b", &table[i]);
		expect_ends("--prdr -t x@a,y@b --pipeline", &table[i]);
	}
}

/* A reply that comes without a 353 before it has no recipient. */
static void unasked(void **state)
{
	struct scene s = run("-t x@a,y@b", "353 go\r\n250 a\r\n250 b\r\n"
					   "250 all\r\n");

	(void)state;
	assert_int_equal(s.code, 26);
	assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_OK), 0);
	scene_end(&s);
}

/* Recipients that RCPT refused have no reply at the end. */
static void some_refused_before(void **state)
{
	struct scene s = {
		.args = "--prdr -t x@a,y@b,z@c",
		.server = { .ehlo = offer, .answers = ANSWERS(
			ON("RCPT TO:<y@b>", "550 no\r\n"),
			ON(".", "353 go\r\n550 not x\r\n250 z\r\n250 all\r\n"))
		},
	};
	size_t seen = 0;

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	for (size_t i = 0; i < s.tally.count; i++) {
		const char *detail = s.tally.results[i].detail;

		seen += strcmp(detail, "x@a: 550 not x") == 0 ||
			strcmp(detail, "z@c: 250 z") == 0;
	}
	assert_int_equal(seen, 2);
	scene_end(&s);
}

/* Each byte in a packet of its own, and all in one. */
static void pieces(void **state)
{
	static const char end[] = "353 go\r\n250 a\r\n550 b\r\n250 all\r\n";

	(void)state;
	for (size_t cut = 0; cut < 200; cut++) {
		struct scene s = {
			.args = "--prdr -t x@a,y@b",
			.server = { .ehlo = offer, .cut = cut,
				    .answers = ANSWERS(ON(".", end)) },
		};

		scene_run(&s);
		assert_int_equal(s.code, 0);
		assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_FAILED),
				 1);
		scene_end(&s);
	}
}

/* The link ends, or nothing comes, after each of the replies. */
static void cut_short(void **state)
{
	static const char *const ends[] = {
		"", "353 go\r\n", "353 go\r\n250 a\r\n",
		"353 go\r\n250 a\r\n250 b\r\n", "353 go\r\n250 a\r\n25",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(ends); i++) {
		struct scene closed = {
			.args = "--prdr -t x@a,y@b",
			.server = { .ehlo = offer, .answers = ANSWERS(
				ON(".", ends[i], .then = THEN_CLOSE)) },
		};
		struct scene silent = {
			.args = "--prdr -t x@a,y@b --timeout 5",
			.server = { .ehlo = offer, .answers = ANSWERS(
				ON(".", ends[i], .then = THEN_NOTHING)) },
		};

		scene_run(&closed);
		assert_int_equal(closed.code, 6);
		assert_int_equal(closed.tally.failure.step, STEP_MESSAGE);
		scene_end(&closed);
		scene_run(&silent);
		assert_int_equal(silent.code, 26);
		assert_int_equal(silent.tally.failure.step, STEP_MESSAGE);
		scene_end(&silent);
	}
}

static void stops(void **state)
{
	struct scene s = run("--prdr -t x@a,y@b -da dot", NULL);

	(void)state;
	assert_int_equal(s.code, 0);
	assert_int_equal(s.dropped, 1);
	assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_OK), 3);
	scene_end(&s);
	s = run("--prdr -t x@a,y@b -das dot", NULL);
	assert_int_equal(s.code, 0);
	assert_int_equal(s.dropped, 1);
	assert_int_equal(scene_status(&s, STEP_MESSAGE), STATUS_SKIPPED);
	scene_end(&s);
}

/* A lone dot for nobody is no message with replies of its own. */
static void lone_dot(void **state)
{
	struct scene s = {
		.args = "--prdr --pipeline -t x@a,y@b",
		.server = { .ehlo = offer, .answers = ANSWERS(
			ON("RCPT", "550 no\r\n", .always = true),
			ON(".", "554 no one\r\n")) },
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 24);
	assert_int_equal(s.server.message.len, 0);
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asked_for),
		cmocka_unit_test(not_offered),
		cmocka_unit_test(without_auth),
		cmocka_unit_test(two_recipients),
		cmocka_unit_test(unasked),
		cmocka_unit_test(some_refused_before),
		cmocka_unit_test(pieces),
		cmocka_unit_test(cut_short),
		cmocka_unit_test(stops),
		cmocka_unit_test(lone_dot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
