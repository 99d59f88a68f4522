/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DIGEST-MD5, RFC 2831 (historic by RFC 6331), with qop=auth:
 *
 *	digest-uri-value = serv-type "/" host [ "/" serv-name ]
 *
 * The server's last challenge is its rspauth, by which it proves that it knows
 * the password; an empty response takes it.
 */
#include "sasl/sasl.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sasl/charset.h"
#include "sasl/digest_challenge.h"
#include "sasl/digest_message.h"
#include "sasl/digest_response.h"

enum { CNONCE_BYTES = 16 };

static char *make_uri(const struct sasl *s)
{
	return mem_format("%s/%s%s%s", s->service ? s->service : "smtp",
			  s->host ? s->host : "localhost",
			  s->service_name ? "/" : "",
			  s->service_name ? s->service_name : "");
}

static char *make_cnonce(const struct sasl *s)
{
	unsigned char random[CNONCE_BYTES];
	char hex[2 * CNONCE_BYTES + 1];

	if (s->nonce)
		return mem_string(s->nonce);
	if (digest_random(random, sizeof(random)) < 0)
		return NULL;
	digest_to_hex(random, sizeof(random), hex);
	return mem_string(hex);
}

static enum sasl_result respond(struct sasl *s, const struct digest_terms *t,
				bool utf8, struct buf *out, struct err *err)
{
	enum sasl_result result = SASL_SEND;
	char digest[DIGEST_MD5_HEX];
	struct buf text;

	if (digest_response(t, digest, s->proof) < 0)
		return sasl_no_digest("MD5", err);
	buf_init(&text, SIZE_MAX / 2);
	digest_message(&text, t, utf8);
	buf_adds(&text, "response=");
	buf_adds(&text, digest);
	buf_adds(&text, ",qop=auth");
	if (buf_add(out, text.data, text.len) < 0)
		result = sasl_too_long("the user name is", err);
	buf_release(&text);
	mem_wipe(digest, sizeof(digest));
	if (result != SASL_SEND)
		return result;
	s->secret_n = DIGEST_MD5_HEX - 1;
	s->secret_at = out->len - strlen(",qop=auth") - s->secret_n;
	s->derived = true;
	return SASL_SEND;
}

static enum sasl_result answer(struct sasl *s,
			       const struct digest_challenge *c,
			       struct buf *out, struct err *err)
{
	char *uri = make_uri(s), *cnonce = make_cnonce(s);
	const struct digest_terms t = {
		.user = s->user, .password = s->password,
		.realm = s->realm ? s->realm
				  : c->realms.count ? c->realms.at[0] : NULL,
		.nonce = c->nonce, .cnonce = cnonce, .uri = uri,
		.authzid = s->authzid,
	};
	enum sasl_result result = SASL_UNUSABLE;

	if (!c->utf8 && (charset_beyond_latin1(s->user) ||
			 charset_beyond_latin1(s->password)))
		err_set(err, ERR_GRAMMAR, "the server's DIGEST-MD5 takes user "
			"names and passwords in ISO 8859-1 alone");
	else if (!cnonce)
		result = sasl_no_digest("random bytes", err);
	else
		result = respond(s, &t, c->utf8, out, err);
	free(uri);
	free(cnonce);
	return result;
}

static enum sasl_result judge_proof(struct sasl *s,
				    const struct digest_challenge *c,
				    struct err *err)
{
	s->done = c->rspauth && strcmp(c->rspauth, s->proof) == 0;
	if (s->done)
		return SASL_SEND;	/* nothing, which takes it */
	err_set(err, ERR_GRAMMAR, "the server's DIGEST-MD5 rspauth is %s: it "
		"does not prove that it knows the password",
		c->rspauth ? "wrong" : "missing");
	return SASL_FALSE_PROOF;
}

static enum sasl_result step(struct sasl *s, const char *challenge, size_t n,
			     struct buf *out, struct err *err)
{
	enum sasl_result result = SASL_BAD_CHALLENGE;
	struct digest_challenge c;

	if (s->round > 1)
		return sasl_asks_more(s, err);
	if (digest_challenge_parse(&c, challenge, n, err) == 0) {
		if (s->round > 0)
			result = judge_proof(s, &c, err);
		else if (digest_challenge_check(&c, err) == 0)
			result = answer(s, &c, out, err);
	}
	digest_challenge_release(&c);
	return result;
}

static size_t secret_in(const char *challenge, size_t n, size_t *at_out)
{
	static const char name[] = "rspauth=";
	const char *at = memmem(challenge, n, name, strlen(name));

	if (!at)
		return 0;
	*at_out = (size_t)(at - challenge) + strlen(name);
	return n - *at_out;
}

const struct sasl_mechanism sasl_digest_md5 = {
	.name = "DIGEST-MD5",
	.mutual = true,
	.step = step,
	.secret_in = secret_in,
};
