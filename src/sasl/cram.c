/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CRAM-MD5, RFC 2195: the challenge is answered with the user name and the
 * HMAC-MD5 of the challenge under the password.  The password does not go
 * out, but who has the answer can guess at it offline.  CRAM-SHA1 is the same
 * with HMAC-SHA1; no RFC has it, but Exim's users do.
 *
 *	response = username SP 32HEXDIG		; 40HEXDIG with SHA1
 */
#include "sasl/sasl.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

static enum sasl_result answer(struct sasl *s, const char *hex,
			       struct buf *out, struct err *err)
{
	if (buf_addf(out, "%s %s", s->user, hex) < 0)
		return sasl_too_long("the user name is", err);
	s->secret_n = strlen(hex);
	s->secret_at = out->len - s->secret_n;
	s->derived = s->done = true;
	return SASL_SEND;
}

static enum sasl_result step(struct sasl *s, const char *challenge, size_t n,
			     struct buf *out, struct err *err)
{
	enum digest digest = s->mechanism->digest;
	char hex[DIGEST_HEX_MOST];
	enum sasl_result result;

	if (s->round > 0)
		return sasl_asks_more(s, err);
	if (n == 0) {
		err_set(err, ERR_GRAMMAR, "the server's %s challenge is empty",
			s->mechanism->name);
		return SASL_BAD_CHALLENGE;
	}
	if (digest_hmac_hex(digest, s->password, challenge, n, hex) < 0)
		return sasl_no_digest(strchr(s->mechanism->name, '-') + 1, err);
	result = answer(s, hex, out, err);
	mem_wipe(hex, sizeof(hex));
	return result;
}

const struct sasl_mechanism sasl_cram_md5 = {
	.name = "CRAM-MD5",
	.digest = DIGEST_MD5,
	.step = step,
};

const struct sasl_mechanism sasl_cram_sha1 = {
	.name = "CRAM-SHA1",
	.digest = DIGEST_SHA1,
	.step = step,
};
