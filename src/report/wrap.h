/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in columns, broken at spaces where there are some. */
#ifndef SMTPCHECK_REPORT_WRAP_H
#define SMTPCHECK_REPORT_WRAP_H

#include <stdio.h>

struct wrap {
	FILE *out;
	int width;	/* of the page, in columns */
	int column;	/* where the text begins; less than width */
	int used;	/* further columns that are taken on its first line */
};

/*
 * Write printable text (UTF-8, each LF a new line) and end the line; the
 * first one stands at column already.
 */
void wrap_write(const struct wrap *w, const char *text);

#endif
