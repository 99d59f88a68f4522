/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Taking a name server's answer apart, for whoever looks for records in it.
 * Any of it may be a lie: each read is checked against the end.
 */
#ifndef SMTPCHECK_NET_DNS_READ_H
#define SMTPCHECK_NET_DNS_READ_H

#include <arpa/nameser.h>
#include <stddef.h>
#include <stdint.h>

/* A place in the answer; borrowed. */
struct dns_cursor {
	const unsigned char *start, *at, *end;
};

/* A record; its data end where it does. */
struct dns_record {
	char name[NS_MAXDNAME];
	unsigned type, class;
	struct dns_cursor data;
};

/* What stands before the records. */
struct dns_head {
	unsigned code;		/* ns_r_noerror and its like */
	unsigned answers;	/* records to follow */
};

/* Begin; the cursor is at the first record then.  0, or -1: malformed. */
int dns_begin(struct dns_cursor *c, const unsigned char *answer, size_t n,
	      struct dns_head *head_out);

/* The next record.  All of these give 0, or -1 where it is malformed. */
int dns_take_record(struct dns_cursor *c, struct dns_record *r);

/* A number of 16 bits. */
int dns_take_16(struct dns_cursor *c, unsigned *value_out);

/* A name into room for NS_MAXDNAME, its pointers followed; "": the root. */
int dns_take_name(struct dns_cursor *c, char *name);

#endif
