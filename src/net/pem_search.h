/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking through files of PEM certificates for those of a few subjects. */
#ifndef SMTPCHECK_NET_PEM_SEARCH_H
#define SMTPCHECK_NET_PEM_SEARCH_H

#include <gnutls/x509.h>
#include <stddef.h>

#include "base/err.h"

struct pem_search {
	const gnutls_datum_t *names;	/* DER of each subject; borrowed */
	size_t count;
	gnutls_x509_crt_t *found;	/* whoever searches frees them */
	int found_count;
	size_t seen;			/* certificates, sought or not */
};

/*
 * Look through a file, named relative to the descriptor of its directory (or
 * AT_FDCWD); path is its name in an error.  0, or -1 with ERR_FILE.
 */
int pem_search_file(struct pem_search *s, int dir, const char *name,
		    const char *path, struct err *err);

#endif
