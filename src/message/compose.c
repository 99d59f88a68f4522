/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making the message that the options ask for, RFC 5322: see compose.h.
 *
 * What becomes of the user's text is what swaks does with it, in this order:
 * a backslash and an n are a line end; the body is put in; the header ends at
 * the first empty line, or the whole text is header and an empty line is put
 * behind it; headers are set and added; the other tokens are replaced.
 */
#include "message/compose.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "message/date.h"
#include "message/file.h"
#include "message/headers.h"
#include "message/message.h"
#include "message/newline.h"
#include "message/segment.h"
#include "message/tokens.h"

/* A header is no longer than this; what has none so far has no header. */
enum { HEADER_MOST = 1 << 20 };

/* The text of a message, or the beginning of one in a file. */
struct data {
	const char *text;
	size_t length;
	const char *file;	/* that goes on behind text, or NULL */
	struct buf kept;	/* what text points to, if it is not borrowed */
};

/* No more than one line each, whatever the user's shell made of them. */
static int check_addresses(const struct composition *c, struct err *err)
{
	const char *const all[] = { c->from, c->to, c->cc, c->bcc };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (all[i] && str_breaks_line(all[i]))
			return err_set(err, ERR_OPTION, "a line end in the "
				       "address \"%s\"", all[i]);
	}
	return 0;
}

/*
 * The template of swaks, down to its one line end that is none of backslash
 * and n: --no-data-fixup sends it as it stands.
 */
static void default_data(const struct composition *c, struct data *d)
{
	buf_addf(&d->kept,
		 "Date: %%DATE%%\\n"
		 "To: %%TO_ADDRESS%%\\n"
		 "%s"
		 "From: %%FROM_ADDRESS%%\\n"
		 "Subject: test %%DATE%%\\n"
		 "Message-Id: <%%MESSAGEID%%>\n"
		 "X-Mailer: %s\\n"
		 "%%NEW_HEADERS%%\\n"
		 "%%BODY%%\\n",
		 c->cc ? "Cc: %CC_ADDRESS%\\n" : "", c->mailer);
}

/* Load a file's header, and all of it where it can be read but once. */
static int load_data(const char *file, struct data *d, struct err *err)
{
	struct stat st;
	int result, fd = file_open(file, 0, &st, err);

	if (fd < 0)
		return -1;
	if (S_ISREG(st.st_mode)) {
		result = file_load(fd, file, HEADER_MOST, &d->kept, err);
		if (d->kept.len == HEADER_MOST)
			d->file = file;
	} else {
		result = file_keep(fd, file, &d->kept, err);
	}
	close(fd);
	return result;
}

static int take_data(const struct composition *c, struct data *d,
		     struct err *err)
{
	*d = (struct data){ .text = c->data.text, .length = c->data.length };
	buf_init(&d->kept, SIZE_MAX / 4);
	if (c->data.text)
		return 0;
	if (!c->data.file)
		default_data(c, d);
	else if (load_data(c->data.file, d, err) < 0)
		return -1;
	d->text = buf_str(&d->kept);
	d->length = d->kept.len;
	return 0;
}

static int add_raw(struct message *m, const struct composition *c,
		   const struct data *d, struct err *err)
{
	message_set_raw(m);
	if (d->file)
		return message_add_file(m, c->data.file, 0, TRANSFORM_NONE,
					err);
	message_add_bytes(m, d->text, d->length, TRANSFORM_NONE);
	return 0;
}

/* All strings are copies; tokens_release() is due. */
static struct tokens make_tokens(const struct composition *c)
{
	return (struct tokens){ .value = {
		[TOKEN_FROM_ADDRESS] = mem_string(c->from),
		[TOKEN_TO_ADDRESS] = mem_string(c->to),
		[TOKEN_CC_ADDRESS] = mem_string(c->cc ? c->cc : ""),
		[TOKEN_BCC_ADDRESS] = mem_string(c->bcc ? c->bcc : ""),
		[TOKEN_DATE] = date_format(c->when),
		[TOKEN_MESSAGEID] = message_id_format(c->when, c->pid,
						      c->host),
		[TOKEN_SWAKS_VERSION] = mem_string(c->version),
		[TOKEN_NEWLINE] = mem_string("\r\n"),
	} };
}

static int add_body(struct message *m, const struct composition *c,
		    struct err *err)
{
	static const char otherwise[] = "This is a test mailing";
	struct tokens tokens = make_tokens(c);
	struct message *body = message_new();
	const char *text = c->body.text ? c->body.text : otherwise;
	size_t n = c->body.text ? c->body.length : strlen(otherwise);

	message_set_tokens(m, &tokens);
	message_set_tokens(body, &tokens);
	tokens_release(&tokens);
	message_set_body(m, body);
	if (!c->body.text && c->body.file)
		return message_add_file(body, c->body.file, 0,
					TRANSFORM_TOKENS, err);
	message_add_bytes(body, text, n, TRANSFORM_TOKENS);
	return 0;
}

static int see_segment(const struct segment *s, struct newlines *seen,
		       struct err *err)
{
	char block[16384];
	struct raw raw;
	ssize_t got;

	if (raw_open(&raw, s, err) < 0)
		return -1;
	do {
		got = raw_read(&raw, block, sizeof(block), err);
		if (got > 0)
			newlines_see(seen, block, (size_t)got);
	} while (got > 0 && !seen->more);
	raw_close(&raw);
	return got < 0 ? -1 : 0;
}

/*
 * Look at a text that is header as far as it goes, with the body in it: an
 * empty line of the body ends the header too.
 */
static int see_body(const struct message *m, const struct data *d,
		    struct newlines *seen, struct err *err)
{
	const char *text = d->text;
	size_t left = d->length, at, length;

	while ((length = token_find(text, left, TOKEN_BODY, &at)) > 0) {
		newlines_see(seen, text, at);
		for (size_t i = 0; i < m->body->count && !seen->more; i++) {
			if (see_segment(&m->body->segments[i], seen, err) < 0)
				return -1;
		}
		text += at + length;
		left -= at + length;
	}
	newlines_see(seen, text, left);
	return 0;
}

/*
 * The header and the empty line behind it, and the rest as it comes.  No text
 * behind the header, no dot that closes it.
 */
static int add_split(struct message *m, const struct header *h,
		     const struct data *d, size_t body, struct err *err)
{
	header_write(h, false, m);
	message_add_bytes(m, "\n", 1, TRANSFORM_TEMPLATE);
	if (d->file || body < d->length)
		message_set_closing(m);
	else
		message_add_string(m, "\n");
	if (d->file)
		return message_add_file(m, d->file, (off_t)body,
					TRANSFORM_TEMPLATE, err);
	message_add_bytes(m, d->text + body, d->length - body,
			  TRANSFORM_TEMPLATE);
	return 0;
}

/*
 * A text without an empty line.  Where the body has one, the text is a whole
 * message; where not, it gets one, and the line end that every message gets.
 */
static int add_unsplit(struct message *m, struct header *h,
		       const struct data *d, struct err *err)
{
	size_t n = newline_trim(d->text, d->length);
	struct newlines seen = { 0 };

	if (see_body(m, d, &seen, err) < 0)
		return -1;
	h->open = seen.empty || (n == d->length && seen.last);
	header_write(h, seen.empty, m);
	if (seen.empty)
		message_add_bytes(m, d->text + n, d->length - n,
				  TRANSFORM_TEMPLATE);
	if (seen.more)
		message_set_closing(m);
	else
		message_add_string(m, seen.empty ? "\n" : "\n\n");
	return 0;
}

static int edit(struct header *h, const struct composition *c,
		struct err *err)
{
	for (size_t i = 0; i < c->added.count; i++) {
		if (header_add(h, c->added.at[i], err) < 0)
			return -1;
	}
	for (size_t i = 0; i < c->headers.count; i++) {
		if (header_set(h, c->headers.at[i], err) < 0)
			return -1;
	}
	if (!c->keep_from_line)
		header_strip_from_line(h);
	return 0;
}

/* A text whose header does not end in HEADER_MOST is a body without one. */
static int add_data(struct message *m, const struct composition *c,
		    const struct data *d, struct err *err)
{
	size_t end = 0, body = 0;
	size_t n = d->length < HEADER_MOST ? d->length : HEADER_MOST;
	bool split = header_end(d->text, n, &end, &body) || n == HEADER_MOST;
	struct header h;
	int result = -1;

	n = split ? end : newline_trim(d->text, d->length);
	header_init(&h, c->loose_headers, d->text, n);
	if (edit(&h, c, err) < 0)
		goto out;
	result = split ? add_split(m, &h, d, body, err) :
			 add_unsplit(m, &h, d, err);
out:
	header_release(&h);
	return result;
}

static int add_all(struct message *m, const struct composition *c,
		   struct err *err)
{
	struct data d;
	int result = -1;

	if (check_addresses(c, err) < 0)
		return -1;
	if (take_data(c, &d, err) < 0)
		goto out;
	if (c->no_fixup)
		result = add_raw(m, c, &d, err);
	else if (add_body(m, c, err) == 0)
		result = add_data(m, c, &d, err);
out:
	buf_release(&d.kept);
	return result;
}

struct message *compose(const struct composition *c, struct err *err)
{
	struct message *m = message_new();

	if (add_all(m, c, err) < 0) {
		message_free(m);
		return NULL;
	}
	return m;
}
