/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PKCS#12 file (.p12, .pfx): a key, its certificate and others (RFC 7292). */
#ifndef SMTPCHECK_NET_PKCS12_H
#define SMTPCHECK_NET_PKCS12_H

#include <gnutls/x509.h>

#include "base/err.h"

struct buf;
struct tls_place;

/* Either may be NULL and 0: the file has none. */
struct pkcs12 {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t *certs;	/* the key's first, its chain, others */
	unsigned count;
};

/*
 * Open what was read from the place.  0, or -1 with ERR_FILE;
 * pkcs12_release() is due after 0 alone.
 */
int pkcs12_open(struct pkcs12 *p, const struct buf *bytes,
		const struct tls_place *place, struct err *err);

void pkcs12_release(struct pkcs12 *p);

#endif
