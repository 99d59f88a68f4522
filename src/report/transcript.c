/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transcript in swaks' notation: see transcript.h. */
#include "report/transcript.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/tls_facts.h"

/* May this line be shown, and from now on what follows it? */
static bool shows(struct transcript *t, bool error, bool hidden)
{
	t->seen_error = t->seen_error || error;
	if (t->silent == 3 || (t->silent == 2 && !error) ||
	    (t->silent == 1 && !t->seen_error))
		return false;
	return error || !hidden;
}

static void put(const struct transcript *t, FILE *to, const char *hint,
		const char *text, size_t n, const char *end)
{
	struct buf safe;

	fputs(hint, to);
	if (t->escape) {
		buf_init(&safe, SIZE_MAX / 2);
		str_add_printable(&safe, text, n);
		fwrite(buf_str(&safe), 1, safe.len, to);
		buf_release(&safe);
	} else {
		fwrite(text, 1, n, to);
	}
	fputs(end, to);
}

/* A remark made of parts, each of which the server may have chosen. */
static void remark(struct transcript *t, const struct buf *text)
{
	if (shows(t, false, t->hide_info))
		put(t, t->out, "=== ", buf_str(text), text->len, "\n");
}

/* An error: what was shown before it goes out first. */
static void problem(struct transcript *t, const char *text)
{
	if (!shows(t, true, false))
		return;
	fflush(t->out);
	put(t, t->err, "*** ", text, strlen(text), "\n");
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
	buf_addf(&text, "Error connecting to %s%s%s:", e->text,
		 e->port ? ":" : "", e->port ? e->port : "");
	problem(t, buf_str(&text));
	buf_clear(&text);
	buf_addf(&text, "\tconnect: %s", e->why);
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
	problem(t, e->transport == TRANSPORT_PIPE
		? "Child process closed connection unexpectedly."
		: "Remote host closed connection unexpectedly.");
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

static void on_finding(struct transcript *t, const struct event *e)
{
	struct buf text;

	buf_init(&text, 1 << 20);
	buf_addf(&text, "finding %s: %s", e->text, e->why);
	problem(t, buf_str(&text));
	buf_release(&text);
}

/* ---- lines ---- */

static void on_sent(struct transcript *t, const struct event *e)
{
	if (shows(t, false, t->hide_send))
		put(t, t->out, e->encrypted ? " ~> " : " -> ", e->text,
		    e->text_n, e->message && t->crlf_lines ? "\r\n" : "\n");
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
	put(t, t->out, e->encrypted ? " ~> " : " -> ", buf_str(&text),
	    text.len, "\n");
	buf_release(&text);
}

static void on_received(struct transcript *t, const struct event *e)
{
	static const char *const hints[2][2] = {
		{ "<** ", "<-  " },
		{ "<~* ", "<~  " },
	};

	if (shows(t, !e->expected, t->hide_receive))
		put(t, t->out, hints[e->encrypted][e->expected], e->text,
		    e->text_n, "\n");
}

static void on_timed_out(struct transcript *t, const struct event *e)
{
	if (!shows(t, true, t->hide_receive))
		return;
	fprintf(t->out, "<** Timeout (%lld secs) waiting for server "
		"response\n", (long long)(e->us / 1000000));
}

/* ---- TLS ---- */

static void tell_client_certificate(struct transcript *t,
				    const struct tls_facts *f)
{
	struct buf text;

	buf_init(&text, 256);
	buf_addf(&text, "TLS client certificate %s and %s",
		 f->client_asked ? "requested" : "not requested",
		 f->client_sent ? "sent" : "not sent");
	remark(t, &text);
	buf_clear(&text);
	buf_adds(&text, "TLS no client certificate set");
	remark(t, &text);
	buf_release(&text);
}

static void tell_certificate(struct transcript *t, size_t depth,
			     const struct tls_certificate *c)
{
	char expires[32] = "";
	struct buf text;
	struct tm tm;

	buf_init(&text, 1 << 20);
	buf_addf(&text, "TLS peer[%zu]   subject=[%s]", depth, c->subject);
	remark(t, &text);
	buf_clear(&text);
	if (gmtime_r(&c->not_after, &tm))
		strftime(expires, sizeof(expires), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_addf(&text, "              commonName=[%s], subjectAltName=[",
		 c->common_name);
	for (size_t i = 0; i < c->names.count; i++)
		buf_addf(&text, "%s%s", i ? ", " : "", c->names.at[i]);
	buf_addf(&text, "] notAfter=[%s]", expires);
	remark(t, &text);
	buf_release(&text);
}

static void tell_verification(struct transcript *t, const struct tls_facts *f)
{
	unsigned chain = f->reasons & REASONS_CHAIN;
	bool name = !(f->reasons & REASONS_NAME);
	struct buf text;

	buf_init(&text, 1 << 20);
	buf_adds(&text, "TLS peer certificate ");
	if (chain)
		buf_addf(&text, "failed CA verification (%s)",
			 tls_reason_phrase(chain));
	else
		buf_adds(&text, "passed CA verification");
	buf_addf(&text, ", %s host verification ", name ? "passed" : "failed");
	if (f->name_wanted)
		buf_addf(&text, "(using host %s to verify)", f->name_wanted);
	else
		buf_adds(&text, "(no host string available to verify)");
	remark(t, &text);
	buf_release(&text);
}

static void on_tls(struct transcript *t, const struct event *e)
{
	const struct tls_facts *f = e->tls;
	struct buf text;

	buf_init(&text, 256);
	buf_addf(&text, "TLS started with cipher %s:%s:%d", f->version,
		 f->cipher, f->bits);
	remark(t, &text);
	buf_release(&text);
	tell_client_certificate(t, f);
	for (size_t i = 0; i < f->chain_count; i++)
		tell_certificate(t, i, &f->chain[i]);
	tell_verification(t, f);
}

static void add_refusal(struct buf *text, const struct tls_facts *f)
{
	unsigned chain = f->reasons & REASONS_CHAIN;
	const char *separator = "";

	if (chain) {
		buf_addf(text, "certificate verification failed (%s)",
			 tls_reason_phrase(chain));
		separator = ", ";
	}
	if (f->reasons & REASON_NAME_MISMATCH)
		buf_addf(text, "%sserver certificate did not match target "
			 "host %s", separator, f->name_wanted);
	else if (f->reasons & REASON_NO_NAME_WANTED)
		buf_addf(text, "%sno host available for host verification",
			 separator);
}

static void on_tls_failed(struct transcript *t, const struct event *e)
{
	struct buf text;

	buf_init(&text, 1 << 20);
	buf_adds(&text, "TLS startup failed (connect(): ");
	if (e->tls)
		add_refusal(&text, e->tls);
	else
		buf_adds(&text, e->text);
	buf_adds(&text, ")");
	problem(t, buf_str(&text));
	buf_release(&text);
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

struct sink transcript_sink(struct transcript *t)
{
	return (struct sink){ .take = take, .self = t };
}
