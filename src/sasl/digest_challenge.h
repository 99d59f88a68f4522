/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A DIGEST-MD5 challenge in its parts (RFC 2831 section 2.1.1), and the
 * server's last word (section 2.1.3).  A hostile server may have sent it.
 */
#ifndef SMTPCHECK_SASL_DIGEST_CHALLENGE_H
#define SMTPCHECK_SASL_DIGEST_CHALLENGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct digest_challenge {
	struct strings realms;	/* as offered, unquoted */
	char *nonce;		/* unquoted */
	char *qop;		/* the list; NULL: auth */
	char *algorithm;
	char *charset;
	char *rspauth;
	bool utf8;		/* charset=utf-8 */
};

/*
 * Take it apart.  0, or -1 with ERR_GRAMMAR; digest_challenge_release() is
 * due in both cases.  Whether all is there that must be is not looked at.
 */
int digest_challenge_parse(struct digest_challenge *c, const char *text,
			   size_t n, struct err *err);

void digest_challenge_release(struct digest_challenge *c);

/*
 * Can a first challenge be answered?  It must have a nonce, name the one
 * algorithm there is, and allow qop=auth.  0, or -1 with ERR_GRAMMAR.
 */
int digest_challenge_check(const struct digest_challenge *c, struct err *err);

#endif
