/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server's TLSA records, and how far DNSSEC vouches for them: RFC 7672
 * section 2.2, within a deadline.
 */
#ifndef SMTPCHECK_NET_DANE_FIND_H
#define SMTPCHECK_NET_DANE_FIND_H

#include <stdint.h>

#include "base/dane.h"
#include "base/err.h"

struct patience;

/* All borrowed. */
struct dane_question {
	const char *host;	/* where the link goes, by its name */
	uint16_t port;
	const char *domain;	/* whose mail exchange that is, or NULL */
	const char *anchor;	/* as struct validator_basis has them */
	const char *server;
};

/* Can any be looked up here?  0, or -1 with ERR_LIBRARY or ERR_FILE. */
int dane_check(const struct dane_question *q, struct err *err);

/*
 * Fill state, base, domain, insecure_mx, why and records of *out, which is
 * fresh; what went wrong is a state, DANE_FAILED.  -1 with ERR_INTERRUPTED
 * alone.
 */
int dane_find(const struct dane_question *q, const struct patience *patience,
	      struct dane_result *out, struct err *err);

#endif
