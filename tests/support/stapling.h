/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An OCSP response for the fake server to send along with its certificate.
 */
#ifndef SUPPORT_STAPLING_H
#define SUPPORT_STAPLING_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

#include "text.h"

/*
 * Sends a response of this kind (see staple.h) along with the certificate
 * NAME of DIR, signed with DIR's ca-key.pem.  false with WHY.  It is kept until
 * the next one is made.
 */
bool staple_certificate(gnutls_certificate_credentials_t cred, const char *dir,
			const char *name, const char *kind, struct text *why);

#endif
