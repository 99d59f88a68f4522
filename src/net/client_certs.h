/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The certificates of a file or a token, in the order in which they are
 * there.  It owns them.
 */
#ifndef SMTPCHECK_NET_CLIENT_CERTS_H
#define SMTPCHECK_NET_CLIENT_CERTS_H

#include <gnutls/x509.h>
#include <stdbool.h>

#include "base/err.h"

struct tls_place;

struct client_certs {
	gnutls_x509_crt_t *at;
	unsigned count;
	bool behind_first;	/* in: of a PKCS#12 file without the first,
				 * which is the key's own */
};

/*
 * Fetch them.  0, or -1 with ERR_FILE, also where there is none;
 * client_certs_release() is due in both cases.
 */
int client_certs_load(struct client_certs *c, const struct tls_place *place,
		      struct err *err);

void client_certs_release(struct client_certs *c);

#endif
