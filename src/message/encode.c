/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 in lines, RFC 2045 section 6.8: see encode.h. */
#include "message/encode.h"

#include <string.h>

#include "base/base64.h"

/* Not the block, whose bytes nobody reads before they are there. */
void encode_open(struct encoder *e)
{
	e->line_at = e->line_end = e->lines = 0;
	e->at = e->end = 0;
	e->ended = false;
}

/* Have a whole line's bytes in the block, where there are so many. */
static int refill(struct encoder *e, struct raw *raw, struct err *err)
{
	size_t left = e->end - e->at;
	ssize_t got;

	if (e->ended || left >= ENCODE_BYTES)
		return 0;
	memmove(e->block, e->block + e->at, left);
	got = raw_read(raw, e->block + left, sizeof(e->block) - left, err);
	if (got < 0)
		return -1;
	e->at = 0;
	e->end = left + (size_t)got;
	e->ended = e->end < sizeof(e->block);
	return 0;
}

static size_t encode_line(struct encoder *e, char *line)
{
	size_t n = e->end - e->at, length;

	if (n > ENCODE_BYTES)
		n = ENCODE_BYTES;
	length = BASE64_LENGTH(n);
	base64_encode(e->block + e->at, n, line);
	memcpy(line + length, "\r\n", 2);
	e->at += n;
	return length + 2;
}

/* Characters written; 0: refill first, or at the end. */
static size_t write_some(struct encoder *e, char *bytes, size_t n)
{
	size_t done = 0;

	if (e->line_at < e->line_end) {
		done = e->line_end - e->line_at;
		if (done > n)
			done = n;
		memcpy(bytes, e->line + e->line_at, done);
		e->line_at += done;
		e->lines += e->line_at == e->line_end;
		return done;
	}
	while (e->end - e->at >= ENCODE_BYTES && n - done >= ENCODE_LINE) {
		done += encode_line(e, bytes + done);
		e->lines++;
	}
	if (!done && (e->ended || e->end - e->at >= ENCODE_BYTES) &&
	    e->at < e->end) {
		e->line_at = 0;
		e->line_end = encode_line(e, e->line);
		return write_some(e, bytes, n);
	}
	return done;
}

ssize_t encode_read(struct encoder *e, struct raw *raw, char *bytes,
		    size_t n, struct err *err)
{
	size_t done = 0, some;

	do {
		if (refill(e, raw, err) < 0)
			return -1;
		some = write_some(e, bytes + done, n - done);
		done += some;
	} while (some && done < n);
	return (ssize_t)done;
}
