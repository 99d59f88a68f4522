/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Servers of long ago: what --tls-legacy offers them, and what this system's
 * own policy for GnuTLS (its file of overrides) keeps from being offered.
 */
#ifndef SMTPCHECK_NET_TLS_LEGACY_H
#define SMTPCHECK_NET_TLS_LEGACY_H

#include <stdbool.h>

struct buf;
struct tls_setup;

/* Add the priority's words for it; ciphers: also those it has for ciphers. */
void tls_legacy_add(struct buf *priority, bool ciphers);

/*
 * Fill s->barred by what s->priority has not, of the versions asked for and,
 * where they were asked for, of the ciphers.  A version that is not there for
 * want of a cipher is not barred: it goes from s->versions.
 */
void tls_legacy_barred(struct tls_setup *s, bool ciphers);

/* The same in words to be freed: "GnuTLS's policy ... forbids TLS 1.0". */
char *tls_legacy_barred_text(const struct tls_setup *s);

/* "this system's policy for GnuTLS (/etc/gnutls/config)", freed. */
char *tls_system_policy(void);

#endif
