/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GSSAPI, RFC 4752: Kerberos tokens go to and fro until both sides are sure of
 * each other, then the server says under that what layers it has:
 *
 *	layers = bits size		; 1 and 3 bytes, wrapped
 *	answer = bits size [authzid]
 *
 * No layer is wanted (bit 1), as TLS is there for that.
 */
#include "sasl/sasl.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sasl/kerberos.h"

enum { ROUNDS_MOST = 8, NO_LAYER = 1, HEAD = 4 };

struct gssapi {
	struct kerberos *kerberos;	/* NULL: there is none to be had */
	bool agreed;			/* layers were talked about */
};

static struct gssapi *state_of(const struct sasl *s)
{
	return s->state;
}

static void release(struct sasl *s)
{
	struct gssapi *g = state_of(s);

	if (g && g->kerberos)
		kerberos_close(g->kerberos);
	free(g);
	s->state = NULL;
}

/* Whose fault it was is in the kind of the err. */
static enum sasl_result blame(const struct err *err)
{
	return err->kind == ERR_GRAMMAR ? SASL_BAD_CHALLENGE : SASL_UNUSABLE;
}

static enum sasl_result negotiate(struct sasl *s, const char *challenge,
				  size_t n, struct buf *out, struct err *err)
{
	size_t before = out->len;

	if (kerberos_step(state_of(s)->kerberos, challenge, n, out, err) < 0)
		return blame(err);
	s->secret_at = before;
	s->secret_n = out->len - before;
	s->derived = true;
	return SASL_SEND;
}

static enum sasl_result no_layer(struct sasl *s, struct buf *out,
				 struct err *err)
{
	const char *who = s->authzid ? s->authzid : "";
	size_t before = out->len;
	struct buf text;
	int result;

	buf_init(&text, SIZE_MAX / 2);
	buf_add(&text, "\1\0\0\0", HEAD);
	buf_adds(&text, who);
	result = kerberos_wrap(state_of(s)->kerberos, &text, out, err);
	buf_release(&text);
	if (result < 0)
		return blame(err);
	s->secret_at = before;
	s->secret_n = out->len - before;
	s->derived = s->done = true;
	return SASL_SEND;
}

static enum sasl_result agree(struct sasl *s, const char *challenge, size_t n,
			      struct buf *out, struct err *err)
{
	enum sasl_result result;
	struct buf layers;

	buf_init(&layers, SIZE_MAX / 2);
	if (kerberos_unwrap(state_of(s)->kerberos, challenge, n, &layers,
			    err) < 0)
		result = blame(err);
	else if (layers.len != HEAD)
		result = sasl_bad(s, err, "has not the 4 bytes that say which "
				  "layers there are");
	else if (!(layers.data[0] & NO_LAYER))
		result = sasl_bad(s, err, "demands a security layer of its "
				  "own, which is not spoken here");
	else
		result = no_layer(s, out, err);
	buf_release(&layers);
	return result;
}

static enum sasl_result first(struct sasl *s, struct buf *out,
			      struct err *err)
{
	struct gssapi *g = s->state = mem_new(sizeof(*g));

	if (!s->host)
		return sasl_missing(s, "the server's name: -s HOST", err);
	g->kerberos = kerberos_open(s->service ? s->service : "smtp", s->host,
				    err);
	if (!g->kerberos)
		return SASL_UNUSABLE;
	return negotiate(s, NULL, 0, out, err);
}

static enum sasl_result step(struct sasl *s, const char *challenge, size_t n,
			     struct buf *out, struct err *err)
{
	struct gssapi *g = state_of(s);

	if (s->round == 0)
		return first(s, out, err);
	if (!g || !g->kerberos || s->round > ROUNDS_MOST || g->agreed)
		return sasl_asks_more(s, err);
	if (!kerberos_complete(g->kerberos))
		return negotiate(s, challenge, n, out, err);
	g->agreed = true;
	return agree(s, challenge, n, out, err);
}

const struct sasl_mechanism sasl_gssapi = {
	.name = "GSSAPI",
	.client_first = true,
	.on_request = true,
	.own = true,
	.means = SASL_BY_TICKET,
	.user_optional = true,
	.step = step,
	.release = release,
};
