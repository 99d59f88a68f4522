/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A name server's answer, RFC 1035 section 4: see dns_read.h.
 *
 *	answer = header *question *record
 *	header = id flags qdcount ancount nscount arcount	; 16 bits each
 *	record = name type class ttl length data		; ttl: 32 bits
 *
 * Names are taken apart by the C library, which checks their pointers.
 */
#include "net/dns_read.h"

#include <netinet/in.h>
#include <resolv.h>

static int take(struct dns_cursor *c, size_t bytes, uint32_t *value_out)
{
	if ((size_t)(c->end - c->at) < bytes)
		return -1;
	for (*value_out = 0; bytes; bytes--)
		*value_out = *value_out << 8 | *c->at++;
	return 0;
}

int dns_take_16(struct dns_cursor *c, unsigned *value_out)
{
	uint32_t value;

	if (take(c, 2, &value) < 0)
		return -1;
	*value_out = value;
	return 0;
}

int dns_take_name(struct dns_cursor *c, char *name)
{
	int used = dn_expand(c->start, c->end, c->at, name, NS_MAXDNAME);

	if (used < 0)
		return -1;
	c->at += used;
	return 0;
}

int dns_take_record(struct dns_cursor *c, struct dns_record *r)
{
	unsigned length;
	uint32_t ttl;

	if (dns_take_name(c, r->name) < 0 || dns_take_16(c, &r->type) < 0 ||
	    dns_take_16(c, &r->class) < 0 || take(c, 4, &ttl) < 0 ||
	    dns_take_16(c, &length) < 0 ||
	    (size_t)(c->end - c->at) < length)
		return -1;
	r->data = *c;
	r->data.end = c->at + length;
	c->at += length;
	return 0;
}

static int skip_questions(struct dns_cursor *c, unsigned count)
{
	char name[NS_MAXDNAME];
	uint32_t rest;

	while (count--)
		if (dns_take_name(c, name) < 0 || take(c, 4, &rest) < 0)
			return -1;
	return 0;
}

int dns_begin(struct dns_cursor *c, const unsigned char *answer, size_t n,
	      struct dns_head *head_out)
{
	unsigned id, flags, questions;
	uint32_t rest;

	*c = (struct dns_cursor){ answer, answer, answer + n };
	if (dns_take_16(c, &id) < 0 || dns_take_16(c, &flags) < 0 ||
	    dns_take_16(c, &questions) < 0 ||
	    dns_take_16(c, &head_out->answers) < 0 || take(c, 4, &rest) < 0 ||
	    skip_questions(c, questions) < 0)
		return -1;
	head_out->code = flags & 0xf;
	return 0;
}
