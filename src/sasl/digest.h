/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests for the mechanisms, by GnuTLS: the one place that names it here. */
#ifndef SMTPCHECK_SASL_DIGEST_H
#define SMTPCHECK_SASL_DIGEST_H

#include <stddef.h>

enum digest { DIGEST_MD5 };

enum { DIGEST_HEX_MOST = 128 + 1 };

/*
 * HMAC (RFC 2104) in lower-case hex, NUL behind it.  0, or -1 where the
 * library may not use this digest (FIPS mode).
 */
int digest_hmac_hex(enum digest digest, const char *key, const void *bytes,
		    size_t n, char hex[DIGEST_HEX_MOST]);

#endif
