/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1), by
 * whole words: a host that is called "starttls.example" offers nothing.
 * Thrown away after STARTTLS (RFC 3207 section 4.2) and after XCLIENT.
 */
#ifndef SMTPCHECK_SMTP_CAPABILITIES_H
#define SMTPCHECK_SMTP_CAPABILITIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct buf;
struct reply;

struct capabilities {
	struct strings lines;		/* each offer as sent, made printable */
	struct strings mechanisms;	/* of AUTH, each once */
	struct strings attributes;	/* of XCLIENT */
	bool starttls, pipelining, auth, xclient, prdr;
};

void capabilities_parse(struct capabilities *c, const struct reply *ehlo);
void capabilities_release(struct capabilities *c);

/* Is this SASL mechanism offered? */
bool capabilities_offer(const struct capabilities *c, const char *mechanism);

/* Is this attribute of XCLIENT offered? */
bool capabilities_has_attribute(const struct capabilities *c,
				const char *attribute);

/* The mechanisms with spaces between, or NULL; freed by the caller. */
char *capabilities_mechanisms(const struct capabilities *c);

/* ---- two of them side by side; capabilities_diff.c ---- */

/*
 * The mechanisms that send a password, or a token as good as one, without
 * those that except offers (NULL: none), as above.
 */
char *capabilities_cleartext(const struct capabilities *c,
			     const struct capabilities *except);

/*
 * Add to out what changed from clear to TLS though no server has a reason to
 * change it: "gone under TLS: DSN; ...", or nothing.  AUTH as a whole is left
 * to the caller.
 */
void capabilities_compare(const struct capabilities *before,
			  const struct capabilities *after, struct buf *out);

/* The same of all that came and went: "gone: AUTH; new: BURL", or nothing. */
void capabilities_changes(const struct capabilities *before,
			  const struct capabilities *after, struct buf *out);

#endif
