/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests and random bytes for the mechanisms, by GnuTLS: the one place that
 * names it here.  Each call gives 0, or -1 where the library may not use the
 * digest (FIPS mode).
 */
#ifndef SMTPCHECK_SASL_DIGEST_H
#define SMTPCHECK_SASL_DIGEST_H

#include <stddef.h>

enum digest { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA512 };

enum {
	DIGEST_MOST = 64,		/* bytes of the longest */
	DIGEST_HEX_MOST = 2 * DIGEST_MOST + 1,
	DIGEST_MD5_BYTES = 16
};

/* A run of bytes, borrowed. */
struct digest_key {
	const void *bytes;
	size_t n;
};

size_t digest_length(enum digest digest);

/* The digest of n bytes, digest_length() of them in out. */
int digest_hash(enum digest digest, const void *bytes, size_t n,
		unsigned char *out);

/* HMAC (RFC 2104) in the same way. */
int digest_hmac(enum digest digest, struct digest_key key, const void *bytes,
		size_t n, unsigned char *out);

/*
 * PBKDF2 with that HMAC (RFC 8018 section 5.2), which RFC 5802 calls Hi():
 * digest_length() bytes.
 */
int digest_pbkdf2(enum digest digest, struct digest_key password,
		  struct digest_key salt, unsigned rounds,
		  unsigned char *out);

/* HMAC under a password, in lower-case hex, NUL behind it. */
int digest_hmac_hex(enum digest digest, const char *key, const void *bytes,
		    size_t n, char hex[DIGEST_HEX_MOST]);

/* n bytes in lower-case hex, a NUL behind them: 2 * n + 1 places. */
void digest_to_hex(const void *bytes, size_t n, char *hex);

/* n bytes that nobody can foresee. */
int digest_random(void *out, size_t n);

#endif
