/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests by GnuTLS: see digest.h. */
#include "sasl/digest.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

static const gnutls_mac_algorithm_t algorithms[] = {
	[DIGEST_MD5] = GNUTLS_MAC_MD5,
};

int digest_hmac_hex(enum digest digest, const char *key, const void *bytes,
		    size_t n, char hex[DIGEST_HEX_MOST])
{
	gnutls_mac_algorithm_t algorithm = algorithms[digest];
	unsigned char out[DIGEST_HEX_MOST / 2];
	size_t len = gnutls_hmac_get_len(algorithm);

	if (len > sizeof(out) ||
	    gnutls_hmac_fast(algorithm, key, strlen(key), bytes, n, out) < 0)
		return -1;
	for (size_t i = 0; i < len; i++)
		sprintf(hex + 2 * i, "%02x", out[i]);
	mem_wipe(out, sizeof(out));
	return 0;
}
