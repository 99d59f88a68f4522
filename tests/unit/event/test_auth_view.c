/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event/bus: what sinks see of the parts of an AUTH line is hidden as its
 * text is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "event/bus.h"
#include "seen.h"

struct taken {
	char bytes[64];
	size_t n, secret_n, shown_n;
};

static void take_view(void *self, const struct event *e)
{
	struct taken *t = self;

	assert_non_null(e->auth);
	assert_true(e->auth->n < sizeof(t->bytes));
	memcpy(t->bytes, e->auth->bytes, e->auth->n);
	t->n = e->auth->n;
	t->secret_n = e->auth->secret_n;
	t->shown_n = e->auth->shown_n;
}

static const struct auth_view plain = {
	.mechanism = "PLAIN", .prefix = "AUTH PLAIN ",
	.bytes = "\0fred\0secret", .n = 12, .secret_at = 6, .secret_n = 6,
};

static void emit(const struct secret_policy *policy, const char *secret,
		 const struct auth_view *view, struct taken *t)
{
	const struct event e = { .kind = EVENT_SENT, .text = "x",
				 .auth = view };
	struct bus bus;

	*t = (struct taken){ .n = 0 };
	bus_init(&bus, policy);
	bus_add_secret(&bus, secret);
	bus_add_sink(&bus, (struct sink){ .take = take_view, .self = t });
	bus_emit(&bus, &e);
	bus_release(&bus);
}

static void hidden(void **state)
{
	static const char shown[] = "\0fred\0" SUBSTITUTE;
	struct taken t;

	(void)state;
	emit(&hiding, "secret", &plain, &t);
	assert_int_equal(t.n, sizeof(shown) - 1);
	assert_memory_equal(t.bytes, shown, t.n);
	assert_int_equal(t.secret_n, 6);
	assert_int_equal(t.shown_n, strlen(SUBSTITUTE));
}

/* Also one whose place nobody told. */
static void hidden_elsewhere(void **state)
{
	const struct auth_view view = { .mechanism = "LOGIN",
					.prefix = "334 ",
					.bytes = "is it secret-word?",
					.n = 18 };
	struct taken t;

	(void)state;
	emit(&hiding, "secret-word", &view, &t);
	assert_int_equal(t.n, strlen("is it " SUBSTITUTE "?"));
	assert_memory_equal(t.bytes, "is it " SUBSTITUTE "?", t.n);
}

static void shown(void **state)
{
	static const struct secret_policy open = { .hide = false };
	struct taken t;

	(void)state;
	emit(&open, "secret", &plain, &t);
	assert_int_equal(t.n, plain.n);
	assert_memory_equal(t.bytes, plain.bytes, t.n);
	assert_int_equal(t.secret_n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hidden),
		cmocka_unit_test(hidden_elsewhere),
		cmocka_unit_test(shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
