/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PIPELINING (RFC 2920): what goes out in one write, what does not, and whose
 * reply is whose.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "scene.h"

static const char offered[] = "250-m\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n"
			      "250 PIPELINING\r\n";

/* Commands with a "|" between, and a "/" where another write begins. */
static void expect_writes(const char *args, const char *ehlo,
			  const char *writes)
{
	struct scene s = { .args = args, .server = { .ehlo = ehlo } };
	struct buf out;

	scene_run(&s);
	assert_int_equal(s.code, 0);
	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < s.server.lines.count; i++) {
		if (i)
			buf_addc(&out, s.server.ends[i] >
				 s.server.ends[i - 1] ? '/' : '|');
		buf_add(&out, s.server.lines.at[i],
			strcspn(s.server.lines.at[i], " :"));
	}
	assert_string_equal(buf_str(&out), writes);
	buf_release(&out);
	scene_end(&s);
}

static void one_write(void **state)
{
	(void)state;
	expect_writes("--pipeline", offered, "EHLO/MAIL|RCPT|DATA/./QUIT");
	expect_writes("--pipeline -t x@a,y@b,z@c", offered,
		      "EHLO/MAIL|RCPT|RCPT|RCPT|DATA/./QUIT");
	expect_writes("--pipeline --protocol LMTP -t x@a,y@b", offered,
		      "LHLO/MAIL|RCPT|RCPT|DATA/./QUIT");
	/* not asked for, or not offered */
	expect_writes("", offered, "EHLO/MAIL/RCPT/DATA/./QUIT");
	expect_writes("--pipeline", NULL, "EHLO/MAIL/RCPT/DATA/./QUIT");
	expect_writes("--pipeline --protocol SMTP", offered,
		      "HELO/MAIL/RCPT/DATA/./QUIT");
}

/* Nothing runs ahead of a point where the run is to stop. */
static void stop_points(void **state)
{
	(void)state;
	expect_writes("--pipeline -q mail", offered, "EHLO/MAIL/QUIT");
	expect_writes("--pipeline -q rcpt", offered, "EHLO/MAIL|RCPT/QUIT");
	expect_writes("--pipeline -da mail", offered, "EHLO/MAIL");
	expect_writes("--pipeline -da rcpt", offered, "EHLO/MAIL|RCPT");
	expect_writes("--pipeline -da data", offered, "EHLO/MAIL|RCPT|DATA");
	expect_writes("--pipeline -das mail", offered, "EHLO/MAIL");
	expect_writes("--pipeline -das rcpt", offered, "EHLO/MAIL|RCPT");
	expect_writes("--pipeline -das data", offered, "EHLO/MAIL|RCPT|DATA");
}

/*
 * MAIL with AUTH= may have to be sent again, so it does not run ahead; once
 * it was taken there is nothing to wait for any more.
 */
static void behind_auth(void **state)
{
	(void)state;
	expect_writes("--pipeline -au fred -ap secret-word", offered,
		      "EHLO/AUTH/MAIL/RCPT|DATA/./QUIT");
	expect_writes("--pipeline -au fred -ap secret-word --no-mail-auth",
		      offered, "EHLO/AUTH/MAIL|RCPT|DATA/./QUIT");
}

static struct scene pipelined(const struct answer *answers, const char *to)
{
	struct scene s = { .args = to, .server = { .ehlo = offered,
						   .answers = answers } };

	scene_run(&s);
	return s;
}

/* The lone dot of section 3.1, where no one is left to get a message. */
static bool lone_dot(const struct scene *s)
{
	return memmem(buf_str(&s->server.sent), s->server.sent.len,
		      "DATA\r\n.\r\n", 9) != NULL;
}

static void no_recipient_but_354(void **state)
{
	struct scene s = pipelined(ANSWERS(
		ON("RCPT", "550 5.1.1 no\r\n", .always = true),
		ON(".", "554 5.5.1 no valid recipients\r\n")),
		"--pipeline -t x@a,y@b");

	(void)state;
	assert_int_equal(s.code, 24);
	assert_true(lone_dot(&s));
	assert_int_equal(s.server.message.len, 0);
	assert_int_equal(server_heard(&s.server, "QUIT"), 1);
	assert_int_equal(s.tally.failure.step, STEP_RCPT);
	assert_int_equal(s.tally.failure.code, 550);
	assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_OK), 0);
	scene_end(&s);
}

/* A server that takes the empty message for nobody has delivered nothing. */
static void lone_dot_taken(void **state)
{
	static const char *const to[] = { "--pipeline", "--pipeline -t x@a,y@b",
					  "--pipeline --protocol LMTP" };

	(void)state;
	for (size_t i = 0; i < LENGTH(to); i++) {
		struct scene s = pipelined(ANSWERS(
			ON("RCPT", "550 no\r\n", .always = true),
			ON(".", "250 ok\r\n")), to[i]);

		assert_int_equal(s.code, 24);
		assert_true(lone_dot(&s));
		assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_OK), 0);
		assert_int_equal(server_heard(&s.server, "QUIT"), 1);
		scene_end(&s);
	}
}

/* The usual answer: DATA is refused as well, and there is no dot to send. */
static void no_recipient_no_354(void **state)
{
	struct scene s = pipelined(ANSWERS(
		ON("RCPT", "550 no\r\n"),
		ON("DATA", "503 5.5.1 no recipients\r\n")), "--pipeline");

	(void)state;
	assert_int_equal(s.code, 24);
	assert_false(lone_dot(&s));
	assert_int_equal(s.tally.failure.code, 550);
	assert_int_equal(server_heard(&s.server, "QUIT"), 1);
	scene_end(&s);
}

static void sender_refused(void **state)
{
	static const struct {
		const char *rcpt, *data;
		bool dot;
	} table[] = {
		{ "503 no MAIL\r\n", "503 no\r\n", false },
		{ "503 no MAIL\r\n", "354 go\r\n", true },
		{ "250 ok\r\n", "354 go\r\n", true },
		{ "250 ok\r\n", "503 no\r\n", false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct scene s = pipelined(ANSWERS(
			ON("MAIL", "550 5.7.1 not you\r\n"),
			ON("RCPT", table[i].rcpt),
			ON("DATA", table[i].data)), "--pipeline");

		assert_int_equal(s.code, 23);
		assert_int_equal(s.tally.failure.code, 550);
		assert_int_equal(s.tally.failure.step, STEP_MAIL);
		assert_int_equal(lone_dot(&s), table[i].dot);
		assert_int_equal(s.server.message.len, 0);
		assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_OK), 0);
		assert_int_equal(server_heard(&s.server, "QUIT"), 1);
		scene_end(&s);
	}
}

/* Replies that come in one packet, or each byte in its own. */
static void replies_together(void **state)
{
	static const char *const all[] = {
		"250 m\r\n250 r1\r\n550 r2\r\n354 d\r\n",
		"250-m\r\n250 m\r\n250-r1\r\n250 r1\r\n550 r2\r\n354 d\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(all); i++) {
		for (size_t cut = 0; cut < 140; cut++) {
			struct scene s = {
				.args = "--pipeline -t x@a,y@b",
				.server = {
					.ehlo = offered, .cut = cut,
					.answers = ANSWERS(
						ON("MAIL", NULL),
						ON("RCPT", NULL,
						   .always = true),
						ON("DATA", all[i])),
				},
			};

			/* this server's record knows no reply but DATA's */
			scene_play(&s);
			assert_int_equal(scene_status(&s, STEP_MAIL),
					 STATUS_OK);
			assert_int_equal(scene_count(&s, STEP_RCPT,
						     STATUS_OK), 1);
			assert_int_equal(scene_count(&s, STEP_RCPT,
						     STATUS_FAILED), 1);
			assert_int_equal(scene_status(&s, STEP_DATA),
					 STATUS_OK);
			scene_end(&s);
		}
	}
}

/* A link that ends among them: what was said before still counts. */
static void closed_among_them(void **state)
{
	struct scene s = pipelined(ANSWERS(
		ON("RCPT", "250 ok\r\n", .then = THEN_CLOSE)), "--pipeline");

	(void)state;
	assert_int_equal(s.code, 6);
	assert_int_equal(scene_status(&s, STEP_MAIL), STATUS_OK);
	assert_int_equal(scene_status(&s, STEP_RCPT), STATUS_OK);
	assert_int_equal(scene_status(&s, STEP_DATA), STATUS_FAILED);
	assert_int_equal(scene_status(&s, STEP_MESSAGE), STATUS_SKIPPED);
	scene_end(&s);
}

/* A refusal before the link ends is what the run failed by. */
static void refused_and_closed(void **state)
{
	struct scene s = pipelined(ANSWERS(
		ON("MAIL", "421 4.3.2 bye\r\n", .then = THEN_CLOSE)),
		"--pipeline");

	(void)state;
	assert_int_equal(s.code, 23);
	assert_int_equal(s.tally.failure.code, 421);
	scene_end(&s);
}

static void silent_among_them(void **state)
{
	static const struct {
		const char *to;
		int code;
		enum step_id step;
	} table[] = {
		{ "MAIL", 23, STEP_MAIL },
		{ "RCPT", 24, STEP_RCPT },
		{ "DATA", 25, STEP_DATA },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct scene s = pipelined(ANSWERS(
			ON(table[i].to, NULL, .then = THEN_NOTHING)),
			"--pipeline --timeout 5");

		assert_int_equal(s.code, table[i].code);
		assert_int_equal(s.tally.failure.step, table[i].step);
		scene_end(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_write),
		cmocka_unit_test(stop_points),
		cmocka_unit_test(behind_auth),
		cmocka_unit_test(no_recipient_but_354),
		cmocka_unit_test(lone_dot_taken),
		cmocka_unit_test(no_recipient_no_354),
		cmocka_unit_test(sender_refused),
		cmocka_unit_test(replies_together),
		cmocka_unit_test(closed_among_them),
		cmocka_unit_test(refused_and_closed),
		cmocka_unit_test(silent_among_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
