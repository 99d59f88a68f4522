/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fold of a run's events: what each step came to, the findings, the TLS
 * facts and the one failure that ended it.  Reporters that show results read
 * the tally, never replies.
 *
 * The tally is a sink of the bus and owns copies of all it keeps.
 */
#ifndef SMTPCHECK_EVENT_TALLY_H
#define SMTPCHECK_EVENT_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "base/tls_facts.h"
#include "event/bus.h"

/* One line of the report: a step, or one attempt at it. */
struct result {
	enum step_id step;
	enum status status;
	int64_t us;		/* negative: not timed */
	char *detail;
};

struct tally {
	struct result *results;
	size_t count;
	struct strings warnings;	/* in the order in which they came */
	struct strings findings;	/* "name: what was seen" */
	bool has_tls;			/* a session came about, whether or not
					 * its certificate was good enough */
	struct tls_facts tls;		/* with has_tls: of the last one */
	bool ended;			/* a RESULT has come */
	int exit_code;
	bool failed;
	struct failure failure;		/* with failed; owns its strings */
};

void tally_init(struct tally *t);
void tally_release(struct tally *t);

/* The facts of the last TLS session, or NULL: none came about. */
const struct tls_facts *tally_tls(const struct tally *t);

/* Is there anything that is not well, but no failure? */
bool tally_warns(const struct tally *t);

/* The tally as a sink to add to a bus; t must outlive the bus. */
struct sink tally_sink(struct tally *t);

#endif
