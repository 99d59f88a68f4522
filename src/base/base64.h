/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Base64 (RFC 4648 section 4), whole buffers and blocks of a stream.
 *
 * The decoder is strict: no space, no missing padding, no bits behind the
 * end.  A lenient one would hide a server's fault that this program is there
 * to show.
 */
#ifndef SMTPCHECK_BASE_BASE64_H
#define SMTPCHECK_BASE_BASE64_H

#include <stddef.h>

struct buf;

/* Characters that n bytes take, padding included. */
#define BASE64_LENGTH(n) (((n) + 2) / 3 * 4)

/* Encode n bytes into out, which has BASE64_LENGTH(n) places; no NUL. */
void base64_encode(const void *bytes, size_t n, char *out);

/* Append the encoding of n bytes.  0, or -1 when the buffer is full. */
int base64_add(struct buf *out, const void *bytes, size_t n);

/* Append what text means.  -1: no base64, or the buffer is full. */
int base64_decode(struct buf *out, const char *text, size_t n);

#endif
