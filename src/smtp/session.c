/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop over the step table: see state.h for the machine, table.c for its
 * rows.  Pipelining, stop points, replies owed and what follows a failure
 * live here and nowhere else.
 */
#include "smtp/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "event/bus.h"
#include "net/wire.h"
#include "plan/plan.h"
#include "smtp/state.h"

enum want want_always(struct session *s)
{
	(void)s;
	return WANT_YES;
}

/* ---- replies owed ---- */

static void owe(struct session *s)
{
	struct owed owed = { .row = s->row, .index = s->index,
			     .began = s->began };
	size_t total = s->owed_first + s->owed_count;

	for (size_t i = 0; i < s->due; i++) {
		s->queue = mem_resize(s->queue,
				      (total + i + 1) * sizeof(*s->queue));
		s->queue[total + i] = owed;
	}
	s->owed_count += s->due;
}

static void forget_owed(struct session *s)
{
	s->owed_first = s->owed_count = 0;
}

static struct owed next_owed(struct session *s)
{
	struct owed owed = s->queue[s->owed_first++];

	if (--s->owed_count == 0)
		s->owed_first = 0;
	return owed;
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
 * The link failed, or what came over it is no SMTP.  With TLS 1.3 a server
 * that wants a client certificate says so only after the handshake: an alert
 * at the first read is the tls step's, which the report had as done.
 */
static enum verdict link_failed(struct session *s, const struct err *err)
{
	static const struct step tls_row = { .id = STEP_TLS,
					     .exit_code = EXIT_TLS };
	struct event revised = { .kind = EVENT_STEP_END, .step = STEP_TLS,
				 .status = STATUS_FAILED, .revises = true,
				 .us = -1, .text = err->text };
	struct failure f = { .cause = CAUSE_ERR, .kind = err->kind,
			     .text = err->text };

	show_reply(s, false);
	judge_link(s, err->kind);
	forget_owed(s);
	if (err->kind != ERR_TLS_ALERT || !s->tls_unproven)
		return session_fail_err(s, err);
	bus_emit(s->bus, &revised);
	s->row = &tls_row;
	return session_blame(s, &f);
}

/*
 * A reply that came before its command would be taken for the command's.  A
 * 421 may come at any time.
 */
static bool out_of_turn(struct session *s, struct err *err)
{
	const struct buf *in = &s->chat.in;
	int n = (int)strcspn(buf_str(in), "\r\n");

	if (s->owed_count || !in->len || str_starts(buf_str(in), "421") ||
	    s->row->id == STEP_BANNER)
		return false;
	err_set(err, ERR_OUT_OF_TURN, "the server sent this before it was "
		"asked: %.*s", n < 200 ? n : 200, buf_str(in));
	return true;
}

static enum verdict judge(struct session *s)
{
	const struct step *row = s->row;
	bool expected = reply_is(&s->reply, row->expect);

	s->tls_unproven = false;
	show_reply(s, expected);
	return row->reply(s, &s->reply, expected);
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

	if (chat_flush(&s->chat, &err) < 0 && err.kind != ERR_CLOSED)
		return link_failed(s, &err);
	while (s->owed_count) {
		struct owed owed = next_owed(s);

		s->row = owed.row;
		s->index = owed.index;
		s->began = owed.began;
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
	struct event e = { .kind = EVENT_DROPPED,
			   .transport = s->plan->target.transport };
	struct err ignored;

	chat_flush(&s->chat, &ignored);
	bus_emit(s->bus, &e);
	chat_close(&s->chat, false);
	s->dropped = true;
	s->why = "the connection was dropped as asked";
}

static bool passes(enum stop asked, enum stop point, const struct step *row,
		   bool done)
{
	return point != STOP_NONE && asked == point &&
	       (done || !row->stop_if_done);
}

/* Is the run to stop here, and nothing to run ahead past it? */
static bool stops_at(const struct session *s, const struct step *row,
		     bool done)
{
	return passes(s->plan->quit_after, row->stop, row, done) ||
	       passes(s->plan->drop_after, row->stop, row, done);
}

static bool stop_here(struct session *s, const struct step *row, bool done)
{
	if (s->failed || s->dropped)
		return true;
	s->why = "the run was to stop before";
	if (!done && passes(s->plan->drop_after_send, row->sent, row, done))
		drop(s);
	else if (passes(s->plan->drop_after, row->stop, row, done))
		drop(s);
	else if (!passes(s->plan->quit_after, row->stop, row, done))
		return false;
	return true;
}

/* ---- the loop ---- */

static bool runs_ahead(const struct session *s, const struct step *row)
{
	return row->pipeline && s->plan->pipeline && s->offers.pipelining &&
	       !s->mail_auth_sent && !stops_at(s, row, true);
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
	if (row->expect && !s->out_of_step && out_of_turn(s, &err))
		return link_failed(s, &err);
	sent = row->send(s, &err);
	if (sent == SENT_BROKEN)
		return s->failed ? FAIL : link_failed(s, &err);
	if (sent != SENT_NOTHING)
		owe(s);
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
	if (s->failed) {
		snprintf(failed, sizeof(failed), "%s failed",
			 step_name(s->failure.step));
		s->why = failed;
	}
	for (size_t i = from; i + 1 < session_step_count; i++) {
		const struct step *row = &session_steps[i];

		if (row->wanted(s) != WANT_NO)
			skip_row(s, row);
	}
}

static void run_table(struct session *s)
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
		if (stop_here(s, row, want == WANT_YES))
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

static void finish(struct session *s)
{
	struct event closed = { .kind = EVENT_CLOSED,
				.transport = s->plan->target.transport };
	struct event result = { .kind = EVENT_RESULT,
				.exit_code = s->exit_code,
				.failure = s->failed ? &s->failure : NULL };

	if (s->chat.wire) {
		chat_close(&s->chat, !s->mute && !s->out_of_step);
		if (!s->mute)
			bus_emit(s->bus, &closed);
	}
	bus_emit(s->bus, &result);
}

static void session_release(struct session *s)
{
	chat_release(&s->chat);
	reply_release(&s->reply);
	capabilities_release(&s->offers);
	tls_facts_release(&s->tls);
	if (s->addresses)
		freeaddrinfo(s->addresses);
	buf_release(&s->auth.response);
	buf_release(&s->auth.challenge);
	strings_release(&s->auth.refused);
	strings_release(&s->auth.withheld);
	free((char *)s->failure.text);
	free((char *)s->failure.subject);
	free((char *)s->failure.offered);
	free((char *)s->failure.refused);
	free(s->queue);
	free(s->accepted);
}

int session_run(const struct plan *plan, struct bus *bus,
		struct interrupt *interrupt, struct wire *wire)
{
	struct session s = { .plan = plan, .bus = bus,
			     .interrupt = interrupt };

	chat_init(&s.chat, bus, plan->clock, plan->timeout,
		  clock_deadline(plan->clock, plan->deadline));
	s.chat.wire = wire;
	s.loopback = plan->target.transport != TRANSPORT_TCP;
	reply_init(&s.reply);
	buf_init(&s.auth.response, REPLY_LINE_MOST);
	buf_init(&s.auth.challenge, REPLY_LINE_MOST);
	s.accepted = mem_new(plan->to.count + 1);
	run_table(&s);
	finish(&s);
	session_release(&s);
	return s.exit_code;
}
