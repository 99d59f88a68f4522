/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proxy step: the first bytes on the link, whatever follows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "scene.h"

#define HEADER "--proxy TCP4~192.0.2.1~192.0.2.2~1~2 "

static const char line[] = "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n";

static void first_of_all(void **state)
{
	static const char *const args[] = {
		HEADER, HEADER "--pipeline", HEADER "-tls -k",
		HEADER "--protocol LMTP", HEADER "-tlsc -k",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(args); i++) {
		struct scene s = { .args = args[i] };

		s.server.tls_first = strstr(args[i], "-tlsc") != NULL;
		scene_run(&s);
		assert_int_equal(s.code, 0);
		assert_memory_equal(buf_str(&s.server.sent), line,
				    strlen(line));
		/* in clear, and in a write of its own */
		if (s.server.tls_first)
			assert_int_equal(s.server.tls_at, strlen(line));
		assert_int_equal(s.server.ends[0], 1);
		assert_int_equal(s.server.ends[1], 2);
		assert_int_equal(scene_status(&s, STEP_PROXY), STATUS_OK);
		assert_non_null(strstr(buf_str(&s.transcript),
				       "-> PROXY TCP4 192.0.2.1"));
		scene_end(&s);
	}
}

/* Nothing of it where it is not asked for. */
static void not_part_of_the_run(void **state)
{
	struct scene s = { .args = "--proxy-version 2" };

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(scene_status(&s, STEP_PROXY), -1);
	scene_end(&s);
}

static void expect_stop(const char *args, const char *commands, int banner)
{
	struct scene s = { .args = args };

	s.server.tls_first = strstr(args, "-tlsc") != NULL;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(scene_status(&s, STEP_BANNER), banner);
	assert_string_equal(scene_commands(&s), commands);
	scene_end(&s);
}

/* What a header is answered with is the banner. */
static void stops(void **state)
{
	(void)state;
	expect_stop("--proxy X -q proxy", "PROXY X|QUIT|", STATUS_OK);
	expect_stop("-q proxy", "QUIT|", STATUS_OK);
	expect_stop("--proxy X -da proxy", "PROXY X|", STATUS_OK);
	expect_stop("-da proxy", "", STATUS_OK);
	expect_stop("--proxy X -das proxy", "PROXY X|", STATUS_SKIPPED);
	expect_stop("-das proxy", "", STATUS_SKIPPED);
	expect_stop("--proxy X -tlsc -k -q proxy", "PROXY X|QUIT|",
		    STATUS_OK);
	expect_stop("--proxy X -tlsc -k -das proxy", "PROXY X|",
		    STATUS_SKIPPED);
}

/* A server that does not want it says so, late. */
static void unwanted(void **state)
{
	struct scene s = {
		.args = "--proxy X",
		.server.answers = ANSWERS(
			ON("banner", "220 hi\r\n"),
			ON("PROXY", "500 5.5.2 what\r\n"),
			ON("EHLO", "250 m\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_int_not_equal(s.code, 0);
	assert_int_equal(scene_status(&s, STEP_MESSAGE), STATUS_SKIPPED);
	scene_end(&s);
}

static void link_fails(void **state)
{
	struct scene closed = {
		.args = "--proxy X",
		.server.answers = ANSWERS(ON("banner", "",
					     .then = THEN_CLOSE)),
	};
	struct scene full = {
		.args = "--proxy X --timeout 5",
		.server.takes = 3,
	};

	(void)state;
	scene_run(&closed);
	assert_int_equal(closed.code, 6);
	assert_int_equal(closed.tally.failure.step, STEP_PROXY);
	scene_end(&closed);
	scene_run(&full);
	assert_int_equal(full.code, 36);
	assert_int_equal(full.tally.failure.step, STEP_PROXY);
	scene_end(&full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_of_all),
		cmocka_unit_test(not_part_of_the_run),
		cmocka_unit_test(stops),
		cmocka_unit_test(unwanted),
		cmocka_unit_test(link_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
