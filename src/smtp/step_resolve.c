/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The step that finds out where to connect: the addresses of the server, or
 * of a domain's exchanges in their order (RFC 5321 section 5.1), the null MX
 * (RFC 7505) included.  An exchange's addresses are asked for when its turn
 * has come, and not before.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "event/bus.h"
#include "net/dial.h"
#include "net/interrupt.h"
#include "net/resolve.h"
#include "plan/plan.h"
#include "smtp/state.h"

enum { LIST_MOST = 4096 };

enum want want_resolve(struct session *s)
{
	if (s->plan->target.transport != TRANSPORT_TCP)
		return WANT_NO;
	return want_connect(s);
}

void route_release(struct route *r)
{
	if (r->addresses)
		freeaddrinfo(r->addresses);
	if (r->local)
		freeaddrinfo(r->local);
	mx_release(&r->mx);
}

/* Late is not the same as never, to whoever asks the name service. */
static int too_late(const struct session *s, const char *name,
		    struct err *err)
{
	if (err->kind == ERR_TIMEOUT)
		err_set(err, ERR_RESOLVE_TEMPORARY, "%.200s: no answer from "
			"the name service within %g s", name,
			(double)s->plan->timeout / 1e6);
	return -1;
}

static struct patience patience_of(const struct session *s)
{
	return (struct patience){ s->interrupt, s->plan->clock,
				  chat_deadline(&s->chat) };
}

static struct addrinfo *look_up(struct session *s, const char *host,
				uint16_t port, struct err *err)
{
	const struct patience patience = patience_of(s);
	struct addrinfo *found;

	found = resolve_host(host, port, s->plan->target.family, &patience,
			     err);
	if (!found)
		too_late(s, host, err);
	return found;
}

/* Make host the one whose turn it is, if it has addresses.  0 or -1. */
static int take_host(struct session *s, const char *host, struct err *err)
{
	struct route *r = &s->route;

	if (r->addresses)
		freeaddrinfo(r->addresses);
	r->host = host;
	r->addresses = look_up(s, host, s->plan->target.port, err);
	return r->addresses ? 0 : -1;
}

/*
 * A failure before there is an address is one to connect, for whoever knows
 * the steps by their exit codes.
 */
static void tell_not_found(struct session *s, const struct err *err)
{
	struct attempt none = { .number = 0 };

	snprintf(none.port, sizeof(none.port), "%u", s->plan->target.port);
	link_tell(s, EVENT_TRYING, &none, NULL);
	link_tell(s, EVENT_NOT_CONNECTED, &none, err);
}

static enum sent not_found(struct session *s, const struct err *err)
{
	tell_not_found(s, err);
	session_fail_err(s, err);
	return SENT_BROKEN;
}

static size_t address_count(const struct addrinfo *a)
{
	size_t count = 0;

	for (; a; a = a->ai_next)
		count++;
	return count;
}

/* The step's good end; before says what the address is of, or is "". */
static void found(struct session *s, const char *before)
{
	size_t count = address_count(s->route.addresses);
	char name[64];

	dial_name(s->route.addresses, name, sizeof(name));
	if (count == 1)
		session_end(s, STEP_RESOLVE, STATUS_OK, "%s%s", before, name);
	else
		session_end(s, STEP_RESOLVE, STATUS_OK, "%s%s (1 of %zu "
			    "addresses)", before, name, count);
}

/* ---- a domain's exchanges ---- */

static void found_exchange(struct session *s, const struct mx *mx)
{
	char before[512];

	snprintf(before, sizeof(before), "MX %u %.300s: ", mx->preference,
		 mx->host);
	found(s, before);
}

/* The next exchange that has an address; -1 with what the last one said. */
static int take_exchange(struct session *s, struct err *err)
{
	struct route *r = &s->route;

	for (;;) {
		const struct mx *mx = &r->mx.at[r->next++];

		if (take_host(s, mx->host, err) == 0) {
			found_exchange(s, mx);
			return 0;
		}
		if (r->next == r->mx.count || err->kind == ERR_INTERRUPTED)
			return -1;
		tell_not_found(s, err);
		session_end(s, STEP_RESOLVE, STATUS_WARN, "MX %u %s",
			    mx->preference, err->text);
	}
}

int route_next(struct session *s, struct err *err)
{
	struct err why;

	if (s->route.next >= s->route.mx.count ||
	    err->kind == ERR_INTERRUPTED)
		return -1;
	session_end(s, STEP_CONNECT, STATUS_WARN, "%s", err->text);
	if (take_exchange(s, &why) == 0)
		return 0;
	tell_not_found(s, &why);
	session_end(s, STEP_RESOLVE, STATUS_WARN, "%s", why.text);
	if (why.kind == ERR_INTERRUPTED)
		*err = why;
	return -1;
}

/* "10 a.example, 20 b.example" */
static void list_exchanges(const struct mx_list *mx, struct buf *out)
{
	for (size_t i = 0; i < mx->count; i++)
		buf_addf(out, "%s%u %s", i ? ", " : "", mx->at[i].preference,
			 mx->at[i].host);
}

static enum sent try_exchanges(struct session *s, struct err *err)
{
	struct buf list;

	buf_init(&list, LIST_MOST);
	list_exchanges(&s->route.mx, &list);
	session_end(s, STEP_RESOLVE, STATUS_OK, "%s has MX %s",
		    s->plan->target.place, buf_str(&list));
	buf_release(&list);
	return take_exchange(s, err) < 0 ? not_found(s, err) : SENT_NOTHING;
}

/* RFC 5321 section 5.1: without MX a domain is its own exchange. */
static enum sent try_itself(struct session *s, struct err *err)
{
	if (take_host(s, s->plan->target.place, err) < 0)
		return not_found(s, err);
	found(s, "no MX; the domain itself: ");
	return SENT_NOTHING;
}

/*
 * What a name server does not know may still stand in /etc/hosts.  What it
 * does not say may be anything: mail must not go elsewhere for that, though
 * swaks lets it.
 */
static enum sent no_answer(struct session *s, struct err *err)
{
	const struct target *target = &s->plan->target;

	if (err->kind == ERR_INTERRUPTED)
		return not_found(s, err);
	if (err->kind != ERR_NO_SUCH_HOST && !target->mx_lenient)
		return not_found(s, err);
	if (err->kind != ERR_NO_SUCH_HOST)
		session_end(s, STEP_RESOLVE, STATUS_WARN, "MX not known: %s",
			    err->text);
	return try_itself(s, err);
}

static enum sent resolve_domain(struct session *s, struct err *err)
{
	const char *domain = s->plan->target.place;
	const struct published_plan *published = &s->plan->published;
	const struct mx_question question = {
		.domain = domain,
		.server = published->server_text ? &published->server : NULL,
	};
	const struct patience patience = patience_of(s);
	struct mx_list *mx = &s->route.mx;

	if (mx_find(&question, &patience, mx, err) < 0) {
		too_late(s, domain, err);
		return no_answer(s, err);
	}
	if (mx->null) {
		err_set(err, ERR_NULL_MX, "%.200s has a null MX: it takes no "
			"mail (RFC 7505)", domain);
		return not_found(s, err);
	}
	return mx->count ? try_exchanges(s, err) : try_itself(s, err);
}

/* ---- this end, and the step ---- */

static int resolve_local(struct session *s, struct err *err)
{
	const struct target *target = &s->plan->target;
	struct err inner;

	if (!target->local && !target->local_port)
		return 0;
	if (target->local)
		s->route.local = look_up(s, target->local, target->local_port,
					 &inner);
	else
		s->route.local = resolve_any(target->local_port, &inner);
	if (s->route.local)
		return 0;
	if (inner.kind == ERR_INTERRUPTED) {
		*err = inner;
		return -1;
	}
	return err_set(err, ERR_BIND, "the local interface %.400s",
		       inner.text);
}

enum sent send_resolve(struct session *s, struct err *err)
{
	struct event waiting = { .kind = EVENT_WAITING };

	bus_emit(s->bus, &waiting);
	if (resolve_local(s, err) < 0)
		return not_found(s, err);
	if (s->plan->target.by_mx)
		return resolve_domain(s, err);
	if (take_host(s, s->plan->target.place, err) < 0)
		return not_found(s, err);
	found(s, "");
	return SENT_NOTHING;
}
