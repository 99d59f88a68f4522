/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OCSP responses for tests, made of a certificate and its issuer's key: good
 * ones, and each kind that is not.  GnuTLS can read them but not make them.
 */
#ifndef SUPPORT_STAPLE_H
#define SUPPORT_STAPLE_H

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stddef.h>
#include <time.h>

enum staple_kind {
	MAKE_GOOD,
	MAKE_REVOKED,	    /* an hour ago, keyCompromise */
	MAKE_UNKNOWN,
	MAKE_STALE,	    /* its next update was due an hour ago */
	MAKE_EARLY,	    /* it begins in an hour */
	MAKE_OTHER,	    /* of a certificate with another number */
	MAKE_BAD_SIGNATURE,
	MAKE_NO_ANSWER,	    /* tryLater */
	MAKE_DAMAGED
};

enum { STAPLE_ROOM = 2048 };

struct staple_order {
	enum staple_kind kind;
	gnutls_x509_crt_t cert, issuer;
	gnutls_x509_privkey_t issuer_key; /* an elliptic one */
	time_t now;
};

/* The kind of that name ("good", "bad-signature"); -1: there is none. */
int staple_kind_of(const char *name);

/* Makes one in out; its length, or 0 where that cannot be done. */
size_t staple_make(const struct staple_order *order,
		   unsigned char out[static STAPLE_ROOM]);

#endif
