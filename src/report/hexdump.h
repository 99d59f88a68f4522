/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes as people read them, sixteen to a row, as swaks shows them:
 *
 *	0000: 32 35 30 20  48 45 4C 50  0D 0A                       250.HELP..
 *
 * (offset in decimal; the text is padded to sixteen places.)  Bytes come in
 * pieces; rows are whole but for the last.
 */
#ifndef SMTPCHECK_REPORT_HEXDUMP_H
#define SMTPCHECK_REPORT_HEXDUMP_H

#include <stddef.h>

struct buf;

enum { HEXDUMP_ROW = 16 };

struct hexdump {
	const char *hint;	/* what stands before each row */
	size_t offset;		/* of the row */
	size_t count;		/* bytes in it so far */
	unsigned char row[HEXDUMP_ROW];
};

/* Take n bytes; rows that are full are added to out, each with a line end. */
void hexdump_feed(struct hexdump *d, const void *bytes, size_t n,
		  struct buf *out);

/* Add what there is of a last row; the next byte has offset 0 again. */
void hexdump_end(struct hexdump *d, struct buf *out);

#endif
