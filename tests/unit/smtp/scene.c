/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One session from a command line to its end: see scene.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "event/bus.h"
#include "net/wire.h"
#include "options/config.h"
#include "options/sources.h"
#include "plan/persona.h"
#include "plan/plan.h"
#include "scene.h"
#include "smtp/session.h"

static const char usual[] =
	"--config --pipe true --helo me --from a@example.org "
	"--to b@example.org --body hello";

enum { ARGS_MOST = 64 };

/* ---- from the words of a command line to a plan ---- */

static void add_words(struct strings *words, const char *text)
{
	size_t first = words->count;

	strings_split(words, text, ' ');
	for (size_t i = first; i < words->count; i++)
		for (char *c = words->at[i]; *c; c++)
			*c = *c == '~' ? ' ' : *c;
}

static int make_plan(struct plan *plan, const struct scene *s,
		     struct err *err)
{
	const struct persona *persona = persona_for(s->as);
	struct config config = { 0 };
	struct strings words = { 0 };
	char *nothing[] = { NULL }, *argv[ARGS_MOST + 1] = { NULL };
	int result;

	strings_add(&words, persona->name);
	add_words(&words, usual);
	add_words(&words, s->args ? s->args : "");
	assert_in_range(words.count, 1, ARGS_MOST);
	memcpy(argv, words.at, words.count * sizeof(*argv));
	*plan = (struct plan){ 0 };
	result = sources_read(&config, &persona->names, argv, nothing, err);
	if (result == 0)
		result = plan_make(plan, &config, persona, &s->server.clock,
				   err);
	if (result == 0)
		result = plan_compose(plan, &config, persona, NULL, err);
	config_release(&config);
	strings_release(&words);
	return result;
}

/* ---- what is told of it ---- */

static void keep_text(struct scene *s, const char *text, size_t n)
{
	if (!text)
		return;
	buf_add(&s->told, text, n);
	buf_addc(&s->told, '\n');
}

static void keep_string(struct scene *s, const char *text)
{
	keep_text(s, text, text ? strlen(text) : 0);
}

static void keep_line(struct scene *s, const char *mark,
		      const struct event *e)
{
	buf_adds(&s->transcript, mark);
	buf_add(&s->transcript, e->text, e->text_n);
	buf_addc(&s->transcript, '\n');
}

static void keep_texts(struct scene *s, const struct event *e)
{
	if (e->text)
		keep_text(s, e->text, e->text_n);
	keep_string(s, e->why);
	if (!e->failure)
		return;
	keep_string(s, e->failure->text);
	keep_string(s, e->failure->subject);
	keep_string(s, e->failure->offered);
	keep_string(s, e->failure->refused);
}

static void take(void *self, const struct event *e)
{
	struct scene *s = self;

	keep_texts(s, e);
	s->after_result += s->results > 0;
	s->results += e->kind == EVENT_RESULT;
	s->closed += e->kind == EVENT_CLOSED;
	s->lost += e->kind == EVENT_LOST;
	s->dropped += e->kind == EVENT_DROPPED;
	s->timed_out += e->kind == EVENT_TIMED_OUT;
	s->received += e->kind == EVENT_RECEIVED;
	s->begun[e->step] += e->kind == EVENT_STEP_BEGIN;
	s->ended[e->step] += e->kind == EVENT_STEP_END && !e->revises;
	if (e->kind == EVENT_SENT)
		keep_line(s, e->encrypted ? "~> " : "-> ", e);
	if (e->kind == EVENT_RECEIVED && e->expected)
		keep_line(s, e->encrypted ? "<~ " : "<- ", e);
	else if (e->kind == EVENT_RECEIVED)
		keep_line(s, e->encrypted ? "<~* " : "<** ", e);
}

/* As main() does it. */
static void make_bus(struct bus *bus, struct scene *s,
		     const struct plan *plan)
{
	const struct secret_policy policy = {
		.hide = plan->output.hide_secrets,
		.hide_derived = plan->output.hide_derived,
		.substitute = plan->output.substitute,
		.plaintext = plan->output.auth_plaintext,
	};

	bus_init(bus, &policy);
	if (plan->auth.password)
		bus_add_secret(bus, plan->auth.password);
	if (plan->auth.token)
		bus_add_secret(bus, plan->auth.token);
	bus_add_sink(bus, tally_sink(&s->tally));
	bus_add_sink(bus, (struct sink){ .take = take, .self = s });
}

void scene_play(struct scene *s)
{
	struct wire *wire = server_wire(&s->server);
	struct err err = { 0 };
	struct plan plan;
	struct bus bus;

	tally_init(&s->tally);
	buf_init(&s->told, 1 << 28);
	buf_init(&s->transcript, 1 << 28);
	if (make_plan(&plan, s, &err) < 0)
		fail_msg("%s: %s", s->args, err.text);
	if (s->wire)
		wire_close(wire, false);
	make_bus(&bus, s, &plan);
	s->code = session_run(&plan, &bus, NULL, s->wire ? s->wire : wire);
	s->failed = s->tally.failed;
	bus_release(&bus);
	plan_release(&plan);
}

void scene_run(struct scene *s)
{
	scene_play(s);
	scene_check(s);
}

void scene_end(struct scene *s)
{
	server_release(&s->server);
	tally_release(&s->tally);
	buf_release(&s->told);
	buf_release(&s->transcript);
}

void scene_expect(struct scene s, int code)
{
	scene_run(&s);
	if (s.code != code)
		fail_msg("'%s' ended with %d, not %d, after %s", s.args,
			 s.code, code, buf_str(&s.transcript));
	scene_end(&s);
}

/* ---- questions ---- */

static const struct result *last(const struct scene *s, enum step_id step)
{
	for (size_t i = s->tally.count; i > 0; i--)
		if (s->tally.results[i - 1].step == step)
			return &s->tally.results[i - 1];
	return NULL;
}

int scene_status(const struct scene *s, enum step_id step)
{
	const struct result *r = last(s, step);

	return r ? (int)r->status : -1;
}

size_t scene_count(const struct scene *s, enum step_id step,
		   enum status status)
{
	size_t count = 0;

	for (size_t i = 0; i < s->tally.count; i++)
		count += s->tally.results[i].step == step &&
			 s->tally.results[i].status == status;
	return count;
}

const char *scene_detail(const struct scene *s, enum step_id step)
{
	const struct result *r = last(s, step);

	return r ? r->detail : "";
}

const char *scene_commands(struct scene *s)
{
	struct buf *out = &s->told;	/* any that is freed with the scene */

	buf_clear(out);
	for (size_t i = 0; i < s->server.lines.count; i++)
		buf_addf(out, "%s|", s->server.lines.at[i]);
	return buf_str(out);
}
