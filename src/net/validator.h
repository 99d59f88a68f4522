/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions to the DNS whose answers DNSSEC vouches for (RFC 4035), by
 * libunbound, the library below GnuTLS's own libdane.  It is loaded when one
 * is made, so that whoever asks for no DANE needs none.
 *
 * A call takes as long as it takes: make it apart (apart.h).
 */
#ifndef SMTPCHECK_NET_VALIDATOR_H
#define SMTPCHECK_NET_VALIDATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/dane.h"
#include "base/err.h"

struct validator;
struct ub_result;

/* Where it starts from; all borrowed. */
struct validator_basis {
	const char *anchor;	/* file of DS or DNSKEY; NULL: the system's */
	const char *server;	/* "192.0.2.1@53" to ask; NULL: the system's */
};

/* ERR_LIBRARY, ERR_FILE, ERR_OPTION with the server; NULL then. */
struct validator *validator_new(const struct validator_basis *basis,
				struct err *err);
void validator_free(struct validator *v);

/*
 * An answer: DANE_SECURE, DANE_INSECURE (there may be no data in either),
 * DANE_BOGUS or DANE_FAILED with why.
 */
struct validated {
	enum dane_state state;
	size_t count;			/* records of the type asked for */
	const char *canonical;		/* the name behind CNAMEs, or NULL */
	char why[256];
	struct validator *owner;
	struct ub_result *result;
};

/* validated_release() is due. */
void validator_ask(struct validator *v, const char *name, int type,
		   struct validated *out);

/* The i-th record's data, borrowed. */
const unsigned char *validated_at(const struct validated *a, size_t i,
				  size_t *n_out);
void validated_release(struct validated *a);

#endif
