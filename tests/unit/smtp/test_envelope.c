/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * MAIL with its AUTH= (RFC 4954 section 5), and recipients in every mix, in
 * SMTP and in LMTP (RFC 2033).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scene.h"

#define LOGIN_AS "-au fred@example.org -ap secret-word "

/* ---- AUTH= ---- */

static void expect_mail(const char *as, const char *args, const char *mail)
{
	struct scene s = { .as = as, .args = args };

	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(server_heard(&s.server, "MAIL"), 1);
	for (size_t i = 0; i < s.server.lines.count; i++)
		if (str_starts(s.server.lines.at[i], "MAIL"))
			assert_string_equal(s.server.lines.at[i], mail);
	assert_int_equal(scene_status(&s, STEP_MAIL), STATUS_OK);
	scene_end(&s);
}

static void auth_parameter(void **state)
{
	(void)state;
	expect_mail(NULL, "", "MAIL FROM:<a@example.org>");
	expect_mail(NULL, "-f <>", "MAIL FROM:<>");
	expect_mail(NULL, LOGIN_AS,
		    "MAIL FROM:<a@example.org> AUTH=fred@example.org");
	/* a user name that is no mailbox says nothing of one */
	expect_mail(NULL, "-au fred -ap secret-word",
		    "MAIL FROM:<a@example.org> AUTH=a@example.org");
	expect_mail(NULL, "-au fred -ap secret-word -f <>",
		    "MAIL FROM:<> AUTH=<>");
	expect_mail(NULL, LOGIN_AS "--mail-auth c@example.org",
		    "MAIL FROM:<a@example.org> AUTH=c@example.org");
	expect_mail(NULL, LOGIN_AS "--mail-auth <>",
		    "MAIL FROM:<a@example.org> AUTH=<>");
	expect_mail(NULL, LOGIN_AS "--no-mail-auth",
		    "MAIL FROM:<a@example.org>");
	/* what the user names is sent without AUTH too */
	expect_mail(NULL, "--mail-auth c@example.org",
		    "MAIL FROM:<a@example.org> AUTH=c@example.org");
	expect_mail("swaks", LOGIN_AS, "MAIL FROM:<a@example.org>");
	expect_mail("swaks", LOGIN_AS "--mail-auth c@example.org",
		    "MAIL FROM:<a@example.org> AUTH=c@example.org");
}

static void xtext(void **state)
{
	(void)state;
	expect_mail(NULL, "--mail-auth a+b=c@example.org",
		    "MAIL FROM:<a@example.org> AUTH=a+2Bb+3Dc@example.org");
	/* a "~" is a space here */
	expect_mail(NULL, "--mail-auth a~b@example.org",
		    "MAIL FROM:<a@example.org> AUTH=a+20b@example.org");
	expect_mail(NULL, "--mail-auth \xc3\xa4@example.org",
		    "MAIL FROM:<a@example.org> AUTH=+C3+A4@example.org");
	expect_mail(NULL, "--mail-auth \x01\x7f\t@example.org",
		    "MAIL FROM:<a@example.org> AUTH=+01+7F+09@example.org");
	expect_mail(NULL, "-au f~r+ed@x\r\nRCPT~TO:<c> -ap secret-word",
		    "MAIL FROM:<a@example.org> "
		    "AUTH=f+20r+2Bed@x+0D+0ARCPT+20TO:<c>");
}

/* AUTH that was not done, or is not offered any more, says nothing. */
static void no_parameter_without_auth(void **state)
{
	(void)state;
	scene_expect((struct scene){
		.args = LOGIN_AS "-ao PLAIN",
		.server.answers = ANSWERS(
			ON("AUTH", "535 no\r\n"),
			ON("MAIL FROM:<a@example.org> ", "555 no\r\n")) }, 0);
}

static void refused_parameter(void **state)
{
	static const char *const codes[] = { "501 5.5.4 no\r\n",
					     "504 no\r\n", "555 no\r\n" };

	(void)state;
	for (size_t i = 0; i < LENGTH(codes); i++) {
		struct scene s = {
			.args = LOGIN_AS,
			.server.answers = ANSWERS(ON("MAIL", codes[i])),
		};

		scene_run(&s);
		assert_int_equal(s.code, 0);
		assert_int_equal(server_heard(&s.server, "MAIL"), 2);
		assert_int_equal(scene_status(&s, STEP_MAIL), STATUS_WARN);
		assert_int_equal(s.tally.warnings.count, 1);
		assert_non_null(strstr(scene_detail(&s, STEP_MAIL), "AUTH="));
		assert_non_null(strstr(scene_commands(&s),
				       "|MAIL FROM:<a@example.org>|RCPT"));
		scene_end(&s);
	}
}

static void refused_for_another_reason(void **state)
{
	static const struct {
		const char *args, *first;
		size_t mails;
	} table[] = {
		{ LOGIN_AS, "550 5.7.1 no\r\n", 1 },
		{ LOGIN_AS, "553 no\r\n", 1 },
		{ LOGIN_AS, "451 no\r\n", 1 },
		{ LOGIN_AS, "421 no\r\n", 1 },
		{ LOGIN_AS, "500 no\r\n", 1 },
		{ LOGIN_AS "--no-mail-auth", "501 no\r\n", 1 },
		{ "", "555 no\r\n", 1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct scene s = {
			.args = table[i].args,
			.server.answers = ANSWERS(ON("MAIL", table[i].first)),
		};

		scene_run(&s);
		assert_int_equal(s.code, 23);
		assert_int_equal(server_heard(&s.server, "MAIL"),
				 table[i].mails);
		scene_end(&s);
	}
}

static void refused_twice(void **state)
{
	struct scene s = {
		.args = LOGIN_AS,
		.server.answers = ANSWERS(ON("MAIL", "501 no\r\n"),
					  ON("MAIL", "550 5.1.8 nor\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 23);
	assert_int_equal(s.tally.failure.code, 550);
	assert_int_equal(server_heard(&s.server, "MAIL"), 2);
	assert_int_equal(server_heard(&s.server, "RCPT"), 0);
	scene_end(&s);
}

/* ---- recipients ---- */

enum { RECIPIENTS = 3, KINDS = 4 };

/* What the server can say of one, and whether it takes it. */
static const struct {
	const char *reply;
	bool taken;
} kinds[KINDS] = {
	{ "250 2.1.5 ok\r\n", true },
	{ "251 2.1.5 will forward\r\n", true },
	{ "550-5.1.1 no\r\n550 5.1.1 mailbox\r\n", false },
	{ "451 4.7.1 greylisted\r\n", false },
};

static size_t fill_mix(unsigned mix, struct answer answers[RECIPIENTS + 1])
{
	size_t taken = 0;

	for (size_t i = 0; i < RECIPIENTS; i++, mix /= KINDS) {
		answers[i] = (struct answer)ON("RCPT",
					       kinds[mix % KINDS].reply);
		taken += kinds[mix % KINDS].taken;
	}
	answers[RECIPIENTS] = (struct answer){ 0 };
	return taken;
}

/* Every mix of what can be said of three. */
static void every_mix(const char *args, const char *ehlo)
{
	unsigned mixes = 1;

	for (size_t i = 0; i < RECIPIENTS; i++)
		mixes *= KINDS;
	for (unsigned mix = 0; mix < mixes; mix++) {
		struct answer answers[RECIPIENTS + 1];
		size_t taken = fill_mix(mix, answers);
		struct scene s = { .args = args,
				   .server = { .answers = answers,
					       .ehlo = ehlo } };

		scene_run(&s);
		assert_int_equal(s.code, taken ? 0 : 24);
		assert_int_equal(server_heard(&s.server, "RCPT"), RECIPIENTS);
		assert_int_equal(scene_count(&s, STEP_RCPT, STATUS_OK), taken);
		assert_int_equal(scene_count(&s, STEP_RCPT, STATUS_FAILED),
				 RECIPIENTS - taken);
		assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_OK),
				 s.server.lmtp ? taken : taken > 0);
		assert_int_equal(s.server.message.len > 0, taken > 0);
		assert_int_equal(server_heard(&s.server, "QUIT"), 1);
		scene_end(&s);
	}
}

static const char pipelining[] = "250-m\r\n250-AUTH PLAIN\r\n"
				 "250 PIPELINING\r\n";

static void recipients(void **state)
{
	(void)state;
	every_mix("-t x@a,y@b,z@c", NULL);
	every_mix("-t x@a,y@b,z@c --protocol LMTP", NULL);
	every_mix("-t x@a,y@b,z@c --pipeline", pipelining);
	every_mix("-t x@a,y@b,z@c --pipeline --protocol LMTP", pipelining);
}

/* The one that is told by name is the one the reply was for. */
static void credited_to_the_right_one(void **state)
{
	static const char *const args[] = { "-t x@a,y@b,z@c",
					    "-t x@a,y@b,z@c --pipeline" };

	(void)state;
	for (size_t i = 0; i < LENGTH(args); i++) {
		struct scene s = {
			.args = args[i],
			.server = {
				.ehlo = pipelining,
				.answers = ANSWERS(
					ON("RCPT TO:<y@b>", "550 not y\r\n"),
					ON("RCPT", "250 x\r\n"),
					ON("RCPT", "250 z\r\n")),
			},
		};
		size_t seen = 0;

		scene_run(&s);
		for (size_t j = 0; j < s.tally.count; j++) {
			const struct result *r = &s.tally.results[j];

			if (r->step != STEP_RCPT)
				continue;
			seen += strcmp(r->detail, "x@a: 250 x") == 0 ||
				strcmp(r->detail, "y@b: 550 not y") == 0 ||
				strcmp(r->detail, "z@c: 250 z") == 0;
		}
		assert_int_equal(seen, 3);
		scene_end(&s);
	}
}

/* 252 and the like are no promise to deliver. */
static void other_codes(void **state)
{
	static const char *const replies[] = { "252 x\r\n", "200 x\r\n",
					       "220 x\r\n", "354 x\r\n" };

	(void)state;
	for (size_t i = 0; i < LENGTH(replies); i++)
		scene_expect((struct scene){
			.server.answers = ANSWERS(ON("RCPT", replies[i])) },
			24);
}

/*
 * The server leaves while it is told of recipients: it has taken none, and
 * what it said of that is worth more than that the link is gone.
 */
static void leaves_at_the_first(void **state)
{
	struct scene s = {
		.args = "-t x@a,y@b",
		.server.answers = ANSWERS(ON("RCPT", "421 4.3.2 bye\r\n",
					     .then = THEN_CLOSE)),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 24);
	assert_int_equal(s.tally.failure.code, 421);
	scene_end(&s);
}

/* ---- LMTP: a reply for each recipient that was taken ---- */

static void lmtp_replies(const char *with, int code, size_t ok, size_t bad)
{
	struct scene s = {
		.args = "-t x@a,y@b,z@c --protocol LMTP",
		.server.answers = ANSWERS(ON("RCPT TO:<y", "550 no\r\n"),
					  ON(".", with)),
	};

	scene_run(&s);
	if (s.code != code)
		fail_msg("'%s': exit %d", with, s.code);
	assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_OK), ok);
	assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_FAILED), bad);
	assert_int_equal(server_heard(&s.server, "QUIT"), 1);
	scene_end(&s);
}

static void lmtp(void **state)
{
	(void)state;
	lmtp_replies("250 x\r\n250 z\r\n", 0, 2, 0);
	lmtp_replies("250-x\r\n250 x\r\n\v250 z\r\n", 0, 2, 0);
	lmtp_replies("250 x\r\n550 5.2.2 z is full\r\n", 0, 1, 1);
	lmtp_replies("450 x\r\n250 z\r\n", 0, 1, 1);
	lmtp_replies("550 x\r\n450 z\r\n", 26, 0, 2);
}

/* The nth reply is about the nth that was taken. */
static void lmtp_names(void **state)
{
	struct scene s = {
		.args = "-t x@a,y@b,z@c --protocol LMTP",
		.server.answers = ANSWERS(ON("RCPT TO:<y", "550 no\r\n"),
					  ON(".", "250 x\r\n552 full\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_string_equal(scene_detail(&s, STEP_MESSAGE), "z@c: 552 full");
	scene_end(&s);
}

/* A reply that is missing is missed, and one too many is no QUIT's. */
static void lmtp_miscounted(void **state)
{
	struct scene s = {
		.args = "-t x@a,y@b --protocol LMTP --timeout 5",
		.server.answers = ANSWERS(ON(".", "250 x\r\n")),
	};
	struct scene t = {
		.args = "-t x@a --protocol LMTP",
		.server.answers = ANSWERS(ON(".", "250 x\r\n550 late\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 26);
	assert_int_equal(s.tally.failure.kind, ERR_TIMEOUT);
	scene_end(&s);
	scene_run(&t);
	assert_int_not_equal(t.code, 0);
	scene_end(&t);
}

static void lmtp_closed_between(void **state)
{
	struct scene s = {
		.args = "-t x@a,y@b --protocol LMTP",
		.server.answers = ANSWERS(ON(".", "250 x\r\n",
					     .then = THEN_CLOSE)),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 6);
	assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_OK), 1);
	assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_FAILED), 1);
	scene_end(&s);
}

/* LHLO is no EHLO: there is nothing to fall back to. */
static void lhlo_refused(void **state)
{
	struct scene s = {
		.args = "--protocol LMTP",
		.server.answers = ANSWERS(ON("LHLO", "500 what\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 22);
	assert_string_equal(scene_commands(&s), "LHLO me|QUIT|");
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(auth_parameter),
		cmocka_unit_test(xtext),
		cmocka_unit_test(no_parameter_without_auth),
		cmocka_unit_test(refused_parameter),
		cmocka_unit_test(refused_for_another_reason),
		cmocka_unit_test(refused_twice),
		cmocka_unit_test(recipients),
		cmocka_unit_test(credited_to_the_right_one),
		cmocka_unit_test(other_codes),
		cmocka_unit_test(leaves_at_the_first),
		cmocka_unit_test(lmtp),
		cmocka_unit_test(lmtp_names),
		cmocka_unit_test(lmtp_miscounted),
		cmocka_unit_test(lmtp_closed_between),
		cmocka_unit_test(lhlo_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
