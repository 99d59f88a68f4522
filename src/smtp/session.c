/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop over the step table: see state.h for the machine, table.c for its
 * rows.  Pipelining, stop points, replies owed and what follows a failure
 * live here and nowhere else.
 */
#include "smtp/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "event/bus.h"
#include "net/wire.h"
#include "plan/plan.h"
#include "smtp/findings.h"

enum want want_always(struct session *s)
{
	(void)s;
	return WANT_YES;
}

/* ---- replies owed ---- */

void session_owe(struct session *s, const struct step *row, size_t n)
{
	struct owed owed = { .row = row, .index = s->index,
			     .began = s->began };
	size_t total = s->owed_first + s->owed_count;

	for (size_t i = 0; i < n; i++) {
		s->queue = mem_resize(s->queue,
				      (total + i + 1) * sizeof(*s->queue));
		s->queue[total + i] = owed;
	}
	s->owed_count += n;
}

static struct owed next_owed(struct session *s)
{
	struct owed owed = s->queue[s->owed_first++];

	if (--s->owed_count == 0)
		s->owed_first = 0;
	return owed;
}

/* What is owed will not be read: the steps that wait for it end, untold. */
static void forget_owed(struct session *s, const struct step *ended,
			const char *why)
{
	while (s->owed_count) {
		struct owed owed = next_owed(s);

		if (owed.row->id != ended->id)
			session_end(s, owed.row->id, STATUS_SKIPPED, "%s",
				    why);
		ended = owed.row;
	}
}

/* "mail failed" */
static const char *failed_step(const struct session *s, char *text, size_t n)
{
	snprintf(text, n, "%s failed", step_name(s->failure.step));
	return text;
}

static void show_reply(struct session *s, bool expected)
{
	for (size_t i = 0; i < s->reply.count; i++) {
		struct event e = { .kind = EVENT_RECEIVED,
				   .encrypted = s->chat.encrypted,
				   .expected = expected, .sized = true };
		struct auth_view view;

		e.text = reply_line(&s->reply, i, &e.text_n);
		if (s->row->view)
			e.auth = s->row->view(s, e.text, e.text_n, &view);
		bus_emit(s->bus, &e);
	}
	if (!s->reply.bare_lf || s->chat.bare_lf_told)
		return;
	s->chat.bare_lf_told = true;
	session_warn(s, s->row->id, "the server ends lines with LF alone, "
		     "not CR LF (RFC 5321 section 2.3.8)");
}

/* Is the link still good for a QUIT after this, and for its reply? */
static void judge_link(struct session *s, enum err_kind kind)
{
	switch (kind) {
	case ERR_TIMEOUT:
	case ERR_DEADLINE:
	case ERR_GRAMMAR:
	case ERR_LIMIT:
	case ERR_OUT_OF_TURN:
		s->out_of_step = true;
		break;
	default:
		s->mute = true;
		break;
	}
}

/*
 * With TLS 1.3 a server that wants a client certificate says so only after
 * the handshake: an alert at the first read is the tls step's, which the
 * report had as done.
 */
static enum verdict tls_failed_late(struct session *s, const struct err *err)
{
	static const struct step tls_row = { .id = STEP_TLS,
					     .exit_code = EXIT_TLS };
	struct err told = *err;
	struct event revised = { .kind = EVENT_STEP_END, .step = STEP_TLS,
				 .status = STATUS_FAILED, .revises = true,
				 .us = -1, .text = told.text };
	struct failure f = { .cause = CAUSE_ERR, .kind = err->kind,
			     .text = told.text };

	if (s->tls.client_asked)
		err_set(&told, err->kind, "%.200s: it had asked for a client "
			"certificate and got %s", err->text,
			s->tls.client_sent ? "one" : "none");
	bus_emit(s->bus, &revised);
	session_end(s, s->row->id, STATUS_SKIPPED, "%s failed",
		    step_name(STEP_TLS));
	s->row = &tls_row;
	return session_blame(s, &f);
}

/* The link failed, or what came over it is no SMTP. */
static enum verdict link_failed(struct session *s, const struct err *err)
{
	const struct step *row = s->row;
	enum verdict verdict;
	char why[64];

	if (!s->reply.complete)		/* else it was shown */
		show_reply(s, false);
	judge_link(s, err->kind);
	find_in_end(s, err);
	if (err->kind == ERR_TLS_ALERT && s->tls_unproven)
		verdict = tls_failed_late(s, err);
	else
		verdict = session_fail_err(s, err);
	forget_owed(s, row, failed_step(s, why, sizeof(why)));
	return verdict;
}

/*
 * A reply that came before its command would be taken for the command's.  A
 * 421 may come at any time.
 */
static bool out_of_turn(struct session *s, struct err *err)
{
	const struct buf *in = &s->chat.in;
	int n;

	if (!s->plan->strict_turns || s->out_of_step || s->owed_count ||
	    s->failed || s->row->id == STEP_BANNER ||
	    s->row->id == STEP_PROBE ||		/* it counts them */
	    !chat_has_more(&s->chat) || str_starts(buf_str(in), "421"))
		return false;
	n = (int)strcspn(buf_str(in), "\r\n");
	err_set(err, ERR_OUT_OF_TURN, "the server sent this before it was "
		"asked: %.*s", n < 200 ? n : 200, buf_str(in));
	return true;
}

/* RFC 2034 section 4: both codes of a reply begin with the same digit. */
static void compare_codes(struct session *s)
{
	const struct reply *r = &s->reply;
	const int *e = r->enhanced;

	if (e[0] && e[0] != r->code / 100)
		session_warn(s, s->row->id, "the reply to %s contradicts "
			     "itself: %d, but %d.%d.%d",
			     step_name(s->row->id), r->code, e[0], e[1], e[2]);
}

static enum verdict judge(struct session *s)
{
	const struct step *row = s->row;
	bool expected = reply_is(&s->reply, row->expect);

	s->tls_unproven = false;
	show_reply(s, expected);
	compare_codes(s);
	return row->reply(s, &s->reply, expected);
}

/* Turn to the oldest reply that is owed. */
static void take_owed(struct session *s)
{
	struct owed owed = next_owed(s);

	s->row = owed.row;
	s->index = owed.index;
	s->began = owed.began;
}

/*
 * Write what is gathered and read every reply owed, each judged by its own
 * row.  A refusal does not stop the reading: the server still owes the rest.
 */
static enum verdict drain(struct session *s)
{
	enum verdict result = NEXT, verdict;
	const struct step *row = s->row;
	struct err err;

	if (chat_flush(&s->chat, &err) < 0 && err.kind != ERR_CLOSED) {
		take_owed(s);
		return link_failed(s, &err);
	}
	while (s->owed_count) {
		take_owed(s);
		if (chat_read_reply(&s->chat, &s->reply, &err) < 0)
			return link_failed(s, &err);
		verdict = judge(s);
		if (result == NEXT)
			result = verdict;
	}
	s->row = row;
	return s->failed && result != AGAIN ? FAIL : result;
}

/* ---- stop points ---- */

/* Cut the link as asked; no goodbye. */
static void drop(struct session *s)
{
	static const struct step none = { .id = STEP_COUNT };
	struct event e = { .kind = EVENT_DROPPED,
			   .transport = s->plan->target.transport };
	struct err ignored;

	chat_flush(&s->chat, &ignored);
	bus_emit(s->bus, &e);
	chat_close(&s->chat, false);
	s->dropped = true;
	s->why = "the connection was dropped as asked";
	forget_owed(s, &none, s->why);
}

static bool passes(enum stop asked, enum stop point, const struct step *row,
		   bool wanted)
{
	return point != STOP_NONE && asked == point &&
	       (wanted || !row->stop_if_wanted);
}

/* Is the run to stop here, and nothing to run ahead past it? */
static bool stops_at(const struct session *s, const struct step *row)
{
	return passes(s->plan->quit_after, row->stop, row, true) ||
	       passes(s->plan->drop_after, row->stop, row, true);
}

/* What was optional and did not come about is nothing to stop at. */
static void tell_unmet(struct session *s)
{
	if (s->plan->quit_after == STOP_TLS && !s->chat.encrypted)
		session_warn(s, STEP_TLS, "there was no TLS to end at");
	if (s->plan->quit_after == STOP_AUTH && !s->auth.done)
		session_warn(s, STEP_AUTH, "there was no login to end at");
}

static bool stop_here(struct session *s, const struct step *row,
		      enum want want)
{
	bool wanted = want != WANT_NO;

	if (s->failed || s->dropped)
		return true;
	s->why = "as asked, the run stopped before it";
	if (want != WANT_YES &&
	    passes(s->plan->drop_after_send, row->sent, row, wanted))
		drop(s);
	else if (passes(s->plan->drop_after, row->stop, row, wanted))
		drop(s);
	else if (!passes(s->plan->quit_after, row->stop, row, wanted))
		return false;
	else
		tell_unmet(s);
	return true;
}

/* ---- the loop ---- */

/* MAIL with AUTH= may have to be sent again, so it is waited for. */
static bool runs_ahead(const struct session *s, const struct step *row)
{
	return row->pipeline && s->plan->pipeline && s->offers.pipelining &&
	       !(row->id == STEP_MAIL && s->mail_auth_sent) &&
	       !stops_at(s, row);
}

/* One sending of a row and what comes of it. */
static enum verdict run_once(struct session *s, const struct step *row,
			     bool *more_out)
{
	struct err err;
	enum sent sent;

	s->row = row;
	s->due = 1;
	*more_out = false;
	if (row->expect && out_of_turn(s, &err))
		return link_failed(s, &err);
	sent = row->send(s, &err);
	if (sent == SENT_BROKEN)
		return s->failed ? FAIL : link_failed(s, &err);
	if (sent != SENT_NOTHING)
		session_owe(s, s->row, s->due);
	*more_out = sent == SENT_MORE;
	if (passes(s->plan->drop_after_send, row->sent, row, true)) {
		drop(s);
		return NEXT;
	}
	if (sent == SENT_NOTHING)
		return NEXT;
	return runs_ahead(s, row) ? NEXT : drain(s);
}

static void run_row(struct session *s, const struct step *row)
{
	enum verdict verdict;
	bool more;

	session_begin(s, row->id);
	do {
		verdict = run_once(s, row, &more);
		if (more)
			s->began = clock_now(s->plan->clock);
	} while (!s->dropped && (verdict == AGAIN ||
				 (verdict == NEXT && more)));
}

static void skip_row(struct session *s, const struct step *row)
{
	if (s->skip_problem && !s->over)
		session_problem(s, s->skip_problem);
	s->skip_problem = NULL;
	s->began = clock_now(s->plan->clock);
	session_end(s, row->id, STATUS_SKIPPED, "%s", s->why);
}

/* Steps behind the end that the plan had wanted. */
static void skip_rest(struct session *s, size_t from)
{
	char failed[64];

	s->over = true;
	if (s->failed)
		s->why = failed_step(s, failed, sizeof(failed));
	for (size_t i = from; i + 1 < session_step_count; i++) {
		const struct step *row = &session_steps[i];

		if (row->wanted(s) != WANT_NO)
			skip_row(s, row);
	}
}

void session_walk(struct session *s)
{
	const struct step *quit = &session_steps[session_step_count - 1];
	size_t i;

	for (i = 0; i + 1 < session_step_count; i++) {
		const struct step *row = &session_steps[i];
		enum want want = row->wanted(s);

		if (want == WANT_YES)
			run_row(s, row);
		else if (want == WANT_SKIP)
			skip_row(s, row);
		if (stop_here(s, row, want))
			break;
	}
	if (s->lone_dot)	/* the server waits for a message */
		run_row(s, quit - 1);
	skip_rest(s, i + 1);
	if (quit->wanted(s) == WANT_YES)
		run_row(s, quit);
	else
		skip_row(s, quit);
}
