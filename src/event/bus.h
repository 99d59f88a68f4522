/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bus takes every event of a run, hides secrets in it by the plan's
 * policy, and hands it to each sink in turn.  Since hiding comes before the
 * fan-out, no reporter can leak.
 *
 * Two ways of hiding.  A line of an AUTH exchange says where its secret is
 * (struct auth_view) and is shown with a substitute in its place.  Any other
 * text is searched for the registered secrets, as they are and in base64 at
 * each of its three alignments: a server may echo them.
 */
#ifndef SMTPCHECK_EVENT_BUS_H
#define SMTPCHECK_EVENT_BUS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "event/event.h"

/* Called with each event, in order; may keep nothing of it. */
struct sink {
	void (*take)(void *self, const struct event *event);
	void *self;
};

struct secret_policy {
	bool hide;
	const char *substitute;	/* "PROVIDED_BUT_REMOVED" */
	bool hide_derived;	/* digests made with a secret too */
	bool plaintext;		/* show AUTH exchanges decoded */
};

enum { BUS_SINKS = 8 };

struct bus {
	struct secret_policy policy;
	struct sink sinks[BUS_SINKS];
	size_t sink_count;
	struct strings secrets;		/* as they are */
	struct strings encoded;		/* their base64 at each alignment */
};

void bus_init(struct bus *bus, const struct secret_policy *policy);

/* Wipe and free the secrets. */
void bus_release(struct bus *bus);

/* Sinks get events in the order in which they were added. */
void bus_add_sink(struct bus *bus, struct sink sink);

/* Search every text for this secret from now on; it is copied. */
void bus_add_secret(struct bus *bus, const char *secret);

/* The same for a digest that was made with a secret, where those are hidden. */
void bus_add_derived(struct bus *bus, const char *digest);

/* The policy and secrets of another bus, and its sinks so far. */
void bus_copy(struct bus *bus, const struct bus *from);

void bus_emit(struct bus *bus, const struct event *event);

#endif
