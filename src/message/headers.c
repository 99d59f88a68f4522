/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The header of a message's text, RFC 5322 section 2.2: see headers.h.
 *
 * The text may come from anywhere and need not be a header at all; a field is
 * whatever stands in a line and the folded ones behind it.
 */
#include "message/headers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "message/message.h"
#include "message/newline.h"
#include "message/tokens.h"

bool header_end(const char *text, size_t n, size_t *end_out,
		size_t *body_out)
{
	size_t at = 0, end, length, second;

	while ((length = newline_find(text + at, n - at, &end)) > 0) {
		end += at;
		at = end + length;
		second = newline_length(text + at, n - at);
		if (second) {
			*end_out = end;
			*body_out = at + second;
			return true;
		}
	}
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * field = line *(newline WSP line)
 *
 * The length of the field that the n bytes at text begin with, and that of it
 * and the line end behind it in *next_out.
 */
static size_t field_length(const char *text, size_t n, size_t *next_out)
{
	size_t at = 0, end, length;

	while ((length = newline_find(text + at, n - at, &end)) > 0) {
		end += at;
		at = end + length;
		if (at == n || !is_blank(text[at])) {
			*next_out = at;
			return end;
		}
	}
	*next_out = n;
	return n;
}

void header_init(struct header *h, bool loose, const char *text, size_t n)
{
	size_t next;

	*h = (struct header){ .loose = loose };
	buf_init(&h->more, SIZE_MAX / 4);
	for (size_t at = 0; at < n; at += next) {
		struct field f = { .text = text + at };

		f.length = field_length(text + at, n - at, &next);
		h->fields = mem_resize(h->fields, (h->count + 1) * sizeof(f));
		h->fields[h->count++] = f;
	}
}

void header_release(struct header *h)
{
	free(h->fields);
	buf_release(&h->more);
}

/*
 * "From " addr-spec timestamp newline, which is no header field (RFC 4155).
 * The line end may also be that of a token.
 */
void header_strip_from_line(struct header *h)
{
	static const char mark[] = "From ";
	struct field *f = h->fields;
	size_t end, length;

	if (!h->count || f->length < strlen(mark) ||
	    memcmp(f->text, mark, strlen(mark)))
		return;
	length = newline_find(f->text, f->length, &end);
	if (!length)
		length = token_find(f->text, f->length, TOKEN_NEWLINE, &end);
	if (length) {
		f->text += end + length;
		f->length -= end + length;
		return;
	}
	h->count--;
	memmove(f, f + 1, h->count * sizeof(*f));
}

/* Length of a field's name, or 0 where it has none. */
static size_t name_length(const char *text, size_t n)
{
	const char *colon = n ? memchr(text, ':', n) : NULL;

	return colon ? (size_t)(colon - text) : 0;
}

/* Names are alike in either case (RFC 5322 section 1.2.2), not for swaks. */
static bool same_name(const struct header *h, const struct field *f,
		      const char *name, size_t n)
{
	if (name_length(f->text, f->length) != n)
		return false;
	return h->loose ? !memcmp(f->text, name, n) :
			  str_same_n(f->text, name, n);
}

/*
 * A field that began with a blank would be a folded line of the one before,
 * and an empty one the end of the header.
 */
static int check(const struct header *h, const char *option, struct err *err)
{
	size_t left = strlen(option), n, next;

	if (h->loose)
		return 0;
	if (str_breaks_line(option))
		return err_set(err, ERR_OPTION, "a line end in the header "
			       "\"%s\": write \\n between two headers",
			       option);
	do {
		n = field_length(option, left, &next);
		if (!name_length(option, n) || is_blank(*option))
			return err_set(err, ERR_OPTION, "no name and colon in "
				       "the header \"%.*s\"", (int)n, option);
		option += next;
		left -= next;
	} while (left || next > n);
	return 0;
}

static void add_field(struct header *h, const char *text, size_t n)
{
	buf_add(&h->more, text, n);
	buf_addc(&h->more, '\n');
}

int header_add(struct header *h, const char *option, struct err *err)
{
	if (check(h, option, err) < 0)
		return -1;
	add_field(h, option, strlen(option));
	return 0;
}

static void set_field(struct header *h, const char *text, size_t n)
{
	size_t name = name_length(text, n);

	for (size_t i = h->count; name && i > 0; i--) {
		struct field *f = &h->fields[i - 1];

		if (same_name(h, f, text, name)) {
			*f = (struct field){ text, n, .set = true };
			return;
		}
	}
	add_field(h, text, n);
}

int header_set(struct header *h, const char *option, struct err *err)
{
	size_t left = strlen(option), next;

	if (check(h, option, err) < 0)
		return -1;
	do {
		set_field(h, option, field_length(option, left, &next));
		option += next;
		left -= next;
	} while (left);
	return 0;
}

static bool mentions(const struct field *f, enum token token)
{
	size_t at;

	return !f->set && token_find(f->text, f->length, token, &at);
}

static void write_more(const struct header *h, struct message *m)
{
	message_add_bytes(m, buf_str(&h->more), h->more.len,
			  TRANSFORM_TOKENS);
}

/* What an option set keeps the body's token, as swaks leaves it there. */
static void write_field(const struct header *h, const struct field *f,
			struct message *m)
{
	const char *text = f->text;
	size_t left = f->length, at, length;

	if (f->set) {
		message_add_bytes(m, text, left, TRANSFORM_TOKENS);
		return;
	}
	while ((length = token_find(text, left, TOKEN_NEW_HEADERS, &at)) > 0) {
		message_add_bytes(m, text, at, TRANSFORM_TEMPLATE);
		write_more(h, m);
		text += at + length;
		left -= at + length;
	}
	message_add_bytes(m, text, left, TRANSFORM_TEMPLATE);
}

void header_write(const struct header *h, bool ends_in_body,
		  struct message *m)
{
	bool placed = false;

	for (size_t i = 0; i < h->count; i++)
		placed = placed || mentions(&h->fields[i], TOKEN_NEW_HEADERS);
	for (size_t i = 0; i < h->count; i++) {
		if (ends_in_body && !placed &&
		    mentions(&h->fields[i], TOKEN_BODY)) {
			write_more(h, m);
			placed = true;
		}
		write_field(h, &h->fields[i], m);
		if (i + 1 < h->count || !h->open)
			message_add_bytes(m, "\n", 1, TRANSFORM_TEMPLATE);
	}
	if (!placed)
		write_more(h, m);
}
