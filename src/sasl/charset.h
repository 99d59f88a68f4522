/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * User names and passwords in the encodings that old mechanisms want.  What
 * comes in is the user's own text: UTF-8, or any other bytes.
 */
#ifndef SMTPCHECK_SASL_CHARSET_H
#define SMTPCHECK_SASL_CHARSET_H

#include <stdbool.h>

struct buf;

/* Is it UTF-8? */
bool charset_is_utf8(const char *text);

/* Is it UTF-8, with a character that ISO 8859-1 does not have? */
bool charset_beyond_latin1(const char *text);

/*
 * Append the text in ISO 8859-1; as it is, where that cannot be or it is no
 * UTF-8.  0, or -1 when the buffer is full.
 */
int charset_add_latin1(struct buf *out, const char *text);

/*
 * Append the text in UTF-16, low byte first, in capitals where upper says so.
 * A byte that is no UTF-8 counts as ISO 8859-1.  0, or -1 when full.
 */
int charset_add_utf16(struct buf *out, const char *text, bool upper);

#endif
