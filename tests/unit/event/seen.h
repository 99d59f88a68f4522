/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bus with one sink that keeps copies of the last event's strings, for the
 * tests.
 */
#ifndef SMTPCHECK_TESTS_EVENT_SEEN_H
#define SMTPCHECK_TESTS_EVENT_SEEN_H

#include <stddef.h>

#include "event/bus.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

#define SUBSTITUTE "REMOVED"

struct seen {
	size_t count;
	enum event_kind kind;
	char *text, *why, *failure_text, *subject, *offered, *refused;
	size_t text_n;
};

struct fixture {
	struct bus bus;
	struct seen seen;
};

/* Everything is hidden. */
extern const struct secret_policy hiding;

/* secret may be NULL for none. */
void open_with(struct fixture *f, const struct secret_policy *policy,
	       const char *secret);
void close_all(struct fixture *f);

/* A line that a server sent. */
void emit_text(struct fixture *f, const char *text);

#endif
