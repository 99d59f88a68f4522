/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing bytes with a required maximum: see buf.h. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void buf_release(struct buf *b)
{
	if (b->data)
		mem_wipe(b->data, b->cap);
	free(b->data);
	*b = (struct buf){ .max = b->max };
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

/*
 * Not realloc(), which may leave a copy of a secret behind in freed memory.
 */
static void grow(struct buf *b, size_t need)
{
	size_t cap = b->cap ? b->cap : 64;
	char *data;

	while (cap < need)
		cap *= 2;
	data = mem_new(cap);
	if (b->data) {
		memcpy(data, b->data, b->len);
		mem_wipe(b->data, b->cap);
		free(b->data);
	}
	b->data = data;
	b->cap = cap;
}

int buf_add(struct buf *b, const void *p, size_t n)
{
	if (n > b->max || b->len > b->max - n)
		return -1;
	if (b->len + n + 1 > b->cap)
		grow(b, b->len + n + 1);
	if (n)
		memcpy(b->data + b->len, p, n);
	b->len += n;
	b->data[b->len] = '\0';
	return 0;
}

int buf_adds(struct buf *b, const char *s)
{
	return buf_add(b, s, strlen(s));
}

int buf_addc(struct buf *b, char c)
{
	return buf_add(b, &c, 1);
}

int buf_addf(struct buf *b, const char *format, ...)
{
	va_list ap;
	char *text;
	int n, result;

	va_start(ap, format);
	n = vasprintf(&text, format, ap);
	va_end(ap);
	if (n < 0)
		mem_exhausted();
	result = buf_add(b, text, (size_t)n);
	mem_wipe(text, (size_t)n);
	free(text);
	return result;
}

void buf_consume(struct buf *b, size_t n)
{
	if (!n)
		return;
	memmove(b->data, b->data + n, b->len - n);
	b->len -= n;
	b->data[b->len] = '\0';
}

const char *buf_str(const struct buf *b)
{
	return b->data ? b->data : "";
}

char *buf_take(struct buf *b)
{
	char *data = b->data ? b->data : mem_new(1);

	*b = (struct buf){ .max = b->max };
	return data;
}
