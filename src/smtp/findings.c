/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Findings: see findings.h.  What threatens a session with STARTTLS is in RFC
 * 3207 section 6 and RFC 7457; that a stream cut under TLS is no end of it in
 * RFC 8446 section 6.1.
 */
#include "smtp/findings.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/tls_weak.h"
#include "event/bus.h"
#include "net/wire.h"
#include "plan/plan.h"
#include "smtp/state.h"

static const struct {
	const char *name;
	enum step_id step;
	bool ends;		/* it ends the run */
} findings[FINDING_COUNT] = {
	[FINDING_STARTTLS_INJECTION] = { "starttls-injection",
					 STEP_STARTTLS, true },
	[FINDING_STARTTLS_STRIPPED] = { "starttls-stripped",
					STEP_STARTTLS, true },
	[FINDING_COMMAND_INJECTION] = { "command-injection",
					STEP_PROBE, true },
	[FINDING_AUTH_BEFORE_TLS] = { "auth-before-tls", STEP_EHLO, false },
	[FINDING_AUTH_ONLY_BEFORE_TLS] = { "auth-only-before-tls",
					   STEP_EHLO, false },
	[FINDING_CAPABILITIES_CHANGED] = { "capabilities-changed",
					   STEP_EHLO, false },
	[FINDING_WEAK_TLS] = { "weak-tls", STEP_TLS, false },
	/* the end of the link is what ends the run, attack or not */
	[FINDING_TLS_TRUNCATED] = { "tls-truncated", STEP_TLS, false },
};

const char *finding_name(enum finding finding)
{
	return findings[finding].name;
}

void session_find(struct session *s, enum finding finding,
		  const char *format, ...)
{
	struct event e = { .kind = EVENT_FINDING,
			   .step = findings[finding].step,
			   .text = findings[finding].name,
			   .last = findings[finding].ends };
	va_list ap;
	char *text;

	if (s->found & 1u << finding)
		return;
	s->found |= 1u << finding;
	va_start(ap, format);
	text = mem_vformat(format, ap);
	va_end(ap);
	e.why = text;
	bus_emit(s->bus, &e);
	free(text);
}

const char *expects_starttls(const struct session *s)
{
	if (s->plan->tls.expect_starttls)
		return "--expect-starttls";
	if (s->plan->tls.policy.pin_count)
		return "--tls-pin";
	if (s->plan->tls.fatal & REASON_NEARLY_EXPIRED)
		return "--cert-crit";
	return published_needs_tls(s);
}

/* ---- what is offered ---- */

/* A pipe and a UNIX socket are not on any network. */
static bool on_a_network(const struct session *s)
{
	return s->plan->target.transport == TRANSPORT_TCP;
}

static void find_in_clear(struct session *s)
{
	char *names = capabilities_cleartext(&s->offers, NULL);

	if (names && on_a_network(s))
		session_find(s, FINDING_AUTH_BEFORE_TLS, "AUTH %s is offered "
			     "without TLS: a client that takes it up tells "
			     "its password to everyone in between", names);
	free(names);
}

static void find_lost_auth(struct session *s)
{
	char *names;

	if (!s->in_clear.auth || s->offers.auth)
		return;
	names = capabilities_mechanisms(&s->in_clear);
	session_find(s, FINDING_AUTH_ONLY_BEFORE_TLS, "AUTH%s%s was offered in "
		     "clear and is not under TLS: someone in between may have "
		     "added it, to be told a password", names ? " " : "",
		     names ? names : "");
	free(names);
}

static void find_changes(struct session *s)
{
	struct buf text;

	buf_init(&text, 1 << 16);
	capabilities_compare(&s->in_clear, &s->offers, &text);
	if (text.len)
		session_find(s, FINDING_CAPABILITIES_CHANGED, "what the "
			     "server offers is not the same in clear and under "
			     "TLS: %s", buf_str(&text));
	buf_release(&text);
}

void find_in_offers(struct session *s)
{
	if (!s->chat.encrypted) {
		find_in_clear(s);
	} else if (s->starttls_done) {
		find_lost_auth(s);
		find_changes(s);
	}
}

/* ---- TLS ---- */

void find_in_tls(struct session *s)
{
	struct buf text;

	buf_init(&text, 1 << 16);
	tls_weak_describe(&s->tls, &text);
	if (text.len)
		session_find(s, FINDING_WEAK_TLS, "%s", buf_str(&text));
	buf_release(&text);
}

/*
 * Many servers hang up without a word behind QUIT, when there is nothing left
 * that could be cut off.
 */
void find_in_end(struct session *s, const struct err *err)
{
	if (err->kind != ERR_CLOSED || !s->chat.wire ||
	    s->row->id == STEP_QUIT || s->row->id == STEP_PROBE ||
	    !wire_truncated(s->chat.wire))
		return;
	session_find(s, FINDING_TLS_TRUNCATED, "the connection ended without "
		     "close_notify where the reply to %s was due: the server "
		     "broke it off, or someone in between cut it",
		     step_name(s->row->id));
}
