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
#include "message/mime.h"
#include "message/newline.h"
#include "message/segment.h"
#include "message/tokens.h"

/* A header is no longer than this; what has none so far has no header. */
enum { HEADER_MOST = 1 << 20 };

/* The text of a message, or the beginning of one in a file. */
struct data {
	const char *text;
	size_t length;
	bool lasts;		/* text outlives the message */
	const char *file;	/* that goes on behind text, or NULL */
	struct buf kept;	/* what text points to, if it is not borrowed */
	struct mime mime;	/* where the message is to be MIME */
	bool head_in_text;	/* and the text holds its head */
	bool literal_body;
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
		 "X-Mailer: %s\\n",
		 c->cc ? "Cc: %CC_ADDRESS%\\n" : "", c->mailer);
	if (c->mime) {
		buf_adds(&d->kept, "MIME-Version: 1.0\\nContent-Type: ");
		mime_add_type(&d->mime, &d->kept);
		buf_adds(&d->kept, "\\n");
	}
	buf_adds(&d->kept, "%NEW_HEADERS%\\n%BODY%\\n");
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
	d->text = c->data.text;
	d->length = c->data.length;
	d->lasts = c->data.kept;
	d->literal_body = c->body.literal && !c->mime;
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

/*
 * A text without an empty line, with the parts in it, has its header end in
 * that of the first part, since swaks puts them in before it looks: to set
 * Content-Type: is to set that part's.  So that part's header becomes text.
 */
static void put_head(struct data *d)
{
	size_t at = 0, end, length = d->length;
	size_t behind = token_find(d->text, length, TOKEN_BODY, &at);
	struct buf text;

	if (!behind || d->file || header_end(d->text, length, &end, &end))
		return;
	behind += at;
	if (token_find(d->text + behind, length - behind, TOKEN_BODY, &end))
		return;
	buf_init(&text, SIZE_MAX / 4);
	buf_add(&text, d->text, at);
	mime_add_head(&d->mime, &text);
	buf_addc(&text, '\n');
	buf_add(&text, d->text + at, length - at);
	buf_release(&d->kept);
	d->kept = text;
	d->text = buf_str(&d->kept);
	d->length = d->kept.len;
	d->lasts = false;
	d->head_in_text = true;
}

static int add_raw(struct message *m, const struct composition *c,
		   const struct data *d, struct err *err)
{
	message_set_raw(m);
	if (c->data.text || d->file)
		return message_add_source(m, &c->data, TRANSFORM_NONE, err);
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

static struct text_source body_source(const struct composition *c)
{
	static const char otherwise[] = "This is a test mailing";

	if (c->body.text || c->body.file)
		return c->body;
	return (struct text_source){ .text = otherwise,
				     .length = strlen(otherwise) };
}

static void add_head(const struct mime *mime, struct message *body)
{
	struct buf head;

	buf_init(&head, SIZE_MAX / 4);
	mime_add_head(mime, &head);
	buf_addc(&head, '\n');
	message_add_bytes(body, head.data, head.len, TRANSFORM_TOKENS);
	buf_release(&head);
}

static int add_body(struct message *m, const struct composition *c,
		    const struct data *d, struct err *err)
{
	struct tokens tokens = make_tokens(c);
	struct message *body = message_new();
	struct text_source source = body_source(c);

	message_set_tokens(m, &tokens);
	message_set_tokens(body, &tokens);
	tokens_release(&tokens);
	message_set_body(m, body);
	if (!c->mime)
		return message_add_source(body, &source, TRANSFORM_TOKENS,
					  err);
	if (!d->head_in_text)
		add_head(&d->mime, body);
	return mime_add_rest(&d->mime, body, err);
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
	size_t count = d->literal_body ? 0 : m->body->count;

	while ((length = token_find(text, left, TOKEN_BODY, &at)) > 0) {
		newlines_see(seen, text, d->literal_body ? at + length : at);
		for (size_t i = 0; i < count && !seen->more; i++) {
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
	if (d->lasts)
		message_add_kept(m, d->text + body, d->length - body,
				 TRANSFORM_TEMPLATE);
	else
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

static int take_parts(const struct composition *c, struct data *d,
		      struct err *err)
{
	const struct part body = { .content = body_source(c),
				   .type = "text/plain", .body = true };

	return c->mime ? mime_init(&d->mime, c, &body, err) : 0;
}

static int add_all(struct message *m, const struct composition *c,
		   struct err *err)
{
	struct data d = { 0 };
	int result = -1;

	buf_init(&d.kept, SIZE_MAX / 4);
	if (check_addresses(c, err) < 0 || take_parts(c, &d, err) < 0 ||
	    take_data(c, &d, err) < 0)
		goto out;
	if (c->mime && !c->no_fixup)
		put_head(&d);
	if (c->no_fixup)
		result = add_raw(m, c, &d, err);
	else if (add_body(m, c, &d, err) == 0)
		result = add_data(m, c, &d, err);
out:
	mime_release(&d.mime);
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
