/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * EXTERNAL, RFC 4422 appendix A: the server knows already who the client is,
 * by its TLS certificate as a rule.  ANONYMOUS, RFC 4505: nobody is anyone.
 *
 *	external  = [authzid]
 *	anonymous = [email / 1*255(UTF8-char but "@")]
 *
 * One message each, which may be empty, and no secret.
 */
#include "sasl/sasl.h"

#include <string.h>

#include "base/buf.h"
#include "sasl/charset.h"

enum { TRACE_MOST = 255 };

static enum sasl_result say(struct sasl *s, const char *text, struct buf *out,
			    struct err *err)
{
	if (s->round > 0)
		return sasl_asks_more(s, err);
	if (!charset_is_utf8(text)) {
		err_set(err, ERR_GRAMMAR, "%s takes UTF-8 alone",
			s->mechanism->name);
		return SASL_UNUSABLE;
	}
	if (buf_adds(out, text) < 0)
		return sasl_too_long("the name is", err);
	s->done = true;
	return SASL_SEND;
}

static enum sasl_result external(struct sasl *s, const char *challenge,
				 size_t n, struct buf *out, struct err *err)
{
	(void)challenge;
	(void)n;
	return say(s, s->authzid ? s->authzid : s->user ? s->user : "", out,
		   err);
}

static enum sasl_result anonymous(struct sasl *s, const char *challenge,
				  size_t n, struct buf *out, struct err *err)
{
	(void)challenge;
	(void)n;
	if (s->user && strlen(s->user) > TRACE_MOST)
		return sasl_too_long("the trace of ANONYMOUS is", err);
	return say(s, s->user ? s->user : "", out, err);
}

const struct sasl_mechanism sasl_external = {
	.name = "EXTERNAL",
	.client_first = true,
	.on_request = true,
	.own = true,
	.means = SASL_BY_CERTIFICATE,
	.user_optional = true,
	.step = external,
};

const struct sasl_mechanism sasl_anonymous = {
	.name = "ANONYMOUS",
	.client_first = true,
	.on_request = true,
	.own = true,
	.means = SASL_BY_NOTHING,
	.user_optional = true,
	.step = anonymous,
};
