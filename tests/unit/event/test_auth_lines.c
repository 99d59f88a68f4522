/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event/bus: the lines of an AUTH exchange, encoded and decoded, with their
 * secrets and with something in their place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "seen.h"

static const struct auth_row {
	bool hide, hide_derived, plaintext;
	bool derived;
	const char *shown;
} auth_rows[] = {
	{ false, false, false, false, "AUTH X AGZyZWQAaHVudGVyMjI=" },
	{ false, false, true, false, "AUTH X \1fred\1hunter22" },
	{ true, false, false, false, "AUTH X AGZyZWQAUkVNT1ZFRA==" },
	{ true, false, true, false, "AUTH X \1fred\1REMOVED" },
	{ true, true, false, false, "AUTH X AGZyZWQAUkVNT1ZFRA==" },
	{ true, true, true, false, "AUTH X \1fred\1REMOVED" },
	/* a digest is hidden only where that is asked for */
	{ true, false, false, true, "AUTH X AGZyZWQAaHVudGVyMjI=" },
	{ true, false, true, true, "AUTH X \1fred\1hunter22" },
	{ true, true, false, true, "AUTH X AGZyZWQAUkVNT1ZFRA==" },
	{ true, true, true, true, "AUTH X \1fred\1REMOVED" },
	{ false, true, true, true, "AUTH X \1fred\1hunter22" },
};

/* The NULs of PLAIN, for a comparison of strings. */
static void mark_nuls(struct seen *s)
{
	for (size_t i = 0; i < s->text_n; i++)
		if (!s->text[i])
			s->text[i] = '\1';
}

static void auth_views(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(auth_rows); i++) {
		const struct auth_row *row = &auth_rows[i];
		const struct secret_policy policy = {
			.hide = row->hide, .substitute = SUBSTITUTE,
			.hide_derived = row->hide_derived,
			.plaintext = row->plaintext,
		};
		const struct auth_view view = {
			.prefix = "AUTH X ", .bytes = "\0fred\0hunter22",
			.n = 14, .secret_at = 6, .secret_n = 8,
			.derived = row->derived,
		};
		const struct event e = {
			.kind = EVENT_SENT, .auth = &view,
			.text = "AUTH X AGZyZWQAaHVudGVyMjI=",
		};
		struct fixture f;

		/* a digest is not registered, the password is */
		open_with(&f, &policy, row->derived ? NULL : "hunter22");
		bus_emit(&f.bus, &e);
		mark_nuls(&f.seen);
		assert_string_equal(f.seen.text, row->shown);
		close_all(&f);
	}
}

/* The secret anywhere in the line, and the whole of it. */
static void auth_spans(void **state)
{
	static const char bytes[] = "abcdefgh";
	struct secret_policy policy = hiding;

	(void)state;
	policy.plaintext = true;
	for (size_t at = 0; at < 8; at++) {
		for (size_t n = 1; at + n <= 8; n++) {
			const struct auth_view view = {
				.prefix = "", .bytes = bytes, .n = 8,
				.secret_at = at, .secret_n = n,
			};
			const struct event e = { .kind = EVENT_SENT,
						 .text = "x", .auth = &view };
			char shown[40];
			struct fixture f;

			snprintf(shown, sizeof(shown), "%.*sREMOVED%s",
				 (int)at, bytes, bytes + at + n);
			open_with(&f, &policy, NULL);
			bus_emit(&f.bus, &e);
			assert_string_equal(f.seen.text, shown);
			close_all(&f);
		}
	}
}

static void auth_without_a_secret(void **state)
{
	const struct auth_view view = { .prefix = "334 ", .bytes = "VXNlcg",
					.n = 6 };
	const struct event e = { .kind = EVENT_RECEIVED, .auth = &view,
				 .text = "334 VlhObGNn" };
	struct secret_policy policy = hiding;
	struct fixture f;

	(void)state;
	open_with(&f, &policy, "hunter22");
	bus_emit(&f.bus, &e);
	assert_string_equal(f.seen.text, "334 VlhObGNn");
	close_all(&f);
	policy.plaintext = true;
	open_with(&f, &policy, "hunter22");
	bus_emit(&f.bus, &e);
	assert_string_equal(f.seen.text, "334 VXNlcg");
	close_all(&f);
}

/* A challenge that tells the password back is no place to show it. */
static void challenge_with_the_secret(void **state)
{
	const struct auth_view view = {
		.prefix = "334 ", .bytes = "hunter22 again?", .n = 15,
	};
	const struct event e = { .kind = EVENT_RECEIVED, .auth = &view,
				 .text = "334 aHVudGVyMjIgYWdhaW4/" };

	(void)state;
	for (int plaintext = 0; plaintext < 2; plaintext++) {
		struct secret_policy policy = hiding;
		struct fixture f;

		policy.plaintext = plaintext;
		open_with(&f, &policy, "hunter22");
		bus_emit(&f.bus, &e);
		assert_null(strstr(f.seen.text, "hunter22"));
		assert_null(strstr(f.seen.text, "aHVudGVyMj"));
		close_all(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(auth_views),
		cmocka_unit_test(auth_spans),
		cmocka_unit_test(auth_without_a_secret),
		cmocka_unit_test(challenge_with_the_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
