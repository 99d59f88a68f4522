/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step that makes the link: connect, address by address, host by host. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "event/bus.h"
#include "net/dial.h"
#include "plan/plan.h"
#include "smtp/state.h"

/* A test brings its own link. */
enum want want_connect(struct session *s)
{
	return s->chat.wire ? WANT_NO : WANT_YES;
}

/* The call that failed, as the transcript names it. */
static const char *call_of(const struct err *err)
{
	switch (err->kind) {
	case ERR_BIND:
		return "bind";
	case ERR_NO_SUCH_HOST:
	case ERR_RESOLVE_TEMPORARY:
		return "getaddrinfo";
	case ERR_NULL_MX:
		return "MX";
	default:
		return "connect";
	}
}

void link_tell(struct session *s, enum event_kind kind,
	       const struct attempt *a, const struct err *err)
{
	const struct target *target = &s->plan->target;
	bool tcp = target->transport == TRANSPORT_TCP;
	struct event e = {
		.kind = kind,
		.transport = target->transport,
		.text = s->route.host,
		.port = tcp ? a->port : NULL,
		.address = a->address && strcmp(a->name, s->route.host) != 0
			? a->name : NULL,
		.count = a->number,
		.local = target->local,
		.why = err ? err->text : NULL,
		.call = err ? call_of(err) : NULL,
		.last = !a->address || !a->address->ai_next,
	};

	bus_emit(s->bus, &e);
}

static struct wire *dial(struct session *s, const struct attempt *a,
			 struct err *err)
{
	const struct target *target = &s->plan->target;
	const struct clock *clock = s->plan->clock;
	const struct dialing how = {
		.local = s->route.local,
		.patience = { s->interrupt, clock, chat_deadline(&s->chat) },
	};
	struct wire *wire;

	if (target->transport == TRANSPORT_UNIX)
		return dial_unix(target->place, s->interrupt, clock, err);
	if (target->transport == TRANSPORT_PIPE)
		return dial_pipe(target->place, s->interrupt, clock, err);
	wire = dial_address(a->address, &how, err);
	if (wire)
		s->loopback = dial_is_loopback(a->address);
	else if (err->kind == ERR_TIMEOUT && !err->number)
		err_set(err, ERR_TIMEOUT, "no connection within %g s",
			(double)s->plan->timeout / 1e6);
	return wire;
}

static void connected(struct session *s, const struct attempt *a)
{
	link_tell(s, EVENT_CONNECTED, a, NULL);
	if (a->address)
		session_end(s, STEP_CONNECT, STATUS_OK, "%s port %s", a->name,
			    a->port);
	else
		session_end(s, STEP_CONNECT, STATUS_OK, "%s",
			    s->plan->target.place);
}

/* The error with the ends of the attempt in front. */
static struct err whole_error(const struct session *s,
			      const struct attempt *a, const struct err *err)
{
	const char *local = s->plan->target.local;
	struct err whole = *err;

	if (a->address && err->kind == ERR_BIND)
		err_set(&whole, err->kind, "from %.100s port %u: %.200s",
			local ? local : "any address",
			s->plan->target.local_port, err->text);
	else if (a->address)
		err_set(&whole, err->kind, "%s port %s: %.400s", a->name,
			a->port, err->text);
	whole.number = err->number;
	return whole;
}

/* Addresses one after the other.  0, or -1 with what the last one said. */
static int try_host(struct session *s, struct err *err)
{
	struct event waiting = { .kind = EVENT_WAITING };
	struct attempt a = { .address = s->route.addresses };

	snprintf(a.port, sizeof(a.port), "%u", s->plan->target.port);
	for (;; a.number++) {
		struct err why;

		if (a.address)
			dial_name(a.address, a.name, sizeof(a.name));
		link_tell(s, EVENT_TRYING, &a, NULL);
		bus_emit(s->bus, &waiting);
		s->chat.wire = dial(s, &a, &why);
		if (s->chat.wire) {
			connected(s, &a);
			return 0;
		}
		link_tell(s, EVENT_NOT_CONNECTED, &a, &why);
		*err = whole_error(s, &a, &why);
		if (err->kind == ERR_INTERRUPTED || !a.address ||
		    !a.address->ai_next)
			return -1;
		session_end(s, STEP_CONNECT, STATUS_WARN, "%s", err->text);
		a.address = a.address->ai_next;
	}
}

enum sent send_connect(struct session *s, struct err *err)
{
	while (try_host(s, err) < 0) {
		if (route_next(s, err) == 0)
			continue;
		session_fail_err(s, err);
		s->mute = true;
		return SENT_BROKEN;
	}
	return SENT_NOTHING;
}
