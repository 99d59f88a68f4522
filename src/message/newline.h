/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Line ends in a text that the user gave.  There a line ends with LF, with
 * CR LF, or with a backslash and an n, since a shell makes it hard to give
 * the real thing.
 */
#ifndef SMTPCHECK_MESSAGE_NEWLINE_H
#define SMTPCHECK_MESSAGE_NEWLINE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the line end that the n bytes at p begin with, or 0. */
size_t newline_length(const char *p, size_t n);

/*
 * The first line end of a text: the place of it in *at_out and its length, or
 * 0 where there is none.
 */
size_t newline_find(const char *p, size_t n, size_t *at_out);

/* The length of a text without the line end that may be its last. */
size_t newline_trim(const char *p, size_t n);

/* What was seen of a text that is looked at in pieces.  Begins as zeros. */
struct newlines {
	bool last;	/* the text so far ends with a line end */
	bool empty;	/* two line ends in a row were seen */
	bool more;	/* and something behind them */
	bool half;	/* the last byte is a backslash */
	bool before;	/* what last was before it */
};

void newlines_see(struct newlines *s, const char *p, size_t n);

#endif
