/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SASL mechanisms (RFC 4422), each a small unit in a table whose order is the
 * order of preference.  A unit sees raw bytes only: base64, 334, "*" and line
 * limits belong to the auth step.  A unit owns nothing; the exchange is the
 * caller's, who keeps the credentials alive and wipes them.
 */
#ifndef SMTPCHECK_SASL_SASL_H
#define SMTPCHECK_SASL_SASL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct buf;

/* One exchange; set it to zero but for the first three and call sasl_step. */
struct sasl {
	const struct sasl_mechanism *mechanism;
	const char *user, *password;
	int round;		/* responses made so far */
	/* what the last response holds: the secret's place, for hiding */
	size_t secret_at, secret_n;
	bool derived;		/* a digest made with the secret, not it */
};

/* Whose turn or whose fault it is. */
enum sasl_result {
	SASL_SEND,		/* the response is to be sent */
	SASL_BAD_CHALLENGE,	/* theirs: the challenge means nothing */
	SASL_UNUSABLE		/* ours: not with these credentials */
};

struct sasl_mechanism {
	const char *name;
	bool client_first;	/* the first response needs no challenge */
	bool cleartext;		/* who reads the wire has the password */
	enum sasl_result (*step)(struct sasl *, const char *challenge,
				 size_t n, struct buf *out, struct err *);
};

/* In order of preference. */
extern const struct sasl_mechanism *const sasl_mechanisms[];
extern const size_t sasl_mechanism_count;

/* The mechanism of that name, letters of either case alike, or NULL. */
const struct sasl_mechanism *sasl_find(const char *name, size_t n);

/*
 * Append the next response to out.  challenge is NULL before the first.  err
 * is set unless the result is SASL_SEND.
 */
enum sasl_result sasl_step(struct sasl *s, const char *challenge, size_t n,
			   struct buf *out, struct err *err);

extern const struct sasl_mechanism sasl_cram_md5;
extern const struct sasl_mechanism sasl_plain;
extern const struct sasl_mechanism sasl_login;

#endif
