/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of judging certificates, for net/verify*.c alone: the scene and
 * its parts, each of which adds the reasons that it finds.
 */
#ifndef SMTPCHECK_NET_VERIFY_JUDGE_H
#define SMTPCHECK_NET_VERIFY_JUDGE_H

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/tls_facts.h"
#include "base/tls_policy.h"

enum { JUDGE_DEPTH_MOST = 16 }; /* as GnuTLS */

/* Dates and hashes are judged here, one by one. */
#define JUDGE_LENIENT                                                          \
	(GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN |      \
	 GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1)

struct certs {
	gnutls_x509_crt_t *at;
	size_t count;
};

struct judge {
	const struct tls_policy *policy;
	time_t now;
	struct tls_facts *facts;
	struct certs sent, store;
	gnutls_x509_crt_t path[JUDGE_DEPTH_MOST]; /* borrowed, leaf first */
	size_t last;			   /* index of the path's end */
	bool stored;			   /* the end is of the store */
	bool root;			   /* and its own issuer */
};

/*
 * A reason holds at this depth; 0 is no reason.  note is what there is to say
 * of it, or NULL, and is taken over.
 */
void judge_add(struct judge *j, unsigned reason, size_t depth, char *note);

/* The subject of a certificate in its one-line form, freed by the caller. */
char *judge_subject(gnutls_x509_crt_t cert);

/* ---- the path from the leaf to a root: verify_path.c ---- */

void judge_find_path(struct judge *j);

/* Does the path end where it must? */
void judge_end(struct judge *j);

bool judge_is_issued_by(gnutls_x509_crt_t cert, gnutls_x509_crt_t issuer);
bool judge_is_signed_by(gnutls_x509_crt_t cert, gnutls_x509_crt_t issuer);

/* ---- each certificate of the path: verify_elements.c ---- */

unsigned judge_dates(const struct judge *j, gnutls_x509_crt_t cert);
void judge_elements(struct judge *j);
void judge_whole(struct judge *j);

/* ---- beside the path ---- */

/* What of them runs out soon; verify_ending.c. */
void judge_endings(struct judge *j);

/* The stapled OCSP response, of no bytes where none came; verify_staple.c. */
void judge_staple(struct judge *j, const gnutls_datum_t *response);

/* The pins, when all else is judged; verify_pin.c. */
void judge_pins(struct judge *j);

#endif
