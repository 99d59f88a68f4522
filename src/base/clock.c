/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time, injected: see clock.h. */
#include "base/clock.h"

#include <limits.h>

static int64_t system_now(const struct clock *c)
{
	struct timespec t;

	(void)c;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static time_t system_wall(const struct clock *c)
{
	(void)c;
	return time(NULL);
}

const struct clock clock_system = { .now = system_now, .wall = system_wall };

int64_t clock_now(const struct clock *c)
{
	return c->now(c);
}

time_t clock_wall(const struct clock *c)
{
	return c->wall(c);
}

int64_t clock_deadline(const struct clock *c, int64_t span)
{
	int64_t now = clock_now(c);

	if (span <= 0 || now > INT64_MAX - span)
		return DEADLINE_NEVER;
	return now + span;
}

int clock_poll_ms(const struct clock *c, int64_t deadline)
{
	int64_t left;

	if (deadline == DEADLINE_NEVER)
		return -1;
	left = deadline - clock_now(c);
	if (left <= 0)
		return 0;
	/* rounded up: a poll that ends a hair early would spin */
	left = left / 1000 + (left % 1000 > 0);
	return left > INT_MAX ? INT_MAX : (int)left;
}
