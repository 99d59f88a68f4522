/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TLS that is optional and fails when it has begun: swaks goes on, and finds
 * a link that is good for nothing; smtpcheck says what failed.  Nothing is
 * ever sent in clear to a server that may be reading TLS.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/tls_facts.h"
#include "scene.h"

static void run_without_checks(struct scene *s)
{
	scene_play(s);
	assert_int_equal(s->server.sent.len, s->server.tls_at);
}

static void told(const struct scene *s, const char *text)
{
	if (!strstr(buf_str(&s->told), text))
		fail_msg("'%s' is not in %s", text, buf_str(&s->told));
}

static void handshake_fails(void **state)
{
	struct scene swaks = { .args = "-tlso", .as = "swaks",
			       .server.tls_fails = ERR_TLS_HANDSHAKE };
	struct scene own = { .args = "-tlso",
			     .server.tls_fails = ERR_TLS_HANDSHAKE };

	(void)state;
	run_without_checks(&swaks);
	assert_int_equal(swaks.code, 6);
	assert_int_equal(swaks.lost, 1);
	assert_int_equal(scene_status(&swaks, STEP_TLS), STATUS_WARN);
	told(&swaks, "STARTTLS attempted but failed");
	scene_end(&swaks);
	run_without_checks(&own);
	assert_int_equal(own.code, 29);
	assert_int_equal(scene_status(&own, STEP_TLS), STATUS_FAILED);
	scene_end(&own);
}

/* A stop point behind it does not make a success of it. */
static void stops_behind_it(void **state)
{
	static const char *const args[] = { "-tlso -q tls", "-tlso -q helo" };

	(void)state;
	for (size_t i = 0; i < LENGTH(args); i++) {
		struct scene s = { .args = args[i], .as = "swaks",
				   .server.tls_fails = ERR_TLS_HANDSHAKE };

		run_without_checks(&s);
		assert_int_equal(s.code, 6);
		assert_int_equal(s.lost, 1);
		scene_end(&s);
	}
}

/* The other demands take it for what it is, under either name. */
static void not_optional(void **state)
{
	static const char *const args[] = { "-tls", "-tlsos", "-tlsc" };

	(void)state;
	for (size_t i = 0; i < LENGTH(args); i++) {
		struct scene s = { .args = args[i], .as = "swaks",
				   .server = {
					   .tls_first = i == 2,
					   .tls_fails = ERR_TLS_HANDSHAKE } };

		run_without_checks(&s);
		assert_int_equal(s.code, 29);
		scene_end(&s);
	}
}

/* An end of the wait is an end of the run, not a failure of TLS alone. */
static void interrupted(void **state)
{
	static const enum err_kind kinds[] = { ERR_INTERRUPTED, ERR_DEADLINE,
					       ERR_TIMEOUT, ERR_LIBRARY };

	(void)state;
	for (size_t i = 0; i < LENGTH(kinds); i++) {
		struct scene s = { .args = "-tlso", .as = "swaks",
				   .server.tls_fails = kinds[i] };

		run_without_checks(&s);
		assert_int_not_equal(s.code, 6);
		assert_int_equal(scene_status(&s, STEP_TLS), STATUS_FAILED);
		scene_end(&s);
	}
}

static void certificate_is_refused(void **state)
{
	struct scene s = { .args = "-tlso --tls-verify", .as = "swaks",
			   .server.tls_reasons = REASON_SELF_SIGNED };

	(void)state;
	run_without_checks(&s);
	assert_int_equal(s.code, 6);
	assert_int_equal(scene_status(&s, STEP_TLS), STATUS_WARN);
	assert_int_equal(server_heard(&s.server, "MAIL"), 0);
	scene_end(&s);
}

/* Refused before it began, it leaves a link that is as good as new. */
static void refused_at_once(void **state)
{
	struct scene s = { .args = "-tlso", .as = "swaks",
			   .server.answers = ANSWERS(
				   ON("STARTTLS", "454 no\r\n")) };

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	told(&s, "STARTTLS attempted but failed");
	assert_int_equal(server_heard(&s.server, "MAIL"), 1);
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handshake_fails),
		cmocka_unit_test(stops_behind_it),
		cmocka_unit_test(not_optional),
		cmocka_unit_test(interrupted),
		cmocka_unit_test(certificate_is_refused),
		cmocka_unit_test(refused_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
