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
	if (s->round > 0) {
		err_set(err, ERR_GRAMMAR, "the server asks for more than "
			"PLAIN has to say");
		return SASL_BAD_CHALLENGE;
	}
	if (buf_addc(out, '\0') < 0 || buf_adds(out, s->user) < 0 ||
	    buf_addc(out, '\0') < 0 || buf_adds(out, s->password) < 0) {
		err_set(err, ERR_LIMIT, "user name and password are too long "
			"for one line");
		return SASL_UNUSABLE;
	}
	s->secret_n = strlen(s->password);
	s->secret_at = out->len - s->secret_n;
	return SASL_SEND;
}

const struct sasl_mechanism sasl_plain = {
	.name = "PLAIN",
	.client_first = true,
	.cleartext = true,
	.step = step,
};
