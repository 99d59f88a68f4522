/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LOGIN, draft-murchison-sasl-login: the user name, then the password, each
 * after a challenge.  The challenges are words for people and differ between
 * servers, so only their number counts.
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
	if (s->round > 1) {
		err_set(err, ERR_GRAMMAR, "the server asks for more than "
			"LOGIN has to say");
		return SASL_BAD_CHALLENGE;
	}
	if (buf_adds(out, answers[s->round]) < 0) {
		err_set(err, ERR_LIMIT, "the %s is too long for one line",
			s->round ? "password" : "user name");
		return SASL_UNUSABLE;
	}
	if (s->round == 1)
		s->secret_n = strlen(s->password);
	return SASL_SEND;
}

const struct sasl_mechanism sasl_login = {
	.name = "LOGIN",
	.cleartext = true,
	.step = step,
};
