/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must hold of every run, however it went: it ends, it is told once what
 * came of it, and nothing is called good that the server did not call so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "scene.h"

#define CHECK(s, condition)                                               \
	((condition) ? (void)0 : broken(s, #condition))

static void broken(const struct scene *s, const char *what)
{
	print_error("'%s' ended with %d\n%s", s->args, s->code,
		    buf_str(&s->transcript));
	for (size_t i = 0; i < s->tally.count; i++)
		print_error("%s %s: %s\n", step_name(s->tally.results[i].step),
			    status_name(s->tally.results[i].status),
			    s->tally.results[i].detail);
	fail_msg("does not hold: %s", what);
}

/* Results of a step that say it was done. */
static size_t done(const struct scene *s, enum step_id step)
{
	return scene_count(s, step, STATUS_OK);
}

/* As many ends as the server said yes; a code of 0: never mind it. */
static void check_step(const struct scene *s, enum step_id step,
		       const char *command, int code)
{
	CHECK(s, done(s, step) <= server_answered(&s->server, command, code));
}

static void check_greens(const struct scene *s)
{
	const struct server *v = &s->server;

	CHECK(s, done(s, STEP_BANNER) <= (v->banner == 220));
	CHECK(s, done(s, STEP_EHLO) <= server_answered(v, "EHLO", 250) +
		 server_answered(v, "HELO", 250) +
		 server_answered(v, "LHLO", 250));
	CHECK(s, done(s, STEP_PROXY) <= server_heard(v, "PROXY"));
	check_step(s, STEP_STARTTLS, "STARTTLS", 220);
	check_step(s, STEP_XCLIENT, "XCLIENT", 220);
	CHECK(s, done(s, STEP_TLS) <= v->handshakes);
	CHECK(s, done(s, STEP_TLS) == 0 ||
		 (!v->tls_fails && !v->tls_reasons));
	CHECK(s, done(s, STEP_AUTH) <= server_answered(v, "", 235));
	check_step(s, STEP_MAIL, "MAIL", 250);
	CHECK(s, done(s, STEP_RCPT) <= server_answered(v, "RCPT", 250) +
		 server_answered(v, "RCPT", 251));
	check_step(s, STEP_DATA, "DATA", 354);
	check_step(s, STEP_QUIT, "QUIT", 221);
	check_step(s, STEP_PROBE, "QUIT", 221);
}

/* A message that nobody was to get was not delivered. */
static void check_message(const struct scene *s)
{
	const struct server *v = &s->server;

	if (done(s, STEP_MESSAGE) == 0)
		return;
	CHECK(s, v->lmtp || server_answered(v, ".", 250) == 1 ||
		 (v->prdr && server_answered(v, ".", 353) == 1));
	CHECK(s, done(s, STEP_RCPT) > 0);
	CHECK(s, scene_status(s, STEP_MAIL) != STATUS_FAILED);
	CHECK(s, v->message.len > 0);
}

/* Every step that was begun comes to an end that is told. */
static void check_ends(const struct scene *s)
{
	for (size_t i = 0; i < STEP_COUNT; i++)
		CHECK(s, s->begun[i] <= s->ended[i]);
}

static void check_failure(const struct scene *s)
{
	size_t bad = 0;

	for (size_t i = 0; i < s->tally.count; i++)
		bad += s->tally.results[i].status == STATUS_FAILED;
	CHECK(s, (s->code != 0) == s->tally.failed);
	CHECK(s, s->code == s->tally.exit_code);
	CHECK(s, !s->tally.failed || bad > 0);
	CHECK(s, !s->tally.failed ||
		 scene_count(s, s->tally.failure.step, STATUS_FAILED) > 0);
	CHECK(s, !s->tally.failed || *s->tally.failure.text);
}

void scene_check(const struct scene *s)
{
	CHECK(s, !s->server.hung);
	CHECK(s, s->results == 1 && s->after_result == 0);
	CHECK(s, s->server.closes == 1);
	CHECK(s, !s->server.broke_starttls);
	/* a line, and what came of the next one */
	CHECK(s, s->received <= s->server.received_lines + 1);
	check_greens(s);
	check_message(s);
	check_ends(s);
	check_failure(s);
}
