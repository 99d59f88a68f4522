/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a DIGEST-MD5 client says, as text (RFC 2831 section 2.1.2). */
#ifndef SMTPCHECK_SASL_DIGEST_MESSAGE_H
#define SMTPCHECK_SASL_DIGEST_MESSAGE_H

#include <stdbool.h>

struct buf;
struct digest_terms;

/*
 * Append all that stands in front of the digest, a comma behind it, in UTF-8
 * or in ISO 8859-1.  A realm that is NULL is left out.
 */
void digest_message(struct buf *text, const struct digest_terms *t,
		    bool utf8);

#endif
