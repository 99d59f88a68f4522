/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name server's answer, made by hand: RFC 1035 section 4. */
#ifndef TESTS_UNIT_NET_PACKET_H
#define TESTS_UNIT_NET_PACKET_H

#include <stddef.h>

enum { PACKET_MOST = 4096, TYPE_A = 1, TYPE_CNAME = 5, TYPE_MX = 15 };

struct packet {
	unsigned char bytes[PACKET_MOST];
	size_t n;
	size_t length_at;	/* of the last record */
};

/* An answer of this code to a question about the name's MX; no records. */
void packet_open(struct packet *p, const char *name, unsigned code);

void packet_add(struct packet *p, const void *bytes, size_t n);
void packet_16(struct packet *p, unsigned value);

/* "a.example": its labels and the root. */
void packet_name(struct packet *p, const char *name);

/* Count one more record; its name, type and class, and room for a length. */
void packet_record(struct packet *p, const char *name, unsigned type);

/* The record's data are all that came since. */
void packet_end(struct packet *p);

void packet_mx(struct packet *p, const char *name, unsigned preference,
	       const char *host);
void packet_cname(struct packet *p, const char *name, const char *target);

#endif
