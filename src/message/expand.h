/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the message room: a segment with its tokens replaced, however its
 * bytes fall into blocks.  The body's token is replaced by another message,
 * which is read as a stream too.
 */
#ifndef SMTPCHECK_MESSAGE_EXPAND_H
#define SMTPCHECK_MESSAGE_EXPAND_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "message/segment.h"

struct expander {
	const struct message *message;	/* whose tokens they are */
	bool template;			/* the body's token is replaced too */
	struct message_reader *body;	/* being read, or NULL */
	const char *value;		/* the rest of a token's */
	size_t at, end;			/* of the block */
	bool ended;
	bool plain;			/* not all that it gave is base64 */
	size_t lines;			/* ends of lines in what is */
	char block[32768];
};

void expand_open(struct expander *x, const struct message *m, bool template);
void expand_close(struct expander *x);

/* As raw_read(). */
ssize_t expand_read(struct expander *x, struct raw *raw, char *bytes,
		    size_t n, struct err *err);

#endif
