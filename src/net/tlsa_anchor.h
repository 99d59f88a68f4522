/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The path from a server's certificate to the trust anchor that a TLSA record
 * of usage 2 speaks of, for net/tlsa.c.
 */
#ifndef SMTPCHECK_NET_TLSA_ANCHOR_H
#define SMTPCHECK_NET_TLSA_ANCHOR_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct dane_record;

struct anchor_path {
	const gnutls_datum_t *certs;	/* as sent, leaf first */
	unsigned count;
	time_t now;
	/* what came of it */
	bool anchor_seen;	/* the record's certificate is there */
	size_t depth;		/* of the anchor, along the path */
	unsigned reasons;	/* tls_reasons of the path up to there */
};

/*
 * Look for the record's certificate among those sent, behind the leaf; one
 * that the record itself holds need not be sent (RFC 7671 section 5.2.3).
 * true: it issued the server's, however good the path is otherwise.
 */
bool anchor_find(const struct dane_record *r, struct anchor_path *path);

#endif
