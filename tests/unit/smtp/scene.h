/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One session from a command line to its end: the options are parsed and the
 * plan is made by the real code, the other end is a struct server, and what
 * must hold of every run, however it went, is checked before a test asks for
 * more (scene_check.c).
 */
#ifndef TESTS_UNIT_SMTP_SCENE_H
#define TESTS_UNIT_SMTP_SCENE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/step.h"
#include "event/tally.h"
#include "server.h"

struct wire;

struct scene {
	/*
	 * Options with one space between, added to those that make a run
	 * short; a "~" in one stands for a space.
	 */
	const char *args;
	const char *as;			/* NULL: smtpcheck */
	struct server server;
	struct wire *wire;		/* another one; NULL: the server's */

	/* what came of it */
	int code;
	bool failed;			/* and the plan was fine */
	struct tally tally;
	struct buf told;		/* every text of every event */
	struct buf transcript;		/* lines sent and received */
	size_t received;		/* lines of replies that were shown */
	size_t begun[STEP_COUNT], ended[STEP_COUNT];
	size_t results, after_result;
	size_t closed, lost, dropped, timed_out;
	const char *password;
};

/* Run it and check what must hold of every run. */
void scene_run(struct scene *s);

/* Run it alone, for whoever brings a wire of his own. */
void scene_play(struct scene *s);

void scene_end(struct scene *s);

/* scene_run(), the exit code, scene_end(). */
void scene_expect(struct scene s, int code);

/* The last status of a step, or -1 where it has none. */
int scene_status(const struct scene *s, enum step_id step);

/* How many results a step has with this status. */
size_t scene_count(const struct scene *s, enum step_id step,
		   enum status status);

/* The last detail of a step, or "". */
const char *scene_detail(const struct scene *s, enum step_id step);

/* The commands that were sent, each with a "|" behind it. */
const char *scene_commands(struct scene *s);

/* What must hold of any run against a struct server. */
void scene_check(const struct scene *s);

/* ON("MAIL", "421 bye\r\n", .then = THEN_CLOSE) */
#define ON(command, ...) { .to = command, .with = __VA_ARGS__ }
#define ANSWERS(...) ((const struct answer[]){ __VA_ARGS__, { 0 } })
#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

#endif
