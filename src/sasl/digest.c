/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests by GnuTLS: see digest.h. */
#include "sasl/digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"

static const struct {
	gnutls_digest_algorithm_t hash;
	gnutls_mac_algorithm_t mac;
} algorithms[] = {
	[DIGEST_MD5] = { GNUTLS_DIG_MD5, GNUTLS_MAC_MD5 },
	[DIGEST_SHA1] = { GNUTLS_DIG_SHA1, GNUTLS_MAC_SHA1 },
	[DIGEST_SHA256] = { GNUTLS_DIG_SHA256, GNUTLS_MAC_SHA256 },
	[DIGEST_SHA512] = { GNUTLS_DIG_SHA512, GNUTLS_MAC_SHA512 },
};

size_t digest_length(enum digest digest)
{
	return gnutls_hash_get_len(algorithms[digest].hash);
}

int digest_hash(enum digest digest, const void *bytes, size_t n,
		unsigned char *out)
{
	return gnutls_hash_fast(algorithms[digest].hash, bytes, n, out) < 0
		? -1 : 0;
}

int digest_hmac(enum digest digest, struct digest_key key, const void *bytes,
		size_t n, unsigned char *out)
{
	return gnutls_hmac_fast(algorithms[digest].mac, key.bytes, key.n,
				bytes, n, out) < 0 ? -1 : 0;
}

/* GnuTLS's datum is not const. */
static gnutls_datum_t datum(struct digest_key key)
{
	return (gnutls_datum_t){ (unsigned char *)(uintptr_t)key.bytes,
				 (unsigned)key.n };
}

int digest_pbkdf2(enum digest digest, struct digest_key password,
		  struct digest_key salt, unsigned rounds,
		  unsigned char *out)
{
	const gnutls_datum_t key = datum(password), grains = datum(salt);

	return gnutls_pbkdf2(algorithms[digest].mac, &key, &grains, rounds,
			     out, digest_length(digest)) < 0 ? -1 : 0;
}

void digest_to_hex(const void *bytes, size_t n, char *hex)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = bytes;

	for (size_t i = 0; i < n; i++) {
		*hex++ = digits[b[i] >> 4];
		*hex++ = digits[b[i] & 0xf];
	}
	*hex = '\0';
}

int digest_hmac_hex(enum digest digest, const char *key, const void *bytes,
		    size_t n, char hex[DIGEST_HEX_MOST])
{
	const struct digest_key k = { key, strlen(key) };
	unsigned char out[DIGEST_MOST];

	if (digest_hmac(digest, k, bytes, n, out) < 0)
		return -1;
	digest_to_hex(out, digest_length(digest), hex);
	mem_wipe(out, sizeof(out));
	return 0;
}

int digest_random(void *out, size_t n)
{
	return gnutls_rnd(GNUTLS_RND_NONCE, out, n) < 0 ? -1 : 0;
}
