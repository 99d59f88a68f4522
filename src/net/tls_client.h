/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The certificate that this end has for a server that asks for one.  It is
 * read before there is a connection, so that trouble with it is not found
 * half-way through a session.
 */
#ifndef SMTPCHECK_NET_TLS_CLIENT_H
#define SMTPCHECK_NET_TLS_CLIENT_H

#include <gnutls/gnutls.h>

#include "base/err.h"

struct tls_certificate;
struct tls_policy;

/*
 * Put the policy's certificate, key and chain into the credentials, just as
 * they stand in their files: nothing is sorted, since what a server makes of
 * them may be what is tested.  Their descriptions, leaf first, go to
 * *shown_out, which the caller frees with what they own; *count_out is 0
 * where the policy has none.  0, or -1 with err (ERR_FILE).
 */
int tls_client_load(gnutls_certificate_credentials_t credentials,
		    const struct tls_policy *policy,
		    struct tls_certificate **shown_out, size_t *count_out,
		    struct err *err);

#endif
