/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The certificate that this end has for a server that asks for one.  It is
 * read before there is a connection, so that trouble with it is not found
 * half-way through a session.
 */
#ifndef SMTPCHECK_NET_TLS_CLIENT_H
#define SMTPCHECK_NET_TLS_CLIENT_H

#include "base/err.h"

struct tls_policy;
struct tls_setup;

/* What a server may not like about the certificate, whatever the day. */
enum client_fault {
	CLIENT_NOT_FOR_CLIENTS = 1 << 0, /* its purposes lack clientAuth */
	CLIENT_NOT_FOR_SIGNING = 1 << 1	 /* its key usage, a signature */
};

/*
 * Put the policy's certificate, key and chain into the setup's credentials,
 * just as they stand in their files: nothing is sorted, since what a server
 * makes of them may be what is tested.  Fills the setup's client members,
 * which stay empty where the policy has none.  0, or -1 with err (ERR_FILE).
 */
int tls_client_load(struct tls_setup *s, const struct tls_policy *policy,
		    struct err *err);

#endif
