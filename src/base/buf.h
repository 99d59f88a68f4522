/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Growing bytes with a required maximum.
 *
 * A buf owns its bytes and keeps a NUL behind them, so that data may be read
 * as a string where it holds no NUL of its own.  An addition that would pass
 * the maximum changes nothing and returns -1: whoever fills a buffer from the
 * outside must say what is too much.  What a buf held is wiped whenever it is
 * moved or released, so that it may hold a secret.
 */
#ifndef SMTPCHECK_BASE_BUF_H
#define SMTPCHECK_BASE_BUF_H

#include <stddef.h>

struct buf {
	char *data;	/* NULL until the first byte is added */
	size_t len;	/* bytes held, without the NUL */
	size_t cap;	/* bytes allocated */
	size_t max;	/* len never exceeds this */
};

void buf_init(struct buf *b, size_t max);

/* Wipe and free the bytes; the buf may be used again. */
void buf_release(struct buf *b);

/* Forget the bytes and keep the room. */
void buf_clear(struct buf *b);

/* Append.  0, or -1 when the maximum would be passed. */
int buf_add(struct buf *b, const void *p, size_t n);
int buf_adds(struct buf *b, const char *s);
int buf_addc(struct buf *b, char c);
int buf_addf(struct buf *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Remove the first n bytes. */
void buf_consume(struct buf *b, size_t n);

/* The bytes as a string: never NULL, borrowed until the next change. */
const char *buf_str(const struct buf *b);

/* Hand the bytes over as a string that the caller frees. */
char *buf_take(struct buf *b);

#endif
