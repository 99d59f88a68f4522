/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates made in memory, for the tests of this folder.  Keys are ECDSA
 * where a test does not ask for another kind, since those are quickly made.
 */
#ifndef TESTS_NET_CERTS_H
#define TESTS_NET_CERTS_H

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <time.h>

/* The day of every test: in January 2027. */
#define NOW ((time_t)1800000000)
#define DAY ((time_t)86400)

/* A call of GnuTLS that has to succeed, else the test has failed. */
#define MUST(call) certs_must(call, __FILE__, __LINE__)

void certs_must(int code, const char *file, int line);

struct made {
	gnutls_x509_crt_t crt;
	gnutls_x509_privkey_t key;
};

struct spec {
	const char *cn; /* NULL: no common name */
	const char *dns[4];
	const char *ip; /* four or sixteen octets, below */
	unsigned ip_size;
	int from, until; /* days from NOW; both 0: -10, 90 */
	bool ca;
	int path_length;	     /* of a CA, plus one; 0: no limit */
	const struct made *issuer;   /* NULL: self-signed */
	const struct made *same_key; /* NULL: a key of its own */
	gnutls_pk_algorithm_t kind;  /* 0: ECDSA, P-256 */
	unsigned bits;
	gnutls_digest_algorithm_t hash; /* 0: SHA-256 */
	const char *permitted;		/* name constraint, a DNS domain */
	const char *purpose;		/* OID of the extended key usage */
	const char *issuer_url;		/* where its issuer is to be had */
	bool must_staple;
	bool unknown;	/* a critical extension that nobody knows */
	bool no_key_id;
	int version; /* 0: 3 */
};

struct made make(struct spec spec);
void unmake(struct made *m);

/* The certificate's DER or PEM; the data is GnuTLS's to free. */
gnutls_datum_t exported(const struct made *m, gnutls_x509_crt_fmt_t format);

#endif
