/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a certificate says of itself, as plain values: net/ fills it, reports
 * show it.  It owns its strings.  Whoever made the certificate chose every
 * byte of them, and they are made safe by whoever shows them.
 */
#ifndef SMTPCHECK_BASE_TLS_CERTIFICATE_H
#define SMTPCHECK_BASE_TLS_CERTIFICATE_H

#include <stddef.h>
#include <time.h>

#include "base/str.h"

enum { SHA256_SIZE = 32 };

struct tls_certificate {
	char *subject;		/* as "/C=US/O=Example/CN=host" */
	char *issuer;		/* the same form */
	char *common_name;	/* "" where there is none */
	struct strings names;	/* SAN: "DNS:host", "IP Address:192.0.2.1" */
	time_t not_before, not_after;
	char *pem;		/* with its BEGIN and END lines */
	char key[32];		/* "RSA", "ECDSA", "Ed25519", an OID, or "" */
	int key_bits;		/* 0: not known */
	char curve[24];		/* "SECP256R1", with ECDSA; or "" */
	char signature[48];	/* "RSA-SHA256", "Ed25519", an OID, or "" */
	unsigned char sha256[SHA256_SIZE];	/* of the whole, in DER */
	unsigned char key_sha256[SHA256_SIZE];	/* of its public key in DER
				 * (SubjectPublicKeyInfo) just as it stands in
				 * it; all 0 where there is no finding it */
	char *issuer_url;	/* where its issuer can be had (AIA), or NULL */
	char *ocsp_url;		/* who can tell if it was revoked, or NULL */
};

/* Whole days from now until it expires; negative when it has. */
long tls_certificate_days_left(const struct tls_certificate *c, time_t now);

/* Days that it is valid in all, rounded to the nearest; 0: none. */
long tls_certificate_days_in_all(const struct tls_certificate *c);

/*
 * How much of its life is left, in percent: 100 before it begins, 0 when it
 * is over or when it has no life at all.
 */
double tls_certificate_share_left(const struct tls_certificate *c, time_t now);

/* "RSA 2048", "ECDSA SECP256R1", "Ed25519"; freed by the caller. */
char *tls_certificate_key_text(const struct tls_certificate *c);

/* n bytes in hex, lower case, two digits each; freed by the caller. */
char *tls_hex(const unsigned char *bytes, size_t n);

/* Fill to, whatever it holds, with copies of all that from has. */
void tls_certificate_copy(struct tls_certificate *to,
			  const struct tls_certificate *from);

/* Free what it owns. */
void tls_certificate_release(struct tls_certificate *c);

#endif
