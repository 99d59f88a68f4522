/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Line ends and dots on the wire, RFC 5321 sections 2.3.8 and 4.5.2: see
 * lines.h.
 *
 * A gigabyte may pass here, so bytes that stay as they are are copied in runs
 * as long as can be: a run goes on over lines that end with CR LF already and
 * begin with no dot.
 */
#include "message/lines.h"

#include <string.h>

#include "base/buf.h"

/*
 * A block that is passed.  The next CR and LF are each kept until they are
 * passed, so that many of the one never have the same bytes searched for the
 * other again.
 */
struct block {
	const char *end, *cr, *lf;
	const char *run;	/* from here on nothing is copied yet */
	struct buf *out;
};

static const char *find(const char *p, const char *end, char c)
{
	const char *at = memchr(p, c, (size_t)(end - p));

	return at ? at : end;
}

/* The first CR or LF from p on, or the block's end. */
static const char *line_end(struct block *b, const char *p)
{
	if (b->cr < p)
		b->cr = find(p, b->end, '\r');
	if (b->lf < p)
		b->lf = find(p, b->end, '\n');
	return b->cr < b->lf ? b->cr : b->lf;
}

static void copy(struct block *b, const char *upto)
{
	buf_add(b->out, b->run, (size_t)(upto - b->run));
	b->run = upto;
}

/* Pass a line, or what the block has of it; the place of the next one. */
static const char *pass_line(struct lines *l, struct block *b, const char *p)
{
	const char *stop = line_end(b, p);

	if (!l->mid_line && *p == '.') {
		copy(b, p);
		buf_addc(b->out, '.');
	}
	l->mid_line = stop == b->end;
	if (l->mid_line)
		return stop;
	l->ends++;
	if (*stop == '\r' && stop + 1 < b->end && stop[1] == '\n')
		return stop + 2;
	copy(b, stop);
	buf_add(b->out, "\r\n", 2);
	b->run = stop + 1;
	l->after_cr = *stop == '\r' && b->run == b->end;
	return b->run;
}

static void feed_raw(struct lines *l, const char *bytes, size_t n,
		     struct buf *out)
{
	bool cr_before = n > 1 ? bytes[n - 2] == '\r' : l->after_cr;

	buf_add(out, bytes, n);
	l->mid_line = !(cr_before && bytes[n - 1] == '\n');
	l->after_cr = bytes[n - 1] == '\r';
}

void lines_feed(struct lines *l, const char *bytes, size_t n, struct buf *out)
{
	struct block b = { .end = bytes + n, .run = bytes, .out = out };
	const char *p;

	if (!n)
		return;
	if (l->raw) {
		feed_raw(l, bytes, n, out);
		return;
	}
	b.cr = find(bytes, b.end, '\r');
	b.lf = find(bytes, b.end, '\n');
	if (l->after_cr && *bytes == '\n')
		b.run++;
	l->after_cr = false;
	for (p = b.run; p < b.end;)
		p = pass_line(l, &b, p);
	copy(&b, b.end);
}

bool lines_pass(struct lines *l, const char *bytes, size_t n)
{
	if (l->after_cr || bytes[n - 1] == '\r')
		return false;
	l->mid_line = bytes[n - 1] != '\n';
	return true;
}

void lines_end(struct lines *l, struct buf *out)
{
	if (l->mid_line)
		buf_add(out, "\r\n", 2);
	if (!l->raw)
		buf_add(out, ".\r\n", 3);
}
