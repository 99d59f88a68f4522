/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dump's section DATA, and --dump-mail: the message as it would be on the
 * wire (RFC 5321 section 4.5.2), read as a stream.
 */
#include "dump/dump.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "message/lines.h"
#include "message/message.h"
#include "plan/plan.h"

/*
 * A message being shown.  swaks puts a --dump-as-body in with bare LFs, and
 * shows it so; here it goes out as any text does, but looks the same.
 */
struct view {
	FILE *out;
	bool raw;		/* byte for byte */
	bool crlf;		/* lines end as they do on the wire */
	bool single_dots;	/* dots that were doubled are not */
	char *body;		/* the dump that is the body, or NULL */
	const char *next;	/* its line that is to come */
	struct buf line;	/* of the message, what has come */
};

/* Is it the body's next line, or its first again? */
static bool of_body(struct view *v, const char *line, size_t n)
{
	size_t length = strcspn(v->next, "\n");

	if (!*v->next)
		return false;
	if (n == length && !memcmp(line, v->next, n)) {
		v->next += length + 1;
		return true;
	}
	if (v->next == v->body)
		return false;
	v->next = v->body;
	return of_body(v, line, n);
}

static void put_line(struct view *v)
{
	const char *line = buf_str(&v->line);
	size_t n = v->line.len - strlen("\r\n");
	bool skip = v->single_dots && n && *line == '.';
	bool lf = !v->crlf || (v->body && of_body(v, line, n));

	fwrite(line + skip, 1, n - skip, v->out);
	fputs(lf ? "\n" : "\r\n", v->out);
	buf_clear(&v->line);
}

static void put(struct view *v, const char *bytes, size_t n)
{
	if (v->raw || (v->crlf && !v->body)) {
		fwrite(bytes, 1, n, v->out);
		return;
	}
	while (n) {
		const char *end = memchr(bytes, '\n', n);
		size_t length = end ? (size_t)(end - bytes) + 1 : n;

		buf_add(&v->line, bytes, length);
		if (end)
			put_line(v);
		bytes += length;
		n -= length;
	}
}

static void put_rest(struct view *v)
{
	fwrite(buf_str(&v->line), 1, v->line.len, v->out);
	buf_release(&v->line);
	free(v->body);
}

/*
 * All of the message but its last end bytes on the wire, where a raw message
 * has no end of its own.  0, or -1 with ERR_FILE.
 */
static int show(struct view *v, const struct message *m, size_t end,
		struct err *err)
{
	struct message_reader *r = message_open(m);
	struct lines lines = { .raw = message_is_raw(m) };
	struct buf wire;
	char block[4096];
	ssize_t n;

	buf_init(&v->line, SIZE_MAX / 4);
	buf_init(&wire, LINES_MOST(sizeof(block)) + 2 * LINES_END_MOST);
	while ((n = message_read(r, block, sizeof(block), err)) > 0) {
		lines_feed(&lines, block, (size_t)n, &wire);
		if (wire.len <= LINES_END_MOST)
			continue;
		put(v, wire.data, wire.len - LINES_END_MOST);
		buf_consume(&wire, wire.len - LINES_END_MOST);
	}
	if (lines.raw)
		end = 0;
	else
		lines_end(&lines, &wire);
	if (wire.len > end)
		put(v, wire.data, wire.len - end);
	put_rest(v);
	buf_release(&wire);
	message_close(r);
	return n < 0 ? -1 : 0;
}

static struct view view_of(FILE *out, const struct plan *plan)
{
	return (struct view){ .out = out, .raw = message_is_raw(plan->message),
			      .crlf = plan->output.crlf_lines };
}

/* The final dot stands on a line of its own, without a CR. */
void dump_data(FILE *out, const struct dump *d)
{
	struct view v = view_of(out, d->plan);
	struct err ignored;

	if (v.crlf)
		v.body = dump_body(d);
	v.next = v.body;
	fputs("DATA Info:\n  data = <<.\n", out);
	show(&v, d->plan->message, strlen("\r\n"), &ignored);
	fputc('\n', out);
}

/* swaks takes the last line's LF away with the dot. */
int dump_mail(FILE *out, const struct plan *plan, struct err *err)
{
	struct view v = view_of(out, plan);
	size_t end = strlen(v.crlf ? "\n.\r\n" : ".\r\n");

	v.single_dots = !v.crlf;
	return show(&v, plan->message, end, err);
}
