/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server of the session tests: see server.h. */
#include "server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tls_facts.h"
#include "net/wire.h"

struct end {
	struct wire head;
	struct server *server;
};

static struct server *server_of(struct wire *w)
{
	return ((struct end *)(void *)w)->server;
}

/* ---- what it says ---- */

int server_code(const char *reply)
{
	int code = 0;

	for (;;) {
		size_t n = strcspn(reply, "\n");
		int line = 0;
		char separator = '\0';

		if (!reply[n] ||
		    sscanf(reply, "%3d%c", &line, &separator) < 2)
			return 0;
		if (line < 200 || line > 599 || (code && line != code))
			return 0;
		code = line;
		if (separator != '-')
			return strchr(" \r\n", separator) ? code : 0;
		reply += n + 1;
	}
}

static void add_piece(struct server *s, const char *bytes, size_t n,
		      int64_t at)
{
	if (s->piece_count == SERVER_PIECES)
		abort();
	buf_add(&s->out, bytes, n);
	s->pieces[s->piece_count++] = (struct piece){ s->out.len, at };
}

static void say(struct server *s, const struct answer *a)
{
	int64_t at = s->clock.fixed + a->after;
	const char *text = a->with;

	while (text && *text) {
		size_t n = a->drip ? 1 : strcspn(text, "\v");

		if (n)
			add_piece(s, text, n, at);
		at += a->drip;
		text += n + (text[n] == '\v');
	}
	s->state = a->then;
}

/* ---- what it answers ---- */

static const struct answer *find_answer(struct server *s, const char *line)
{
	const struct answer *a = s->answers;

	for (size_t i = 0; a && a[i].to; i++) {
		if (s->used & (uint64_t)1 << i || !str_starts(line, a[i].to))
			continue;
		if (!a[i].always)
			s->used |= (uint64_t)1 << i;
		return &a[i];
	}
	return NULL;
}

static const char *good_hello(const struct server *s)
{
	if (s->encrypted && s->ehlo_tls)
		return s->ehlo_tls;
	if (s->ehlo && !s->encrypted)
		return s->ehlo;
	return s->encrypted ? "250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n"
			    : "250-mail.example\r\n250-STARTTLS\r\n"
			      "250 AUTH PLAIN LOGIN CRAM-MD5\r\n";
}

static const char *good_auth(struct server *s, const char *line)
{
	if (*line == '*')
		return "501 5.0.0 Cancelled\r\n";
	if (str_starts(line, "AUTH LOGIN"))
		s->auth_round = 2;
	else if (str_starts(line, "AUTH "))
		s->auth_round = strchr(line + 5, ' ') ? 0 : 1;
	else
		s->auth_round--;
	if (s->auth_round > 0)
		return "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+\r\n";
	return "235 2.7.0 Welcome\r\n";
}

/* LMTP and PRDR: a reply for each recipient that was taken. */
static const char *good_end(struct server *s)
{
	static const char ok[] = "250 2.0.0 Queued\r\n";
	static char all[SERVER_LINES * sizeof(ok)];
	int count = s->lmtp && s->accepted ? s->accepted : 1;

	strcpy(all, s->prdr ? "353 Looking at it\r\n" : "");
	if (s->prdr)
		count = s->accepted + 1;
	while (count-- > 0)
		strcat(all, ok);
	return all;
}

static const char *good(struct server *s, const char *line, bool auth)
{
	static const struct {
		const char *command, *reply;
	} table[] = {
		{ "banner", "220 mail.example ESMTP\r\n" },
		{ "PROXY", NULL },
		{ "HELO", "250 mail.example\r\n" },
		{ "STARTTLS", "220 2.0.0 Go ahead\r\n" },
		{ "MAIL", "250 2.1.0 Sender\r\n" },
		{ "RCPT", "250 2.1.5 Recipient\r\n" },
		{ "DATA", "354 Go on\r\n" },
		{ "XCLIENT", "220 mail.example ESMTP\r\n" },
		{ "NOOP", "250 2.0.0 Ok\r\n" },
		{ "QUIT", "221 2.0.0 Bye\r\n" },
	};

	if (auth || *line == '*' || str_starts(line, "AUTH"))
		return good_auth(s, line);
	if (*line == '.')
		return good_end(s);
	if (str_starts(line, "EHLO") || str_starts(line, "LHLO"))
		return good_hello(s);
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (str_starts(line, table[i].command))
			return table[i].reply;
	return "500 5.5.2 What?\r\n";
}

/* What follows from an answer for the server itself. */
static void note(struct server *s, const char *line, int code)
{
	s->in_auth = code == 334;
	if (strcmp(line, "banner") == 0)
		s->banner = code;
	s->lmtp |= str_starts(line, "LHLO");
	s->prdr |= !s->lmtp && str_starts(line, "MAIL") &&
		   strstr(line, "> PRDR");
	s->in_data = strcmp(line, "DATA") == 0 && code == 354;
	s->accepted += str_starts(line, "RCPT") && code / 100 == 2;
	s->tls_due = strcmp(line, "STARTTLS") == 0 && code == 220;
	if (str_starts(line, "QUIT") && s->state == THEN_GO_ON)
		s->state = THEN_CLOSE;
}

static void answer(struct server *s, const char *line)
{
	bool auth = s->in_auth && *line != '*';
	const struct answer *a = find_answer(s, auth ? "+" : line);
	struct answer plain = { .with = a ? NULL : good(s, line, auth) };
	int code;

	if (!a)
		a = &plain;
	code = a->with ? server_code(a->with) : 0;
	if (strcmp(line, "banner") != 0 && s->lines.count < SERVER_LINES) {
		s->codes[s->lines.count] = code;
		s->ends[s->lines.count] = s->writes;
		strings_add(&s->lines, line);
	}
	say(s, a);
	note(s, line, code);
}

static void take_line(struct server *s, const char *line)
{
	if (s->in_data && strcmp(line, ".") != 0) {
		buf_adds(&s->message, line);
		buf_addc(&s->message, '\n');
	} else {
		answer(s, line);
	}
}

static void take_lines(struct server *s)
{
	while (s->state == THEN_GO_ON && !s->tls_due && s->in.len) {
		char *end = memmem(s->in.data, s->in.len, "\r\n", 2);
		char *line;

		if (!end)
			return;
		line = mem_copy(s->in.data, (size_t)(end - s->in.data));
		buf_consume(&s->in, (size_t)(end - s->in.data) + 2);
		take_line(s, line);
		free(line);
	}
}

/* ---- the wire ---- */

static int lost(const struct server *s, struct err *err)
{
	switch (s->state) {
	case THEN_BREAK:
		return err_set(err, ERR_IO, "the connection broke");
	case THEN_ALERT:
		return err_set(err, ERR_TLS_ALERT, "the server sent TLS alert "
			       "116 (certificate required)");
	case THEN_SIGNAL:
		err_set(err, ERR_INTERRUPTED, "ended by SIGTERM");
		err->number = SIGTERM;
		return -1;
	default:
		return 0;
	}
}

static int wait_until(struct server *s, int64_t at, int64_t deadline,
		      struct err *err)
{
	if (at == DEADLINE_NEVER && deadline == DEADLINE_NEVER) {
		s->hung = true;
		return err_set(err, ERR_IO, "it would wait for good");
	}
	if (at > deadline) {
		if (deadline > s->clock.fixed)
			s->clock.fixed = deadline;
		return err_set(err, ERR_TIMEOUT, "timed out");
	}
	if (at > s->clock.fixed)
		s->clock.fixed = at;
	return 0;
}

static size_t next_end(const struct server *s)
{
	size_t end = s->pieces[s->piece].end;

	return s->cut > s->at && s->cut < end ? s->cut : end;
}

static ssize_t server_read(struct wire *w, void *bytes, size_t n,
			   int64_t deadline, struct err *err)
{
	struct server *s = server_of(w);
	size_t left;

	if (s->piece == s->piece_count) {
		if (s->state != THEN_GO_ON && s->state != THEN_NOTHING)
			return lost(s, err);
		return wait_until(s, DEADLINE_NEVER, deadline, err);
	}
	if (wait_until(s, s->pieces[s->piece].at, deadline, err) < 0)
		return -1;
	left = next_end(s) - s->at;
	n = n < left ? n : left;
	memcpy(bytes, s->out.data + s->at, n);
	for (size_t i = 0; i < n; i++)
		s->received_lines += ((char *)bytes)[i] == '\n';
	s->at += n;
	if (s->at == s->pieces[s->piece].end)
		s->piece++;
	return (ssize_t)n;
}

/* It stalls, or says why it does not and hangs up. */
static int take_no_more(struct server *s, int64_t deadline, struct err *err)
{
	const struct answer parting = { .with = s->parting,
					.then = THEN_CLOSE };

	if (!s->parting)
		return wait_until(s, DEADLINE_NEVER, deadline, err);
	say(s, &parting);
	return err_set(err, ERR_CLOSED, "the server dropped the connection");
}

static int server_write(struct wire *w, const void *bytes, size_t n,
			int64_t deadline, struct err *err)
{
	struct server *s = server_of(w);

	if (s->state == THEN_CLOSE && !s->closes_quietly)
		return err_set(err, ERR_CLOSED, "the server dropped the "
			       "connection");
	if (s->takes && s->sent.len + n > s->takes)
		return take_no_more(s, deadline, err);
	s->broke_starttls |= s->tls_due;
	s->writes++;
	buf_add(&s->sent, bytes, n);
	buf_add(&s->in, bytes, n);
	take_lines(s);
	return 0;
}

static int server_start_tls(struct wire *w, const struct tls_policy *policy,
			    int64_t deadline, struct tls_facts *facts,
			    struct err *err)
{
	struct server *s = server_of(w);

	(void)policy;
	s->handshakes++;
	s->tls_at = s->sent.len;
	s->tls_due = false;
	if (s->state == THEN_NOTHING || s->tls_fails == ERR_TIMEOUT)
		return wait_until(s, DEADLINE_NEVER, deadline, err);
	if (s->tls_fails)
		return err_set(err, s->tls_fails, "handshake failed");
	if (s->state == THEN_CLOSE || s->piece < s->piece_count)
		return err_set(err, ERR_TLS_HANDSHAKE, "that is no TLS");
	strcpy(facts->version, "TLSv1.3");
	strcpy(facts->cipher, "TLS_AES_256_GCM_SHA384");
	facts->bits = 256;
	facts->reasons = s->tls_reasons;
	s->encrypted = true;
	if (s->tls_first)
		answer(s, "banner");
	if (!s->runs_injected)
		buf_clear(&s->in);
	take_lines(s);
	return 0;
}

static bool server_truncated(const struct wire *w)
{
	const struct end *end = (const struct end *)(const void *)w;

	return end->server->encrypted && end->server->cuts_tls &&
	       end->server->state == THEN_CLOSE;
}

static void server_close(struct wire *w, bool politely)
{
	struct server *s = server_of(w);

	s->closes++;
	s->politely = politely;
	free(w);
}

static int64_t stand_still(const struct clock *c)
{
	return c->fixed;
}

static time_t some_day(const struct clock *c)
{
	(void)c;
	return 1800000000;
}

struct wire *server_wire(struct server *s)
{
	static const struct wire_ops ops = {
		.read = server_read,
		.write = server_write,
		.start_tls = server_start_tls,
		.close = server_close,
		.truncated = server_truncated,
	};
	struct end *end = mem_new(sizeof(*end));

	end->head.ops = &ops;
	end->server = s;
	s->clock = (struct clock){ .now = stand_still, .wall = some_day,
				   .fixed = 1000000000 };
	buf_init(&s->sent, 1 << 26);
	buf_init(&s->in, 1 << 26);
	buf_init(&s->out, 1 << 26);
	buf_init(&s->message, 1 << 26);
	if (!s->tls_first)
		answer(s, "banner");
	return &end->head;
}

void server_release(struct server *s)
{
	buf_release(&s->sent);
	buf_release(&s->in);
	buf_release(&s->out);
	buf_release(&s->message);
	strings_release(&s->lines);
}

size_t server_answered(const struct server *s, const char *command, int code)
{
	size_t count = 0;

	for (size_t i = 0; i < s->lines.count; i++)
		count += str_starts(s->lines.at[i], command) &&
			 (code < 0 || s->codes[i] == code);
	return count;
}

size_t server_heard(const struct server *s, const char *command)
{
	return server_answered(s, command, -1);
}
