/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A message's parts as MIME, RFC 2045, 2046 and 2183: see mime.h.
 *
 * A part of type text/plain that has no name goes out as it is, with its
 * tokens replaced; all others are base64, which may hold anything.
 */
#include "message/mime.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "message/compose.h"
#include "message/message.h"
#include "message/newline.h"

static bool goes_as_text(const struct part *p)
{
	return !p->name && str_same(p->type, "text/plain");
}

/* ---- boundaries ---- */

/* Neither base64 nor a header has a boundary's "=_" in it. */
static bool occurs(const struct mime *mime, const char *boundary)
{
	for (size_t i = 0; i < mime->count; i++) {
		const struct part *p = &mime->leaves[i];

		if (goes_as_text(p) && p->content.text &&
		    memmem(p->content.text, p->content.length, boundary,
			   strlen(boundary)))
			return true;
	}
	return false;
}

/*
 * The nonce makes it unlike any other run's.  A text that is at hand is looked
 * at all the same; a file, which may be large, is not.
 */
static void draw_boundary(const struct mime *mime, int number,
			  uint64_t nonce, char boundary[MIME_BOUNDARY])
{
	do {
		snprintf(boundary, MIME_BOUNDARY,
			 "----=_MIME_BOUNDARY_%03d_%016" PRIx64, number,
			 nonce++);
	} while (occurs(mime, boundary));
}

/* ---- the parts ---- */

static void add_leaves(struct mime *mime, const struct composition *c,
		       bool bodies)
{
	for (size_t i = 0; i < c->part_count; i++)
		if (c->parts[i].body == bodies)
			mime->leaves[mime->count++] = c->parts[i];
}

/* One line of printable characters with a slash between some of them. */
static bool is_type(const char *type)
{
	const char *slash = strchr(type, '/');
	size_t at;

	for (const char *p = type; *p; p++)
		if (*p < ' ' || *p > '~')
			return false;
	return slash && slash > type && slash[1] &&
	       !newline_find(type, strlen(type), &at);
}

static int check_types(const struct mime *mime, struct err *err)
{
	for (size_t i = 0; i < mime->count && !mime->loose; i++)
		if (!is_type(mime->leaves[i].type))
			return err_set(err, ERR_OPTION, "'%s' is no MIME type, "
				       "which looks like text/plain",
				       mime->leaves[i].type);
	return 0;
}

int mime_init(struct mime *mime, const struct composition *c,
	      const struct part *body, struct err *err)
{
	*mime = (struct mime){ .loose = c->loose_headers };
	mime->leaves = mem_new((c->part_count + 1) * sizeof(*mime->leaves));
	add_leaves(mime, c, true);
	if (!mime->count)
		mime->leaves[mime->count++] = *body;
	mime->bodies = mime->count;
	add_leaves(mime, c, false);
	draw_boundary(mime, 0, c->nonce, mime->outer);
	draw_boundary(mime, 1, c->nonce, mime->inner);
	return check_types(mime, err);
}

void mime_release(struct mime *mime)
{
	free(mime->leaves);
}

/* ---- headers ---- */

/* Are the alternatives a part of their own? */
static bool nests(const struct mime *mime)
{
	return mime->bodies > 1 && mime->bodies < mime->count;
}

static void add_multipart(struct buf *out, const char *subtype,
			  const char *boundary)
{
	buf_addf(out, "multipart/%s; boundary=\"%s\"", subtype, boundary);
}

void mime_add_type(const struct mime *mime, struct buf *out)
{
	bool alternative = mime->bodies > 1 && !nests(mime);

	add_multipart(out, alternative ? "alternative" : "mixed",
		      mime->outer);
}

static bool is_plain(const char *name)
{
	for (; *name; name++)
		if (*name < ' ' || *name > '~')
			return false;
	return true;
}

/* RFC 2045 section 5.1: quoted, the quote itself with a backslash. */
static void add_quoted(struct buf *out, const char *key, const char *value,
		       bool loose)
{
	buf_addf(out, "; %s=\"", key);
	for (; *value; value++) {
		if (!loose && (*value == '"' || *value == '\\'))
			buf_addc(out, '\\');
		buf_addc(out, *value);
	}
	buf_addc(out, '"');
}

/* RFC 2231 section 4: any byte may be in it. */
static void add_extended(struct buf *out, const char *key, const char *value)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789!#$&+-.^_`{|}~";

	buf_addf(out, "; %s*=UTF-8''", key);
	for (; *value; value++) {
		if (strchr(plain, *value))
			buf_addc(out, *value);
		else
			buf_addf(out, "%%%02X", (unsigned char)*value);
	}
}

/* As swaks writes names they are not even quoted, which loose asks for. */
static void add_parameter(struct buf *out, const char *key, const char *name,
			  bool loose)
{
	if (!name)
		return;
	if (loose || is_plain(name))
		add_quoted(out, key, name, loose);
	else
		add_extended(out, key, name);
}

/* A body is to be read where it stands; only what is no text is not. */
static bool is_inline(const struct part *p)
{
	static const char text[] = "text/";

	return p->body && str_same_n(p->type, text, strlen(text));
}

/* A leaf's header without the empty line behind it. */
static void add_leaf_header(struct buf *out, const struct part *p, bool loose)
{
	buf_addf(out, "Content-Type: %s", p->type);
	add_parameter(out, "name", p->name, loose);
	buf_addc(out, '\n');
	if (p->name && (loose || is_plain(p->name)))
		buf_addf(out, "Content-Description: %s\n", p->name);
	if (goes_as_text(p))
		return;
	if (!is_inline(p)) {
		buf_adds(out, "Content-Disposition: attachment");
		add_parameter(out, "filename", p->name, loose);
		buf_addc(out, '\n');
	}
	buf_adds(out, "Content-Transfer-Encoding: BASE64\n");
}

void mime_add_head(const struct mime *mime, struct buf *out)
{
	buf_addf(out, "--%s\n", mime->outer);
	if (!nests(mime)) {
		add_leaf_header(out, &mime->leaves[0], mime->loose);
		return;
	}
	buf_adds(out, "Content-Type: ");
	add_multipart(out, "alternative", mime->inner);
	buf_addc(out, '\n');
}

/* ---- contents ---- */

static int add_content(struct message *m, const struct part *p,
		       struct err *err)
{
	enum transform transform = goes_as_text(p) ? TRANSFORM_TOKENS
						   : TRANSFORM_BASE64;

	if (message_add_source(m, &p->content, transform, err) < 0)
		return -1;
	message_add_string(m, "\n");
	return 0;
}

/* A delimiter, the leaf's header and its content. */
static int add_leaf(const struct mime *mime, const char *boundary,
		    size_t i, struct message *m, struct err *err)
{
	const struct part *p = &mime->leaves[i];
	struct buf header;

	buf_init(&header, SIZE_MAX / 4);
	buf_addf(&header, "--%s\n", boundary);
	add_leaf_header(&header, p, mime->loose);
	buf_addc(&header, '\n');
	message_add_bytes(m, header.data, header.len,
			  mime->loose ? TRANSFORM_TOKENS : TRANSFORM_NONE);
	buf_release(&header);
	return add_content(m, p, err);
}

static void add_end(struct message *m, const char *boundary)
{
	char line[MIME_BOUNDARY + 6];

	snprintf(line, sizeof(line), "--%s--\n", boundary);
	message_add_string(m, line);
}

/*
 * The head has told of the first leaf, or, where the alternatives are nested,
 * of them.
 */
int mime_add_rest(const struct mime *mime, struct message *m,
		  struct err *err)
{
	bool nested = nests(mime);

	if (!nested && add_content(m, &mime->leaves[0], err) < 0)
		return -1;
	for (size_t i = !nested; i < mime->count; i++) {
		const char *boundary = nested && i < mime->bodies ?
					       mime->inner : mime->outer;

		if (nested && i == mime->bodies)
			add_end(m, mime->inner);
		if (add_leaf(mime, boundary, i, m, err) < 0)
			return -1;
	}
	add_end(m, mime->outer);
	return 0;
}
