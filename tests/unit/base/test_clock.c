/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/clock: deadlines and waits, on a clock that is held still. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <time.h>

#include "base/clock.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static int64_t fixed_now(const struct clock *c)
{
	return c->fixed;
}

static time_t fixed_wall(const struct clock *c)
{
	return (time_t)(c->fixed / 1000000);
}

static struct clock clock_at(int64_t fixed)
{
	return (struct clock){ .now = fixed_now, .wall = fixed_wall,
			       .fixed = fixed };
}

static void injected(void **state)
{
	struct clock c = clock_at(5000000);

	(void)state;
	assert_int_equal(clock_now(&c), 5000000);
	assert_int_equal(clock_wall(&c), 5);
	c.fixed += 1000000;
	assert_int_equal(clock_now(&c), 6000000);
	assert_int_equal(clock_wall(&c), 6);
}

static void deadlines(void **state)
{
	static const struct {
		int64_t now, span, deadline;
	} table[] = {
		{ 0, 1, 1 },
		{ 1000, 30000000, 30001000 },
		{ 1000, 0, DEADLINE_NEVER },
		{ 1000, -1, DEADLINE_NEVER },
		{ 1000, INT64_MIN, DEADLINE_NEVER },
		{ 1, INT64_MAX, DEADLINE_NEVER },
		{ INT64_MAX - 5, 6, DEADLINE_NEVER },
		{ INT64_MAX - 5, 4, INT64_MAX - 1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct clock c = clock_at(table[i].now);

		assert_int_equal(clock_deadline(&c, table[i].span),
				 table[i].deadline);
	}
}

static void waits(void **state)
{
	static const struct {
		int64_t now, deadline;
		int ms;
	} table[] = {
		{ 0, DEADLINE_NEVER, -1 },
		{ INT64_MAX - 1, DEADLINE_NEVER, -1 },
		{ 1000, 1000, 0 },
		{ 1001, 1000, 0 },
		{ 5000000, 0, 0 },
		/* up, never down: a wait must not end before its time */
		{ 1000, 1001, 1 },
		{ 1000, 1999, 1 },
		{ 1000, 2000, 1 },
		{ 1000, 2001, 2 },
		{ 0, 30000000, 30000 },
		{ 0, 29999001, 30000 },
		{ 0, (int64_t)INT_MAX * 1000, INT_MAX },
		{ 0, (int64_t)INT_MAX * 1000 + 1, INT_MAX },
		{ 0, INT64_MAX / 2, INT_MAX },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct clock c = clock_at(table[i].now);

		assert_int_equal(clock_poll_ms(&c, table[i].deadline),
				 table[i].ms);
	}
}

static void the_machine(void **state)
{
	int64_t before = clock_now(&clock_system);
	time_t wall = clock_wall(&clock_system);

	(void)state;
	assert_true(before > 0);
	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_now(&clock_system);

		assert_true(now >= before);
		before = now;
	}
	assert_true(wall > 1700000000);	/* it is past 2023 */
	assert_in_range(clock_poll_ms(&clock_system,
				      clock_deadline(&clock_system,
						     600000000)),
			1, 600000);
}

/* The last moment that is not "never". */
static void far_away(void **state)
{
	struct clock c = clock_at(0);

	(void)state;
	assert_int_equal(clock_poll_ms(&c, INT64_MAX - 1), INT_MAX);
	assert_int_equal(clock_poll_ms(&c, INT64_MAX - 999), INT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(injected),
		cmocka_unit_test(deadlines),
		cmocka_unit_test(waits),
		cmocka_unit_test(the_machine),
		/* open: these fail */
		cmocka_unit_test(far_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
