/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Kerberos context by the system's GSSAPI library, which is loaded when one
 * is wanted: most systems lack it, and most runs do not need it.  It takes
 * the user's ticket from where kinit has put it, and may ask the realm's
 * server for one more, in as long as that library's own limits let it.
 */
#ifndef SMTPCHECK_SASL_KERBEROS_H
#define SMTPCHECK_SASL_KERBEROS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct buf;
struct kerberos;

/*
 * A context for service@host, or NULL with ERR_LIBRARY: there is no library,
 * or it has not what it takes.
 */
struct kerberos *kerberos_open(const char *service, const char *host,
			       struct err *err);
void kerberos_close(struct kerberos *k);

/*
 * Take the server's token (NULL: the first step) and append the next, which
 * may be empty.  0, or -1 with the library's words: ERR_GRAMMAR where a token
 * of the server's was the matter, else ERR_LIBRARY.
 */
int kerberos_step(struct kerberos *k, const char *token, size_t n,
		  struct buf *out, struct err *err);

/* Is the context complete, each side sure of the other? */
bool kerberos_complete(const struct kerberos *k);

/* A message under the context, taken out of its cover or put into one. */
int kerberos_unwrap(struct kerberos *k, const char *token, size_t n,
		    struct buf *out, struct err *err);
int kerberos_wrap(struct kerberos *k, const struct buf *text,
		  struct buf *out, struct err *err);

#endif
