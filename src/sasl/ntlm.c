/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NTLM, [MS-SMTPNTLM] and [MS-NLMP], which servers also call SPA and MSN: the
 * server's greeting, which may be words, is answered with what this side can,
 * the challenge behind it with two responses (ntlm_answer.c).
 *
 *	response = "NTLMSSP" %x00 %x03.00.00.00 6field flags *OCTET
 *	field    = length room offset		; 2, 2 and 4 bytes
 *
 * The fields are LM, NT, domain, user, workstation, session key; what they
 * point to lies behind them in this order.
 */
#include "sasl/sasl.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "sasl/charset.h"
#include "sasl/ntlm_answer.h"
#include "sasl/ntlm_challenge.h"

enum { FIELDS = 6, HEAD = 64, FIELD_MOST = 0xffff };

/*
 * The first message as swaks sends it: UTF-16 or OEM strings, the target
 * asked for, NTLM; domain and workstation are left empty.
 */
static const char offer[32] = "NTLMSSP\0\1\0\0\0\7\242";

static void add_number(struct buf *out, uint64_t value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_addc(out, (char)(value >> 8 * i & 0xff));
}

static void add_text(struct buf *out, const char *text, uint32_t flags)
{
	if (flags & NTLM_UNICODE)
		charset_add_utf16(out, text, false);
	else
		buf_adds(out, text);
}

/* The domain as it goes out, and in UTF-16 as it is hashed. */
static void choose_domain(const struct sasl *s, const struct ntlm_challenge *c,
			  struct buf *wire, struct buf *hashed)
{
	struct buf text;

	buf_init(&text, SIZE_MAX / 2);
	if (s->realm) {
		add_text(wire, s->realm, c->flags);
		charset_add_utf16(hashed, s->realm, false);
	} else if (c->target.n) {
		buf_add(wire, c->target.at, c->target.n);
		buf_add(&text, c->target.at, c->target.n);
		if (c->flags & NTLM_UNICODE)
			buf_add(hashed, c->target.at, c->target.n);
		else
			charset_add_utf16(hashed, buf_str(&text), false);
	}
	buf_release(&text);
}

static enum sasl_result write_response(struct sasl *s, uint32_t flags,
				       const struct buf fields[FIELDS],
				       struct buf *out, struct err *err)
{
	enum sasl_result result = SASL_SEND;
	struct buf text;
	size_t at = 0;

	buf_init(&text, SIZE_MAX / 2);
	buf_add(&text, "NTLMSSP\0\3\0\0", 12);
	for (size_t i = 0; i < FIELDS; i++) {
		size_t n = fields[i].len;

		if (n > FIELD_MOST)
			result = sasl_too_long("the user name is", err);
		add_number(&text, n, 2);
		add_number(&text, n, 2);
		/* an empty one points nowhere: so does swaks */
		add_number(&text, n ? HEAD + at : at, 4);
		at += n;
	}
	add_number(&text, flags, 4);
	for (size_t i = 0; i < FIELDS; i++)
		buf_add(&text, buf_str(&fields[i]), fields[i].len);
	if (result == SASL_SEND && buf_add(out, text.data, text.len) < 0)
		result = sasl_too_long("the user name is", err);
	if (result == SASL_SEND) {
		s->secret_at = out->len - text.len + HEAD;
		s->secret_n = fields[0].len + fields[1].len;
		s->derived = s->done = true;
	}
	buf_release(&text);
	return result;
}

static enum sasl_result answer(struct sasl *s, const struct ntlm_challenge *c,
			       struct buf *out, struct err *err)
{
	enum { LM, NT, DOMAIN, USER, WORKSTATION };
	struct buf fields[FIELDS], hashed;
	enum sasl_result result;

	buf_init(&hashed, SIZE_MAX / 2);
	for (size_t i = 0; i < FIELDS; i++)
		buf_init(&fields[i], SIZE_MAX / 2);
	choose_domain(s, c, &fields[DOMAIN], &hashed);
	add_text(&fields[USER], s->user, c->flags);
	/* as swaks: this host's name is nobody's business */
	add_text(&fields[WORKSTATION], s->user, c->flags);
	if (ntlm_answer(s, c, &hashed, &fields[LM], &fields[NT]) < 0)
		result = sasl_no_digest("MD5", err);
	else
		result = write_response(s, c->flags, fields, out, err);
	for (size_t i = 0; i < FIELDS; i++)
		buf_release(&fields[i]);
	buf_release(&hashed);
	return result;
}

static enum sasl_result step(struct sasl *s, const char *challenge, size_t n,
			     struct buf *out, struct err *err)
{
	struct ntlm_challenge c;

	if (s->round > 1)
		return sasl_asks_more(s, err);
	if (s->round == 0)
		return buf_add(out, offer, sizeof(offer)) < 0
			? sasl_too_long("the first message is", err)
			: SASL_SEND;
	if (ntlm_challenge_parse(&c, challenge, n, err) < 0)
		return SASL_BAD_CHALLENGE;
	return answer(s, &c, out, err);
}

const struct sasl_mechanism sasl_ntlm = {
	.name = "NTLM",
	.greeted = true,
	.step = step,
};
