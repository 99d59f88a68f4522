/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event/bus: the bytes behind the lines.  They are what is on the wire, but
 * for secrets: never decoded, and with a substitute where one is to hide.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "seen.h"

static const struct raw_row {
	bool hide, hide_derived, plaintext, derived;
	const char *shown;
} rows[] = {
	{ false, false, false, false, "AUTH X AGZyZWQAaHVudGVyMjI=\r\n" },
	{ false, false, true, false, "AUTH X AGZyZWQAaHVudGVyMjI=\r\n" },
	{ true, false, false, false, "AUTH X AGZyZWQAUkVNT1ZFRA==\r\n" },
	{ true, false, true, false, "AUTH X AGZyZWQAUkVNT1ZFRA==\r\n" },
	{ true, false, true, true, "AUTH X AGZyZWQAaHVudGVyMjI=\r\n" },
	{ true, true, true, true, "AUTH X AGZyZWQAUkVNT1ZFRA==\r\n" },
};

static void auth_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(rows); i++) {
		const struct raw_row *row = &rows[i];
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
			.kind = EVENT_RAW, .auth = &view, .outgoing = true,
			.text = "AUTH X AGZyZWQAaHVudGVyMjI=\r\n",
		};
		struct fixture f;

		open_with(&f, &policy, row->derived ? NULL : "hunter22");
		bus_emit(&f.bus, &e);
		assert_string_equal(f.seen.text, row->shown);
		close_all(&f);
	}
}

/* An empty response is "=" on the wire, which no view says. */
static void empty_response(void **state)
{
	static const struct secret_policy policy = { .plaintext = true };
	const struct auth_view view = { .prefix = "AUTH X ", .bytes = "" };
	const struct event e = { .kind = EVENT_RAW, .auth = &view,
				 .text = "AUTH X =\r\n" };
	struct fixture f;

	(void)state;
	open_with(&f, &policy, NULL);
	bus_emit(&f.bus, &e);
	assert_string_equal(f.seen.text, "AUTH X =\r\n");
	close_all(&f);
}

/* What a server sends back, and any byte there is. */
static void other_bytes(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *shown;
		size_t shown_n;
	} table[] = {
		{ "535 hunter22\r\n", 14, "535 REMOVED\r\n", 13 },
		{ "334 aHVudGVyMjI=\r\n", 18, "334 REMOVEDI=\r\n", 15 },
		{ "a\0b\xff\n", 5, "a\0b\xff\n", 5 },
		{ "", 0, "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct event e = { .kind = EVENT_RAW, .sized = true,
					 .text = table[i].text,
					 .text_n = table[i].n };
		struct fixture f;

		open_with(&f, &hiding, "hunter22");
		bus_emit(&f.bus, &e);
		assert_int_equal(f.seen.text_n, table[i].shown_n);
		assert_memory_equal(f.seen.text, table[i].shown,
				    table[i].shown_n);
		close_all(&f);
	}
}

/* What the server proves itself by, where digests are hidden. */
static void derived(void **state)
{
	static const struct {
		bool hide, hide_derived;
		const char *shown;
	} table[] = {
		/* "v=c2lnbmF0dXJlMjI=" */
		{ true, true, "334 dj1REMOVED\r\n" },
		{ true, false, "334 dj1jMmxuYm1GMGRYSmxNakk9\r\n" },
		{ false, false, "334 dj1jMmxuYm1GMGRYSmxNakk9\r\n" },
	};
	static const struct event e = {
		.kind = EVENT_RAW,
		.text = "334 dj1jMmxuYm1GMGRYSmxNakk9\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct secret_policy policy = {
			.hide = table[i].hide, .substitute = SUBSTITUTE,
			.hide_derived = table[i].hide_derived,
		};
		struct fixture f;

		open_with(&f, &policy, NULL);
		bus_add_derived(&f.bus, "c2lnbmF0dXJlMjI=");
		bus_emit(&f.bus, &e);
		assert_string_equal(f.seen.text, table[i].shown);
		close_all(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(auth_lines),
		cmocka_unit_test(empty_response),
		cmocka_unit_test(other_bytes),
		cmocka_unit_test(derived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
