/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A SCRAM server's two messages in their parts (RFC 5802 section 7).  A
 * hostile server may have sent them.
 */
#ifndef SMTPCHECK_SASL_SCRAM_MESSAGE_H
#define SMTPCHECK_SASL_SCRAM_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "sasl/sasl.h"

enum {
	SCRAM_ROUNDS_LEAST = 4096,	/* RFC 5802 section 5.1, RFC 7677 */
	SCRAM_ROUNDS_MOST = 1000000
};

struct scram_challenge {
	char *nonce;		/* ours, and the server's behind it */
	char *salt;		/* decoded, salt_n bytes */
	size_t salt_n;
	unsigned rounds;	/* 1 to SCRAM_ROUNDS_MOST */
};

/*
 * Read the first one, which must extend the nonce.  SASL_SEND where it can be
 * answered, else SASL_BAD_CHALLENGE with err; scram_challenge_release() is
 * due in both cases.
 */
enum sasl_result scram_challenge_read(struct scram_challenge *c,
				      const struct sasl *s, const char *text,
				      const char *nonce, struct err *err);
void scram_challenge_release(struct scram_challenge *c);

/*
 * Is there anything in n bytes that no SCRAM message has, a NUL or what is no
 * UTF-8?  text is the same with a NUL behind it.
 */
enum sasl_result scram_check_text(const struct sasl *s, const char *text,
				  size_t n, struct err *err);

/* What an error (RFC 5802 section 7, server-error-value) means, or NULL. */
const char *scram_error_words(const char *error);

/* Is it what comes of somebody in between? */
bool scram_error_suspect(const char *error);

#endif
