/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name server's answer, made by hand: see packet.h. */
#include "packet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

enum { ANSWERS = 6, CLASS_IN = 1 };	/* where the count of records is */

void packet_add(struct packet *p, const void *bytes, size_t n)
{
	assert_true(n <= PACKET_MOST - p->n);
	memcpy(p->bytes + p->n, bytes, n);
	p->n += n;
}

void packet_16(struct packet *p, unsigned value)
{
	const unsigned char bytes[] = { (unsigned char)(value >> 8),
					(unsigned char)value };

	packet_add(p, bytes, 2);
}

void packet_name(struct packet *p, const char *name)
{
	while (*name) {
		unsigned char n = (unsigned char)strcspn(name, ".");

		packet_add(p, &n, 1);
		packet_add(p, name, n);
		name += n + (name[n] == '.');
	}
	packet_add(p, "", 1);
}

void packet_open(struct packet *p, const char *name, unsigned code)
{
	p->n = 0;
	packet_16(p, 0x1234);
	packet_16(p, 0x8180 | code);	/* a response, recursion done */
	packet_16(p, 1);
	for (size_t i = 0; i < 3; i++)
		packet_16(p, 0);
	packet_name(p, name);
	packet_16(p, TYPE_MX);
	packet_16(p, CLASS_IN);
}

void packet_record(struct packet *p, const char *name, unsigned type)
{
	unsigned count = p->bytes[ANSWERS] * 256u + p->bytes[ANSWERS + 1] + 1;

	p->bytes[ANSWERS] = (unsigned char)(count >> 8);
	p->bytes[ANSWERS + 1] = (unsigned char)count;
	packet_name(p, name);
	packet_16(p, type);
	packet_16(p, CLASS_IN);
	packet_16(p, 0);
	packet_16(p, 60);
	p->length_at = p->n;
	packet_16(p, 0);
}

void packet_end(struct packet *p)
{
	size_t at = p->length_at, n = p->n - at - 2;

	p->bytes[at] = (unsigned char)(n >> 8);
	p->bytes[at + 1] = (unsigned char)n;
}

void packet_mx(struct packet *p, const char *name, unsigned preference,
	       const char *host)
{
	packet_record(p, name, TYPE_MX);
	packet_16(p, preference);
	packet_name(p, host);
	packet_end(p);
}

void packet_cname(struct packet *p, const char *name, const char *target)
{
	packet_record(p, name, TYPE_CNAME);
	packet_name(p, target);
	packet_end(p);
}
