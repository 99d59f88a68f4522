/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one filter every message passes on its way out (RFC 5321 sections
 * 2.3.8, 4.5.2): whatever the line ends were, CR LF goes out, a bare CR or LF
 * becomes one too (so that no server can read another message into this
 * one), and a dot at the start of a line is doubled.  lines_end() closes the
 * last line and writes the final dot.
 *
 * A raw message (--no-data-fixup) is the exception that the user asked for:
 * its bytes go out as they are, the final dot is its own affair, and all that
 * lines_end() adds is a CR LF where the last bytes are none.
 *
 * It holds three flags, a count and no bytes, and begins as zeros.
 */
#ifndef SMTPCHECK_MESSAGE_LINES_H
#define SMTPCHECK_MESSAGE_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

struct lines {
	bool raw;	/* see message_is_raw(); set before the first byte */
	bool mid_line;	/* the last bytes out were no line end */
	bool after_cr;	/* the last byte in was a CR: an LF belongs to it */
	size_t ends;	/* of lines that went out, but for a raw message's */
};

/* Most bytes that n bytes in can become, and most that the end adds. */
#define LINES_MOST(n) (2 * (n))
#define LINES_END_MOST 5

/* Append what n bytes become.  out must have room for LINES_MOST(n). */
void lines_feed(struct lines *l, const char *bytes, size_t n,
		struct buf *out);

/*
 * Take n bytes that need no change, which the caller sends as they are: whole
 * lines or parts of them, with CR LF, and no dot at the start of one.  false
 * where a line end is torn apart; then lines_feed() must have them.
 */
bool lines_pass(struct lines *l, const char *bytes, size_t n);

/*
 * Append what ends the message: a line end where one is due, then ".\r\n".
 * out must have room for LINES_END_MOST.
 */
void lines_end(struct lines *l, struct buf *out);

#endif
