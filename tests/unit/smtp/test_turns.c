/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Turns: replies that nobody asked for, EHLO that turns into HELO, a message
 * that the server does not want to the end, and what is shown of each.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "scene.h"

/* ---- a whole session ---- */

static void transcript(void **state)
{
	struct scene s = {
		.args = "-d Subject:~x\\n\\n.dot\\nlast",
		.server.ehlo = "250-mail.example\r\n250 SIZE\r\n",
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_string_equal(buf_str(&s.server.sent),
			    "EHLO me\r\n"
			    "MAIL FROM:<a@example.org>\r\n"
			    "RCPT TO:<b@example.org>\r\n"
			    "DATA\r\n"
			    "Subject: x\r\n\r\n..dot\r\nlast\r\n.\r\n"
			    "QUIT\r\n");
	assert_string_equal(buf_str(&s.transcript),
			    "<- 220 mail.example ESMTP\n"
			    "-> EHLO me\n"
			    "<- 250-mail.example\n<- 250 SIZE\n"
			    "-> MAIL FROM:<a@example.org>\n"
			    "<- 250 2.1.0 Sender\n"
			    "-> RCPT TO:<b@example.org>\n"
			    "<- 250 2.1.5 Recipient\n"
			    "-> DATA\n<- 354 Go on\n"
			    "-> Subject: x\n-> \n-> ..dot\n-> last\n-> .\n"
			    "<- 250 2.0.0 Queued\n"
			    "-> QUIT\n<- 221 2.0.0 Bye\n");
	assert_int_equal(s.tally.count, 7);
	assert_int_equal(s.closed, 1);
	assert_true(s.server.politely);
	scene_end(&s);
}

/* ---- replies nobody asked for ---- */

static const char *const commands[] = { "banner", "EHLO", "MAIL", "RCPT",
					"DATA", "." };

/*
 * A reply that is there before its command was sent would be taken for the
 * command's, and every reply behind it for one later.
 */
static void expect_unasked(const char *to, const char *with)
{
	struct scene s = { .args = "-t x@a,y@b",
			   .server.answers = ANSWERS(ON(to, with)) };

	scene_run(&s);
	if (s.code == 0)
		fail_msg("'%s' to %s went unseen", with, to);
	assert_int_equal(s.tally.failure.kind, ERR_OUT_OF_TURN);
	/* each line once, though one is shown where it was found */
	assert_true(s.received <= s.server.received_lines);
	scene_end(&s);
}

static void unasked(void **state)
{
	static const struct {
		const char *to, *with;
	} table[] = {
		{ "banner", "220 hi\r\n250 me\r\n" },
		{ "banner", "220 hi\r\n220 hi\r\n" },
		{ "EHLO", "250 m\r\n250 ok\r\n" },
		{ "EHLO", "250-m\r\n250 m\r\n550-no\r\n550 no\r\n" },
		{ "MAIL", "250 ok\r\n250 ok\r\n" },
		{ "MAIL", "250 ok\r\n550 no\r\n" },
		{ "MAIL", "250 ok\r\n2" },
		{ "MAIL", "250 ok\r\n\r\n" },
		{ "RCPT", "250 ok\r\n354 go\r\n" },
		{ "DATA", "354 go\r\n250 ok\r\n" },
		{ ".", "250 ok\r\n221 bye\r\n" },
		{ ".", "250 ok\r\n554 on second thought\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		expect_unasked(table[i].to, table[i].with);
}

/* No step is called good by a reply that was another's. */
static void not_credited(void **state)
{
	struct scene s = {
		.args = "",
		.server.answers = ANSWERS(ON("MAIL", "250 a\r\n250 b\r\n"),
					  ON("RCPT", "550 no\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(scene_count(&s, STEP_RCPT, STATUS_OK), 0);
	assert_int_equal(server_heard(&s.server, "DATA"), 0);
	scene_end(&s);
}

/*
 * The same in a packet of its own, which lay in the link before the command
 * was sent.
 */
static void in_a_packet_of_its_own(void **state)
{
	static const char *const with[] = {
		"250 ok\r\n\v250 ok\r\n", "250 ok\r\n\v550 no\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(with); i++) {
		struct scene s = {
			.args = "",
			.server.answers = ANSWERS(
				ON("MAIL", with[i]),
				ON("RCPT", "550 5.1.1 no\r\n")),
		};

		scene_run(&s);
		assert_int_equal(scene_count(&s, STEP_RCPT, STATUS_OK), 0);
		assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_OK), 0);
		assert_int_not_equal(s.code, 0);
		scene_end(&s);
	}
}

/* A 421 may come at any time: it is the answer to whatever comes next. */
static void a_421_at_any_time(void **state)
{
	static const int codes[] = { 22, 23, 24, 25, 26, 27 };
	static const char *const with[] = {
		"220 hi\r\n421 4.3.2 bye\r\n", "250 m\r\n421 4.3.2 bye\r\n",
		"250 ok\r\n421 4.3.2 bye\r\n", "250 ok\r\n421 4.3.2 bye\r\n",
		"354 go\r\n421 4.3.2 bye\r\n", "250 ok\r\n421 4.3.2 bye\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(codes); i++) {
		for (int closes = 0; closes < 2; closes++) {
			struct scene s = {
				.server.answers = ANSWERS(
					ON(commands[i], with[i],
					   .then = closes ? THEN_CLOSE
							  : THEN_NOTHING)),
			};

			scene_run(&s);
			assert_int_equal(s.code, codes[i]);
			assert_int_equal(s.tally.failure.code, 421);
			scene_end(&s);
		}
	}
}

/* ---- EHLO and HELO ---- */

static void helo_fallback(void **state)
{
	static const char *const refusals[] = {
		"500 what\r\n", "502 5.5.1 no\r\n", "504 no\r\n",
		"550-no\r\n550 no\r\n", "501\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(refusals); i++) {
		struct scene s = {
			.server.answers = ANSWERS(ON("EHLO", refusals[i])),
		};

		scene_run(&s);
		assert_int_equal(s.code, 0);
		assert_int_equal(server_heard(&s.server, "HELO me"), 1);
		assert_int_equal(s.tally.warnings.count, 1);
		assert_int_equal(scene_count(&s, STEP_EHLO, STATUS_FAILED), 0);
		scene_end(&s);
	}
}

/* What is no opinion of EHLO is none of HELO either. */
static void no_fallback(void **state)
{
	static const char *const replies[] = { "421 bye\r\n", "220 hi\r\n",
					       "200 ok\r\n", "354 go\r\n" };

	(void)state;
	for (size_t i = 0; i < LENGTH(replies); i++) {
		struct scene s = {
			.server.answers = ANSWERS(ON("EHLO", replies[i])),
		};

		scene_run(&s);
		assert_int_equal(s.code, 22);
		assert_int_equal(server_heard(&s.server, "HELO"), 0);
		scene_end(&s);
	}
}

/* HELO's reply offers nothing, whatever it says. */
static void helo_offers_nothing(void **state)
{
	struct scene s = {
		.args = "--pipeline -tlso -ao -au fred -ap secret-word",
		.server.answers = ANSWERS(
			ON("EHLO", "500 what\r\n"),
			ON("HELO", "250-m\r\n250-STARTTLS\r\n250-PIPELINING"
			   "\r\n250 AUTH PLAIN\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(server_heard(&s.server, "STARTTLS"), 0);
	assert_int_equal(server_heard(&s.server, "AUTH"), 0);
	scene_end(&s);
}

/* ---- a message that is not wanted to the end ---- */

enum { LARGE = 200000 };

static char *large_message(void)
{
	static char args[LARGE + 32];

	memset(args, 'x', sizeof(args) - 1);
	memcpy(args, "-d Subject:~x\\n\\n", 16);
	return args;
}

/* It says why and hangs up while the message goes out: that is the reply. */
static void hangs_up_with_a_word(void **state)
{
	struct scene s = {
		.args = large_message(),
		.server = { .takes = 100000,
			    .parting = "552 5.3.4 too much\r\n" },
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 26);
	assert_int_equal(s.tally.failure.code, 552);
	assert_int_equal(scene_status(&s, STEP_MESSAGE), STATUS_FAILED);
	scene_end(&s);
}

static void hangs_up_without(void **state)
{
	struct scene s = {
		.args = large_message(),
		.server.answers = ANSWERS(ON("DATA", "354 go\r\n",
					     .then = THEN_CLOSE)),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 6);
	assert_int_equal(scene_status(&s, STEP_MESSAGE), STATUS_FAILED);
	scene_end(&s);
}

/* It takes no more: the wait has an end, and QUIT would be message text. */
static void takes_no_more(void **state)
{
	struct scene s = { .args = large_message(), .server.takes = 100000 };
	char args[LARGE + 64];

	(void)state;
	snprintf(args, sizeof(args), "--timeout 5 %s", s.args);
	s.args = args;
	scene_run(&s);
	assert_int_equal(s.code, 26);
	assert_int_equal(s.tally.failure.kind, ERR_TIMEOUT);
	assert_int_equal(server_heard(&s.server, "QUIT"), 0);
	assert_false(memmem(buf_str(&s.server.sent), s.server.sent.len,
			    "QUIT", 4));
	assert_false(s.server.politely);
	scene_end(&s);
}

/* A stalled link at a command. */
static void takes_no_command(void **state)
{
	struct scene s = { .args = "--timeout 5", .server.takes = 20 };

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 23);
	assert_int_equal(s.tally.failure.kind, ERR_TIMEOUT);
	assert_true(s.server.clock.fixed - 1000000000 <= 5200000);
	scene_end(&s);
}

/* ---- what is shown ---- */

static void lines_of_lf(void **state)
{
	struct scene s = {
		.server = {
			.ehlo = "250-m\n250 SIZE\n",
			.answers = ANSWERS(ON("MAIL", "250 ok\n")),
		},
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(s.tally.warnings.count, 1);
	scene_end(&s);
}

/* What came before a reply went wrong is shown, and once. */
static void words_of_a_late_server(void **state)
{
	struct scene s = {
		.args = "--timeout 5",
		.server.answers = ANSWERS(ON("MAIL", "250-just\r\n250-a mom",
					     .then = THEN_NOTHING)),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 23);
	assert_non_null(strstr(buf_str(&s.transcript),
			       "<** 250-just\n<** 250-a mom\n"));
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transcript),
		cmocka_unit_test(unasked),
		cmocka_unit_test(not_credited),
		cmocka_unit_test(in_a_packet_of_its_own),
		cmocka_unit_test(a_421_at_any_time),
		cmocka_unit_test(helo_fallback),
		cmocka_unit_test(no_fallback),
		cmocka_unit_test(helo_offers_nothing),
		cmocka_unit_test(hangs_up_with_a_word),
		cmocka_unit_test(hangs_up_without),
		cmocka_unit_test(takes_no_more),
		cmocka_unit_test(takes_no_command),
		cmocka_unit_test(lines_of_lf),
		cmocka_unit_test(words_of_a_late_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
