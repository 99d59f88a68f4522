/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the receiving domain publishes about its TLS: looked up before there
 * is any, while the server waits for a command, and judged when its
 * certificate is there.  DANE is RFC 7672, MTA-STS RFC 8461.
 *
 * What cannot be looked up is a fact like any other: it is the tls step that
 * fails by it, with all that is known of the server by then.
 */
#include "base/mem.h"
#include "event/bus.h"
#include "net/dane_find.h"
#include "net/interrupt.h"
#include "net/sts_find.h"
#include "plan/plan.h"
#include "smtp/session.h"
#include "smtp/state.h"

enum { PORT_USUAL = 25 };

static struct patience patience_of(const struct session *s)
{
	return (struct patience){ s->interrupt, s->plan->clock,
				  chat_deadline(&s->chat) };
}

/* The server by the name that its certificate is to have. */
static const char *server_name(const struct session *s)
{
	return s->plan->tls.verify_exchange ? s->route.host
					    : s->plan->tls.verify_name;
}

int session_check(const struct plan *plan, struct err *err)
{
	const struct published_plan *p = &plan->published;
	const struct dane_question question = { .anchor = p->anchor,
						.server = p->server_text };

	return p->dane ? dane_check(&question, err) : 0;
}

static int find_records(struct session *s, struct err *err)
{
	const struct published_plan *p = &s->plan->published;
	const struct target *target = &s->plan->target;
	const struct patience patience = patience_of(s);
	const struct dane_question question = {
		.host = server_name(s),
		.port = target->port ? target->port : PORT_USUAL,
		.domain = s->plan->tls.verify_exchange ? target->place : NULL,
		.anchor = p->anchor,
		.server = p->server_text,
	};

	if (p->records.state != DANE_NOT_ASKED)
		dane_copy(&s->tls.dane, &p->records);
	else if (p->dane && dane_find(&question, &patience, &s->tls.dane,
				      err) < 0)
		return -1;
	s->tls.dane.only = p->dane_only;
	return 0;
}

static int find_policy(struct session *s, struct err *err)
{
	const struct published_plan *p = &s->plan->published;
	const struct patience patience = patience_of(s);
	const struct sts_question question = {
		.domain = p->policy.domain,
		.server = p->server_text ? &p->server : NULL,
		.ca_path = s->plan->tls.policy.ca_path,
		.family = s->plan->target.family,
	};

	if (p->policy.state != STS_NOT_ASKED)
		sts_copy(&s->tls.sts, &p->policy);
	else if (p->sts)
		return sts_find(&question, &patience, &s->tls.sts, err);
	return 0;
}

int published_look_up(struct session *s, struct err *err)
{
	const struct published_plan *p = &s->plan->published;
	struct event waiting = { .kind = EVENT_WAITING };

	if (s->looked_up)
		return 0;
	s->looked_up = true;
	if (p->dane || p->sts)
		bus_emit(s->bus, &waiting);
	if (find_records(s, err) < 0)
		return -1;
	return find_policy(s, err);
}

const char *published_needs_tls(const struct session *s)
{
	if (dane_has_records(&s->tls.dane))
		return "the domain, by its TLSA records,";
	if (s->tls.sts.state == STS_POLICY &&
	    s->tls.sts.policy.mode == STS_MODE_ENFORCE)
		return "the domain, by its MTA-STS policy,";
	return NULL;
}

void published_heed(const struct session *s, struct tls_policy *policy)
{
	const struct published_plan *p = &s->plan->published;
	const struct dane_result *d = &s->tls.dane;

	if (!dane_has_records(d) || !d->base)
		return;
	if (!p->keep_sni)
		policy->sni = d->base;
	if (!p->keep_name)
		policy->verify_name = d->base;
}

void published_judge(struct session *s)
{
	struct sts_result *sts = &s->tls.sts;
	unsigned reasons = s->tls.reasons;

	/* RFC 8461 section 4.1 wants a SAN, whatever --tls-allow-cn takes */
	if (s->tls.chain_count && !s->tls.chain->names.count)
		reasons |= REASON_NAME_MISMATCH;
	if (sts_judge(sts, server_name(s), reasons))
		s->tls.reasons |= REASON_STS;
	else if (sts_would_refuse(sts))
		session_warn(s, STEP_TLS, "MTA-STS: were the policy enforced, "
			     "a sender would not deliver to this exchange");
}

void published_describe(const struct session *s, struct buf *out)
{
	if (s->tls.dane.state != DANE_NOT_ASKED) {
		buf_addc(out, '\n');
		dane_describe(&s->tls.dane, out);
	}
	if (s->tls.sts.state != STS_NOT_ASKED) {
		buf_addc(out, '\n');
		sts_describe(&s->tls.sts, out);
	}
}

enum cause published_cause(const struct session *s)
{
	const struct dane_result *d = &s->tls.dane;

	if (!(s->tls.reasons & s->plan->tls.fatal & REASON_DANE))
		return CAUSE_UNVERIFIED;
	if (d->state == DANE_BOGUS)
		return CAUSE_DANE_BOGUS;
	if (d->state == DANE_FAILED)
		return CAUSE_DANE_UNKNOWN;
	if (d->authenticated || !dane_is_usable(d))
		return CAUSE_DANE_ABSENT;
	return dane_faulty(d) ? CAUSE_DANE_FAULTY : CAUSE_UNVERIFIED;
}
