/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The digests that both sides of DIGEST-MD5 make (RFC 2831 section 2.1). */
#ifndef SMTPCHECK_SASL_DIGEST_RESPONSE_H
#define SMTPCHECK_SASL_DIGEST_RESPONSE_H

#include "sasl/digest.h"

enum { DIGEST_MD5_HEX = 2 * DIGEST_MD5_BYTES + 1 };

/* What goes into them, borrowed; realm is NULL where there is none. */
struct digest_terms {
	const char *user, *realm, *password;
	const char *nonce, *cnonce, *uri;
	const char *authzid;	/* or NULL */
};

/*
 * The client's response and the rspauth that the server must answer it with,
 * for nc=00000001 and qop=auth.  0, or -1 where MD5 may not be used.
 */
int digest_response(const struct digest_terms *t,
		    char response[DIGEST_MD5_HEX],
		    char rspauth[DIGEST_MD5_HEX]);

#endif
