/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LOGIN, draft-murchison-sasl-login: the user name, then the password, each
 * after a challenge.  The challenges are words for people and differ between
 * servers, so only their number counts.  LOGIN-INITIAL is what swaks calls the
 * same with the user name as initial response; servers offer it as LOGIN.
 */
#include "sasl/sasl.h"

#include <string.h>

#include "base/buf.h"

static enum sasl_result step(struct sasl *s, const char *challenge, size_t n,
			     struct buf *out, struct err *err)
{
	const char *const answers[] = { s->user, s->password };

	(void)challenge;
	(void)n;
	if (s->round > 1)
		return sasl_asks_more(s, err);
	if (buf_adds(out, answers[s->round]) < 0)
		return sasl_too_long(s->round ? "the password is"
					      : "the user name is", err);
	if (s->round == 1) {
		s->secret_n = strlen(s->password);
		s->secret_at = out->len - s->secret_n;
		s->done = true;
	}
	return SASL_SEND;
}

const struct sasl_mechanism sasl_login = {
	.name = "LOGIN",
	.cleartext = true,
	.step = step,
};

const struct sasl_mechanism sasl_login_initial = {
	.name = "LOGIN-INITIAL",
	.offer = "LOGIN",
	.on_request = true,
	.client_first = true,
	.cleartext = true,
	.step = step,
};
