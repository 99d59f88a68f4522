/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Of a file of many CA certificates (PEM), only those that are sought.
 *
 * Parsing all of a system's roots costs more than a whole test mail.  Here
 * the beginning of each is decoded, as far as its subject, and GnuTLS gets to
 * see those alone whose subject is the issuer of a certificate of the chain.
 */
#ifndef BENCH_BUNDLE_H
#define BENCH_BUNDLE_H

#include <gnutls/x509.h>

/*
 * Put into cas the certificates of the file at path that bear the name of an
 * issuer in the chain (DER).  Returns how many, at most max, or -1 where the
 * file cannot be read or a certificate found cannot be parsed.
 */
int bundle_issuers(const char *path, const gnutls_datum_t *chain,
		   unsigned int chain_size, gnutls_x509_crt_t *cas, int max);

#endif
