/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tokens of a message's text.  Each may be written in two ways, %DATE%
 * and ..DATE.., and %NEWLINE% also as a backslash and an n.
 */
#ifndef SMTPCHECK_MESSAGE_TOKENS_H
#define SMTPCHECK_MESSAGE_TOKENS_H

#include <stddef.h>

enum token {
	TOKEN_FROM_ADDRESS,
	TOKEN_TO_ADDRESS,
	TOKEN_CC_ADDRESS,
	TOKEN_BCC_ADDRESS,
	TOKEN_DATE,
	TOKEN_MESSAGEID,
	TOKEN_SWAKS_VERSION,
	TOKEN_NEWLINE,
	TOKEN_BODY,		/* the message's body, never a string */
	TOKEN_NEW_HEADERS,	/* put in when the header is made */
	TOKEN_COUNT
};

/* Bytes of the longest token, "..SWAKS_VERSION..". */
enum { TOKEN_MOST = 17 };

/* Strings to put in the place of tokens; NULL: such a token stays. */
struct tokens {
	char *value[TOKEN_COUNT];
};

/* A copy that owns its strings. */
void tokens_copy(struct tokens *to, const struct tokens *from);
void tokens_release(struct tokens *t);

/* Length of the token that the n bytes at p begin with, or 0. */
size_t token_match(const char *p, size_t n, enum token *token_out);

/* Bytes before the first one that a token may begin with: n, or fewer. */
size_t token_distance(const char *p, size_t n);

/* The first such token in a text: its place in *at_out, its length, or 0. */
size_t token_find(const char *p, size_t n, enum token token, size_t *at_out);

#endif
