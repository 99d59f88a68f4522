/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Replies of HTTP/1.1, RFC 9112: see http_reply.h.
 *
 *	reply  = status *( field CRLF ) CRLF body
 *	status = "HTTP/1." DIGIT SP 3DIGIT [ SP reason ] CRLF
 *	field  = name ":" OWS value OWS
 *	body   = *OCTET / *chunk last-chunk *( field CRLF ) CRLF
 *	chunk  = 1*HEXDIG [ extension ] CRLF *OCTET CRLF
 *
 * LF alone ends a line as well (section 2.2).  A body that neither
 * Transfer-Encoding nor Content-Length measures goes on to the end.
 */
#include "net/http_reply.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

struct span {
	const char *at, *end;
};

/* What the head says of the body. */
struct measure {
	bool chunked, counted;
	size_t length;
};

/* The next line without its end.  false: there is none yet. */
static bool take_line(struct span *rest, struct span *line)
{
	const char *lf = memchr(rest->at, '\n',
				(size_t)(rest->end - rest->at));

	if (!lf)
		return false;
	line->at = rest->at;
	line->end = lf > rest->at && lf[-1] == '\r' ? lf - 1 : lf;
	rest->at = lf + 1;
	return true;
}

static int bad(struct err *err, const char *what)
{
	return err_set(err, ERR_GRAMMAR, "it is no HTTP: %s", what);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int read_status(struct span line, int *status_out, struct err *err)
{
	const char *p = line.at;

	if (line.end - p < 12 || !str_same_n(p, "HTTP/1.", 7) ||
	    !is_digit(p[7]) || p[8] != ' ' || !is_digit(p[9]) ||
	    !is_digit(p[10]) || !is_digit(p[11]) ||
	    (line.end - p > 12 && p[12] != ' '))
		return bad(err, "its first line has no status");
	*status_out = (p[9] - '0') * 100 + (p[10] - '0') * 10 + p[11] - '0';
	return 0;
}

static bool is_name(const struct span *s, const char *name)
{
	size_t n = (size_t)(s->end - s->at);

	return n == strlen(name) && str_same_n(s->at, name, n);
}

static void trim(struct span *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t'))
		s->at++;
	while (s->at < s->end && (s->end[-1] == ' ' || s->end[-1] == '\t'))
		s->end--;
}

static int read_length(const struct span *value, struct measure *m,
		       struct err *err)
{
	size_t length = 0;

	for (const char *p = value->at; p < value->end; p++) {
		if (!is_digit(*p))
			return bad(err, "its Content-Length is no number");
		if (length <= HTTP_BODY_MOST)
			length = length * 10 + (size_t)(*p - '0');
	}
	if (value->at == value->end ||
	    (m->counted && m->length != length))
		return bad(err, "its Content-Length is no number");
	m->counted = true;
	m->length = length;
	return 0;
}

static void keep(char **to, const struct span *value)
{
	free(*to);
	*to = mem_copy(value->at, (size_t)(value->end - value->at));
}

static int read_field(struct span line, struct http_reply *r,
		      struct measure *m, struct err *err)
{
	const char *colon = memchr(line.at, ':',
				   (size_t)(line.end - line.at));
	struct span name = { line.at, colon }, value = { colon, line.end };

	if (!colon || colon == line.at)
		return bad(err, "a header has no name");
	value.at++;
	trim(&value);
	if (is_name(&name, "Content-Type"))
		keep(&r->type, &value);
	else if (is_name(&name, "Location"))
		keep(&r->location, &value);
	else if (is_name(&name, "Content-Length"))
		return read_length(&value, m, err);
	else if (is_name(&name, "Transfer-Encoding") &&
		 !is_name(&value, "chunked") && !is_name(&value, "identity"))
		return bad(err, "its Transfer-Encoding was not asked for");
	else if (is_name(&name, "Transfer-Encoding"))
		m->chunked = is_name(&value, "chunked");
	return 0;
}

/* 1: the head is whole, and *rest behind it; else as http_reply_read(). */
static int read_head(struct span *rest, struct http_reply *r,
		     struct measure *m, struct err *err)
{
	const char *start = rest->at;
	struct span line;

	if (!take_line(rest, &line))
		return 0;
	if (read_status(line, &r->status, err) < 0)
		return -1;
	while (take_line(rest, &line)) {
		if (rest->at - start > HTTP_HEAD_MOST)
			return err_set(err, ERR_LIMIT, "its headers are too "
				       "long");
		if (line.at == line.end)
			return 1;
		if (read_field(line, r, m, err) < 0)
			return -1;
	}
	return 0;
}

static int too_long(struct err *err)
{
	return err_set(err, ERR_LIMIT, "it is longer than 64 KiB");
}

static int add(struct http_reply *r, const char *at, size_t n,
	       struct err *err)
{
	return buf_add(&r->body, at, n) < 0 ? too_long(err) : 1;
}

static int hex_of(char c)
{
	if (is_digit(c))
		return c - '0';
	c = str_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int read_size(struct span line, size_t *size_out, struct err *err)
{
	const char *p = line.at;
	size_t size = 0;

	for (; p < line.end && hex_of(*p) >= 0; p++)
		if (size <= HTTP_BODY_MOST)
			size = size * 16 + (size_t)hex_of(*p);
	if (p == line.at ||
	    (p < line.end && *p != ';' && *p != ' ' && *p != '\t'))
		return bad(err, "a chunk has no size");
	*size_out = size;
	return size > HTTP_BODY_MOST ? too_long(err) : 0;
}

/* What stands behind the last chunk is not looked at. */
static int read_chunks(struct span rest, struct http_reply *r,
		       struct err *err)
{
	struct span line;
	size_t size = 0;

	while (take_line(&rest, &line)) {
		if (read_size(line, &size, err) < 0)
			return -1;
		if (!size)
			return 1;
		if ((size_t)(rest.end - rest.at) < size)
			return 0;
		if (add(r, rest.at, size, err) < 0)
			return -1;
		rest.at += size;
		if (!take_line(&rest, &line))
			return 0;
		if (line.at != line.end)
			return bad(err, "a chunk is longer than it says");
	}
	return 0;
}

static int read_body(struct span rest, bool ended, const struct measure *m,
		     struct http_reply *r, struct err *err)
{
	size_t n = (size_t)(rest.end - rest.at);

	if (m->chunked)
		return read_chunks(rest, r, err);
	if (m->counted && m->length > HTTP_BODY_MOST)
		return too_long(err);
	if (m->counted && n < m->length)
		return 0;
	if (m->counted)
		return add(r, rest.at, m->length, err);
	if (n > HTTP_BODY_MOST)
		return too_long(err);
	return ended ? add(r, rest.at, n, err) : 0;
}

/* RFC 9110 section 15.2: those of 1xx come before the one that counts. */
static int read_reply(struct span *rest, bool ended, struct http_reply *out,
		      struct err *err)
{
	struct measure m;
	int result;

	do {
		http_reply_release(out);
		buf_init(&out->body, HTTP_BODY_MOST);
		m = (struct measure){ .length = 0 };
		result = read_head(rest, out, &m, err);
		if (result <= 0)
			return result;
	} while (out->status < 200);
	return read_body(*rest, ended, &m, out, err);
}

int http_reply_read(const char *bytes, size_t n, bool ended,
		    struct http_reply *out, struct err *err)
{
	struct span rest = { bytes, bytes + n };
	int result;

	*out = (struct http_reply){ .status = 0 };
	result = n ? read_reply(&rest, ended, out, err) : 0;
	if (result == 0 && ended)
		return err_set(err, ERR_GRAMMAR, "it ended too early");
	if (result == 0 && n >= HTTP_REPLY_MOST)
		return too_long(err);
	return result;
}

void http_reply_release(struct http_reply *r)
{
	free(r->type);
	free(r->location);
	buf_release(&r->body);
	*r = (struct http_reply){ .status = 0 };
}
