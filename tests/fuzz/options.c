/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options from command line, environment and file, and the plan they make.
 * What goes into a command line of SMTP is one line, or the options are
 * refused.
 *
 *	input = name arguments %x01 variables %x01 file
 *	name = OCTET		; odd: swaks
 *	arguments, variables = *(text LF)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "fuzz.h"
#include "options/config.h"
#include "options/sources.h"
#include "plan/persona.h"
#include "plan/plan.h"

enum { LIST_MOST = 64, SECTION = 1 };

/* A list of strings with NULL behind them. */
struct list {
	char *at[LIST_MOST + 1];
	int count;
};

static void add(struct list *list, char *text)
{
	if (list->count < LIST_MOST)
		list->at[list->count++] = text;
	else
		free(text);
}

static void fill(struct list *list, struct input *in, const char *prefix)
{
	size_t n;
	char *section = input_part(in, SECTION, &n);
	struct input lines = { (const uint8_t *)section, n };

	while (lines.left) {
		char *line = input_string(&lines, '\n');

		add(list, mem_format("%s%s", prefix, line));
		free(line);
	}
	free(section);
}

static void release(struct list *list)
{
	for (int i = 0; i < list->count; i++)
		free(list->at[i]);
}

static void one_line(const char *text)
{
	fuzz_must(!text || !strpbrk(text, "\r\n"), "no line end");
}

static void check_plan(const struct plan *p)
{
	one_line(p->helo);
	one_line(p->from);
	for (size_t i = 0; i < p->to.count; i++) {
		one_line(p->to.at[i]);
		fuzz_must(*p->to.at[i], "a recipient");
	}
	if (p->target.transport == TRANSPORT_TCP)
		one_line(p->target.place);
	fuzz_must(p->timeout >= 0 && p->deadline >= 0, "spans of time");
	fuzz_must(p->auth.demand == DEMAND_NONE ||
		  (p->auth.user && p->auth.password), "credentials");
	fuzz_must(p->quit_after < STOP_DATA, "no QUIT into a message");
	fuzz_must(p->message != NULL, "a message");
}

static void make_plan(const struct config *config,
		      const struct persona *persona)
{
	struct plan plan = { 0 };
	struct err err = { 0 };

	if (plan_make(&plan, config, persona, &clock_system, &err) == 0 &&
	    plan_compose(&plan, config, persona, NULL, &err) == 0)
		check_plan(&plan);
	else
		fuzz_must(err.kind != ERR_NONE &&
			  (*err.text || plan.notes.count), "a reason");
	plan_release(&plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	const struct persona *persona =
		persona_for(input_byte(&in) & 1 ? "swaks" : "smtpcheck");
	struct list arguments = { .count = 0 }, variables = { .count = 0 };
	struct list seen;
	struct config config = { 0 };
	struct err err = { 0 };

	/* "-" is standard input, which is nobody's here */
	if (!freopen("/dev/null", "r", stdin))
		return 0;
	add(&arguments, mem_string(persona->name));
	fill(&arguments, &in, "");
	fill(&variables, &in, persona->names.env_prefix);
	add(&variables, mem_format("%sconfig=%s", persona->names.env_prefix,
				   fuzz_file(0, in.at, in.left)));
	seen = variables;	/* from which secrets are taken out */
	if (sources_read(&config, &persona->names, arguments.at, seen.at,
			 &err) == 0)
		make_plan(&config, persona);
	else
		fuzz_must(err.kind != ERR_NONE && *err.text, "a reason");
	config_release(&config);
	release(&arguments);
	release(&variables);
	return 0;
}
