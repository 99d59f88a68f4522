/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Key, signature and fingerprints of a certificate: see cert_facts.h.  Its
 * fields are RFC 5280 section 4.1, the AIA section 4.2.2.1, DER X.690.
 */
#include "net/cert_facts.h"

#include <gnutls/crypto.h>
#include <gnutls/x509-ext.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/tls_certificate.h"

#define OID_AIA "1.3.6.1.5.5.7.1.1"

/*
 * The header of the element at *at, which ends by end: move *at to its
 * content and tell where that ends.
 */
static bool enter(const unsigned char **at, const unsigned char *end,
		  const unsigned char **end_out)
{
	const unsigned char *p = *at;
	size_t octets, length;

	if (end - p < 2)
		return false;
	length = p[1];
	p += 2;
	if (length >= 0x80) {
		octets = length & 0x7f;
		if (octets < 1 || octets > 4 || end - p < (ptrdiff_t)octets)
			return false;
		for (length = 0; octets; octets--)
			length = length << 8 | *p++;
	}
	if (length > (size_t)(end - p))
		return false;
	*at = p;
	*end_out = p + length;
	return true;
}

static bool skip(const unsigned char **at, const unsigned char *end)
{
	const unsigned char *next;

	if (!enter(at, end, &next))
		return false;
	*at = next;
	return true;
}

/*
 * Certificate ::= SEQUENCE { SEQUENCE {
 *     version [0] DEFAULT v1, serialNumber, signature, issuer, validity,
 *     subject, subjectPublicKeyInfo, ... } ... }
 *
 * GnuTLS would give the key as it writes it itself, which need not be how it
 * stands there; a pin is of the latter (RFC 7469 section 2.4).
 */
bool cert_find_key(const gnutls_datum_t *der, gnutls_datum_t *key_out)
{
	const unsigned char *at = der->data, *end = at + der->size, *start;

	if (!enter(&at, end, &end) || !enter(&at, end, &end))
		return false;
	if (at < end && *at == 0xa0 && !skip(&at, end))
		return false;
	for (int i = 0; i < 5; i++)
		if (!skip(&at, end))
			return false;
	start = at;
	if (!skip(&at, end))
		return false;
	key_out->data = (unsigned char *)start;
	key_out->size = (unsigned)(at - start);
	return true;
}

static void add_fingerprints(const gnutls_datum_t *der,
			     struct tls_certificate *out)
{
	gnutls_datum_t key;

	gnutls_hash_fast(GNUTLS_DIG_SHA256, der->data, der->size, out->sha256);
	if (cert_find_key(der, &key))
		gnutls_hash_fast(GNUTLS_DIG_SHA256, key.data, key.size,
				 out->key_sha256);
}

static const struct {
	const char *gnutls, *known;
} algorithm_names[] = {
	{ "EC/ECDSA", "ECDSA" },
	{ "EdDSA (Ed25519)", "Ed25519" },
	{ "EdDSA (Ed448)", "Ed448" },
	{ "EdDSA-Ed25519", "Ed25519" },
	{ "EdDSA-Ed448", "Ed448" },
};

const char *cert_algorithm_name(const char *name)
{
	enum { COUNT = sizeof(algorithm_names) / sizeof(*algorithm_names) };

	for (size_t i = 0; name && i < COUNT; i++)
		if (strcmp(name, algorithm_names[i].gnutls) == 0)
			return algorithm_names[i].known;
	return name ? name : "";
}

/* The name, else the OID that get finds; "" where there is neither. */
static void put_name(char *out, size_t n, const char *name,
		     gnutls_x509_crt_t cert,
		     int (*get)(gnutls_x509_crt_t, char *, size_t *))
{
	char oid[48];		/* a longer one is not shown */
	size_t size = sizeof(oid);

	if (name)
		snprintf(out, n, "%s", cert_algorithm_name(name));
	else if (get(cert, oid, &size) >= 0)
		snprintf(out, n, "%.*s", (int)n - 1, oid);
}

static void add_key(gnutls_x509_crt_t cert, struct tls_certificate *out)
{
	unsigned bits = 0;
	int kind = gnutls_x509_crt_get_pk_algorithm(cert, &bits);
	gnutls_ecc_curve_t curve;

	put_name(out->key, sizeof(out->key),
		 kind > 0 ? gnutls_pk_get_name((gnutls_pk_algorithm_t)kind)
			  : NULL,
		 cert, gnutls_x509_crt_get_pk_oid);
	if (kind <= 0)		/* then bits may be anything */
		return;
	out->key_bits = (int)bits;
	if (kind == GNUTLS_PK_ECDSA &&
	    gnutls_x509_crt_get_pk_ecc_raw(cert, &curve, NULL, NULL) >= 0)
		snprintf(out->curve, sizeof(out->curve), "%s",
			 gnutls_ecc_curve_get_name(curve));
}

static void add_signature(gnutls_x509_crt_t cert, struct tls_certificate *out)
{
	int kind = gnutls_x509_crt_get_signature_algorithm(cert);

	put_name(out->signature, sizeof(out->signature),
		 kind > 0 ? gnutls_sign_get_name((gnutls_sign_algorithm_t)kind)
			  : NULL,
		 cert, gnutls_x509_crt_get_signature_oid);
}

/* The first URL of that kind; one with a NUL in it is none. */
static char *url_of(gnutls_x509_aia_t aia, const char *method)
{
	gnutls_datum_t oid, name;
	unsigned type;

	for (unsigned i = 0;
	     gnutls_x509_aia_get(aia, i, &oid, &type, &name) >= 0; i++)
		if (type == GNUTLS_SAN_URI && oid.size == strlen(method) &&
		    !memcmp(oid.data, method, oid.size) && name.size &&
		    !memchr(name.data, '\0', name.size))
			return mem_copy(name.data, name.size);
	return NULL;
}

static void add_access(gnutls_x509_crt_t cert, struct tls_certificate *out)
{
	gnutls_x509_aia_t aia;
	gnutls_datum_t der;

	if (gnutls_x509_crt_get_extension_by_oid2(cert, OID_AIA, 0, &der,
						  NULL) < 0)
		return;
	if (gnutls_x509_aia_init(&aia) < 0)
		mem_exhausted();
	if (gnutls_x509_ext_import_aia(&der, aia, 0) >= 0) {
		out->issuer_url = url_of(aia, GNUTLS_OID_AD_CAISSUERS);
		out->ocsp_url = url_of(aia, GNUTLS_OID_AD_OCSP);
	}
	gnutls_x509_aia_deinit(aia);
	gnutls_free(der.data);
}

void cert_facts(gnutls_x509_crt_t cert, const gnutls_datum_t *der,
		struct tls_certificate *out)
{
	add_key(cert, out);
	add_signature(cert, out);
	add_fingerprints(der, out);
	add_access(cert, out);
}
