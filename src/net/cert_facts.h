/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Of a certificate all but its names and dates: key, signature, fingerprints,
 * and where more can be learnt of it (AIA).
 */
#ifndef SMTPCHECK_NET_CERT_FACTS_H
#define SMTPCHECK_NET_CERT_FACTS_H

#include <gnutls/x509.h>
#include <stdbool.h>
#include <stddef.h>

struct tls_certificate;

/* Add them to out; der is what the certificate was read from. */
void cert_facts(gnutls_x509_crt_t cert, const gnutls_datum_t *der,
		struct tls_certificate *out);

/*
 * A name of GnuTLS's for an algorithm, in the words people know: "Ed25519"
 * for "EdDSA-Ed25519".  NULL is "".
 */
const char *cert_algorithm_name(const char *name);

/*
 * Find a certificate's SubjectPublicKeyInfo in its DER; *key_out points into
 * it.  false: it is not where it must be.
 */
bool cert_find_key(const gnutls_datum_t *der, gnutls_datum_t *key_out);

#endif
