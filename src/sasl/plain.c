/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PLAIN, RFC 4616: one message, sent as the initial response.
 *
 *	message = [authzid] UTF8NUL authcid UTF8NUL passwd
 */
#include "sasl/sasl.h"

#include <string.h>

#include "base/buf.h"

static enum sasl_result step(struct sasl *s, const char *challenge, size_t n,
			     struct buf *out, struct err *err)
{
	(void)challenge;
	(void)n;
	if (s->round > 0)
		return sasl_asks_more(s, err);
	if (buf_adds(out, s->authzid ? s->authzid : "") < 0 ||
	    buf_addc(out, '\0') < 0 || buf_adds(out, s->user) < 0 ||
	    buf_addc(out, '\0') < 0 || buf_adds(out, s->password) < 0)
		return sasl_too_long("user name and password are", err);
	s->secret_n = strlen(s->password);
	s->secret_at = out->len - s->secret_n;
	s->done = true;
	return SASL_SEND;
}

const struct sasl_mechanism sasl_plain = {
	.name = "PLAIN",
	.client_first = true,
	.words = true,
	.cleartext = true,
	.step = step,
};
