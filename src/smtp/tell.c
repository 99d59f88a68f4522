/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened in a session, told to the bus: see state.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "event/bus.h"
#include "plan/plan.h"
#include "smtp/state.h"

/* Of a reply's further lines no more is told than makes so many bytes. */
enum { WORDS_MOST = 1000 };

void session_begin(struct session *s, enum step_id id)
{
	struct event e = { .kind = EVENT_STEP_BEGIN, .step = id };

	s->began = clock_now(s->plan->clock);
	bus_emit(s->bus, &e);
}

void session_end(struct session *s, enum step_id id, enum status status,
		 const char *format, ...)
{
	int64_t now = clock_now(s->plan->clock);
	struct event e = { .kind = EVENT_STEP_END, .step = id,
			   .status = status, .us = now - s->began };
	va_list ap;
	char *detail;

	va_start(ap, format);
	detail = mem_vformat(format, ap);
	va_end(ap);
	if (status == STATUS_SKIPPED)
		e.us = -1;
	e.text = detail;
	bus_emit(s->bus, &e);
	free(detail);
	s->began = now;
}

void session_warn(struct session *s, enum step_id id, const char *format, ...)
{
	struct event e = { .kind = EVENT_WARNING, .step = id };
	va_list ap;
	char *text;

	va_start(ap, format);
	text = mem_vformat(format, ap);
	va_end(ap);
	e.text = text;
	bus_emit(s->bus, &e);
	free(text);
}

void session_problem(struct session *s, const char *text)
{
	struct event e = { .kind = EVENT_PROBLEM, .text = text };

	bus_emit(s->bus, &e);
}

/* The mechanisms refused, with spaces between, or NULL. */
static char *refused_mechanisms(const struct session *s)
{
	const struct strings *list = &s->auth.refused;
	struct buf text;

	if (!list->count)
		return NULL;
	buf_init(&text, REPLY_BYTES_MOST);
	for (size_t i = 0; i < list->count; i++)
		buf_addf(&text, "%s%s", i ? " " : "", list->at[i]);
	return buf_take(&text);
}

enum verdict session_blame(struct session *s, const struct failure *f)
{
	if (s->failed)
		return FAIL;
	s->failed = true;
	s->exit_code = f->exit_code ? f->exit_code : s->row->exit_code;
	s->failure = *f;
	s->failure.step = s->row->id;
	s->failure.text = mem_string(f->text);
	s->failure.subject = mem_string(f->subject);
	s->failure.offered = capabilities_mechanisms(&s->offers);
	s->failure.refused = refused_mechanisms(s);
	return FAIL;
}

enum verdict session_fail(struct session *s, const struct failure *f)
{
	session_end(s, s->row->id, STATUS_FAILED, "%s%s%s",
		    f->subject ? f->subject : "", f->subject ? ": " : "",
		    f->text ? f->text : "");
	return session_blame(s, f);
}

const char *session_words(const struct reply *r, struct buf *out)
{
	size_t n = 0;
	const char *line = r->count ? reply_line(r, 0, &n) : "";

	buf_clear(out);
	str_add_printable(out, line, n);
	return buf_str(out);
}

/* Is it the same enhanced code that the first line has?  Then its length. */
static size_t code_again(const struct reply *r, const char *text, size_t n)
{
	const int *e = r->enhanced;
	char code[48];
	int len = snprintf(code, sizeof(code), "%d.%d.%d", e[0], e[1], e[2]);

	return e[0] && (size_t)len <= n && strncmp(text, code, (size_t)len) == 0
		       ? (size_t)len : 0;
}

const char *session_all_words(const struct reply *r, struct buf *out)
{
	session_words(r, out);
	for (size_t i = 1; i < r->count; i++) {
		size_t n, skip;
		const char *text = reply_text(r, i, &n);

		skip = code_again(r, text, n);
		while (skip < n && text[skip] == ' ')
			skip++;
		if (out->len + (n - skip) > WORDS_MOST) {
			buf_adds(out, " ...");
			break;
		}
		if (n > skip)
			buf_addc(out, ' ');
		str_add_printable(out, text + skip, n - skip);
	}
	return buf_str(out);
}

enum verdict session_fail_reply(struct session *s, const char *subject)
{
	const struct reply *r = &s->reply;
	struct failure f = { .cause = CAUSE_REPLY, .code = r->code,
			     .subject = subject };
	struct buf words;
	enum verdict verdict;

	memcpy(f.enhanced, r->enhanced, sizeof(f.enhanced));
	buf_init(&words, (size_t)REPLY_BYTES_MOST * 4);
	f.text = session_all_words(r, &words);
	verdict = session_fail(s, &f);
	buf_release(&words);
	return verdict;
}

enum verdict session_fail_err(struct session *s, const struct err *err)
{
	struct failure f = { .cause = CAUSE_ERR, .kind = err->kind,
			     .text = err->text };
	struct event lost = { .kind = EVENT_LOST,
			      .transport = s->plan->target.transport };
	struct event late = { .kind = EVENT_TIMED_OUT,
			      .encrypted = s->chat.encrypted,
			      .us = s->plan->timeout };

	if (err->kind == ERR_CLOSED) {
		f.exit_code = EXIT_CLOSED;
		bus_emit(s->bus, &lost);
	}
	if (err->kind == ERR_INTERRUPTED)
		f.exit_code = EXIT_SIGNAL + err->number;
	if (err->kind == ERR_TIMEOUT && s->row->id != STEP_CONNECT)
		bus_emit(s->bus, &late);
	return session_fail(s, &f);
}

enum verdict session_plain_reply(struct session *s, const struct reply *r,
				 bool expected)
{
	struct buf words;

	if (!expected)
		return session_fail_reply(s, NULL);
	buf_init(&words, (size_t)REPLY_LINE_MOST * 4);
	session_end(s, s->row->id, STATUS_OK, "%s", session_words(r, &words));
	buf_release(&words);
	return NEXT;
}
