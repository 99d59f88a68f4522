/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the transcript says of a TLS session, line by line, as swaks did. */
#ifndef SMTPCHECK_REPORT_TLS_LINES_H
#define SMTPCHECK_REPORT_TLS_LINES_H

#include <stddef.h>

struct strings;
struct tls_certificate;
struct tls_facts;

/* Cipher, both ends' certificates, and whether the server's is good. */
void tls_lines(struct strings *out, const struct tls_facts *facts);

/* The certificates as PEM. */
void tls_pem_lines(struct strings *out, const struct tls_certificate *certs,
		   size_t count);

/* Why a certificate was not good enough; freed by the caller. */
char *tls_refusal(const struct tls_facts *facts);

#endif
