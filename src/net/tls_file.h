/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files with a certificate or a key, and the form that they have.  The form
 * is told by what is in the file, never by its name.
 */
#ifndef SMTPCHECK_NET_TLS_FILE_H
#define SMTPCHECK_NET_TLS_FILE_H

#include <gnutls/gnutls.h>

#include "base/buf.h"
#include "base/err.h"

struct tls_place;

enum tls_form {
	FORM_PEM,	/* also what is none of these: errors speak of PEM */
	FORM_DER,
	FORM_PKCS12	/* certificates and their key, under a passphrase */
};

enum { TLS_FILE_MOST = 1 << 20 };

/*
 * Read all of the file into out, which is initialised here and released by
 * the caller in any case.  0, or -1 with ERR_FILE.
 */
int tls_file_read(const struct tls_place *place, struct buf *out,
		  struct err *err);

enum tls_form tls_file_form(const struct buf *bytes);

/* The bytes as GnuTLS has them, borrowed. */
gnutls_datum_t tls_file_datum(const struct buf *bytes);

/* Octets of the DER value that n bytes begin with; 0: none, or not all. */
size_t tls_der_length(const unsigned char *der, size_t n);

#endif
