/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What came of judging a server's certificates, beyond the set of reasons in
 * struct tls_facts: each reason where it occurred, what runs out soon, what
 * the stapled OCSP response said.  Plain values; it owns its strings, whose
 * bytes the server chose.
 *
 * A depth counts along the path to the root, 0 being the server's own
 * certificate, so it may be past the end of what was sent.
 */
#ifndef SMTPCHECK_BASE_TLS_JUDGEMENT_H
#define SMTPCHECK_BASE_TLS_JUDGEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct buf;

/* One reason at one depth. */
struct tls_fault {
	unsigned reason;	/* one of enum tls_reason */
	int depth;
	char *subject;		/* of the certificate there, or NULL */
	char *note;		/* "RSA, 1024 bits", or NULL */
};

/* A certificate that little is left of: see struct tls_limit. */
struct tls_ending {
	int depth;		/* or -1: sent, but no part of the path */
	char *subject;
	time_t not_after;
	long days;		/* whole ones left; negative: expired */
	int percent;		/* of its life, rounded down */
	bool critical;		/* below the lower limit */
	char limit[32];		/* which it is below: "25%, 30 days at most" */
};

/* What the OCSP response came to that the server sent along (RFC 6066). */
enum tls_staple_state {
	STAPLE_NONE,		/* nothing was sent, which is normal */
	STAPLE_GOOD,
	STAPLE_REVOKED,
	STAPLE_UNKNOWN,		/* the responder does not know it */
	STAPLE_STALE,		/* its next update was due */
	STAPLE_EARLY,		/* its time is yet to come */
	STAPLE_OTHER,		/* it is of another certificate */
	STAPLE_BAD_SIGNATURE,
	STAPLE_UNCHECKED,	/* there is no issuer to check it by */
	STAPLE_NO_ANSWER,	/* the responder would not say: "tryLater" */
	STAPLE_DAMAGED
};

struct tls_staple {
	enum tls_staple_state state;
	bool demanded;		/* the certificate demands one (RFC 7633) */
	time_t this_update;	/* or 0 */
	time_t next_update;	/* or 0: it does not say */
	time_t revoked_at;	/* with STAPLE_REVOKED */
	const char *why;	/* "keyCompromise", "tryLater", or NULL */
};

struct tls_judgement {
	time_t as_of;		/* the day it was judged by */
	struct tls_fault *faults;	/* by reason, then by depth */
	size_t fault_count;
	char *issuer_missing;	/* neither sent nor in the store, or NULL */
	char *issuer_url;	/* where it says that is (AIA), or NULL */
	struct tls_ending *endings;	/* the server's own first */
	size_t ending_count;
	struct tls_staple staple;
	bool pins_wanted;	/* pins were given */
	int pinned_at;		/* depth of what matched one, or -1 */
};

/* "good", "stale (its next update was due 2026-01-01)", for people. */
void tls_staple_text(const struct tls_staple *s, struct buf *out);

/* "2026-01-31", in UTC; out is returned. */
const char *tls_date(time_t at, char out[static 16]);

/* Fill to, whatever it holds, with copies of all that from has. */
void tls_judgement_copy(struct tls_judgement *to,
			const struct tls_judgement *from);

/*
 * date [ "T" time "Z" ] of RFC 3339, of days after 1970-01-01.  0, or -1 where
 * it is no such day or time.
 */
int tls_date_parse(const char *text, time_t *out);

/* Free what it owns. */
void tls_judgement_release(struct tls_judgement *j);

#endif
