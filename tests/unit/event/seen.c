/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bus with one sink that keeps copies: see seen.h. */
#include "seen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const struct secret_policy hiding = {
	.hide = true,
	.substitute = SUBSTITUTE,
	.hide_derived = true,
};

static void forget(struct seen *s)
{
	free(s->text);
	free(s->why);
	free(s->failure_text);
	free(s->subject);
	free(s->offered);
	free(s->refused);
	*s = (struct seen){ .count = s->count };
}

static void take(void *self, const struct event *e)
{
	struct seen *s = self;

	forget(s);
	s->count++;
	s->kind = e->kind;
	s->text_n = e->text_n;
	s->text = e->text ? mem_copy(e->text, e->text_n) : NULL;
	s->why = mem_string(e->why);
	if (!e->failure)
		return;
	s->failure_text = mem_string(e->failure->text);
	s->subject = mem_string(e->failure->subject);
	s->offered = mem_string(e->failure->offered);
	s->refused = mem_string(e->failure->refused);
}

void open_with(struct fixture *f, const struct secret_policy *policy,
	       const char *secret)
{
	f->seen = (struct seen){ 0 };
	bus_init(&f->bus, policy);
	bus_add_sink(&f->bus, (struct sink){ .take = take, .self = &f->seen });
	if (secret)
		bus_add_secret(&f->bus, secret);
}

void close_all(struct fixture *f)
{
	forget(&f->seen);
	bus_release(&f->bus);
}

void emit_text(struct fixture *f, const char *text)
{
	struct event e = { .kind = EVENT_RECEIVED, .text = text };

	bus_emit(&f->bus, &e);
	assert_int_equal(f->seen.text_n, strlen(f->seen.text));
}
