/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of ciphers in OpenSSL's form, made into words for GnuTLS.
 *
 * GnuTLS is told key exchanges, ciphers and MACs, not suites, and offers
 * every suite that can be made of them: what is offered may be more than the
 * list names.  So the names are kept, for whoever judges what a server chose.
 */
#ifndef SMTPCHECK_NET_CIPHERS_H
#define SMTPCHECK_NET_CIPHERS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct ciphers {
	char *offer;		/* "+ECDHE-RSA:+AES-256-GCM:+AEAD" */
	struct strings named;	/* suites by OpenSSL's names, best first */
	bool only_1_3;		/* nothing in it is for TLS 1.2 or older */
	bool anonymous;		/* there is one without a certificate */
	int level;		/* of @SECLEVEL, or -1 */
};

/*
 * Read a list that is to be offered with these versions (a set, see
 * base/tls_version.h).  A list that names nothing of TLS 1.3 leaves it its
 * usual ciphers, as with OpenSSL; where the list has some of those by
 * themselves, just these, so that fewer suites arise that it does not name.
 *
 * 0; or -1 with ERR_OPTION, for a word that means nothing or a list of which
 * nothing is left.  ciphers_release() is due in both cases.
 */
int ciphers_parse(struct ciphers *c, const char *list, unsigned versions,
		  struct err *err);

/* Is the suite of that name (OpenSSL's) one of those named? */
bool ciphers_name(const struct ciphers *c, const char *suite);

void ciphers_release(struct ciphers *c);

#endif
