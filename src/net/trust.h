/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The certificates that this machine trusts, and only as many of them as are
 * needed: parsing a whole system's bundle takes longer than the rest of a
 * run.  trust_find() reads the store and parses just those certificates
 * whose subject is one of the names sought.
 */
#ifndef SMTPCHECK_NET_TRUST_H
#define SMTPCHECK_NET_TRUST_H

#include <gnutls/x509.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Certificates of the store at path whose subject is one of the count names
 * (DER of an X.501 Name, RFC 5280 section 4.1.2.4).  path is a file of PEM
 * certificates, or a directory: where its files are named by OpenSSL's rule
 * (a hash of the subject as eight hex digits, a dot, a number counted from 0)
 * just those of the hashes sought, else every file.  NULL: what SSL_CERT_FILE
 * and SSL_CERT_DIR (a list, with colons) name where one of them is set, else
 * the system's usual places.
 *
 * A damaged certificate is passed over, as is one that OpenSSL's "TRUSTED
 * CERTIFICATE" form does not trust for a server.
 *
 * The number found (0 is no error), in *found_out, which the caller frees
 * with the certificates in it; -1 with err (ERR_FILE), and nothing to free,
 * where path cannot be read or holds no certificate at all.
 */
int trust_find(const char *path, const gnutls_datum_t *names, size_t count,
	       gnutls_x509_crt_t **found_out, struct err *err);

#endif
