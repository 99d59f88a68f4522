/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session from its first event to its last: see session.h. */
#include "smtp/session.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "event/bus.h"
#include "net/wire.h"
#include "plan/plan.h"
#include "smtp/state.h"

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
	capabilities_release(&s->in_clear);
	free(s->probe_words);
	tls_facts_release(&s->tls);
	route_release(&s->route);
	sasl_release(&s->auth.sasl);
	buf_release(&s->auth.response);
	buf_release(&s->auth.challenge);
	buf_release(&s->auth.binding);
	strings_release(&s->auth.refused);
	strings_release(&s->auth.withheld);
	free((char *)s->failure.text);
	free((char *)s->failure.subject);
	free((char *)s->failure.offered);
	free((char *)s->failure.refused);
	free(s->queue);
	free(s->accepted);
}

/*
 * As swaks, which shows the lines of a pipe in clear, else each read.  But a
 * secret is found in a line alone: cut in two by a read it is not.
 */
static enum raw_pieces raw_pieces(const struct plan *plan)
{
	if (plan->output.hide_secrets)
		return RAW_LINES;
	return plan->target.transport == TRANSPORT_PIPE ? RAW_LINES_IN_CLEAR
							: RAW_READS;
}

int session_run(const struct plan *plan, struct bus *bus,
		struct interrupt *interrupt, struct wire *wire)
{
	struct session s = { .plan = plan, .bus = bus,
			     .interrupt = interrupt };

	chat_init(&s.chat, bus, plan->clock, plan->timeout,
		  clock_deadline(plan->clock, plan->deadline));
	s.chat.wire = wire;
	s.chat.raw = plan->output.raw;
	s.chat.raw_pieces = raw_pieces(plan);
	s.route.host = plan->target.place;
	s.loopback = plan->target.transport != TRANSPORT_TCP;
	reply_init(&s.reply);
	buf_init(&s.auth.response, REPLY_LINE_MOST);
	buf_init(&s.auth.challenge, REPLY_LINE_MOST);
	buf_init(&s.auth.binding, REPLY_LINE_MOST);
	s.accepted = mem_new(plan->to.count + 1);
	session_walk(&s);
	finish(&s);
	session_release(&s);
	return s.exit_code;
}
