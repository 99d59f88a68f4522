/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fold of a run's events: see tally.h. */
#include "event/tally.h"

#include <stdlib.h>

#include "base/mem.h"

void tally_init(struct tally *t)
{
	*t = (struct tally){ 0 };
}

static void failure_release(struct failure *f)
{
	free((char *)f->text);
	free((char *)f->subject);
	free((char *)f->offered);
	free((char *)f->refused);
}

void tally_release(struct tally *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->results[i].detail);
	free(t->results);
	strings_release(&t->warnings);
	strings_release(&t->findings);
	failure_release(&t->failure);
	tls_facts_release(&t->tls);
	*t = (struct tally){ 0 };
}

/* The step's last result, where an event says that it revises it. */
static struct result *place_for(struct tally *t, const struct event *e)
{
	for (size_t i = t->count; e->revises && i > 0; i--) {
		if (t->results[i - 1].step != e->step)
			continue;
		free(t->results[i - 1].detail);
		return &t->results[i - 1];
	}
	t->results = mem_resize(t->results,
				(t->count + 1) * sizeof(*t->results));
	return &t->results[t->count++];
}

static void add_result(struct tally *t, const struct event *e)
{
	struct result *r = place_for(t, e);

	*r = (struct result){
		.step = e->step,
		.status = e->status,
		.us = e->us,
		.detail = e->text ? mem_copy(e->text, e->text_n)
				  : mem_string(""),
	};
}

static void add_finding(struct tally *t, const struct event *e)
{
	char *text = mem_format("%s: %s", e->text, e->why);

	strings_add(&t->findings, text);
	free(text);
}

/* A copy, since the session's own are gone when a report wants them. */
static void keep_tls(struct tally *t, const struct tls_facts *facts)
{
	if (!facts)
		return;
	tls_facts_release(&t->tls);
	tls_facts_copy(&t->tls, facts);
	t->has_tls = true;
}

static void end(struct tally *t, const struct event *e)
{
	t->ended = true;
	t->exit_code = e->exit_code;
	if (!e->failure)
		return;
	t->failed = true;
	t->failure = *e->failure;
	t->failure.text = mem_string(e->failure->text);
	t->failure.subject = mem_string(e->failure->subject);
	t->failure.offered = mem_string(e->failure->offered);
	t->failure.refused = mem_string(e->failure->refused);
}

static void take(void *self, const struct event *e)
{
	struct tally *t = self;

	switch (e->kind) {
	case EVENT_STEP_END:
		add_result(t, e);
		break;
	case EVENT_WARNING:
		strings_add(&t->warnings, e->text);
		break;
	case EVENT_FINDING:
		add_finding(t, e);
		break;
	case EVENT_TLS:
	case EVENT_TLS_FAILED:
		keep_tls(t, e->tls);
		break;
	case EVENT_RESULT:
		end(t, e);
		break;
	default:
		break;
	}
}

const struct tls_facts *tally_tls(const struct tally *t)
{
	return t->has_tls ? &t->tls : NULL;
}

struct sink tally_sink(struct tally *t)
{
	return (struct sink){ .take = take, .self = t };
}

/* A refused recipient among others is one. */
bool tally_warns(const struct tally *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->results[i].status == STATUS_WARN ||
		    t->results[i].status == STATUS_FAILED)
			return true;
	return t->warnings.count || t->findings.count;
}
