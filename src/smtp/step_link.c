/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps that make the link: resolve, connect. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "event/bus.h"
#include "net/dial.h"
#include "net/resolve.h"
#include "plan/plan.h"
#include "smtp/state.h"

enum { NAME_MOST = 64, PORT_MOST = 8 };

enum want want_resolve(struct session *s)
{
	if (s->plan->target.transport != TRANSPORT_TCP)
		return WANT_NO;
	return want_connect(s);
}

/* A test brings its own link. */
enum want want_connect(struct session *s)
{
	return s->chat.wire ? WANT_NO : WANT_YES;
}

static size_t address_count(const struct addrinfo *a)
{
	size_t count = 0;

	for (; a; a = a->ai_next)
		count++;
	return count;
}

/* One attempt at an address, or at a path or command where it is NULL. */
struct attempt {
	const struct addrinfo *address;
	char name[NAME_MOST];	/* the address in numbers */
	char port[PORT_MOST];
	size_t number;		/* tried before */
};

static void tell(struct session *s, enum event_kind kind,
		 const struct attempt *a, const char *why)
{
	const struct target *target = &s->plan->target;
	bool tcp = a->address != NULL;
	struct event e = {
		.kind = kind,
		.transport = target->transport,
		.text = target->place,
		.port = tcp ? a->port : NULL,
		.address = tcp && strcmp(a->name, target->place) != 0
			? a->name : NULL,
		.count = a->number,
		.why = why,
		.last = !tcp || !a->address->ai_next,
	};

	bus_emit(s->bus, &e);
}

/*
 * A failure before there is an address is one to connect, for whoever knows
 * the steps by their exit codes.
 */
static enum sent not_found(struct session *s, const struct err *err)
{
	struct attempt none = { .number = 0 };

	tell(s, EVENT_TRYING, &none, NULL);
	tell(s, EVENT_NOT_CONNECTED, &none, err->text);
	session_fail_err(s, err);
	return SENT_BROKEN;
}

enum sent send_resolve(struct session *s, struct err *err)
{
	const struct target *target = &s->plan->target;
	struct event waiting = { .kind = EVENT_WAITING };
	char name[NAME_MOST];
	size_t count;

	bus_emit(s->bus, &waiting);
	s->addresses = resolve_host(target->place, target->port,
				    target->family, s->interrupt,
				    s->plan->clock, chat_deadline(&s->chat),
				    err);
	if (!s->addresses && err->kind == ERR_TIMEOUT)
		err_set(err, ERR_RESOLVE_TEMPORARY, "%.200s: no answer from "
			"the name service within %g s", target->place,
			(double)s->plan->timeout / 1e6);
	if (!s->addresses)
		return not_found(s, err);
	count = address_count(s->addresses);
	dial_name(s->addresses, name, sizeof(name));
	if (count == 1)
		session_end(s, STEP_RESOLVE, STATUS_OK, "%s", name);
	else
		session_end(s, STEP_RESOLVE, STATUS_OK,
			    "%s (1 of %zu addresses)", name, count);
	return SENT_NOTHING;
}

static struct wire *dial(struct session *s, const struct attempt *a,
			 struct err *err)
{
	const struct target *target = &s->plan->target;
	const struct clock *clock = s->plan->clock;
	struct wire *wire;

	if (target->transport == TRANSPORT_UNIX)
		return dial_unix(target->place, s->interrupt, clock, err);
	if (target->transport == TRANSPORT_PIPE)
		return dial_pipe(target->place, s->interrupt, clock, err);
	wire = dial_address(a->address, s->interrupt, clock,
			    chat_deadline(&s->chat), err);
	if (wire)
		s->loopback = dial_is_loopback(a->address);
	else if (err->kind == ERR_TIMEOUT && !err->number)
		err_set(err, ERR_TIMEOUT, "no connection within %g s",
			(double)s->plan->timeout / 1e6);
	return wire;
}

static void connected(struct session *s, const struct attempt *a)
{
	tell(s, EVENT_CONNECTED, a, NULL);
	if (a->address)
		session_end(s, STEP_CONNECT, STATUS_OK, "%s port %s", a->name,
			    a->port);
	else
		session_end(s, STEP_CONNECT, STATUS_OK, "%s",
			    s->plan->target.place);
}

/* The last attempt failed, and with it the step. */
static enum sent not_connected(struct session *s, const struct attempt *a,
			       struct err *err)
{
	struct err whole = *err;

	if (a->address)
		err_set(&whole, err->kind, "%s port %s: %.400s", a->name,
			a->port, err->text);
	whole.number = err->number;
	session_fail_err(s, &whole);
	s->mute = true;
	return SENT_BROKEN;
}

enum sent send_connect(struct session *s, struct err *err)
{
	struct event waiting = { .kind = EVENT_WAITING };
	struct attempt a = { .address = s->addresses };

	snprintf(a.port, sizeof(a.port), "%u", s->plan->target.port);
	for (;; a.number++) {
		if (a.address)
			dial_name(a.address, a.name, sizeof(a.name));
		tell(s, EVENT_TRYING, &a, NULL);
		bus_emit(s->bus, &waiting);
		s->chat.wire = dial(s, &a, err);
		if (s->chat.wire) {
			connected(s, &a);
			return SENT_NOTHING;
		}
		tell(s, EVENT_NOT_CONNECTED, &a, err->text);
		if (err->kind == ERR_INTERRUPTED || !a.address ||
		    !a.address->ai_next)
			return not_connected(s, &a, err);
		session_end(s, STEP_CONNECT, STATUS_WARN, "%s port %s: %s",
			    a.name, a.port, err->text);
		a.address = a.address->ai_next;
	}
}
