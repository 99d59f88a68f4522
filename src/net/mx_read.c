/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A name server's answer about MX, RFC 1035 section 4; null MX, RFC 7505.
 * See mx.h.
 *
 *	answer = header *question *record
 *	header = id flags qdcount ancount nscount arcount	; 16 bits each
 *	record = name type class ttl length data		; ttl: 32 bits
 *	MX     = preference name
 *
 * Any of it may be a lie: each read is checked against the end, names are
 * taken apart by the C library, which checks their pointers.
 */
#include "net/mx.h"

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/mem.h"
#include "base/str.h"

enum { ALIASES_MOST = 8 };	/* a chain that is longer is a loop */

/* A place in the answer. */
struct cursor {
	const unsigned char *start, *at, *end;
};

/* A record without its name, which is next to it. */
struct record {
	char name[NS_MAXDNAME];
	unsigned type, class, length;
	struct cursor data;	/* ends where the record does */
};

static int take(struct cursor *c, size_t bytes, uint32_t *value_out)
{
	if ((size_t)(c->end - c->at) < bytes)
		return -1;
	for (*value_out = 0; bytes; bytes--)
		*value_out = *value_out << 8 | *c->at++;
	return 0;
}

static int take_16(struct cursor *c, unsigned *value_out)
{
	uint32_t value;

	if (take(c, 2, &value) < 0)
		return -1;
	*value_out = value;
	return 0;
}

/* A name, its pointers followed; "" is the root. */
static int take_name(struct cursor *c, char *name, size_t room)
{
	int used = dn_expand(c->start, c->end, c->at, name, (int)room);

	if (used < 0)
		return -1;
	c->at += used;
	return 0;
}

static int take_record(struct cursor *c, struct record *r)
{
	uint32_t ttl;

	if (take_name(c, r->name, sizeof(r->name)) < 0 ||
	    take_16(c, &r->type) < 0 || take_16(c, &r->class) < 0 ||
	    take(c, 4, &ttl) < 0 || take_16(c, &r->length) < 0 ||
	    (size_t)(c->end - c->at) < r->length)
		return -1;
	r->data = *c;
	r->data.end = c->at + r->length;
	c->at += r->length;
	return 0;
}

static int skip_questions(struct cursor *c, unsigned count)
{
	char name[NS_MAXDNAME];
	uint32_t rest;

	while (count--)
		if (take_name(c, name, sizeof(name)) < 0 ||
		    take(c, 4, &rest) < 0)
			return -1;
	return 0;
}

/* A name that can be a host's: what else is in it, no address is found for. */
static bool is_host(const char *name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789-_.";

	return *name && !name[strspn(name, good)];
}

static int add_exchange(struct mx_list *list, struct record *r,
			size_t *roots)
{
	char host[NS_MAXDNAME];
	unsigned preference;

	if (take_16(&r->data, &preference) < 0 ||
	    take_name(&r->data, host, sizeof(host)) < 0 ||
	    r->data.at != r->data.end)
		return -1;
	*roots += !*host;
	if (!is_host(host) || list->count == MX_MOST)
		return 0;
	list->at[list->count++] = (struct mx){
		.preference = preference,
		.host = mem_string(host),
	};
	return 0;
}

/*
 * Walk the records: those of name that are exchanges go to the list, the
 * CNAME of name, if there is one, to alias.
 */
static int walk(struct cursor c, unsigned count, const char *name,
		struct mx_list *list, char *alias)
{
	struct record r;
	size_t roots = 0;

	*alias = '\0';
	while (count--) {
		if (take_record(&c, &r) < 0)
			return -1;
		if (r.class != ns_c_in || !str_same(r.name, name))
			continue;
		if (r.type == ns_t_mx && add_exchange(list, &r, &roots) < 0)
			return -1;
		if (r.type == ns_t_cname &&
		    take_name(&r.data, alias, NS_MAXDNAME) < 0)
			return -1;
	}
	list->null = roots && !list->count;
	return 0;
}

/* The exchanges of domain, or of what CNAMEs in the same answer make of it. */
static int collect(struct cursor c, unsigned count, const char *domain,
		   struct mx_list *list)
{
	char alias[NS_MAXDNAME];

	for (size_t i = 0; i <= ALIASES_MOST; i++) {
		const char *name = list->alias ? list->alias : domain;

		if (walk(c, count, name, list, alias) < 0)
			return -1;
		if (list->count || list->null || !*alias)
			return 0;
		free(list->alias);
		list->alias = mem_string(alias);
	}
	return -1;
}

static int judge(unsigned code, const char *domain, struct err *err)
{
	if (code == ns_r_noerror)
		return 0;
	if (code == ns_r_nxdomain)
		return err_set(err, ERR_NO_SUCH_HOST,
			       "%.200s: there is no such domain", domain);
	return err_set(err, ERR_RESOLVE_TEMPORARY, "%.200s: the name server "
		       "answered with error %u%s", domain, code,
		       code == ns_r_servfail ? " (SERVFAIL)" :
		       code == ns_r_refused ? " (REFUSED)" : "");
}

/* A final dot is part of how a domain may be written, not of its name. */
static char *plain_name(const char *domain)
{
	size_t n = strlen(domain);

	return mem_copy(domain, n && domain[n - 1] == '.' ? n - 1 : n);
}

int mx_read(const unsigned char *answer, size_t n, const char *domain,
	    struct mx_list *list, struct err *err)
{
	struct cursor c = { answer, answer, answer + n };
	unsigned id, flags, questions, answers;
	char *name = plain_name(domain);
	uint32_t rest;
	int result;

	if (take_16(&c, &id) < 0 || take_16(&c, &flags) < 0 ||
	    take_16(&c, &questions) < 0 || take_16(&c, &answers) < 0 ||
	    take(&c, 4, &rest) < 0 || skip_questions(&c, questions) < 0)
		result = err_set(err, ERR_RESOLVE_TEMPORARY, "%.200s: the name "
				 "server's answer is malformed", domain);
	else if ((result = judge(flags & 0xf, domain, err)) == 0 &&
		 collect(c, answers, name, list) < 0)
		result = err_set(err, ERR_RESOLVE_TEMPORARY, "%.200s: the name "
				 "server's answer is malformed", domain);
	free(name);
	return result;
}

void mx_release(struct mx_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->at[i].host);
	free(list->alias);
	*list = (struct mx_list){ .count = 0 };
}

/* Load is shared among equals (RFC 5321 section 5.1): no secret is at stake. */
static size_t pick(size_t below)
{
	uint32_t bits = 0;

	if (getrandom(&bits, sizeof(bits), GRND_NONBLOCK) < 0)
		return 0;
	return bits % below;
}

static void swap(struct mx *a, struct mx *b)
{
	struct mx kept = *a;

	*a = *b;
	*b = kept;
}

void mx_sort(struct mx_list *list)
{
	for (size_t i = list->count; i > 1; i--)
		swap(&list->at[i - 1], &list->at[pick(i)]);
	for (size_t i = 1; i < list->count; i++)	/* stable */
		for (size_t k = i; k && list->at[k].preference <
				   list->at[k - 1].preference; k--)
			swap(&list->at[k], &list->at[k - 1]);
}
