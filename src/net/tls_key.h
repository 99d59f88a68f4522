/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The private key of this end's certificate, whatever form it has. */
#ifndef SMTPCHECK_NET_TLS_KEY_H
#define SMTPCHECK_NET_TLS_KEY_H

#include <gnutls/abstract.h>

#include "base/err.h"

struct tls_place;

/*
 * Read the key from a file or a token.  The passphrase is asked for where the
 * key is locked, and not otherwise.  0, or -1 with ERR_FILE.
 */
int tls_key_load(gnutls_privkey_t key, const struct tls_place *place,
		 struct err *err);

#endif
