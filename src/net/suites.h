/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cipher suites that GnuTLS has, by OpenSSL's names and classes, which
 * are what people know.  Those that need more than certificates (PSK, SRP)
 * are not among them.
 */
#ifndef SMTPCHECK_NET_SUITES_H
#define SMTPCHECK_NET_SUITES_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a suite is made of, a bit each.  A suite has just one of each kind;
 * TLS 1.3 leaves key exchange and authentication open, which is a kind of its
 * own here.
 */
enum trait {
	TRAIT_KX_RSA,
	TRAIT_KX_DHE,
	TRAIT_KX_ECDHE,
	TRAIT_KX_OPEN,
	TRAIT_AU_RSA,
	TRAIT_AU_DSS,
	TRAIT_AU_ECDSA,
	TRAIT_AU_NULL,
	TRAIT_AU_OPEN,
	TRAIT_AES128,
	TRAIT_AES256,
	TRAIT_AES128_GCM,
	TRAIT_AES256_GCM,
	TRAIT_AES128_CCM,
	TRAIT_AES256_CCM,
	TRAIT_AES128_CCM8,
	TRAIT_AES256_CCM8,
	TRAIT_CAMELLIA128,
	TRAIT_CAMELLIA256,
	TRAIT_CAMELLIA128_GCM,
	TRAIT_CAMELLIA256_GCM,
	TRAIT_CHACHA20,
	TRAIT_3DES,
	TRAIT_RC4,
	TRAIT_ENC_NULL,
	TRAIT_MD5,
	TRAIT_SHA1,
	TRAIT_SHA256,
	TRAIT_SHA384,
	TRAIT_AEAD,
	TRAIT_SINCE_SSL3,
	TRAIT_SINCE_TLS1_0,
	TRAIT_SINCE_TLS1_2,
	TRAIT_SINCE_TLS1_3
};

#define TRAIT(name) ((uint64_t)1 << TRAIT_##name)

struct suite {
	gnutls_kx_algorithm_t kx;	/* UNKNOWN with TLS 1.3 */
	gnutls_cipher_algorithm_t cipher;
	gnutls_mac_algorithm_t mac;
	const char *formal;		/* GnuTLS's name for it */
	char name[48];			/* OpenSSL's */
	uint64_t traits;
};

enum { SUITES_MOST = 256 };

/* Fill suites with what there is, best first.  How many there are. */
size_t suites_list(struct suite suites[SUITES_MOST]);

/*
 * Does a formal name mean the suite?  "TLS_RSA_WITH_AES_128_CBC_SHA" (IANA)
 * is as good as GnuTLS's own way to spell it.
 */
bool suite_has_formal_name(const struct suite *s, const char *name);

/* OpenSSL's name for the suite that a session has come to. */
void suite_of_session(gnutls_session_t session, char *name, size_t n);

/*
 * A class of OpenSSL's, such as "HIGH" or "kRSA": of each kind that there are
 * traits of, a suite of the class has one of them.  0: no suite is of it.
 */
struct suite_class {
	const char *name;
	uint64_t traits;
};

/* The class of that name (letters of either case alike), or NULL. */
const struct suite_class *suite_class_of(const char *name);

bool suite_is_of(const struct suite *s, const struct suite_class *c);

/* A name that OpenSSL has, or once had, for what GnuTLS cannot do. */
bool suite_is_foreign(const char *name);

#endif
