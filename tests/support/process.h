/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Child processes and scratch directories of the case runner.  No shell has a
 * part in it, and nothing is ever ended but what was started here.
 */
#ifndef SUPPORT_PROCESS_H
#define SUPPORT_PROCESS_H

#include <sys/types.h>

#include "text.h"

/* What a child starts with.  Paths may be NULL: /dev/null, or inherited for
 * dir.  ENV is a NULL-terminated array of NAME=value, set on top of what is
 * left of the environment; it may be NULL. */
struct start {
	char *const *argv;
	const char *in;
	const char *out;
	const char *err;
	const char *dir;
	char *const *env;
};

/* A child in a process group of its own. */
pid_t process_start(const struct start *start);

/* True and the wait status once it has ended, false after SECONDS. */
bool process_wait(pid_t pid, double seconds, int *status_out);

/* Has it ended?  It still has to be waited for. */
bool process_ended(pid_t pid);

/* From now on what a child leaves behind becomes a child of ours. */
void process_adopt(void);

/* Waits a little for what is left of the child's group, then ends it. */
void process_end_group(pid_t pid);

/* A fresh directory; the caller frees the name. */
char *scratch_new(void);
void scratch_remove(const char *dir);

#endif
