/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A name server's answer about MX, RFC 1035 section 3.3.9; null MX, RFC 7505.
 * See mx.h; dns_read.h takes the answer apart.
 *
 *	data = preference name
 */
#include "net/mx.h"

#include <arpa/nameser.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/mem.h"
#include "base/str.h"
#include "net/dns_read.h"

enum { ALIASES_MOST = 8 };	/* a chain that is longer is a loop */

/* A name that can be a host's: what else is in it, no address is found for. */
static bool is_host(const char *name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789-_.";

	return *name && !name[strspn(name, good)];
}

static int add_exchange(struct mx_list *list, struct dns_record *r,
			size_t *roots)
{
	char host[NS_MAXDNAME];
	unsigned preference;

	if (dns_take_16(&r->data, &preference) < 0 ||
	    dns_take_name(&r->data, host) < 0 ||
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
static int walk(struct dns_cursor c, unsigned count, const char *name,
		struct mx_list *list, char *alias)
{
	struct dns_record r;
	size_t roots = 0;

	*alias = '\0';
	while (count--) {
		if (dns_take_record(&c, &r) < 0)
			return -1;
		if (r.class != ns_c_in || !str_same(r.name, name))
			continue;
		if (r.type == ns_t_mx && add_exchange(list, &r, &roots) < 0)
			return -1;
		if (r.type == ns_t_cname &&
		    dns_take_name(&r.data, alias) < 0)
			return -1;
	}
	list->null = roots && !list->count;
	return 0;
}

/* The exchanges of domain, or of what CNAMEs in the same answer make of it. */
static int collect(struct dns_cursor c, unsigned count, const char *domain,
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
	struct dns_cursor c;
	struct dns_head head;
	char *name = plain_name(domain);
	int result;

	if (dns_begin(&c, answer, n, &head) < 0)
		result = err_set(err, ERR_RESOLVE_TEMPORARY, "%.200s: the name "
				 "server's answer is malformed", domain);
	else if ((result = judge(head.code, domain, err)) == 0 &&
		 collect(c, head.answers, name, list) < 0)
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
