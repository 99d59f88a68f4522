/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Findings in whole sessions: what an attacker would do, and what only looks
 * like it; and the probe for command injection.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "scene.h"
#include "smtp/findings.h"

#define PROBE "-k --probe-command-injection"

static bool found(const struct scene *s, const char *name)
{
	for (size_t i = 0; i < s->tally.findings.count; i++)
		if (strncmp(s->tally.findings.at[i], name, strlen(name)) == 0 &&
		    s->tally.findings.at[i][strlen(name)] == ':')
			return true;
	return false;
}

/* This finding alone, or none where it is NULL. */
static void expect_found(const struct scene *s, const char *name)
{
	size_t count = s->tally.findings.count;

	if (count != (name != NULL) || (name && !found(s, name)))
		fail_msg("'%s': %zu findings, %s, not %s", s->args, count,
			 count ? s->tally.findings.at[0] : "none",
			 name ? name : "none");
}

static void names(void **state)
{
	(void)state;
	for (int i = 0; i < FINDING_COUNT; i++) {
		const char *name = finding_name((enum finding)i);

		assert_non_null(name);
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz-"),
				 strlen(name));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(
				name, finding_name((enum finding)j));
	}
}

/* ---- STARTTLS that is not there ---- */

static void stripped(void **state)
{
	static const char *const args[] = {
		"--expect-starttls", "-tls --expect-starttls",
		"-tlso --expect-starttls", "-tlsos --expect-starttls",
		"-tlso --expect-starttls -k -au fred -ap secret-word",
		"-tlso --expect-starttls --quit-after mail",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(args); i++) {
		for (int swaks = 0; swaks < 2; swaks++) {
			struct scene s = {
				.args = args[i],
				.as = swaks ? "swaks" : NULL,
				.server.ehlo = "250-m\r\n250 DSN\r\n",
			};

			scene_run(&s);
			assert_int_equal(s.code, 29);
			assert_int_equal(s.tally.failure.cause,
					 CAUSE_STARTTLS_STRIPPED);
			expect_found(&s, "starttls-stripped");
			assert_string_equal(scene_commands(&s),
					    "EHLO me|QUIT|");
			scene_end(&s);
		}
	}
}

/* Refused, or a handshake that fails: nothing in clear either. */
static void no_way_around(void **state)
{
	static const char *const refusals[] = { "454 4.7.0 no\r\n",
						"502 5.5.1 no\r\n",
						"250 ok\r\n" };

	(void)state;
	for (size_t i = 0; i < LENGTH(refusals); i++) {
		struct scene s = {
			.args = "-tlso --expect-starttls",
			.server.answers = ANSWERS(ON("STARTTLS",
						     refusals[i])),
		};

		scene_run(&s);
		assert_int_equal(s.code, 29);
		expect_found(&s, NULL);
		assert_int_equal(server_heard(&s.server, "MAIL"), 0);
		scene_end(&s);
	}
	for (int swaks = 0; swaks < 2; swaks++) {
		struct scene s = { .args = "-tlso --expect-starttls",
				   .as = swaks ? "swaks" : NULL,
				   .server.tls_fails = ERR_TLS_HANDSHAKE };

		scene_run(&s);
		assert_int_equal(s.code, 29);
		assert_int_equal(server_heard(&s.server, "MAIL"), 0);
		scene_end(&s);
	}
}

static void not_stripped(void **state)
{
	static const char *const args[] = {
		"-tls -k --expect-starttls", "-tlso --expect-starttls",
		"-k --expect-starttls",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(args); i++) {
		struct scene s = { .args = args[i] };

		scene_run(&s);
		assert_int_equal(s.code, 0);
		assert_int_equal(s.server.handshakes, 1);
		expect_found(&s, NULL);
		scene_end(&s);
	}
	/* TLS from the first byte has nothing to be stripped of */
	scene_expect((struct scene){ .args = "-tlsc -k --expect-starttls",
				     .server.tls_first = true }, 0);
}

/* ---- what is offered ---- */

static void offers(const char *clear, const char *tls, const char *name)
{
	struct scene s = { .args = "-tls -k", .server = { .ehlo = clear,
							  .ehlo_tls = tls } };

	scene_run(&s);
	assert_int_equal(s.code, 0);
	expect_found(&s, name);
	scene_end(&s);
}

static void changes(void **state)
{
	(void)state;
	offers("250-m\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n",
	       "250 m\r\n", "auth-only-before-tls");
	offers("250-m\r\n250-AUTH\r\n250 STARTTLS\r\n",
	       "250 m\r\n", "auth-only-before-tls");
	offers("250-m\r\n250-SIZE 10\r\n250 STARTTLS\r\n",
	       "250-m\r\n250 DSN\r\n", "capabilities-changed");
	offers("250-m\r\n250 STARTTLS\r\n",
	       "250-m\r\n250 STARTTLS\r\n", "capabilities-changed");
	offers("250-m\r\n250-SIZE 10\r\n250 STARTTLS\r\n",
	       "250-m\r\n250-AUTH PLAIN\r\n250 SIZE 20\r\n", NULL);
}

/* Nothing is compared with what was never in clear, or is no EHLO. */
static void nothing_to_compare(void **state)
{
	struct scene s = { .args = "-tlsc -k", .server = {
		.tls_first = true, .ehlo_tls = "250-m\r\n250 STARTTLS\r\n" } };
	struct scene helo = { .args = "-tls -k", .server.answers = ANSWERS(
		ON("EHLO", "250-m\r\n250-DSN\r\n250 STARTTLS\r\n"),
		ON("EHLO", "502 what\r\n")) };

	(void)state;
	scene_run(&s);
	expect_found(&s, NULL);
	scene_end(&s);
	scene_run(&helo);
	expect_found(&helo, NULL);
	scene_end(&helo);
}

/* ---- an end that is none ---- */

static void cut(const char *at, bool cuts, const char *name)
{
	struct scene s = {
		.args = "-tls -k",
		.server = { .cuts_tls = cuts, .closes_quietly = true,
			    .answers = ANSWERS(ON(at, NULL,
						  .then = THEN_CLOSE)) },
	};

	scene_run(&s);
	assert_int_equal(s.code, 6);
	expect_found(&s, name);
	scene_end(&s);
}

static void truncation(void **state)
{
	(void)state;
	cut("MAIL", true, "tls-truncated");
	cut("RCPT", true, "tls-truncated");
	cut("DATA", true, "tls-truncated");
	cut(".", true, "tls-truncated");
	cut("MAIL", false, NULL);
	cut("QUIT", true, NULL);
	cut("STARTTLS", true, NULL);
}

/* ---- the probe ---- */

static void probe(struct scene *s, int code, const char *name)
{
	scene_run(s);
	if (s->code != code)
		fail_msg("exit %d, not %d", s->code, code);
	expect_found(s, name);
	assert_int_equal(server_heard(&s->server, "MAIL"), 0);
}

static void probe_forgotten(void **state)
{
	for (int swaks = 0; swaks < 2; swaks++) {
		struct scene s = { .args = PROBE,
				   .as = swaks ? "swaks" : NULL };

		(void)state;
		probe(&s, 0, NULL);
		assert_string_equal(scene_commands(&s),
				    "EHLO me|STARTTLS|QUIT|");
		assert_int_equal(s.server.tls_at,
				 strlen("EHLO me\r\nSTARTTLS\r\nNOOP\r\n"));
		assert_int_equal(s.server.writes, 3);
		assert_int_equal(scene_status(&s, STEP_PROBE), STATUS_OK);
		assert_true(s.server.politely);
		/* it waited for nothing */
		assert_int_equal(s.server.clock.fixed, 1000000000);
		scene_end(&s);
	}
}

static void probe_run(void **state)
{
	static const char *const replies[] = {
		"250 2.0.0 Ok\r\n", "503 5.5.1 EHLO first\r\n", "250\r\n",
		"250-a\r\n250 b\r\n", "502 what\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(replies); i++) {
		struct scene s = {
			.args = PROBE,
			.server = { .runs_injected = true, .answers = ANSWERS(
				ON("NOOP", replies[i])) },
		};

		probe(&s, 29, "command-injection");
		assert_int_equal(s.tally.failure.cause,
				 CAUSE_COMMAND_INJECTION);
		assert_int_equal(s.tally.failure.step, STEP_PROBE);
		assert_int_equal(server_heard(&s.server, "QUIT"), 1);
		scene_end(&s);
	}
}

/* One reply to one command, whatever it says. */
static void probe_odd_quit(void **state)
{
	static const char *const replies[] = {
		"250 bye\r\n", "500 what\r\n", "421 bye\r\n",
		"250-a\r\n250 b\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(replies); i++) {
		for (int closes = 0; closes < 2; closes++) {
			const struct answer list[] = {
				{ .to = "QUIT", .with = replies[i],
				  .then = closes ? THEN_CLOSE
						 : THEN_NOTHING },
				{ 0 },
			};
			struct scene s = { .args = PROBE " --timeout 60",
					   .server.answers = list };

			probe(&s, 29, NULL);
			assert_int_equal(scene_status(&s, STEP_PROBE),
					 STATUS_FAILED);
			/* bounded, however long a reply may take */
			assert_true(s.server.clock.fixed <= 1006000000);
			scene_end(&s);
		}
	}
}

static void probe_before_tls(void **state)
{
	static const struct {
		const char *with;
		int code;
		int status;	/* of the probe */
	} table[] = {
		{ "554 5.5.0 synchronization\r\n", 0, STATUS_OK },
		{ "503 5.5.0 no\r\n250 2.0.0 Ok\r\n", 0, STATUS_OK },
		{ "220 go\r\n250 2.0.0 Ok\r\n", 0, STATUS_WARN },
		{ "454 4.7.0 no TLS\r\n250 2.0.0 Ok\r\n", 29,
		  STATUS_SKIPPED },
		{ "250 ok\r\n", 29, STATUS_SKIPPED },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct answer list[] = {
			{ .to = "STARTTLS", .with = table[i].with },
			{ .to = "NOOP" }, { 0 },
		};
		struct scene s = { .args = PROBE, .server.answers = list };

		probe(&s, table[i].code, NULL);
		assert_int_equal(scene_status(&s, STEP_PROBE),
				 table[i].status);
		scene_end(&s);
	}
}

static void probe_handshake(void **state)
{
	struct scene s = { .args = PROBE,
			   .server.tls_fails = ERR_TLS_HANDSHAKE };
	struct scene late = { .args = PROBE,
			      .server.tls_fails = ERR_TIMEOUT };

	(void)state;
	probe(&s, 0, NULL);
	assert_int_equal(scene_status(&s, STEP_TLS), STATUS_WARN);
	assert_int_equal(scene_status(&s, STEP_PROBE), STATUS_WARN);
	scene_end(&s);
	probe(&late, 29, NULL);
	scene_end(&late);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(stripped),
		cmocka_unit_test(no_way_around),
		cmocka_unit_test(not_stripped),
		cmocka_unit_test(changes),
		cmocka_unit_test(nothing_to_compare),
		cmocka_unit_test(truncation),
		cmocka_unit_test(probe_forgotten),
		cmocka_unit_test(probe_run),
		cmocka_unit_test(probe_odd_quit),
		cmocka_unit_test(probe_before_tls),
		cmocka_unit_test(probe_handshake),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
