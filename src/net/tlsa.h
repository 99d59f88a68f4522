/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server's certificates make of the TLSA records that speak of them:
 * RFC 6698, RFC 7671, by the rules for SMTP, RFC 7672.
 */
#ifndef SMTPCHECK_NET_TLSA_H
#define SMTPCHECK_NET_TLSA_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <time.h>

struct dane_record;
struct peer_proof;
struct tls_facts;
struct tls_policy;

/*
 * Judge facts->dane by the certificates that came, behind the usual
 * verification: each record gets its verdict; what a match makes void goes to
 * facts->waived (and dane.waived); where none of the records holds that has
 * to, REASON_DANE is added.  Nothing is done where DANE was not asked for.
 */
void tlsa_judge(const struct peer_proof *proof, const struct tls_policy *policy,
		time_t now, struct tls_facts *facts);

/* Does the record speak of this certificate, whatever its usage? */
bool tlsa_matches(const struct dane_record *r, const gnutls_datum_t *der);

#endif
