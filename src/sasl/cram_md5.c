/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CRAM-MD5, RFC 2195: the challenge is answered with the user name and the
 * HMAC-MD5 of the challenge under the password.  The password does not go
 * out, but who has the answer can guess at it offline.
 *
 *	response = username SP 32HEXDIG
 */
#include "sasl/sasl.h"

#include <string.h>

#include "base/buf.h"
#include "sasl/digest.h"

static enum sasl_result step(struct sasl *s, const char *challenge, size_t n,
			     struct buf *out, struct err *err)
{
	char hex[DIGEST_HEX_MOST];

	if (s->round > 0 || n == 0) {
		err_set(err, ERR_GRAMMAR, s->round > 0
			? "the server asks for more than CRAM-MD5 has to say"
			: "the server's CRAM-MD5 challenge is empty");
		return SASL_BAD_CHALLENGE;
	}
	if (digest_hmac_hex(DIGEST_MD5, s->password, challenge, n, hex) < 0) {
		err_set(err, ERR_LIBRARY, "this system's GnuTLS does not "
			"allow MD5");
		return SASL_UNUSABLE;
	}
	if (buf_addf(out, "%s %s", s->user, hex) < 0) {
		err_set(err, ERR_LIMIT, "the user name is too long for one "
			"line");
		return SASL_UNUSABLE;
	}
	s->secret_n = strlen(hex);
	s->secret_at = out->len - s->secret_n;
	s->derived = true;
	return SASL_SEND;
}

const struct sasl_mechanism sasl_cram_md5 = {
	.name = "CRAM-MD5",
	.step = step,
};
