/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transcript in swaks' notation: see transcript.h. */
#include "report/transcript.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/tls_facts.h"
#include "report/auth_fields.h"
#include "report/tls_lines.h"

enum { ROWS_KEPT = 512 * 1024 };	/* of 100 KiB of message */

/* May this line be shown, and from now on what follows it? */
static bool shows(struct transcript *t, bool error, bool hidden)
{
	if (hidden)	/* then it does not end the silence either */
		return false;
	t->seen_error = t->seen_error || error;
	return t->silent == 0 || (t->silent == 1 && t->seen_error) ||
	       (t->silent == 2 && error);
}

/* A line but for its end. */
static void put(const struct transcript *t, FILE *to, const char *hint,
		const char *text, size_t n)
{
	struct buf safe;

	if (hint)
		fputs(hint, to);
	if (t->escape) {
		buf_init(&safe, SIZE_MAX / 2);
		str_add_printable(&safe, text, n);
		fwrite(buf_str(&safe), 1, safe.len, to);
		buf_release(&safe);
	} else {
		fwrite(text, 1, n, to);
	}
}

static void put_line(const struct transcript *t, const char *hint,
		     const char *text, size_t n)
{
	put(t, t->out, hint, text, n);
	fputc('\n', t->out);
}

/* A remark made of parts, each of which the server may have chosen. */
static void remark(struct transcript *t, const struct buf *text)
{
	if (shows(t, false, t->hide_info))
		put_line(t, t->plain_info ? NULL : "=== ", buf_str(text),
			 text->len);
}

/* An error: what was shown before it goes out first. */
static void problem(struct transcript *t, const char *text)
{
	if (!shows(t, true, false))
		return;
	fflush(t->out);
	put(t, t->err, t->plain_info ? NULL : "*** ", text, strlen(text));
	fputc('\n', t->err);
	fflush(t->err);
}

/* ---- the link ---- */

static void on_trying(struct transcript *t, const struct event *e)
{
	struct buf text;

	if (e->count && !t->addresses)
		return;		/* swaks names the host once */
	buf_init(&text, 1 << 20);
	buf_addf(&text, "Trying %s%s",
		 e->transport == TRANSPORT_PIPE ? "pipe to " : "", e->text);
	if (e->port)
		buf_addf(&text, ":%s", e->port);
	if (e->address && t->addresses)
		buf_addf(&text, " (%s)", e->address);
	buf_adds(&text, "...");
	remark(t, &text);
	buf_release(&text);
}

static void on_connected(struct transcript *t, const struct event *e)
{
	struct buf text;

	buf_init(&text, 1 << 20);
	buf_addf(&text, "Connected to %s.", e->text);
	remark(t, &text);
	buf_release(&text);
}

static void on_not_connected(struct transcript *t, const struct event *e)
{
	struct buf text;

	if (!e->last && !t->addresses)
		return;
	buf_init(&text, 1 << 20);
	buf_addf(&text, "Error connecting %s%sto %s%s%s:",
		 e->local ? e->local : "", e->local ? " " : "", e->text,
		 e->port ? ":" : "", e->port ? e->port : "");
	problem(t, buf_str(&text));
	buf_clear(&text);
	buf_addf(&text, "\t%s: %s", e->call ? e->call : "connect", e->why);
	problem(t, buf_str(&text));
	buf_release(&text);
}

static const char *far_end(const struct event *e)
{
	return e->transport == TRANSPORT_PIPE ? "child process"
					      : "remote host";
}

static void on_closed(struct transcript *t, const struct event *e)
{
	struct buf text;

	buf_init(&text, 128);
	buf_addf(&text, "Connection closed with %s.", far_end(e));
	remark(t, &text);
	buf_release(&text);
}

static void on_lost(struct transcript *t, const struct event *e)
{
	static const char *const texts[] = {
		[TRANSPORT_TCP] =
			"Remote host closed connection unexpectedly.",
		[TRANSPORT_UNIX] = "Socket closed connection unexpectedly.",
		[TRANSPORT_PIPE] =
			"Child process closed connection unexpectedly.",
	};

	problem(t, texts[e->transport]);
}

static void on_dropped(struct transcript *t, const struct event *e)
{
	struct buf text;

	(void)e;
	buf_init(&text, 64);
	buf_adds(&text, "Dropping connection");
	remark(t, &text);
	buf_release(&text);
}

static void on_problem(struct transcript *t, const struct event *e)
{
	problem(t, e->text);
}

/* One that ends the run is an error; the others are for reports. */
static void on_finding(struct transcript *t, const struct event *e)
{
	struct buf text;

	if (!e->last)
		return;
	buf_init(&text, 1 << 20);
	buf_addf(&text, "finding %s: %s", e->text, e->why);
	problem(t, buf_str(&text));
	buf_release(&text);
}

/* ---- lines ---- */

static const char *sent_hint(const struct transcript *t,
			     const struct event *e)
{
	if (t->plain_send)
		return NULL;
	return e->encrypted ? " ~> " : " -> ";
}

static const char *received_hint(const struct transcript *t,
				 const struct event *e, bool expected)
{
	static const char *const hints[2][2] = {
		{ "<** ", "<-  " },
		{ "<~* ", "<~  " },
	};

	return t->plain_receive ? NULL : hints[e->encrypted][expected];
}

/* Under a line of an AUTH exchange, what it is made of. */
static void show_fields(struct transcript *t, const struct event *e)
{
	struct strings lines = { 0 };
	struct buf text;

	if (!t->auth_fields || !e->auth)
		return;
	auth_fields(&lines, e->auth, e->kind == EVENT_SENT);
	for (size_t i = 0; i < lines.count; i++) {
		buf_init(&text, SIZE_MAX / 2);
		buf_addf(&text, "  %s", lines.at[i]);
		remark(t, &text);
		buf_release(&text);
	}
	strings_release(&lines);
}

static void on_sent(struct transcript *t, const struct event *e)
{
	if (!shows(t, false, t->hide_send))
		return;
	put(t, t->out, sent_hint(t, e), e->text, e->text_n);
	fputs(e->message && t->crlf_lines ? "\r\n" : "\n", t->out);
	show_fields(t, e);
}

static void on_sent_summary(struct transcript *t, const struct event *e)
{
	struct buf text;

	if (!shows(t, false, t->hide_send))
		return;
	buf_init(&text, 256);
	if (e->expected)
		buf_addf(&text, "%zu lines sent", e->count);
	else
		buf_addf(&text, "(%zu more lines, %zu bytes; --show-data shows "
			 "them)", e->count, e->bytes);
	put_line(t, sent_hint(t, e), buf_str(&text), text.len);
	buf_release(&text);
}

static void on_received(struct transcript *t, const struct event *e)
{
	if (!shows(t, !e->expected, t->hide_receive))
		return;
	put_line(t, received_hint(t, e, e->expected), e->text, e->text_n);
	show_fields(t, e);
}

static void on_timed_out(struct transcript *t, const struct event *e)
{
	struct buf text;

	if (!shows(t, true, t->hide_receive))
		return;
	buf_init(&text, 128);
	buf_addf(&text, "Timeout (%lld secs) waiting for server response",
		 (long long)(e->us / 1000000));
	put_line(t, received_hint(t, e, false), buf_str(&text), text.len);
	buf_release(&text);
}

static void on_waited(struct transcript *t, const struct event *e)
{
	struct buf text;

	if (!t->lapse)
		return;
	buf_init(&text, 64);
	if (t->lapse_whole)
		buf_addf(&text, "response in %llds",
			 (long long)(e->us / 1000000));
	else
		buf_addf(&text, "response in %.3fs", (double)e->us / 1e6);
	remark(t, &text);
	buf_release(&text);
}

/* ---- bytes ---- */

static void put_rows(struct transcript *t, bool hidden)
{
	if (shows(t, false, hidden))
		fwrite(buf_str(&t->rows), 1, t->rows.len, t->out);
	buf_clear(&t->rows);
}

/*
 * What goes out together is shown together, behind its lines; but a large
 * message is not kept for that.
 */
static void on_raw_sent(struct transcript *t, const struct event *e)
{
	t->sent.hint = t->plain_send ? NULL : "  > ";
	hexdump_feed(&t->sent, e->text, e->text_n, &t->rows);
	if (e->last)
		hexdump_end(&t->sent, &t->rows);
	if (e->last || t->rows.len > ROWS_KEPT)
		put_rows(t, t->hide_send);
}

static void on_raw(struct transcript *t, const struct event *e)
{
	struct hexdump received = {
		.hint = t->plain_receive ? NULL : "<   ",
	};

	if (!t->rows.max)
		buf_init(&t->rows, SIZE_MAX / 2);
	if (e->outgoing) {
		on_raw_sent(t, e);
		return;
	}
	hexdump_feed(&received, e->text, e->text_n, &t->rows);
	hexdump_end(&received, &t->rows);
	put_rows(t, t->hide_receive);
}

/* ---- TLS ---- */

static void on_tls(struct transcript *t, const struct event *e)
{
	const struct tls_facts *f = e->tls;
	struct strings lines = { 0 };

	tls_lines(&lines, f);
	if (t->peer_cert)
		tls_pem_lines(&lines, f->chain, f->chain_count ? 1 : 0);
	if (t->peer_chain)
		tls_pem_lines(&lines, f->chain, f->chain_count);
	for (size_t i = 0; i < lines.count; i++) {
		struct buf line = { .data = lines.at[i],
				    .len = strlen(lines.at[i]) };

		remark(t, &line);
	}
	strings_release(&lines);
}

static void on_tls_failed(struct transcript *t, const struct event *e)
{
	char *refusal = e->tls ? tls_refusal(e->tls) : NULL;
	const char *why = e->why ? e->why : e->text;
	struct buf text;

	buf_init(&text, 1 << 20);
	buf_addf(&text, "TLS startup failed (connect(): %s)",
		 refusal ? refusal : why);
	problem(t, buf_str(&text));
	buf_release(&text);
	free(refusal);
}

static void on_waiting(struct transcript *t, const struct event *e)
{
	(void)e;
	fflush(t->out);
}

static void (*const handlers[])(struct transcript *, const struct event *) = {
	[EVENT_TRYING] = on_trying,
	[EVENT_CONNECTED] = on_connected,
	[EVENT_NOT_CONNECTED] = on_not_connected,
	[EVENT_CLOSED] = on_closed,
	[EVENT_LOST] = on_lost,
	[EVENT_DROPPED] = on_dropped,
	[EVENT_PROBLEM] = on_problem,
	[EVENT_FINDING] = on_finding,
	[EVENT_SENT] = on_sent,
	[EVENT_SENT_SUMMARY] = on_sent_summary,
	[EVENT_RECEIVED] = on_received,
	[EVENT_RAW] = on_raw,
	[EVENT_WAITED] = on_waited,
	[EVENT_TIMED_OUT] = on_timed_out,
	[EVENT_TLS] = on_tls,
	[EVENT_TLS_FAILED] = on_tls_failed,
	[EVENT_WAITING] = on_waiting,
	[EVENT_RESULT] = on_waiting,
};

static void take(void *self, const struct event *e)
{
	if (handlers[e->kind])
		handlers[e->kind](self, e);
}

void transcript_release(struct transcript *t)
{
	buf_release(&t->rows);
}

struct sink transcript_sink(struct transcript *t)
{
	return (struct sink){ .take = take, .self = t };
}
