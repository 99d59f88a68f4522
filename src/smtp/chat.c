/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one layer that talks: see chat.h. */
#include "smtp/chat.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/tls_facts.h"
#include "event/bus.h"
#include "net/wire.h"

enum { COMMAND_MOST = 12288, GATHER_MOST = 1 << 24 };

void chat_init(struct chat *c, struct bus *bus, const struct clock *clock,
	       int64_t timeout, int64_t run_ends)
{
	*c = (struct chat){ .bus = bus, .clock = clock, .timeout = timeout,
			    .run_ends = run_ends };
	buf_init(&c->in, REPLY_LINE_MOST + 65536);
	buf_init(&c->out, GATHER_MOST);
}

void chat_release(struct chat *c)
{
	chat_close(c, false);
	buf_release(&c->in);
	buf_release(&c->out);
}

int64_t chat_deadline(const struct chat *c)
{
	int64_t wait = clock_deadline(c->clock, c->timeout);

	return wait < c->run_ends ? wait : c->run_ends;
}

/* A wait that ran out: was it this one or the whole run? */
static int explain_timeout(const struct chat *c, const char *what,
			   struct err *err)
{
	if (err->kind != ERR_TIMEOUT)
		return -1;
	if (clock_now(c->clock) >= c->run_ends)
		return err_set(err, ERR_DEADLINE,
			       "the run's --deadline passed");
	return err_set(err, ERR_TIMEOUT, "%s within %g s (--timeout)", what,
		       (double)c->timeout / 1e6);
}

/* Bytes on their way, for who asked to see them. */
static void tell_raw(struct chat *c, struct event *e)
{
	if (!c->raw)
		return;
	e->kind = EVENT_RAW;
	e->encrypted = c->encrypted;
	e->sized = true;
	bus_emit(c->bus, e);
	c->raw_open = e->outgoing && !e->last;
}

/* What has come, in the pieces that are to be shown. */
static void tell_received(struct chat *c, bool line, const char *bytes,
			  size_t n)
{
	struct event e = { .text = bytes, .text_n = n, .last = true };
	bool lines = c->raw_pieces == RAW_LINES ||
		     (c->raw_pieces == RAW_LINES_IN_CLEAR && !c->encrypted);

	if (line == lines && n)
		tell_raw(c, &e);
}

/* What was told since the last time has gone out, as one. */
static void end_raw(struct chat *c)
{
	struct event e = { .outgoing = true, .last = true, .text = "" };

	if (c->raw_open)
		tell_raw(c, &e);
}

static int gather(struct chat *c, const char *line, size_t n, struct err *err)
{
	if (n > COMMAND_MOST - 2 || buf_add(&c->out, line, n) < 0 ||
	    buf_add(&c->out, "\r\n", 2) < 0)
		return err_set(err, ERR_LIMIT, "the command is longer than %d "
			       "octets", COMMAND_MOST);
	return 0;
}

/* What was sent is the last n bytes that were gathered. */
static void emit_sent(struct chat *c, const char *shown, size_t n,
		      const struct auth_view *view)
{
	struct event e = {
		.kind = EVENT_SENT,
		.text = shown,
		.auth = view,
		.encrypted = c->encrypted,
	}, raw = {
		.text = c->out.data + c->out.len - n,
		.text_n = n,
		.auth = view,
		.outgoing = true,
	};

	bus_emit(c->bus, &e);
	tell_raw(c, &raw);
}

int chat_command(struct chat *c, struct err *err, const char *format, ...)
{
	va_list ap;
	char *line;
	int result;

	va_start(ap, format);
	line = mem_vformat(format, ap);
	va_end(ap);
	result = gather(c, line, strlen(line), err);
	if (result == 0)
		emit_sent(c, line, strlen(line) + 2, NULL);
	free(line);
	return result;
}

int chat_auth_line(struct chat *c, const char *line,
		   const struct auth_view *view, struct err *err)
{
	if (gather(c, line, strlen(line), err) < 0)
		return -1;
	emit_sent(c, line, strlen(line) + 2, view);
	return 0;
}

static int write_all(struct chat *c, const void *bytes, size_t n,
		     struct err *err)
{
	if (!c->wire)
		return err_set(err, ERR_CLOSED, "the link is closed");
	if (wire_write(c->wire, bytes, n, chat_deadline(c), err) < 0)
		return explain_timeout(c, "the server took nothing more",
				       err);
	return 0;
}

static int write_gathered(struct chat *c, struct err *err)
{
	int result = 0;

	if (c->out.len)
		result = write_all(c, c->out.data, c->out.len, err);
	if (c->out.data)	/* it may have held a password */
		mem_wipe(c->out.data, c->out.cap);
	buf_clear(&c->out);
	return result;
}

int chat_header(struct chat *c, const char *shown, const struct buf *bytes,
		struct err *err)
{
	if (buf_add(&c->out, buf_str(bytes), bytes->len) < 0)
		return err_set(err, ERR_LIMIT, "the header is too long");
	emit_sent(c, shown, bytes->len, NULL);
	return chat_flush(c, err);
}

int chat_flush(struct chat *c, struct err *err)
{
	end_raw(c);
	return write_gathered(c, err);
}

int chat_write(struct chat *c, const void *bytes, size_t n, struct err *err)
{
	struct event e = { .text = bytes, .text_n = n, .outgoing = true };

	if (write_gathered(c, err) < 0)
		return -1;
	tell_raw(c, &e);
	return write_all(c, bytes, n, err);
}

/* More bytes into c->in.  0, or -1; the end of the stream is ERR_CLOSED. */
static int fill(struct chat *c, int64_t deadline, struct err *err)
{
	char block[8192];
	ssize_t n;

	if (!c->wire)
		return err_set(err, ERR_CLOSED, "the link is closed");
	n = wire_read(c->wire, block, sizeof(block), deadline, err);
	if (n < 0)
		return -1;
	if (n == 0)
		return err_set(err, ERR_CLOSED, "the server closed the "
			       "connection");
	tell_received(c, false, block, (size_t)n);
	if (buf_add(&c->in, block, (size_t)n) < 0)
		return err_set(err, ERR_LIMIT, "the server sends more than it "
			       "was asked for");
	return 0;
}

static int too_long(struct err *err)
{
	return err_set(err, ERR_LIMIT, "the server sent a line of more than "
		       "%d octets", REPLY_LINE_MOST);
}

/* Take the line that ends at newline out of c->in and give it to the reply. */
static int take_line(struct chat *c, struct reply *r, const char *newline,
		     struct err *err)
{
	size_t n = (size_t)(newline - c->in.data), used = n + 1;
	int result;

	tell_received(c, true, c->in.data, used);
	if (n > 0 && c->in.data[n - 1] == '\r')
		n--;
	else
		r->bare_lf = true;
	if (n > REPLY_LINE_MOST)
		return too_long(err);
	result = reply_add_line(r, c->in.data, n, err);
	buf_consume(&c->in, used);
	return result;
}

/* What there is of a line that never ends, or ended too late, kept to show. */
static void keep_rest(struct chat *c, struct reply *r)
{
	struct err ignored;
	size_t n = c->in.len < 512 ? c->in.len : 512;

	tell_received(c, true, c->in.data, n);
	if (n && !memchr(c->in.data, '\n', n))
		reply_add_line(r, c->in.data, n, &ignored);
	r->complete = false;
}

static void tell_waited(struct chat *c, int64_t began)
{
	struct event e = { .kind = EVENT_WAITED,
			   .us = clock_now(c->clock) - began };

	bus_emit(c->bus, &e);
}

int chat_read_reply(struct chat *c, struct reply *r, struct err *err)
{
	struct event waiting = { .kind = EVENT_WAITING };
	int64_t deadline = chat_deadline(c), began = clock_now(c->clock);
	int result = 0;

	end_raw(c);
	reply_reset(r);
	bus_emit(c->bus, &waiting);
	while (result == 0 && !r->complete) {
		const char *newline = c->in.len ? memchr(c->in.data, '\n',
							 c->in.len) : NULL;

		if (newline)
			result = take_line(c, r, newline, err);
		else if (c->in.len > REPLY_LINE_MOST + 1)	/* a CR */
			result = too_long(err);
		else
			result = fill(c, deadline, err);
	}
	if (result < 0)
		keep_rest(c, r);
	if (result == 0 || err->kind != ERR_INTERRUPTED)
		tell_waited(c, began);
	if (result == 0)
		return 0;
	return explain_timeout(c, r->count ? "no complete reply" : "no reply",
			       err);
}

bool chat_gets_more(struct chat *c, int64_t patience)
{
	int64_t end = clock_deadline(c->clock, patience);
	int64_t limit = chat_deadline(c);
	struct err ignored;

	if (!c->in.len && c->wire)
		fill(c, end < limit ? end : limit, &ignored);
	return c->in.len > 0;
}

bool chat_has_more(struct chat *c)
{
	struct err ignored;

	if (!c->in.len && c->wire)
		fill(c, clock_now(c->clock), &ignored);
	return c->in.len > 0;
}

int chat_start_tls(struct chat *c, const struct tls_policy *policy,
		   struct tls_facts *facts, struct err *err)
{
	buf_clear(&c->in);
	if (wire_start_tls(c->wire, policy, chat_deadline(c), facts, err) < 0)
		return explain_timeout(c, "no TLS handshake", err);
	c->encrypted = true;
	return 0;
}

void chat_close(struct chat *c, bool politely)
{
	wire_close(c->wire, politely);
	c->wire = NULL;
}
