/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looking for TLSA records, RFC 7672 section 2.2: see dane_find.h.
 *
 * First how far the way to the host is secure (MX, then its addresses), then
 * the records, at the name that its CNAMEs lead to and then at its own.  An
 * insecure address ends it: nothing in such a zone can be proven, and name
 * servers of such zones are known to choke on TLSA.
 */
#include "net/dane_find.h"

#include <arpa/nameser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "net/apart.h"
#include "net/validator.h"

enum { TYPE_TLSA = 52, RECORDS_MOST = 32 };

struct search {
	char *host, *domain, *anchor, *server;
	uint16_t port;
	struct dane_result found;
};

static void set_state(struct dane_result *d, enum dane_state state,
		      const char *about, const char *why)
{
	d->state = state;
	free(d->why);
	d->why = why && *why ? mem_format("%s: %s", about, why)
			     : mem_string(about);
}

static bool is_broken(const struct validated *a)
{
	return a->state == DANE_BOGUS || a->state == DANE_FAILED;
}

/*
 * Is it the host that an MX record names?  Labels, each behind its length,
 * and never compressed: libunbound has unpacked them.
 */
static bool names_host(const unsigned char *mx, size_t n, const char *host)
{
	size_t at = 2;	/* behind the preference */

	while (at < n && mx[at]) {
		size_t label = mx[at++];

		if (n - at < label || strlen(host) < label ||
		    !str_same_n(host, (const char *)mx + at, label))
			return false;
		at += label;
		host += label;
		if (*host == '.')
			host++;
		else if (*host)
			return false;
	}
	return at < n && !*host;
}

static bool has_exchange(const struct validated *a, const char *host)
{
	for (size_t i = 0; i < a->count; i++) {
		size_t n;
		const unsigned char *mx = validated_at(a, i, &n);

		if (names_host(mx, n, host))
			return true;
	}
	return false;
}

/* Does DNSSEC say that this is the way?  false: there is an end to it. */
static bool check_exchange(struct search *s, struct validator *v)
{
	struct dane_result *d = &s->found;
	struct validated a;
	bool good = true;

	if (!s->domain)
		return true;
	validator_ask(v, s->domain, ns_t_mx, &a);
	d->insecure_mx = a.state == DANE_INSECURE;
	if (is_broken(&a)) {
		set_state(d, a.state, "the MX records", a.why);
		good = false;
	} else if (a.state == DANE_SECURE &&
		   (a.count ? !has_exchange(&a, s->host)
			    : !str_same(s->host, s->domain))) {
		set_state(d, DANE_BOGUS, "the MX records that DNSSEC proves "
			  "do not name this host", NULL);
		good = false;
	}
	validated_release(&a);
	return good;
}

/* The records at one name; false: there are none, so another may be asked. */
static bool take_records(struct search *s, struct validator *v,
			 const char *base)
{
	struct dane_result *d = &s->found;
	char *name = mem_format("_%u._tcp.%s", s->port, base);
	struct validated a;

	validator_ask(v, name, TYPE_TLSA, &a);
	free(d->base);
	d->base = mem_string(base);
	if (is_broken(&a))
		set_state(d, a.state, name, a.why);
	else if (a.state == DANE_INSECURE)
		set_state(d, DANE_INSECURE, name, NULL);
	else
		set_state(d, a.count ? DANE_SECURE : DANE_ABSENT, name, NULL);
	for (size_t i = 0; d->state == DANE_SECURE && i < a.count &&
			   i < RECORDS_MOST; i++) {
		struct dane_record r;
		size_t n;
		const unsigned char *data = validated_at(&a, i, &n);

		if (dane_record_read(data, n, &r) < 0)
			continue;
		dane_add(d, &r);
		free(r.data);
	}
	validated_release(&a);
	free(name);
	return d->state != DANE_ABSENT && d->state != DANE_INSECURE;
}

/* Without a dot at the end. */
static char *plain_name(const char *name)
{
	size_t n = strlen(name);

	return mem_copy(name, n && name[n - 1] == '.' ? n - 1 : n);
}

/*
 * The CNAME leaves the zone for one that is not signed; where the alias
 * itself is signed, the name that it has counts (section 2.2.2).
 */
static void try_alias(struct search *s, struct validator *v)
{
	struct validated a;

	validator_ask(v, s->host, ns_t_cname, &a);
	if (is_broken(&a))
		set_state(&s->found, a.state, "the CNAME", a.why);
	else if (a.state == DANE_SECURE)
		take_records(s, v, s->host);
	else
		set_state(&s->found, DANE_INSECURE, "its CNAME is not signed",
			  NULL);
	validated_release(&a);
}

static void find_by_address(struct search *s, struct validator *v,
			    const struct validated *address)
{
	char *canonical = plain_name(address->canonical ? address->canonical
							: s->host);
	bool alias = !str_same(canonical, s->host);

	if (is_broken(address))
		set_state(&s->found, address->state, "the address records",
			  address->why);
	else if (address->state == DANE_INSECURE && alias)
		try_alias(s, v);
	else if (address->state == DANE_INSECURE)
		set_state(&s->found, DANE_INSECURE, "its address records are "
			  "not signed", NULL);
	else if (!take_records(s, v, canonical) && alias)
		take_records(s, v, s->host);
	free(canonical);
}

static void find_records(struct search *s, struct validator *v)
{
	struct validated v4, v6;

	validator_ask(v, s->host, ns_t_a, &v4);
	if (is_broken(&v4) || v4.count) {
		find_by_address(s, v, &v4);
	} else {
		validator_ask(v, s->host, ns_t_aaaa, &v6);
		find_by_address(s, v, &v6);
		validated_release(&v6);
	}
	validated_release(&v4);
}

static void run(void *state)
{
	struct search *s = state;
	const struct validator_basis basis = { s->anchor, s->server };
	struct err err;
	struct validator *v = validator_new(&basis, &err);

	if (!v) {
		set_state(&s->found, DANE_FAILED, err.text, NULL);
		return;
	}
	if (check_exchange(s, v))
		find_records(s, v);
	validator_free(v);
}

static void release(void *state)
{
	struct search *s = state;

	dane_release(&s->found);
	free(s->host);
	free(s->domain);
	free(s->anchor);
	free(s->server);
	free(s);
}

static const struct apart search_apart = { run, release };

int dane_check(const struct dane_question *q, struct err *err)
{
	const struct validator_basis basis = { q->anchor, q->server };
	struct validator *v = validator_new(&basis, err);

	if (!v)
		return -1;
	validator_free(v);
	return 0;
}

int dane_find(const struct dane_question *q, const struct patience *patience,
	      struct dane_result *out, struct err *err)
{
	struct search *s = mem_new(sizeof(*s));
	struct err why;

	s->host = plain_name(q->host);
	s->domain = q->domain ? plain_name(q->domain) : NULL;
	s->anchor = mem_string(q->anchor);
	s->server = mem_string(q->server);
	s->port = q->port;
	s->found.base = mem_string(s->host);
	s->found.domain = mem_string(s->domain);
	if (apart_run(&search_apart, s, patience, &why) < 0) {
		out->base = mem_string(q->host);
		set_state(out, DANE_FAILED, "no answer in time", NULL);
		if (why.kind == ERR_INTERRUPTED)
			*err = why;
		return why.kind == ERR_INTERRUPTED ? -1 : 0;
	}
	*out = s->found;	/* taken out of it */
	s->found = (struct dane_result){ .state = DANE_NOT_ASKED };
	release(s);
	return 0;
}
