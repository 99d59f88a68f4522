/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a TLS session is set up with: versions, ciphers and the certificate of
 * this end.  All that can be wrong with these can be wrong before there is a
 * connection, so a setup can be made on its own and handed in by the policy;
 * where none was, each session makes its own.
 */
#ifndef SMTPCHECK_NET_TLS_SETUP_H
#define SMTPCHECK_NET_TLS_SETUP_H

#include <stdbool.h>
#include <time.h>

#include "base/err.h"

struct strings;
struct tls_facts;
struct tls_policy;
struct tls_setup;

/* Does the policy ask for something that may be wrong? */
bool tls_setup_due(const struct tls_policy *policy);

/*
 * Make a setup by the policy, whose own one is not looked at.  NULL with err:
 * ERR_OPTION (versions or ciphers that cannot be had), ERR_FILE (certificate
 * or key), ERR_LIBRARY.
 */
struct tls_setup *tls_setup_new(const struct tls_policy *policy,
				struct err *err);

/*
 * Add to out what a server will not like about this end's certificate as of
 * now, and what was asked for and cannot be offered.
 */
void tls_setup_warnings(const struct tls_setup *s, time_t now,
			struct strings *out);

/* NULL is allowed.  No session may be using it any more. */
void tls_setup_free(struct tls_setup *s);

#endif
