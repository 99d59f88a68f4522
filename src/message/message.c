/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message as a stream of segments: see message.h. */
#include "message/message.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "message/closing.h"
#include "message/encode.h"
#include "message/expand.h"
#include "message/file.h"
#include "message/segment.h"

/*
 * The last bytes of a closing message are held back until it is known whether
 * they are the last.  A caller with less room than SMALL is served from a
 * store of that size.
 */
enum { SMALL = 64 };

struct message_reader {
	const struct message *message;
	size_t at;			/* the segment */
	bool open;			/* and it is being read */
	bool ended;			/* a closing message is read through */
	bool plain;			/* not all was base64 */
	bool held_plain;		/* nor is what is held */
	size_t lines, held_lines;	/* ends of lines in base64 */
	size_t held, small_at, small_end;
	char last[CLOSING_MOST], small[SMALL];
	struct raw raw;
	union {
		struct encoder encoder;
		struct expander expander;
	} as;
};

struct message *message_new(void)
{
	return mem_new(sizeof(struct message));
}

void message_free(struct message *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->count; i++) {
		buf_release(&m->segments[i].bytes);
		free(m->segments[i].path);
	}
	free(m->segments);
	tokens_release(&m->tokens);
	message_free(m->body);
	free(m);
}

static struct segment *add_segment(struct message *m,
				   enum transform transform)
{
	size_t n = (m->count + 1) * sizeof(*m->segments);
	struct segment *s;

	m->segments = mem_resize(m->segments, n);
	s = &m->segments[m->count++];
	*s = (struct segment){ .transform = transform };
	buf_init(&s->bytes, SIZE_MAX / 4);
	return s;
}

/*
 * Bytes go on where the last segment is of their kind; not in base64, where
 * each is a part of its own.
 */
void message_add_bytes(struct message *m, const void *bytes, size_t n,
		       enum transform transform)
{
	struct segment *s = m->count ? &m->segments[m->count - 1] : NULL;

	if (!s || s->path || s->kept || s->transform != transform ||
	    transform == TRANSFORM_BASE64)
		s = add_segment(m, transform);
	buf_add(&s->bytes, bytes, n);
}

void message_add_string(struct message *m, const char *s)
{
	message_add_bytes(m, s, strlen(s), TRANSFORM_NONE);
}

void message_add_kept(struct message *m, const char *bytes, size_t n,
		      enum transform transform)
{
	struct segment *s = add_segment(m, transform);

	s->kept = bytes;
	s->kept_n = n;
}

static int keep_file(struct segment *s, int fd, const char *path, off_t from,
		     struct err *err)
{
	if (file_keep(fd, path, &s->bytes, err) < 0)
		return -1;
	buf_consume(&s->bytes, (size_t)from < s->bytes.len ? (size_t)from :
							     s->bytes.len);
	return 0;
}

int message_add_file(struct message *m, const char *path, off_t from,
		     enum transform transform, struct err *err)
{
	struct stat st;
	int result = 0, fd = file_open(path, 0, &st, err);
	struct segment *s;

	if (fd < 0)
		return -1;
	s = add_segment(m, transform);
	if (S_ISREG(st.st_mode)) {
		s->path = mem_string(path);
		s->from = from;
		s->size = st.st_size;
	} else {
		result = keep_file(s, fd, path, from, err);
	}
	close(fd);
	return result;
}

int message_add_source(struct message *m, const struct text_source *s,
		       enum transform transform, struct err *err)
{
	if (!s->text)
		return message_add_file(m, s->file, 0, transform, err);
	if (s->literal && transform != TRANSFORM_BASE64)
		transform = TRANSFORM_NONE;
	if (s->kept)
		message_add_kept(m, s->text, s->length, transform);
	else
		message_add_bytes(m, s->text, s->length, transform);
	return 0;
}

void message_set_tokens(struct message *m, const struct tokens *tokens)
{
	tokens_release(&m->tokens);
	tokens_copy(&m->tokens, tokens);
}

void message_set_body(struct message *m, struct message *body)
{
	message_free(m->body);
	m->body = body;
}

static bool has_place(const struct segment *s)
{
	const char *bytes = s->kept ? s->kept : buf_str(&s->bytes);
	size_t n = s->kept ? s->kept_n : s->bytes.len, at;

	if (s->transform != TRANSFORM_TEMPLATE)
		return false;
	return s->path || token_find(bytes, n, TOKEN_BODY, &at);
}

bool message_has_body(const struct message *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (has_place(&m->segments[i]))
			return true;
	return false;
}

void message_set_closing(struct message *m)
{
	m->closing = true;
}

void message_set_raw(struct message *m)
{
	m->raw = true;
}

bool message_is_raw(const struct message *m)
{
	return m->raw;
}

struct message_reader *message_open(const struct message *m)
{
	struct message_reader *r = mem_new(sizeof(*r));

	r->message = m;
	return r;
}

static bool expands(const struct segment *s)
{
	return s->transform == TRANSFORM_TOKENS ||
	       s->transform == TRANSFORM_TEMPLATE;
}

static int open_segment(struct message_reader *r, struct err *err)
{
	const struct segment *s = &r->message->segments[r->at];

	if (raw_open(&r->raw, s, err) < 0)
		return -1;
	if (s->transform == TRANSFORM_BASE64)
		encode_open(&r->as.encoder);
	else if (expands(s))
		expand_open(&r->as.expander, r->message,
			    s->transform == TRANSFORM_TEMPLATE);
	r->open = true;
	return 0;
}

static void close_segment(struct message_reader *r)
{
	if (!r->open)
		return;
	if (expands(&r->message->segments[r->at]))
		expand_close(&r->as.expander);
	raw_close(&r->raw);
	r->open = false;
}

void message_close(struct message_reader *r)
{
	if (!r)
		return;
	close_segment(r);
	free(r);
}

static ssize_t read_encoded(struct message_reader *r, char *bytes, size_t n,
			    struct err *err)
{
	struct encoder *e = &r->as.encoder;
	size_t before = e->lines;
	ssize_t got = encode_read(e, &r->raw, bytes, n, err);

	r->lines += e->lines - before;
	return got;
}

static ssize_t read_expanded(struct message_reader *r, char *bytes, size_t n,
			     struct err *err)
{
	struct expander *x = &r->as.expander;
	ssize_t got;

	x->plain = false;
	x->lines = 0;
	got = expand_read(x, &r->raw, bytes, n, err);
	r->plain = r->plain || x->plain;
	r->lines += x->lines;
	return got;
}

/* n bytes of the open segment, or fewer at its end. */
static ssize_t read_segment(struct message_reader *r, char *bytes, size_t n,
			    struct err *err)
{
	ssize_t got;

	switch (r->message->segments[r->at].transform) {
	case TRANSFORM_BASE64:
		return read_encoded(r, bytes, n, err);
	case TRANSFORM_TOKENS:
	case TRANSFORM_TEMPLATE:
		return read_expanded(r, bytes, n, err);
	case TRANSFORM_NONE:
		break;
	}
	got = raw_read(&r->raw, bytes, n, err);
	r->plain = r->plain || got > 0;
	return got;
}

/* n bytes of the segments, or fewer at the end. */
static ssize_t read_segments(struct message_reader *r, char *bytes, size_t n,
			     struct err *err)
{
	size_t done = 0;

	while (done < n && r->at < r->message->count) {
		ssize_t got;

		if (!r->open && open_segment(r, err) < 0)
			return -1;
		got = read_segment(r, bytes + done, n - done, err);
		if (got < 0)
			return -1;
		done += (size_t)got;
		if (done < n) {
			close_segment(r);
			r->at++;
		}
	}
	return (ssize_t)done;
}

/* Keep the last bytes read; those kept before were the first. */
static void hold(struct message_reader *r, const char *bytes)
{
	bool plain = r->plain;
	size_t lines = 0;

	for (size_t i = 0; i < CLOSING_MOST; i++)
		lines += bytes[i] == '\n';
	r->plain = plain || r->held_plain;
	r->held_plain = plain;
	r->lines += r->held_lines;
	r->lines -= lines;
	r->held_lines = lines;
	r->held = CLOSING_MOST;
	memcpy(r->last, bytes, CLOSING_MOST);
}

/* The same of a closing message; n is SMALL or more. */
static ssize_t read_closing(struct message_reader *r, char *bytes, size_t n,
			    struct err *err)
{
	ssize_t got;
	size_t length;

	if (r->ended)
		return 0;
	memcpy(bytes, r->last, r->held);
	got = read_segments(r, bytes + r->held, n - r->held, err);
	if (got < 0)
		return -1;
	length = r->held + (size_t)got;
	r->ended = length < n;
	if (r->ended)
		return (ssize_t)closing_fix(bytes, length);
	hold(r, bytes + n - CLOSING_MOST);
	return (ssize_t)(n - CLOSING_MOST);
}

static ssize_t read_small(struct message_reader *r, char *bytes, size_t n,
			  struct err *err)
{
	if (r->small_at == r->small_end) {
		ssize_t got = read_closing(r, r->small, SMALL, err);

		if (got <= 0)
			return got;
		r->small_at = 0;
		r->small_end = (size_t)got;
	}
	if (n > r->small_end - r->small_at)
		n = r->small_end - r->small_at;
	memcpy(bytes, r->small + r->small_at, n);
	r->small_at += n;
	return (ssize_t)n;
}

ssize_t message_read(struct message_reader *r, char *bytes, size_t n,
		     struct err *err)
{
	r->plain = false;
	r->lines = 0;
	if (!r->message->closing)
		return read_segments(r, bytes, n, err);
	if (n < SMALL || r->small_at < r->small_end)
		return read_small(r, bytes, n, err);
	return read_closing(r, bytes, n, err);
}

bool message_gave_base64(const struct message_reader *r, size_t *lines_out)
{
	*lines_out = r->lines;
	return !r->plain && !r->ended && r->small_at == r->small_end;
}
