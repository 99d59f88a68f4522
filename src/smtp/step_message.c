/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DATA and the message (RFC 5321 section 4.1.1.4), and QUIT.  The message
 * goes from its reader through the line filter to the wire a block at a time.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "event/bus.h"
#include "message/lines.h"
#include "message/message.h"
#include "net/wire.h"
#include "plan/plan.h"
#include "smtp/state.h"

enum { BLOCK = 64 * 1024, LINE_SHOWN_MOST = 64 * 1024 };

/* A message on its way, and how much of it is shown. */
struct sending {
	struct session *s;
	struct message_reader *reader;
	struct lines lines;
	struct buf out;		/* a block, as it goes out */
	struct buf line;	/* of the line being shown, what has come */
	size_t left;		/* bytes that may still be shown */
	size_t hidden_lines, hidden_bytes;
	size_t shown;		/* bytes of out that were shown or counted */
};

enum sent send_data(struct session *s, struct err *err)
{
	return chat_command(&s->chat, err, "DATA") < 0 ? SENT_BROKEN : SENT;
}

/*
 * RFC 2920 section 3.1: a 354 that follows refused recipients still wants a
 * message, and the shortest is a lone dot.
 */
static enum verdict data_for_nobody(struct session *s, const struct reply *r)
{
	struct buf words;

	s->lone_dot = true;
	buf_init(&words, REPLY_BYTES_MOST);
	session_end(s, STEP_DATA, STATUS_WARN, "%s (for nobody: it gets a "
		    "lone dot)", session_words(r, &words));
	buf_release(&words);
	return NEXT;
}

enum verdict reply_data(struct session *s, const struct reply *r,
			bool expected)
{
	s->data_open = expected;
	if (expected && s->failed)
		return data_for_nobody(s, r);
	return session_plain_reply(s, r, expected);
}

enum want want_message(struct session *s)
{
	return s->over || s->data_open ? WANT_YES : WANT_NO;
}

static void show_line(struct sending *m, const char *line, size_t n,
		      bool message)
{
	struct event e = { .kind = EVENT_SENT, .message = message,
			   .encrypted = m->s->chat.encrypted,
			   .text = line, .text_n = n, .sized = true };

	bus_emit(m->s->bus, &e);
}

static void show_gathered(struct sending *m)
{
	size_t n = m->line.len;

	if (n && m->line.data[n - 1] == '\r')
		n--;
	show_line(m, buf_str(&m->line), n, true);
	buf_clear(&m->line);
}

/* Lines past the limit are counted. */
static void count_hidden(struct sending *m, const char *bytes, size_t n)
{
	m->hidden_bytes += n;
	while (n) {
		const char *end = memchr(bytes, '\n', n);
		size_t len = end ? (size_t)(end - bytes) + 1 : n;

		m->hidden_lines += end != NULL;
		bytes += len;
		n -= len;
	}
}

/* Show what goes out: lines as long as they may be shown, then a count. */
static void show(struct sending *m, const char *bytes, size_t n)
{
	while (n && m->left) {
		const char *end = memchr(bytes, '\n', n);
		size_t len = end ? (size_t)(end - bytes) + 1 : n;
		size_t room = LINE_SHOWN_MOST - m->line.len;

		if (len > room) {	/* a line that long is cut in parts */
			len = room;
			end = NULL;
		}
		buf_add(&m->line, bytes, end ? len - 1 : len);
		m->left -= m->left < len ? m->left : len;
		if (end || m->line.len == LINE_SHOWN_MOST)
			show_gathered(m);
		bytes += len;
		n -= len;
	}
	if (n)
		count_hidden(m, bytes, n);
}

/* Show what was added to the block since the last time. */
static void show_new(struct sending *m, size_t upto)
{
	show(m, buf_str(&m->out) + m->shown, upto - m->shown);
	m->shown = upto;
}

static int send_block(struct sending *m, struct err *err)
{
	int result = chat_write(&m->s->chat, m->out.data, m->out.len, err);

	buf_clear(&m->out);
	m->shown = 0;
	return result;
}

/* What is not shown is counted without being looked at again. */
static void pass_hidden(struct sending *m, const char *bytes, size_t n)
{
	size_t before = m->lines.ends;

	lines_feed(&m->lines, bytes, n, &m->out);
	m->hidden_lines += m->lines.ends - before;
	m->hidden_bytes += m->out.len - m->shown;
	m->shown = m->out.len;
}

static int pass(struct sending *m, const char *bytes, size_t n,
		struct err *err)
{
	if (!m->left && !m->lines.raw) {
		pass_hidden(m, bytes, n);
	} else {
		lines_feed(&m->lines, bytes, n, &m->out);
		show_new(m, m->out.len);
	}
	/* a small message leaves with its dot in one write */
	return m->out.len >= BLOCK ? send_block(m, err) : 0;
}

/*
 * Most of a large message is an attachment in base64, of which nothing needs
 * to be changed or shown: it goes from the encoder to the wire.
 */
static bool may_go_straight(struct sending *m, const char *bytes, size_t n,
			    size_t *lines_out)
{
	return !m->left && message_gave_base64(m->reader, lines_out) &&
	       lines_pass(&m->lines, bytes, n);
}

static int send_straight(struct sending *m, const char *bytes, size_t n,
			 struct err *err)
{
	m->hidden_bytes += n;
	if (m->out.len && send_block(m, err) < 0)
		return -1;
	return chat_write(&m->s->chat, bytes, n, err);
}

static int send_blocks(struct sending *m, struct err *err)
{
	char *block = mem_new(BLOCK);
	ssize_t n = 0;
	size_t lines;
	int result = 0;

	while (result == 0 &&
	       (n = message_read(m->reader, block, BLOCK, err)) > 0) {
		if (may_go_straight(m, block, (size_t)n, &lines)) {
			m->hidden_lines += lines;
			result = send_straight(m, block, (size_t)n, err);
		} else {
			result = pass(m, block, (size_t)n, err);
		}
	}
	free(block);
	return n < 0 ? -1 : result;
}

static void show_hidden(struct sending *m)
{
	struct event e = { .kind = EVENT_SENT_SUMMARY,
			   .encrypted = m->s->chat.encrypted,
			   .count = m->hidden_lines,
			   .bytes = m->hidden_bytes,
			   .expected = m->s->plan->output.show_data == 0 };

	if (m->hidden_bytes)
		bus_emit(m->s->bus, &e);
}

/*
 * The final dot is the session's, not a line of the message; a raw message
 * brings its own, or none.
 */
static int send_end(struct sending *m, struct err *err)
{
	const char dot[] = ".\r\n";
	size_t dot_n = m->lines.raw ? 0 : strlen(dot);

	lines_end(&m->lines, &m->out);
	show_new(m, m->out.len - dot_n);
	if (m->line.len)
		show_gathered(m);
	if (dot_n && m->left && !m->hidden_bytes)
		show_line(m, ".", 1, false);
	else
		count_hidden(m, dot, dot_n);
	show_hidden(m);
	return m->out.len ? send_block(m, err) : 0;
}

static int send_whole(struct session *s, struct err *err)
{
	struct sending m = { .s = s, .left = s->plan->output.show_data };
	int result;

	m.lines.raw = message_is_raw(s->plan->message);
	buf_init(&m.out, LINES_MOST(2 * BLOCK) + LINES_END_MOST);
	buf_init(&m.line, LINE_SHOWN_MOST);
	m.reader = message_open(s->plan->message);
	result = send_blocks(&m, err);
	if (result == 0)
		result = send_end(&m, err);
	message_close(m.reader);
	buf_release(&m.out);
	buf_release(&m.line);
	return result;
}

/*
 * The link broke while the message went out.  The server may have said why
 * before it hung up: then that is the reply.
 */
static enum sent broken_off(const struct err *err)
{
	if (err->kind != ERR_CLOSED && err->kind != ERR_IO)
		return SENT_BROKEN;
	return SENT;
}

enum sent send_message(struct session *s, struct err *err)
{
	if (s->lone_dot) {
		s->data_open = false;
		return chat_command(&s->chat, err, ".") < 0 ? SENT_BROKEN
							    : SENT;
	}
	recipients_await(s);
	if (send_whole(s, err) == 0) {
		/* a raw message may have no end that the server knows */
		s->data_open = message_is_raw(s->plan->message);
		return SENT;
	}
	if (err->kind == ERR_FILE)	/* the message cannot be taken back */
		s->mute = true;
	return broken_off(err);
}

enum verdict reply_message(struct session *s, const struct reply *r,
			   bool expected)
{
	s->data_open = false;
	if (s->lone_dot)	/* whatever is said of it, nobody got mail */
		return NEXT;
	if (s->plan->greeting == GREET_LHLO)
		return reply_lmtp(s, r, expected);
	return session_plain_reply(s, r, expected);
}

/* ---- QUIT ---- */

enum want want_quit(struct session *s)
{
	bool linked = s->chat.wire || s->given_up;

	if (s->said_quit) {
		s->why = "the probe has said it";
		return WANT_SKIP;
	}
	if (linked && !s->mute && !s->data_open && !s->dropped)
		return WANT_YES;
	if (s->dropped)
		s->why = "the connection was dropped as asked";
	else if (s->data_open)
		s->why = "the server reads the message";
	else if (s->chat.wire)
		s->why = "nothing more could be said";
	else
		s->why = "there is no connection to end";
	return WANT_SKIP;
}

/* Replies are out of step: say goodbye, and wait for nothing. */
static enum sent just_say_it(struct session *s)
{
	struct err ignored;

	s->chat.run_ends = clock_now(s->plan->clock) + 100000;
	chat_flush(&s->chat, &ignored);
	session_end(s, STEP_QUIT, STATUS_WARN, "sent, its reply not awaited");
	return SENT_NOTHING;
}

enum sent send_quit(struct session *s, struct err *err)
{
	if (chat_command(&s->chat, err, "QUIT") < 0)
		return SENT_BROKEN;
	if (s->out_of_step && s->plan->strict_link)
		return just_say_it(s);
	return SENT;
}

enum verdict reply_quit(struct session *s, const struct reply *r,
			bool expected)
{
	struct buf words;

	if (!expected && s->plan->strict_quit && !s->failed)
		return session_fail_reply(s, NULL);
	buf_init(&words, REPLY_BYTES_MOST);
	session_end(s, STEP_QUIT, expected ? STATUS_OK : STATUS_WARN, "%s",
		    session_words(r, &words));
	buf_release(&words);
	return NEXT;
}
