/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates and keys that are named by a URL: "pkcs11:token=..." (RFC
 * 7512), a smart card or the like, and what else GnuTLS was built with.  Its
 * modules are loaded when the first such URL is used, and never otherwise.
 */
#ifndef SMTPCHECK_NET_TOKEN_H
#define SMTPCHECK_NET_TOKEN_H

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdbool.h>

#include "base/err.h"

struct tls_place;

/* Is this a URL and not the name of a file? */
bool token_is_url(const char *place);

/*
 * Fetch the certificate or the key of the place.  The passphrase is the
 * token's PIN, asked for where it wants one, and tried once, since a token
 * may lock itself; it must live as long as the key is in use.  0, or -1 with
 * ERR_FILE, whose text holds nothing of the URL's query, where a PIN can be.
 */
int token_certificate(gnutls_x509_crt_t crt, const struct tls_place *place,
		      struct err *err);
int token_key(gnutls_privkey_t key, const struct tls_place *place,
	      struct err *err);

#endif
