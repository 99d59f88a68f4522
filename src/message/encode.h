/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the message room: a segment as base64 in lines of 76 characters
 * (RFC 2045 section 6.8), each ended by CR LF, the last one too.
 */
#ifndef SMTPCHECK_MESSAGE_ENCODE_H
#define SMTPCHECK_MESSAGE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "message/segment.h"

enum {
	ENCODE_BYTES = 57,	/* of the segment in a line */
	ENCODE_LINE = 78	/* characters of a line, CR LF included */
};

struct encoder {
	char line[ENCODE_LINE];		/* one that did not fit */
	size_t line_at, line_end;
	size_t lines;			/* ends of lines so far */
	size_t at, end;			/* of the block */
	bool ended;
	char block[576 * ENCODE_BYTES];
};

void encode_open(struct encoder *e);

/* As raw_read(). */
ssize_t encode_read(struct encoder *e, struct raw *raw, char *bytes,
		    size_t n, struct err *err);

#endif
