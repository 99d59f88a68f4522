/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judging a server's certificates: chain and name apart, with every reason
 * (RFC 5280 section 6, RFC 9525).  The judgement is a value; what follows
 * from it is for the tls step and the plan's policy.
 */
#ifndef SMTPCHECK_NET_VERIFY_H
#define SMTPCHECK_NET_VERIFY_H

#include <gnutls/gnutls.h>
#include <time.h>

struct tls_policy;
struct tls_facts;

/* What a server showed of itself; borrowed from the session. */
struct peer_proof {
	const gnutls_datum_t *certs;	/* DER, leaf first */
	unsigned count;
	gnutls_datum_t staple;		/* an OCSP response; no bytes: none */
};

/*
 * Fill facts->chain from the certificates the peer sent, and facts->reasons,
 * bad_at, name_wanted, waived and judgement by policy, as of now unless the
 * policy says another day.  The order of those behind the leaf does not
 * matter.  A trust store that cannot be read counts as one that knows no
 * issuer; facts->trust_error tells of it.
 */
void verify_peer(const struct peer_proof *proof,
		 const struct tls_policy *policy, time_t now,
		 struct tls_facts *facts);

#endif
