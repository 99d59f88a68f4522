/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What OpenSSL calls a failure, for net/tls*.c alone. */
#ifndef SMTPCHECK_NET_TLS_WHY_H
#define SMTPCHECK_NET_TLS_WHY_H

struct tls_facts;

/* OpenSSL's numbers for reasons; that of an alert is 1000 and its own. */
enum tls_openssl_reason {
	REASON_UNKNOWN_CIPHER = 248,
	REASON_UNSUPPORTED_PROTOCOL = 258,
	REASON_WRONG_CIPHER = 261,
	REASON_WRONG_VERSION = 267,
	REASON_UNEXPECTED_EOF = 294,
	REASON_UNSAFE_RENEGOTIATION = 338,
	REASON_WRONG_SIGNATURE = 370,
	REASON_WRONG_CURVE = 378,
	REASON_SMALL_PRIME = 394,
	REASON_ALERT = 1000
};

/* Fill facts->failure. */
void tls_set_failure(struct tls_facts *facts, int reason);

#endif
