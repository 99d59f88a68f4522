/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A segment with its tokens replaced: see expand.h. */
#include "message/expand.h"

#include <string.h>

/* Not the block, whose bytes nobody reads before they are there. */
void expand_open(struct expander *x, const struct message *m, bool template)
{
	x->message = m;
	x->template = template;
	x->body = NULL;
	x->value = "";
	x->at = x->end = 0;
	x->ended = false;
}

void expand_close(struct expander *x)
{
	message_close(x->body);
}

/* Have the bytes of the longest token in the block. */
static int refill(struct expander *x, struct raw *raw, struct err *err)
{
	size_t left = x->end - x->at;
	ssize_t got;

	if (x->ended || left >= TOKEN_MOST)
		return 0;
	memmove(x->block, x->block + x->at, left);
	got = raw_read(raw, x->block + left, sizeof(x->block) - left, err);
	if (got < 0)
		return -1;
	x->at = 0;
	x->end = left + (size_t)got;
	x->ended = x->end < sizeof(x->block);
	return 0;
}

/* Take a token that the block goes on with; false where it is none. */
static bool take_token(struct expander *x)
{
	enum token token;
	size_t length = token_match(x->block + x->at, x->end - x->at, &token);

	if (!length)
		return false;
	if (token == TOKEN_BODY && x->template && x->message->body)
		x->body = message_open(x->message->body);
	else if (x->message->tokens.value[token])
		x->value = x->message->tokens.value[token];
	else
		return false;
	x->at += length;
	return true;
}

static ssize_t write_value(struct expander *x, char *bytes, size_t n)
{
	size_t length = strnlen(x->value, n);

	memcpy(bytes, x->value, length);
	x->value += length;
	x->plain = true;
	return (ssize_t)length;
}

/* Copy up to the next byte that may begin a token; the first is none. */
static ssize_t write_plain(struct expander *x, char *bytes, size_t n)
{
	const char *from = x->block + x->at;
	size_t length;

	if (n > x->end - x->at)
		n = x->end - x->at;
	length = 1 + token_distance(from + 1, n - 1);
	memcpy(bytes, from, length);
	x->at += length;
	x->plain = true;
	return (ssize_t)length;
}

static ssize_t read_body(struct expander *x, char *bytes, size_t n,
			 struct err *err)
{
	ssize_t got = message_read(x->body, bytes, n, err);
	size_t lines;

	if (got > 0 && !message_gave_base64(x->body, &lines))
		x->plain = true;
	else if (got > 0)
		x->lines += lines;
	return got;
}

/* At least one byte; 0 at the end. */
static ssize_t write_some(struct expander *x, struct raw *raw, char *bytes,
			  size_t n, struct err *err)
{
	ssize_t got;

	for (;;) {
		if (x->body) {
			got = read_body(x, bytes, n, err);
			if (got)
				return got;
			message_close(x->body);
			x->body = NULL;
		} else if (*x->value) {
			return write_value(x, bytes, n);
		} else if (refill(x, raw, err) < 0) {
			return -1;
		} else if (x->at == x->end) {
			return 0;
		} else if (!take_token(x)) {
			return write_plain(x, bytes, n);
		}
	}
}

ssize_t expand_read(struct expander *x, struct raw *raw, char *bytes,
		    size_t n, struct err *err)
{
	size_t done = 0;
	ssize_t got = 1;

	while (done < n && got) {
		got = write_some(x, raw, bytes + done, n - done, err);
		if (got < 0)
			return -1;
		done += (size_t)got;
	}
	return (ssize_t)done;
}
