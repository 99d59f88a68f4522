/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the plan asks of a TLS session, as plain values: plan/ decides it,
 * net/ goes by it.  It borrows its strings.
 */
#ifndef SMTPCHECK_BASE_TLS_POLICY_H
#define SMTPCHECK_BASE_TLS_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/tls_limit.h"

struct tls_setup;

/* Whom to ask for the passphrase of the client's key, or a token's PIN. */
struct tls_asker {
	/* The answer, freed by mem_free_secret(); NULL: there is none. */
	char *(*ask)(void *arg);
	void *arg;
};

/* The SHA-256 of a certificate or of a public key (SubjectPublicKeyInfo). */
struct tls_pin {
	unsigned char hash[32];
};

struct tls_policy {
	const char *verify_name; /* host name or address, or NULL */
	const char *sni;	 /* name to send, or NULL for none */
	const char *alpn;	 /* names to offer, with commas, or NULL */
	const char *ca_path;	 /* file or directory, NULL: the system's */
	const char *ciphers;	 /* OpenSSL's or GnuTLS's words, or NULL */
	const char *cert, *key, *chain; /* the client's: files or PKCS#11 URLs,
					 * or NULL */
	const char *key_password;	/* NULL: ask, where one is needed */
	const struct tls_asker *asker;	/* NULL: nobody to be asked */
	unsigned versions;	 /* those asked for, see base/tls_version.h;
				  * 0: the usual ones */
	bool allow_old_versions; /* TLS 1.0 and 1.1 among the usual */
	bool allow_weak;	 /* RSA under 2048 bits, SHA-1, MD5 */
	bool legacy;		 /* all that a server of long ago may need */
	bool allow_common_name;	 /* a name from the CN, RFC 9525 sec. 2 */
	bool heed_staple;	 /* a stapled OCSP response can be a reason */
	time_t verify_at;	 /* judge as of then; 0: as of now */
	struct tls_limit warn, crit; /* of what is left of certificates */
	const struct tls_pin *pins;
	size_t pin_count;
	unsigned pin_waives;	 /* reasons that a matching pin answers */
	unsigned dane_keeps;	 /* and those that a TLSA record does not */
	const struct tls_setup *setup; /* what net/tls_setup.h made of this
					* beforehand, or NULL; borrowed */
};

#endif
