/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server's reply, RFC 5321 section 4.2, with its enhanced status code,
 * RFC 2034 and 3463.  It is fed line by line, owns what it keeps, and is
 * valid until reply_reset().
 */
#ifndef SMTPCHECK_SMTP_REPLY_H
#define SMTPCHECK_SMTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum {
	REPLY_LINE_MOST = 16384,	/* RFC 4954 has lines of 12288 */
	REPLY_LINES_MOST = 1000,
	REPLY_BYTES_MOST = 256 * 1024
};

struct reply {
	int code;		/* 0: nothing has come yet */
	int enhanced[3];	/* class, subject, detail; zeros: none */
	bool complete;
	bool bare_lf;		/* a line ended in LF alone */
	size_t count;
	size_t ends[REPLY_LINES_MOST];	/* where each line ends in bytes */
	struct buf bytes;	/* the lines without their ends, any byte */
};

void reply_init(struct reply *r);
void reply_release(struct reply *r);
void reply_reset(struct reply *r);

/*
 * Take a line without its line end.  0, or -1 with ERR_GRAMMAR or ERR_LIMIT;
 * the line is kept in either case, so that it can be shown.
 */
int reply_add_line(struct reply *r, const char *line, size_t n,
		   struct err *err);

/* Line i, n bytes long; not a string. */
const char *reply_line(const struct reply *r, size_t i, size_t *n_out);

/* The text of line i behind the code and its separator. */
const char *reply_text(const struct reply *r, size_t i, size_t *n_out);

/* Does the code start with one of the prefixes in "250,35"? */
bool reply_is(const struct reply *r, const char *prefixes);

#endif
