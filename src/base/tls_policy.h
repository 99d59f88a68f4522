/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the plan asks of a TLS session, as plain values: plan/ decides it,
 * net/ goes by it.  It borrows its strings.
 */
#ifndef SMTPCHECK_BASE_TLS_POLICY_H
#define SMTPCHECK_BASE_TLS_POLICY_H

#include <stdbool.h>

struct tls_setup;

struct tls_policy {
	const char *verify_name; /* host name or address, or NULL */
	const char *sni;	 /* name to send, or NULL for none */
	const char *ca_path;	 /* file or directory, NULL: the system's */
	const char *ciphers;	 /* OpenSSL's or GnuTLS's words, or NULL */
	const char *cert, *key, *chain; /* the client's PEM files, or NULL */
	unsigned versions;	 /* those asked for, see base/tls_version.h;
				  * 0: the usual ones */
	bool allow_old_versions; /* TLS 1.0 and 1.1 among the usual */
	bool allow_weak;	 /* RSA under 2048 bits, SHA-1, MD5 */
	bool allow_common_name;	 /* a name from the CN, RFC 9525 sec. 2 */
	const struct tls_setup *setup; /* what net/tls_setup.h made of this
					* beforehand, or NULL; borrowed */
};

#endif
