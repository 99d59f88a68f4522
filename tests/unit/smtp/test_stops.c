/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a run can be told to stop: each point, in each of the three ways,
 * where its step is done, where it is skipped and where it is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "scene.h"

/* The whole of a run, of which a stop leaves the beginning. */
#define WHOLE "EHLO|STARTTLS|EHLO|AUTH|MAIL|RCPT|RCPT|DATA|"
#define WHOLE_ARGS "-tls -k -au fred -ap secret-word -a PLAIN -t x@a,y@b "
#define SHORT_ARGS "-t x@a,y@b "

struct stop_row {
	const char *args;
	const char *commands;	/* the last word is what goes out behind it */
};

/* The first words of the commands. */
static const char *verbs(struct scene *s)
{
	struct buf *out = &s->told;

	buf_clear(out);
	for (size_t i = 0; i < s->server.lines.count; i++) {
		const char *line = s->server.lines.at[i];

		buf_addf(out, "%.*s|", (int)strcspn(line, " "), line);
	}
	return buf_str(out);
}

static void expect_stop(const struct stop_row *row, bool quits)
{
	struct scene s = { .args = row->args };
	char commands[256];

	s.server.tls_first = strstr(row->args, "-tlsc") != NULL;
	scene_run(&s);
	snprintf(commands, sizeof(commands), "%s%s", row->commands,
		 quits ? "QUIT|" : "");
	if (s.code != 0 || strcmp(verbs(&s), commands) != 0)
		fail_msg("'%s': exit %d after %s", row->args, s.code,
			 verbs(&s));
	assert_int_equal(s.dropped, !quits);
	assert_int_equal(s.closed, quits);
	assert_int_equal(s.lost, 0);
	assert_int_equal(scene_status(&s, STEP_QUIT),
			 quits ? STATUS_OK : STATUS_SKIPPED);
	assert_int_equal(s.server.politely, quits);
	/* what the run was not to come to is told as such, not left out */
	assert_int_equal(scene_status(&s, STEP_MESSAGE),
			 strstr(row->args, "dot") ? (int)STATUS_OK :
			 (int)STATUS_SKIPPED);
	scene_end(&s);
}

static void quit_after(void **state)
{
	static const struct stop_row table[] = {
		{ WHOLE_ARGS "-q connect", "" },
		{ WHOLE_ARGS "-q banner", "" },
		{ WHOLE_ARGS "-q first-helo", "EHLO|" },
		{ WHOLE_ARGS "-q first-ehlo", "EHLO|" },
		{ WHOLE_ARGS "-q tls", "EHLO|STARTTLS|" },
		{ WHOLE_ARGS "-q helo", "EHLO|STARTTLS|EHLO|" },
		{ WHOLE_ARGS "-q auth", "EHLO|STARTTLS|EHLO|AUTH|" },
		{ WHOLE_ARGS "-q mail", "EHLO|STARTTLS|EHLO|AUTH|MAIL|" },
		{ WHOLE_ARGS "-q from", "EHLO|STARTTLS|EHLO|AUTH|MAIL|" },
		{ WHOLE_ARGS "-q rcpt",
		  "EHLO|STARTTLS|EHLO|AUTH|MAIL|RCPT|RCPT|" },
		{ SHORT_ARGS "-q first-helo", "EHLO|" },
		{ SHORT_ARGS "-q mail", "EHLO|MAIL|" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		expect_stop(&table[i], true);
}

/* A point is passed where its step is skipped, too. */
static void quit_after_skipped(void **state)
{
	static const struct stop_row table[] = {
		{ SHORT_ARGS "-tlsos -q tls --protocol SMTP", "HELO|" },
		{ SHORT_ARGS "-q helo", "EHLO|" },
		{ "-tlso -q tls --protocol SMTP", "HELO|" },
		{ "-tlso -q helo --protocol SMTP", "HELO|" },
		{ "-ao -au fred -ap secret-word -q auth --protocol SMTP",
		  "HELO|" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		expect_stop(&table[i], true);
}

/* TLS first: the point is passed, and the banner is still to be read. */
static void quit_after_tls_on_connect(void **state)
{
	static const struct stop_row table[] = {
		{ "-tlsc -k -q tls", "" },
		{ "-tlsc -k -q banner", "" },
		{ "-tlsc -k -q helo", "EHLO|" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		expect_stop(&table[i], true);
}

static void drop_after(void **state)
{
	static const struct stop_row table[] = {
		{ WHOLE_ARGS "-da banner", "" },
		{ WHOLE_ARGS "-da first-helo", "EHLO|" },
		{ WHOLE_ARGS "-da tls", "EHLO|STARTTLS|" },
		{ WHOLE_ARGS "-da helo", "EHLO|STARTTLS|EHLO|" },
		{ WHOLE_ARGS "-da auth", "EHLO|STARTTLS|EHLO|AUTH|" },
		{ WHOLE_ARGS "-da mail", "EHLO|STARTTLS|EHLO|AUTH|MAIL|" },
		{ WHOLE_ARGS "-da rcpt",
		  "EHLO|STARTTLS|EHLO|AUTH|MAIL|RCPT|RCPT|" },
		{ WHOLE_ARGS "-da data", WHOLE },
		{ WHOLE_ARGS "-da dot", WHOLE ".|" },
		{ SHORT_ARGS "-da tls", "EHLO|" },
		{ SHORT_ARGS "-da helo", "EHLO|" },
		{ SHORT_ARGS "-da auth", "EHLO|" },
		{ SHORT_ARGS "-da dot", "EHLO|MAIL|RCPT|RCPT|DATA|.|" },
		{ "-tlsc -k -da tls", "" },
		{ "-tlsc -k -da banner", "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		expect_stop(&table[i], false);
}

/*
 * Dropped when the command is on the wire: its reply is not read, so nothing
 * is known of the step, and that is what is told of it.
 */
static void expect_cut(const char *args, const char *commands,
		       enum step_id step)
{
	struct scene s = { .args = args };

	scene_run(&s);
	if (s.code != 0 || strcmp(verbs(&s), commands) != 0)
		fail_msg("'%s': exit %d after %s", args, s.code, verbs(&s));
	assert_int_equal(s.dropped, 1);
	assert_false(s.server.politely);
	if (step != STEP_COUNT)
		assert_int_equal(scene_status(&s, step), STATUS_SKIPPED);
	scene_end(&s);
}

static void drop_after_send(void **state)
{
	(void)state;
	expect_cut(WHOLE_ARGS "-das banner", "", STEP_BANNER);
	expect_cut(WHOLE_ARGS "-das first-helo", "EHLO|", STEP_EHLO);
	expect_cut(WHOLE_ARGS "-das tls", "EHLO|STARTTLS|", STEP_STARTTLS);
	expect_cut(WHOLE_ARGS "-das helo", "EHLO|STARTTLS|EHLO|", STEP_EHLO);
	expect_cut(WHOLE_ARGS "-das auth", "EHLO|STARTTLS|EHLO|AUTH|",
		   STEP_AUTH);
	expect_cut(WHOLE_ARGS "-das mail", "EHLO|STARTTLS|EHLO|AUTH|MAIL|",
		   STEP_MAIL);
	expect_cut(WHOLE_ARGS "-das rcpt",
		   "EHLO|STARTTLS|EHLO|AUTH|MAIL|RCPT|", STEP_RCPT);
	expect_cut(WHOLE_ARGS "-das data", WHOLE, STEP_DATA);
	expect_cut(WHOLE_ARGS "-das dot", WHOLE ".|", STEP_MESSAGE);
	/* where the step is skipped there is no command to wait for */
	expect_cut(SHORT_ARGS "-das tls", "EHLO|", STEP_COUNT);
	expect_cut(SHORT_ARGS "-das helo", "EHLO|", STEP_COUNT);
	expect_cut(SHORT_ARGS "-das auth", "EHLO|", STEP_COUNT);
}

/* A refusal before the point, or at it, is a refusal. */
static void refused_at_the_point(void **state)
{
	static const struct {
		const char *args, *to;
		int code;
	} table[] = {
		{ "-q banner", "banner", 21 },
		{ "-da banner", "banner", 21 },
		{ "-q helo --protocol SMTP", "HELO", 22 },
		{ "-q mail", "MAIL", 23 },
		{ "-da mail", "MAIL", 23 },
		{ "-q rcpt", "RCPT", 24 },
		{ "-q rcpt", "MAIL", 23 },
		{ "-da rcpt", "RCPT", 24 },
		{ "-da data", "DATA", 25 },
		{ "-da dot", ".", 26 },
		{ "-tls -k -q tls", "STARTTLS", 29 },
		{ "-au fred -ap secret-word -a PLAIN -q auth", "AUTH", 28 },
		{ "-au fred -ap secret-word -a PLAIN -da auth", "AUTH", 28 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct scene s = {
			.args = table[i].args,
			.server.answers = ANSWERS(
				ON(table[i].to, "550 5.0.0 no\r\n")),
		};

		scene_run(&s);
		assert_int_equal(s.code, table[i].code);
		assert_int_equal(s.dropped, 0);
		assert_int_equal(server_heard(&s.server, "QUIT"), 1);
		scene_end(&s);
	}
}

/* The steps behind the stop are named, with the reason. */
static void the_rest_is_told(void **state)
{
	struct scene s = { .args = WHOLE_ARGS "-q first-helo" };

	(void)state;
	scene_run(&s);
	for (enum step_id i = STEP_STARTTLS; i < STEP_QUIT; i++) {
		if (i == STEP_PROBE)	/* it has no message to go with */
			continue;
		assert_int_equal(scene_status(&s, i), STATUS_SKIPPED);
		assert_non_null(strstr(scene_detail(&s, i), "stop"));
	}
	scene_end(&s);
}

/* A refused QUIT is told, and under swaks' name is no failure. */
static void quit_refused(void **state)
{
	(void)state;
	scene_expect((struct scene){
		.args = "-q mail",
		.server.answers = ANSWERS(ON("QUIT", "500 no\r\n")) }, 27);
	scene_expect((struct scene){
		.args = "-q mail", .as = "swaks",
		.server.answers = ANSWERS(ON("QUIT", "500 no\r\n")) }, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quit_after),
		cmocka_unit_test(quit_after_skipped),
		cmocka_unit_test(quit_after_tls_on_connect),
		cmocka_unit_test(drop_after),
		cmocka_unit_test(drop_after_send),
		cmocka_unit_test(refused_at_the_point),
		cmocka_unit_test(the_rest_is_told),
		cmocka_unit_test(quit_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
