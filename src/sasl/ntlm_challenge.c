/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NTLM's challenge, [MS-NLMP] section 2.2.1.2; numbers have their low byte
 * first:
 *
 *	challenge = "NTLMSSP" %x00 %x02.00.00.00 target flags nonce
 *		    [8OCTET [info]] *OCTET
 *	target    = field		; length (2), room (2), offset (4)
 *	info      = field
 *	flags     = 4OCTET
 *	nonce     = 8OCTET
 *
 * and what info's field points to, section 2.2.2.1:
 *
 *	pairs     = *( id length value ) end		; id (2), length (2)
 *	end       = %x00.00.00.00
 */
#include "sasl/ntlm_challenge.h"

#include <string.h>

enum {
	AT_TARGET = 12,
	AT_FLAGS = 20,
	AT_NONCE = 24,
	LEAST = 32,
	AT_INFO = 40,
	LEAST_WITH_INFO = 48,
	PAIR_HEAD = 4,
	PAIR_TIME = 7,
	TIME_BYTES = 8
};

static uint32_t number(const char *at, size_t n)
{
	uint32_t value = 0;

	while (n-- > 0)
		value = value << 8 | (unsigned char)at[n];
	return value;
}

/* What a field points to; an empty one may point anywhere. */
static int take_field(struct ntlm_bytes *out, struct ntlm_bytes all, size_t at,
		      struct err *err)
{
	size_t n = number(all.at + at, 2), from = number(all.at + at + 4, 4);

	if (n == 0)
		return 0;
	if (from > all.n || n > all.n - from)
		return err_set(err, ERR_GRAMMAR, "the server's NTLM challenge "
			       "points outside of itself");
	*out = (struct ntlm_bytes){ all.at + from, n };
	return 0;
}

/* Look for the time among the pairs, which must come to an end. */
static int take_time(struct ntlm_challenge *c, struct err *err)
{
	const char *at = c->info.at, *end = at + c->info.n;

	while (end - at >= PAIR_HEAD) {
		uint32_t id = number(at, 2), n = number(at + 2, 2);

		at += PAIR_HEAD;
		if (id == 0)
			return 0;
		if (n > (size_t)(end - at))
			break;
		if (id == PAIR_TIME && n == TIME_BYTES)
			c->time = at;
		at += n;
	}
	return err_set(err, ERR_GRAMMAR, "the target information in the "
		       "server's NTLM challenge has no end");
}

int ntlm_challenge_parse(struct ntlm_challenge *c, const char *bytes,
			 size_t n, struct err *err)
{
	static const char head[AT_TARGET] = "NTLMSSP\0\2\0\0";
	const struct ntlm_bytes all = { bytes, n };

	*c = (struct ntlm_challenge){ 0 };
	if (n < LEAST || memcmp(bytes, head, AT_TARGET) != 0)
		return err_set(err, ERR_GRAMMAR, "the server's challenge is "
			       "no NTLM challenge");
	c->flags = number(bytes + AT_FLAGS, 4);
	c->nonce = bytes + AT_NONCE;
	if (take_field(&c->target, all, AT_TARGET, err) < 0)
		return -1;
	/* without the flag other things may stand there */
	if (!(c->flags & NTLM_TARGET_INFO) || n < LEAST_WITH_INFO)
		return 0;
	if (take_field(&c->info, all, AT_INFO, err) < 0)
		return -1;
	return c->info.n ? take_time(c, err) : 0;
}
