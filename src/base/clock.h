/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time, injected: every room asks the clock that the plan carries, so that a
 * test can hold it still.  Moments are microseconds of a clock that never
 * goes back; the wall clock is for dates alone.
 */
#ifndef SMTPCHECK_BASE_CLOCK_H
#define SMTPCHECK_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

struct clock {
	int64_t (*now)(const struct clock *);	/* microseconds, monotonic */
	time_t (*wall)(const struct clock *);	/* seconds since 1970 */
	int64_t fixed;				/* for a test's own clock */
};

/* The machine's clock. */
extern const struct clock clock_system;

int64_t clock_now(const struct clock *c);
time_t clock_wall(const struct clock *c);

/* The end of a wait.  DEADLINE_NEVER waits for good. */
#define DEADLINE_NEVER INT64_MAX

/* Now plus a span of microseconds; a span of 0 or less: never. */
int64_t clock_deadline(const struct clock *c, int64_t span);

/* Milliseconds that poll() may wait: -1 for good, 0 when it is over. */
int clock_poll_ms(const struct clock *c, int64_t deadline);

#endif
