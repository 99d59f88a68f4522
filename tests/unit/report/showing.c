/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A transcript and what it wrote: see showing.h. */
#include "showing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

const struct transcript smtpcheck_settings = {
	.escape = true, .addresses = true,
};

const struct transcript swaks_settings = { .crlf_lines = true };

void open_shown(struct shown *s, const struct transcript *settings)
{
	*s = (struct shown){ .transcript = *settings };
	s->transcript.out = open_memstream(&s->out, &s->out_n);
	s->transcript.err = open_memstream(&s->err, &s->err_n);
	assert_non_null(s->transcript.out);
	assert_non_null(s->transcript.err);
}

void take(struct shown *s, const struct event *event)
{
	struct sink sink = transcript_sink(&s->transcript);
	struct event e = *event;

	if (e.text && !e.sized)
		e.text_n = strlen(e.text);
	sink.take(sink.self, &e);
}

void finish(struct shown *s)
{
	assert_int_equal(fclose(s->transcript.out), 0);
	assert_int_equal(fclose(s->transcript.err), 0);
}

void close_shown(struct shown *s)
{
	free(s->out);
	free(s->err);
}

void check_all(const struct transcript *settings, const struct event *events,
	       size_t n, const char *out, const char *err)
{
	struct shown s;

	open_shown(&s, settings);
	for (size_t i = 0; i < n; i++)
		take(&s, &events[i]);
	finish(&s);
	assert_string_equal(s.out, out);
	assert_string_equal(s.err, err);
	close_shown(&s);
}

void check(const struct transcript *settings, const struct event *e,
	   const char *out, const char *err)
{
	check_all(settings, e, 1, out, err);
}

void check_both(const struct event *e, const char *out, const char *err)
{
	check(&smtpcheck_settings, e, out, err);
	check(&swaks_settings, e, out, err);
}
