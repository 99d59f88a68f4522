/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the receiving domain publishes about its TLS, and how much of that a
 * run goes by: TLSA records (DANE, RFC 7672), an MTA-STS policy (RFC 8461),
 * both to be looked up or given by hand.
 */
#include "plan/parts.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/tls_facts.h"
#include "message/file.h"

bool plan_asks_published(const struct config *c)
{
	return value_given(&c->dane) || value_given(&c->dane_only) ||
	       value_given(&c->tlsa) || value_given(&c->mta_sts) ||
	       value_given(&c->mta_sts_domain) ||
	       value_given(&c->mta_sts_policy);
}

/* ---- DANE ---- */

/*
 * What of a record is wrong, as far as it can only be a slip of the hand: of
 * usages 0 and 1 a run tells, as they can be copied from a zone.
 */
static const char *slip_of(const struct dane_record *r)
{
	return r->usage < USAGE_DANE_TA ? NULL : dane_record_fault(r);
}

static int take_records(struct published_plan *p, const struct value *v,
			struct err *err)
{
	p->records.state = DANE_BY_HAND;
	for (size_t i = 0; i < v->list.count; i++) {
		struct dane_record r;
		struct err why;
		const char *slip;

		if (dane_record_parse(v->list.at[i], &r, &why) < 0)
			return err_set(err, ERR_OPTION, "%s: %s", v->where,
				       why.text);
		slip = slip_of(&r);
		if (!slip)
			dane_add(&p->records, &r);
		free(r.data);
		if (slip)
			return err_set(err, ERR_OPTION, "%s '%.40s': %s",
				       v->where, v->list.at[i], slip);
	}
	return 0;
}

static bool is_address(const char *text)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, bytes) == 1 ||
	       inet_pton(AF_INET6, text, bytes) == 1;
}

/* Records stand under a name: an address, a pipe, a socket have none. */
static int check_name(const struct plan *p, const char *where,
		      struct err *err)
{
	const char *name = p->tls.verify_name;

	if (p->target.by_mx || (name && !is_address(name)))
		return 0;
	return err_set(err, ERR_OPTION, "%s: the server has no name here to "
		       "look TLSA records up for; --tls-verify-target NAME "
		       "gives one", where);
}

static int plan_dane(struct plan *p, const struct config *c, struct err *err)
{
	struct published_plan *t = &p->published;
	bool only = value_given(&c->dane_only);

	if (value_given(&c->tlsa) && take_records(t, &c->tlsa, err) < 0)
		return -1;
	t->dane_only = only;
	t->dane = (only || value_given(&c->dane)) &&
		  t->records.state == DANE_NOT_ASKED;
	t->anchor = mem_string(value_text(&c->dane_anchor));
	if (!t->dane)
		return 0;
	return check_name(p, only ? c->dane_only.where : c->dane.where, err);
}

/* ---- MTA-STS ---- */

static int read_policy(struct sts_result *r, const struct value *v,
		       struct err *err)
{
	struct stat st;
	struct err why;
	struct buf text;
	int result, fd = file_open(v->text, 0, &st, err);

	if (fd < 0)
		return -1;
	buf_init(&text, STS_POLICY_MOST + 1);
	result = file_load(fd, v->text, STS_POLICY_MOST + 1, &text, err);
	close(fd);
	r->state = STS_POLICY;
	r->from_file = true;
	if (result == 0 && sts_policy_read(buf_str(&text), text.len,
					   &r->policy, &why) < 0)
		result = err_set(err, ERR_OPTION, "%s: %.200s is no MTA-STS "
				 "policy: %s", v->where, v->text, why.text);
	buf_release(&text);
	return result;
}

/* Whose policy: the one named, else that of whoever the mail is for. */
static char *policy_domain(const struct plan *p, const struct config *c)
{
	char *recipient, *at, *domain = NULL;

	if (value_text(&c->mta_sts_domain))
		return mem_string(value_text(&c->mta_sts_domain));
	if (p->target.by_mx)
		return mem_string(p->target.place);
	recipient = plan_last_recipient(c);
	at = recipient ? strrchr(recipient, '@') : NULL;
	if (at && at[1] && at[1] != '[')
		domain = mem_string(at + 1);
	free(recipient);
	return domain;
}

static int plan_sts(struct plan *p, const struct config *c, struct err *err)
{
	struct published_plan *t = &p->published;
	bool given = value_given(&c->mta_sts_policy);

	if (!given && !value_given(&c->mta_sts) &&
	    !value_given(&c->mta_sts_domain))
		return 0;
	if (plan_check_text(&c->mta_sts_domain, err) < 0 ||
	    plan_check_text(&c->mta_sts_policy, err) < 0)
		return -1;
	t->policy.domain = policy_domain(p, c);
	if (given)
		return read_policy(&t->policy, &c->mta_sts_policy, err);
	t->sts = true;
	if (!t->policy.domain)
		return err_set(err, ERR_OPTION, "%s: there is no domain to "
			       "look a policy up for; --mta-sts-domain DOMAIN "
			       "names it", c->mta_sts.where);
	return plan_check_line(t->policy.domain, value_given(&c->mta_sts_domain)
			       ? &c->mta_sts_domain : &c->to, err);
}

/* ---- whom to ask, and what follows ---- */

/* Of the resolvers, one is told by address and port, the other by "A@P". */
static int plan_server(struct plan *p, const struct config *c,
		       struct err *err)
{
	enum { DNS_PORT = 53 };
	const char *text = value_text(&c->dns_server);
	struct published_plan *t = &p->published;
	char *host, *port;
	uint16_t number = DNS_PORT;
	int result = 0;

	if (!text)
		return 0;
	plan_split_host(text, &host, &port);
	if (port)
		result = plan_find_port(port, c->dns_server.where, 1, &number,
					err);
	if (result == 0 &&
	    inet_pton(AF_INET, host, &t->server.sin_addr) != 1)
		result = err_set(err, ERR_OPTION, "%s: '%.100s' is no IPv4 "
				 "address", c->dns_server.where, host);
	t->server.sin_family = AF_INET;
	t->server.sin_port = htons(number);
	if (result == 0)
		t->server_text = mem_format("%s@%u", host, number);
	free(host);
	free(port);
	return result;
}

/* An option that makes TLS optional would be taken for a way around them. */
static int check_demand(const struct config *c, struct err *err)
{
	const struct value *v = value_given(&c->tls_optional)
					? &c->tls_optional
					: &c->tls_optional_strict;

	if (!value_given(v))
		return 0;
	return err_set(err, ERR_OPTION, "%s: with DANE and MTA-STS TLS is not "
		       "optional: use -tls, or neither", v->where);
}

int plan_published(struct plan *p, struct planning *g, struct err *err)
{
	const struct config *c = g->config;
	struct published_plan *t = &p->published;
	unsigned reasons = 0;

	if (plan_server(p, c, err) < 0)
		return -1;
	if (!plan_asks_published(c))
		return 0;
	t->keep_sni = value_text(&c->tls_sni) != NULL;
	t->keep_name = value_text(&c->tls_verify_target) != NULL;
	if (check_demand(c, err) < 0 || plan_dane(p, c, err) < 0 ||
	    plan_sts(p, c, err) < 0)
		return -1;
	if (t->dane || t->records.state != DANE_NOT_ASKED)
		reasons |= REASON_DANE;
	if (t->sts || t->policy.state != STS_NOT_ASKED)
		reasons |= REASON_STS;
	p->tls.fatal |= reasons;
	p->tls.no_password |= reasons;
	return 0;
}

void plan_published_release(struct published_plan *t)
{
	dane_release(&t->records);
	sts_release(&t->policy);
	free(t->anchor);
	free(t->server_text);
}
