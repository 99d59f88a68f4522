/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The xclient step: what is sent where, what of the server's answer ends the
 * run, and that nothing offered before is used behind it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "scene.h"

static const char offer[] = "250-m\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n"
			    "250-PIPELINING\r\n250 XCLIENT NAME ADDR\r\n";
static const char other[] = "250-m\r\n250 XCLIENT NAME PORT\r\n";
static const char without[] = "250-m\r\n250 AUTH PLAIN\r\n";
static const char bare[] = "250-m\r\n250 XCLIENT\r\n";

/* The first words of the commands, and the exit code. */
static void expect(struct scene s, const char *commands, int code)
{
	struct buf verbs;

	if (!s.server.ehlo)
		s.server.ehlo = offer;
	if (!s.server.ehlo_tls)
		s.server.ehlo_tls = offer;
	scene_run(&s);
	buf_init(&verbs, 4096);
	for (size_t i = 0; i < s.server.lines.count; i++)
		buf_addf(&verbs, "%.*s ",
			 (int)strcspn(s.server.lines.at[i], " "),
			 s.server.lines.at[i]);
	if (s.code != code || strcmp(buf_str(&verbs), commands) != 0)
		fail_msg("'%s': exit %d after %s", s.args, s.code,
			 buf_str(&verbs));
	buf_release(&verbs);
	scene_end(&s);
}

#define REST "MAIL RCPT DATA . QUIT "

static void places(void **state)
{
	(void)state;
	expect((struct scene){ .args = "--xclient-name a" },
	       "EHLO XCLIENT EHLO " REST, 0);
	expect((struct scene){ .args = "--xclient-name a -tls -k" },
	       "EHLO STARTTLS EHLO XCLIENT EHLO " REST, 0);
	expect((struct scene){ .args = "--xclient-name a -tls -k "
				       "--xclient-before-starttls" },
	       "EHLO XCLIENT EHLO STARTTLS EHLO " REST, 0);
	expect((struct scene){ .args = "--xclient-name a -tlsc -k "
				       "--xclient-before-starttls",
			       .server.tls_first = true },
	       "EHLO XCLIENT EHLO " REST, 0);
	expect((struct scene){ .args = "--xclient-name a --xclient-delim "
				       "--xclient-addr b --xclient C" },
	       "EHLO XCLIENT XCLIENT XCLIENT EHLO " REST, 0);
	expect((struct scene){ .args = "--xclient-name a -au fred -ap "
				       "secret-word -a PLAIN --no-mail-auth" },
	       "EHLO XCLIENT EHLO AUTH " REST, 0);
	expect((struct scene){ .args = "--xclient-delim --xclient-optional" },
	       "EHLO " REST, 0);
	expect((struct scene){ .args = "--xclient-name a --protocol LMTP" },
	       "LHLO XCLIENT LHLO " REST, 0);
}

static void lines(void **state)
{
	struct scene s = { .args = "--xclient-name a~b --xclient-addr "
				   "192.0.2.1 --xclient FOO=a~b",
			   .server.ehlo = offer };

	(void)state;
	scene_run(&s);
	assert_string_equal(scene_commands(&s),
			    "EHLO me|XCLIENT NAME=a+20b ADDR=192.0.2.1|"
			    "XCLIENT FOO=a b|EHLO me|MAIL FROM:<a@example.org>"
			    "|RCPT TO:<b@example.org>|DATA|.|QUIT|");
	assert_int_equal(scene_count(&s, STEP_XCLIENT, STATUS_OK), 2);
	scene_end(&s);
}

/* XCLIENT is no command to run ahead of. */
static void is_waited_for(void **state)
{
	struct scene s = { .args = "--pipeline --xclient-name a --xclient B",
			   .server.ehlo = offer };

	(void)state;
	scene_run(&s);
	for (size_t i = 1; i < 5; i++)
		assert_true(s.server.ends[i] > s.server.ends[i - 1]);
	scene_end(&s);
}

/* What was offered before is void, what is offered behind it counts. */
static void offers_are_forgotten(void **state)
{
	static const char auth[] = "-au fred -ap secret-word -a PLAIN "
				   "--xclient-name a";

	(void)state;
	expect((struct scene){ .args = auth, .server.answers = ANSWERS(
		ON("EHLO", offer), ON("EHLO", "250 m\r\n")) },
	       "EHLO XCLIENT EHLO QUIT ", 28);
	expect((struct scene){
		.args = "-tls -k --xclient-name a --xclient-before-starttls",
		.server.answers = ANSWERS(ON("EHLO", offer),
					  ON("EHLO", "250 m\r\n")) },
	       "EHLO XCLIENT EHLO QUIT ", 29);
}

/* By how much it was asked for: required, optional, strict. */
static void how_much(void **state)
{
	static const struct {
		const char *ehlo, *args, *reply;
		int code[3];
		bool sent;
	} table[] = {
		{ without, "--xclient-name a", NULL, { 33, 0, 0 }, false },
		{ without, "--xclient A", NULL, { 33, 0, 0 }, false },
		{ without, "--xclient-name a --xclient-no-verify", NULL,
		  { 33, 0, 0 }, false },
		{ other, "--xclient-addr a", NULL, { 33, 0, 0 }, false },
		{ other, "--xclient-name a --xclient-login b", NULL,
		  { 33, 0, 0 }, false },
		{ other, "--xclient ADDR=1 --xclient-login b", NULL,
		  { 33, 0, 0 }, false },
		{ bare, "--xclient-name a", NULL, { 33, 0, 0 }, false },
		{ bare, "--xclient ADDR=1", NULL, { 0, 0, 0 }, true },
		{ bare, "--xclient-name a --xclient-no-verify", NULL,
		  { 0, 0, 0 }, true },
		{ other, "--xclient-port 1", NULL, { 0, 0, 0 }, true },
		{ offer, "--xclient-name a", "501 no\r\n", { 33, 0, 33 },
		  true },
		{ offer, "--xclient-name a", "550 5.7.0 no\r\n",
		  { 33, 0, 33 }, true },
		{ offer, "--xclient-name a", "250 ok\r\n", { 33, 0, 33 },
		  true },
		{ offer, "--xclient-name a", "421 bye\r\n", { 33, 0, 33 },
		  true },
	};
	static const char *const modes[] = {
		"", " --xclient-optional", " --xclient-optional-strict",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t j = 0; j < LENGTH(modes); j++) {
			char args[160];
			struct scene s = { .args = args };

			strcpy(args, table[i].args);
			strcat(args, modes[j]);
			s.server.ehlo = table[i].ehlo;
			s.server.answers = ANSWERS(
				ON(table[i].reply ? "XCLIENT" : "-",
				   table[i].reply));
			scene_run(&s);
			if (s.code != table[i].code[j])
				fail_msg("%s: exit %d", args, s.code);
			assert_int_equal(server_heard(&s.server, "XCLIENT"),
					 table[i].sent);
			assert_int_equal(server_heard(&s.server, "QUIT"), 1);
			assert_int_equal(server_heard(&s.server, "MAIL"),
					 s.code == 0);
			scene_end(&s);
		}
	}
}

/* Of two commands the second is refused: the first has changed the server. */
static void half_done(void **state)
{
	const struct answer second[] = { ON("XCLIENT", "220 hi\r\n"),
					 ON("XCLIENT", "501 no\r\n"), { 0 } };
	const struct answer first[] = { ON("XCLIENT", "501 no\r\n"), { 0 } };

	(void)state;
	expect((struct scene){ .args = "--xclient A --xclient B",
			       .server.answers = second },
	       "EHLO XCLIENT XCLIENT QUIT ", 33);
	expect((struct scene){ .args = "--xclient A --xclient B "
				       "--xclient-optional",
			       .server.answers = second },
	       "EHLO XCLIENT XCLIENT EHLO " REST, 0);
	expect((struct scene){ .args = "--xclient A --xclient B "
				       "--xclient-optional",
			       .server.answers = first },
	       "EHLO XCLIENT " REST, 0);
}

/* EHLO behind it falls back to HELO by itself, and has a code of its own. */
static void greeted_again(void **state)
{
	(void)state;
	expect((struct scene){
		.args = "--xclient-name a",
		.server.answers = ANSWERS(ON("EHLO", offer),
					  ON("EHLO", "502 no\r\n")) },
	       "EHLO XCLIENT EHLO HELO " REST, 0);
	expect((struct scene){
		.args = "--xclient-name a",
		.server.answers = ANSWERS(ON("EHLO", offer),
					  ON("EHLO", "502 no\r\n"),
					  ON("HELO", "502 no\r\n")) },
	       "EHLO XCLIENT EHLO HELO QUIT ", 34);
	expect((struct scene){
		.args = "--xclient-name a",
		.server.answers = ANSWERS(ON("XCLIENT", NULL,
					     .then = THEN_CLOSE)) },
	       "EHLO XCLIENT ", 6);
}

static void stops(void **state)
{
	static const struct {
		const char *args, *commands;
	} table[] = {
		{ "-q first-helo", "EHLO QUIT " },
		{ "-q xclient", "EHLO XCLIENT XCLIENT QUIT " },
		{ "-da xclient", "EHLO XCLIENT XCLIENT " },
		{ "-das xclient", "EHLO XCLIENT " },
		{ "-q xclient-helo", "EHLO XCLIENT XCLIENT EHLO QUIT " },
		{ "-da xclient-ehlo", "EHLO XCLIENT XCLIENT EHLO " },
		{ "-das xclient-lhlo", "EHLO XCLIENT XCLIENT EHLO " },
		{ "-da tls", "EHLO " },
		{ "-tls -k -q tls", "EHLO STARTTLS QUIT " },
		{ "-tls -k -q helo", "EHLO STARTTLS EHLO QUIT " },
		{ "-tls -k -q xclient",
		  "EHLO STARTTLS EHLO XCLIENT XCLIENT QUIT " },
		{ "-tls -k -q xclient --xclient-before-starttls",
		  "EHLO XCLIENT XCLIENT QUIT " },
		{ "-tls -k -q xclient-helo --xclient-before-starttls",
		  "EHLO XCLIENT XCLIENT EHLO QUIT " },
		{ "-tls -k -q helo --xclient-before-starttls",
		  "EHLO XCLIENT XCLIENT EHLO QUIT " },
		{ "-tls -k -q tls --xclient-before-starttls",
		  "EHLO XCLIENT XCLIENT EHLO STARTTLS QUIT " },
		{ "-tls -k -das xclient --xclient-before-starttls",
		  "EHLO XCLIENT " },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char args[160] = "--xclient-name a --xclient B ";

		strcat(args, table[i].args);
		expect((struct scene){ .args = args }, table[i].commands, 0);
	}
}

/* A point is passed where its step is skipped or no part of the run. */
static void stops_where_skipped(void **state)
{
	static const struct {
		const char *args, *ehlo, *commands;
	} table[] = {
		{ "-q xclient", offer, "EHLO QUIT " },
		{ "-da xclient", offer, "EHLO " },
		{ "-das xclient", offer, "EHLO " },
		{ "-q xclient-helo", offer, "EHLO QUIT " },
		{ "-das xclient-helo", offer, "EHLO " },
		{ "-q xclient -tls -k", offer, "EHLO STARTTLS EHLO QUIT " },
		{ "-q xclient -tls -k --xclient-before-starttls", offer,
		  "EHLO STARTTLS EHLO QUIT " },
		{ "-q xclient --xclient A --xclient-optional", without,
		  "EHLO QUIT " },
		{ "-das xclient --xclient A --xclient-optional", without,
		  "EHLO " },
		{ "-q xclient-helo --xclient A --xclient-optional", without,
		  "EHLO QUIT " },
		{ "-q xclient --xclient A --xclient-optional -tls -k "
		  "--xclient-before-starttls",
		  "250-m\r\n250 STARTTLS\r\n", "EHLO QUIT " },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		expect((struct scene){ .args = table[i].args,
				       .server.ehlo = table[i].ehlo },
		       table[i].commands, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places),
		cmocka_unit_test(lines),
		cmocka_unit_test(is_waited_for),
		cmocka_unit_test(offers_are_forgotten),
		cmocka_unit_test(how_much),
		cmocka_unit_test(half_done),
		cmocka_unit_test(greeted_again),
		cmocka_unit_test(stops),
		cmocka_unit_test(stops_where_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
