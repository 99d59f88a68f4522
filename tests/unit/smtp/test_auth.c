/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The auth step (RFC 4954): each mechanism's exchange, what is tried next and
 * what is not, and when no password goes out at all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tls_facts.h"
#include "sasl/sasl.h"
#include "scene.h"

#define LOGIN_AS "-au tim -ap tanstaaftanstaaf"
/* "\0tim\0tanstaaftanstaaf", RFC 4616's example with a base64 around it */
#define PLAIN_MESSAGE "AHRpbQB0YW5zdGFhZnRhbnN0YWFm"
#define CHALLENGE "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1j" \
	"aS5uZXQ+\r\n"

static char *auth_lines(const struct scene *s)
{
	struct buf out;
	bool in = false;

	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < s->server.lines.count; i++) {
		const char *line = s->server.lines.at[i];

		in = (in || str_starts(line, "AUTH")) &&
		     !str_starts(line, "MAIL") && !str_starts(line, "QUIT");
		if (in)
			buf_addf(&out, "%s|", line);
	}
	return buf_take(&out);
}

static void expect_lines(const char *args, const struct answer *answers,
			 int code, const char *lines)
{
	struct scene s = { .args = args, .server.answers = answers };
	char *sent;

	scene_run(&s);
	sent = auth_lines(&s);
	if (s.code != code || strcmp(sent, lines) != 0)
		fail_msg("'%s': exit %d after %s", args, s.code, sent);
	if (code == 0)
		assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_OK), 1);
	free(sent);
	scene_end(&s);
}

/* ---- the exchanges ---- */

static void each_mechanism(void **state)
{
	(void)state;
	expect_lines(LOGIN_AS " -a PLAIN", NULL, 0,
		     "AUTH PLAIN " PLAIN_MESSAGE "|");
	expect_lines(LOGIN_AS " -a LOGIN", NULL, 0,
		     "AUTH LOGIN|dGlt|dGFuc3RhYWZ0YW5zdGFhZg==|");
	/* the example of RFC 2195 */
	expect_lines("-au tim -ap tanstaaftanstaaf -a CRAM-MD5",
		     ANSWERS(ON("AUTH", CHALLENGE)), 0,
		     "AUTH CRAM-MD5|dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQ"
		     "zODkw|");
}

/* LOGIN's prompts are words for people: any base64 will do, and none at all. */
static void prompts(void **state)
{
	(void)state;
	expect_lines(LOGIN_AS " -a LOGIN",
		     ANSWERS(ON("AUTH", "334 \r\n"), ON("+", "334\r\n")), 0,
		     "AUTH LOGIN|dGlt|dGFuc3RhYWZ0YW5zdGFhZg==|");
	expect_lines(LOGIN_AS " -a LOGIN",
		     ANSWERS(ON("AUTH", "334 UGFzc3dvcmQ6\r\n"),
			     ON("+", "334 VXNlcm5hbWU6\r\n")), 0,
		     "AUTH LOGIN|dGlt|dGFuc3RhYWZ0YW5zdGFhZg==|");
}

static void empty_credentials(void **state)
{
	(void)state;
	expect_lines("-au tim -ap <> -a PLAIN", NULL, 0,
		     "AUTH PLAIN AHRpbQA=|");
	expect_lines("-au tim -ap <> -a LOGIN", NULL, 0, "AUTH LOGIN|dGlt||");
	expect_lines("-au <> -ap <> -a PLAIN", NULL, 0, "AUTH PLAIN AAA=|");
	expect_lines("-au <> -ap <> -a LOGIN", NULL, 0, "AUTH LOGIN|||");
}

/* 13 octets around the base64: 512 are one line, 516 are not. */
static void longest_initial_response(void **state)
{
	char args[1024], password[512];

	(void)state;
	memset(password, 'p', sizeof(password));
	/* NUL "u" NUL and 369 more are 372 bytes, 496 digits: 509 in all */
	password[369] = '\0';
	snprintf(args, sizeof(args), "-au u -a PLAIN -ap %s", password);
	for (int over = 0; over < 2; over++) {
		struct scene s = { .args = args };

		scene_run(&s);
		assert_int_equal(s.code, 0);
		assert_int_equal(server_heard(&s.server, "AUTH PLAIN "),
				 !over);
		assert_int_equal(server_heard(&s.server, "AUTH PLAIN"), 1);
		assert_int_equal(server_heard(&s.server, "AHUAcHBw"), over);
		scene_end(&s);
		strcat(args, "p");
	}
}

/* A line that no server must take (12288 octets) is not sent. */
static void too_long_for_a_line(void **state)
{
	char *args = malloc(13000);
	struct scene s = { .args = args };

	(void)state;
	strcpy(args, "-au u -a PLAIN -ap ");
	memset(args + strlen(args), 'p', 12000);
	args[19 + 12000] = '\0';
	scene_run(&s);
	assert_int_equal(s.code, 28);
	assert_int_equal(server_heard(&s.server, "AHUAcHBw"), 0);
	assert_null(strstr(buf_str(&s.told), "AHUAcHBw"));
	scene_end(&s);
	free(args);
}

/* ---- every row of the table of mechanisms ---- */

/* Met with an answer, and with no other; and what comes of the step. */
static void meet(const struct sasl_mechanism *m, const struct answer *answers,
		 int code)
{
	char args[256], ehlo[256];
	struct scene s = { .args = args, .server = { .ehlo = ehlo,
						     .answers = answers } };

	snprintf(args, sizeof(args), "-au fred %s secret-word-1 -a %s",
		 m->means == SASL_BY_TOKEN ? "--auth-cleartext --auth-token"
					   : "-ap", m->name);
	snprintf(ehlo, sizeof(ehlo), "250-mail\r\n250 AUTH LOGIN %s\r\n",
		 m->name);
	scene_run(&s);
	if (s.code != code)
		fail_msg("%s: exit %d, not %d, after\n%s", m->name, s.code,
			 code, buf_str(&s.transcript));
	assert_int_equal(s.tally.failure.step, STEP_AUTH);
	assert_int_equal(server_heard(&s.server, "AUTH"), 1);
	assert_int_equal(server_heard(&s.server, "MAIL"), 0);
	assert_int_equal(server_heard(&s.server, "QUIT") == 1, code == 28);
	assert_null(strstr(buf_str(&s.told), "secret-word-1"));
	scene_end(&s);
}

/* Whatever it is: refused it ends, cancelled it ends, and it never goes on. */
static void every_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < sasl_mechanism_count; i++) {
		const struct sasl_mechanism *m = sasl_mechanisms[i];

		/* without TLS, without a ticket: test_auth_unusable.c */
		if (m->plus || m->means == SASL_BY_TICKET)
			continue;
		meet(m, ANSWERS(ON("AUTH", "535 5.7.8 no\r\n")), 28);
		meet(m, ANSWERS(ON("AUTH", "334 %%%\r\n"),
				ON("+", "334 %%%\r\n", .always = true)), 28);
		meet(m, ANSWERS(ON("AUTH", "334 \r\n"),
				ON("+", "334 \r\n", .always = true)), 28);
		meet(m, ANSWERS(ON("AUTH", "334 QUJD\r\n"),
				ON("+", "334 QUJD\r\n", .always = true)),
		     28);
		meet(m, ANSWERS(ON("AUTH", NULL, .then = THEN_CLOSE)),
		     EXIT_CLOSED);
	}
}

/* ---- one after the other ---- */

static void next_mechanism(void **state)
{
	(void)state;
	expect_lines(LOGIN_AS " -a PLAIN,LOGIN",
		     ANSWERS(ON("AUTH PLAIN", "535 5.7.8 no\r\n")), 0,
		     "AUTH PLAIN " PLAIN_MESSAGE
		     "|AUTH LOGIN|dGlt|dGFuc3RhYWZ0YW5zdGFhZg==|");
	expect_lines(LOGIN_AS " -a login,plain",
		     ANSWERS(ON("AUTH LOGIN", "504 5.5.4 no\r\n")), 0,
		     "AUTH LOGIN|AUTH PLAIN " PLAIN_MESSAGE "|");
	/* not offered, not tried */
	expect_lines(LOGIN_AS " -a X-MINE,SCRAM-SHA-1,PLAIN", NULL, 0,
		     "AUTH PLAIN " PLAIN_MESSAGE "|");
	/* none left: the last refusal is the step's */
	expect_lines(LOGIN_AS " -a PLAIN,LOGIN",
		     ANSWERS(ON("AUTH", "535 5.7.8 no\r\n", .always = true)),
		     28, "AUTH PLAIN " PLAIN_MESSAGE "|AUTH LOGIN|");
}

static void each_attempt_is_told(void **state)
{
	struct scene s = {
		.args = LOGIN_AS " -a PLAIN,LOGIN",
		.server.answers = ANSWERS(
			ON("AUTH PLAIN", "535 5.7.8 wrong\r\n"),
			ON("AUTH LOGIN", "534 5.7.9 too weak\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 28);
	assert_int_equal(scene_count(&s, STEP_AUTH, STATUS_WARN), 1);
	assert_int_equal(scene_count(&s, STEP_AUTH, STATUS_FAILED), 1);
	assert_int_equal(s.tally.failure.code, 534);
	assert_int_equal(s.tally.failure.enhanced[2], 9);
	assert_string_equal(s.tally.failure.refused, "PLAIN LOGIN");
	assert_string_equal(s.tally.failure.offered, "PLAIN LOGIN CRAM-MD5");
	scene_end(&s);
}

/* Every code of RFC 4954 but 235, at every line of an exchange. */
static void refusals(void **state)
{
	static const char *const replies[] = {
		"432 4.7.12 x\r\n", "454 4.7.0 x\r\n", "500 5.5.6 x\r\n",
		"501 5.5.2 x\r\n", "504 5.5.4 x\r\n", "530 5.7.0 x\r\n",
		"534 5.7.9 x\r\n", "535 5.7.8 x\r\n", "538 5.7.11 x\r\n",
		"250 ok\r\n", "220 ok\r\n", "354 go\r\n", "200 x\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(replies); i++) {
		const char *with = replies[i];

		scene_expect((struct scene){
			.args = LOGIN_AS " -a PLAIN",
			.server.answers = ANSWERS(ON("AUTH", with)) }, 28);
		scene_expect((struct scene){
			.args = LOGIN_AS " -a LOGIN",
			.server.answers = ANSWERS(ON("+", with)) }, 28);
		scene_expect((struct scene){
			.args = LOGIN_AS " -a LOGIN",
			.server.answers = ANSWERS(ON("+", CHALLENGE),
						  ON("+", with)) }, 28);
		scene_expect((struct scene){
			.args = LOGIN_AS " -a CRAM-MD5",
			.server.answers = ANSWERS(ON("+", with)) }, 28);
	}
}

/* The server leaves: no mechanism is tried with one that is gone. */
static void server_leaves(void **state)
{
	(void)state;
	expect_lines(LOGIN_AS " -a PLAIN,LOGIN",
		     ANSWERS(ON("AUTH", "421 4.7.0 too many\r\n",
				.then = THEN_CLOSE)), 28,
		     "AUTH PLAIN " PLAIN_MESSAGE "|");
	expect_lines(LOGIN_AS " -a LOGIN,PLAIN",
		     ANSWERS(ON("+", "421 4.7.0 too many\r\n")), 28,
		     "AUTH LOGIN|dGlt|");
}

/*
 * A server that says yes before it has seen a password, or a proof of one,
 * has authenticated nobody: that is no success of the step.
 */
static void yes_too_early(void **state)
{
	static const char *const args[] = {
		LOGIN_AS " -a LOGIN", LOGIN_AS " -a CRAM-MD5",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(args); i++) {
		struct scene s = {
			.args = args[i],
			.server.answers = ANSWERS(
				ON("AUTH", "235 2.7.0 come in\r\n")),
		};

		scene_run(&s);
		assert_int_not_equal(scene_status(&s, STEP_AUTH), STATUS_OK);
		scene_end(&s);
	}
}

/* ---- challenges that mean nothing ---- */

static void cancels(const char *args, const struct answer *answers,
		    const char *lines)
{
	struct scene s = { .args = args, .server.answers = answers };
	char *sent;

	scene_run(&s);
	sent = auth_lines(&s);
	assert_int_equal(s.code, 28);
	assert_string_equal(sent, lines);
	assert_int_equal(s.tally.failure.cause, CAUSE_AUTH_CHALLENGE);
	assert_int_equal(server_heard(&s.server, "QUIT"), 1);
	free(sent);
	scene_end(&s);
}

static void cancelled(void **state)
{
	static const char *const bad[] = {
		"334 not base64\r\n", "334 ====\r\n", "334 QQ\r\n",
		"334 QR==\r\n", "334 QQ==QQ==\r\n", "334 QUJD \r\n",
		"334 \r\n",		/* CRAM-MD5 wants something to digest */
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++)
		cancels(LOGIN_AS " -a CRAM-MD5", ANSWERS(ON("AUTH", bad[i])),
			"AUTH CRAM-MD5|*|");
	/* more than the mechanism has to say */
	cancels(LOGIN_AS " -a PLAIN", ANSWERS(ON("AUTH", "334 \r\n")),
		"AUTH PLAIN " PLAIN_MESSAGE "|*|");
	cancels(LOGIN_AS " -a LOGIN",
		ANSWERS(ON("+", "334 \r\n", .always = true)),
		"AUTH LOGIN|dGlt|dGFuc3RhYWZ0YW5zdGFhZg==|*|");
}

/* What is cancelled stays so, whatever the server makes of the "*". */
static void cancelled_and_then(void **state)
{
	static const char *const replies[] = {
		"501 cancelled\r\n", "235 2.7.0 welcome\r\n", "334 \r\n",
		"535 no\r\n", "250 ok\r\n", "421 bye\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(replies); i++) {
		struct scene s = {
			.args = LOGIN_AS " -a CRAM-MD5",
			.server.answers = ANSWERS(ON("AUTH", "334 %\r\n"),
						  ON("*", replies[i])),
		};

		scene_run(&s);
		assert_int_equal(s.code, 28);
		assert_int_equal(s.tally.failure.cause, CAUSE_AUTH_CHALLENGE);
		assert_int_equal(server_heard(&s.server, "*"), 1);
		assert_int_equal(server_heard(&s.server, "MAIL"), 0);
		scene_end(&s);
	}
}

/* The next mechanism may still do. */
static void cancelled_then_next(void **state)
{
	(void)state;
	expect_lines(LOGIN_AS " -a CRAM-MD5,PLAIN",
		     ANSWERS(ON("AUTH CRAM", "334 %\r\n")), 0,
		     "AUTH CRAM-MD5|*|AUTH PLAIN " PLAIN_MESSAGE "|");
}

/* Where AUTH is optional, a bad challenge is as good as a refusal. */
static void cancelled_but_optional(void **state)
{
	struct scene s = {
		.args = LOGIN_AS " -ao CRAM-MD5",
		.server.answers = ANSWERS(ON("AUTH", "334 %\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(scene_status(&s, STEP_AUTH), STATUS_WARN);
	scene_end(&s);
}

/* ---- how much it is asked for ---- */

static void demand(const char *args, const char *ehlo,
		   const struct answer *answers, int code, int status)
{
	struct scene s = { .args = args, .server = { .ehlo = ehlo,
						     .answers = answers } };

	scene_run(&s);
	if (s.code != code || scene_status(&s, STEP_AUTH) != status)
		fail_msg("'%s' at '%s': exit %d, auth %d", args, ehlo, s.code,
			 scene_status(&s, STEP_AUTH));
	scene_end(&s);
}

static void demands(void **state)
{
	static const char none[] = "250 mail.example\r\n";
	static const char other[] = "250-m\r\n250 AUTH GSSAPI\r\n";
	static const char bare[] = "250-m\r\n250 AUTH\r\n";
	const struct answer *no = ANSWERS(ON("AUTH", "535 5.7.8 no\r\n",
					     .always = true));

	(void)state;
	demand(LOGIN_AS " -a", NULL, no, 28, STATUS_FAILED);
	demand(LOGIN_AS " -a", none, NULL, 28, STATUS_FAILED);
	demand(LOGIN_AS " -a", other, NULL, 28, STATUS_FAILED);
	demand(LOGIN_AS " -a", bare, NULL, 28, STATUS_FAILED);
	demand(LOGIN_AS, none, NULL, 28, STATUS_FAILED);
	demand(LOGIN_AS " -aos", NULL, no, 28, STATUS_FAILED);
	demand(LOGIN_AS " -aos", none, NULL, 0, STATUS_SKIPPED);
	demand(LOGIN_AS " -aos", other, NULL, 0, STATUS_WARN);
	demand(LOGIN_AS " -ao", NULL, no, 0, STATUS_WARN);
	demand(LOGIN_AS " -ao", none, NULL, 0, STATUS_SKIPPED);
	demand(LOGIN_AS " -ao", other, NULL, 0, STATUS_WARN);
	demand(LOGIN_AS " -ao", NULL, NULL, 0, STATUS_OK);
	demand("", NULL, NULL, 0, -1);
}

/* ---- who gets no password ---- */

#define TO_A_HOST "--no-pipe -s mail.example " LOGIN_AS

static void cleartext(const char *as, const char *args, int code,
		      const char *lines)
{
	struct scene s = { .as = as, .args = args };
	char *sent;

	scene_run(&s);
	sent = auth_lines(&s);
	if (s.code != code || strcmp(sent, lines) != 0)
		fail_msg("'%s': exit %d after %s", args, s.code, sent);
	if (code == 28)
		assert_int_equal(s.tally.failure.cause, CAUSE_AUTH_CLEARTEXT);
	if (!as)
		assert_null(strstr(buf_str(&s.told), "tanstaaf"));
	free(sent);
	scene_end(&s);
}

static void no_password_in_clear(void **state)
{
	(void)state;
	cleartext(NULL, TO_A_HOST " -a PLAIN", 28, "");
	cleartext(NULL, TO_A_HOST " -a PLAIN,LOGIN", 28, "");
	cleartext(NULL, TO_A_HOST " -aos LOGIN", 28, "");
	cleartext(NULL, TO_A_HOST " -a PLAIN --auth-cleartext", 0,
		  "AUTH PLAIN " PLAIN_MESSAGE "|");
	cleartext(NULL, TO_A_HOST " -a PLAIN -tls -k", 0,
		  "AUTH PLAIN " PLAIN_MESSAGE "|");
	cleartext("swaks", TO_A_HOST " -a PLAIN", 0,
		  "AUTH PLAIN " PLAIN_MESSAGE "|");
}

/* Optional: it goes on, but still without the password. */
static void optional_in_clear(void **state)
{
	struct scene s = { .args = TO_A_HOST " -ao PLAIN" };

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(scene_status(&s, STEP_AUTH), STATUS_WARN);
	assert_int_equal(server_heard(&s.server, "AUTH"), 0);
	scene_end(&s);
}

/* A digest is no password: CRAM-MD5 is tried, and PLAIN is not after it. */
static void digest_in_clear(void **state)
{
	struct scene s = {
		.args = TO_A_HOST,
		.server.answers = ANSWERS(ON("+", "535 no\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 28);
	assert_int_equal(server_heard(&s.server, "AUTH CRAM-MD5"), 1);
	assert_int_equal(server_heard(&s.server, "AUTH PLAIN"), 0);
	assert_int_equal(server_heard(&s.server, "AUTH LOGIN"), 0);
	assert_int_equal(s.tally.warnings.count, 2);
	scene_end(&s);
}

/* TLS that was optional and is not to be had takes the password with it. */
static void downgraded(void **state)
{
	struct scene s = {
		.args = TO_A_HOST " -tlso -a PLAIN",
		.server.ehlo = "250-m\r\n250 AUTH PLAIN\r\n",
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 28);
	assert_int_equal(s.tally.failure.cause, CAUSE_AUTH_CLEARTEXT);
	assert_int_equal(server_heard(&s.server, "AUTH"), 0);
	scene_end(&s);
}

static void unverified(void **state)
{
	static const char *const args[] = {
		LOGIN_AS " -tlso", LOGIN_AS " -tlso -a CRAM-MD5",
		LOGIN_AS " -tlso -ao",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(args); i++) {
		struct scene s = { .args = args[i] };

		s.server.tls_reasons = REASON_SELF_SIGNED;
		scene_run(&s);
		assert_int_equal(s.code, 29);
		assert_int_equal(s.tally.failure.cause, CAUSE_AUTH_UNVERIFIED);
		assert_int_equal(server_heard(&s.server, "AUTH"), 0);
		assert_int_equal(server_heard(&s.server, "MAIL"), 0);
		assert_int_equal(server_heard(&s.server, "QUIT"), 1);
		scene_end(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mechanism),
		cmocka_unit_test(every_row),
		cmocka_unit_test(prompts),
		cmocka_unit_test(empty_credentials),
		cmocka_unit_test(longest_initial_response),
		cmocka_unit_test(too_long_for_a_line),
		cmocka_unit_test(next_mechanism),
		cmocka_unit_test(each_attempt_is_told),
		cmocka_unit_test(refusals),
		cmocka_unit_test(server_leaves),
		cmocka_unit_test(yes_too_early),
		cmocka_unit_test(cancelled),
		cmocka_unit_test(cancelled_and_then),
		cmocka_unit_test(cancelled_then_next),
		cmocka_unit_test(cancelled_but_optional),
		cmocka_unit_test(demands),
		cmocka_unit_test(no_password_in_clear),
		cmocka_unit_test(optional_in_clear),
		cmocka_unit_test(digest_in_clear),
		cmocka_unit_test(downgraded),
		cmocka_unit_test(unverified),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
