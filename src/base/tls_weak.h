/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is weak in a TLS session that came about, by its facts: what nobody
 * should offer any more, though both ends took it.
 */
#ifndef SMTPCHECK_BASE_TLS_WEAK_H
#define SMTPCHECK_BASE_TLS_WEAK_H

struct buf;
struct tls_facts;

/* Add "TLSv1 is out of use (RFC 8996); ..." to out, or nothing. */
void tls_weak_describe(const struct tls_facts *facts, struct buf *out);

#endif
