/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way to TLS: STARTTLS and TLS from the first byte, what is forgotten
 * behind it (RFC 3207), what may not come with it, and what a certificate
 * that does not verify means by the plan.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/tls_facts.h"
#include "scene.h"

#define ENVELOPE "MAIL FROM:<a@example.org>|RCPT TO:<b@example.org>|DATA|.|"

static const char plain_hello[] = "250 mail.example\r\n";

static void commands(const char *args, const struct answer *answers,
		     const char *ehlo, const char *sent)
{
	struct scene s = { .args = args, .server = { .answers = answers,
						     .ehlo = ehlo } };

	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_string_equal(scene_commands(&s), sent);
	scene_end(&s);
}

static void usual_way(void **state)
{
	(void)state;
	commands("-tls -k", NULL, NULL, "EHLO me|STARTTLS|EHLO me|" ENVELOPE
		 "QUIT|");
	commands("-tlso", NULL, NULL, "EHLO me|STARTTLS|EHLO me|" ENVELOPE
		 "QUIT|");
	commands("-tlsos -k", NULL, NULL, "EHLO me|STARTTLS|EHLO me|" ENVELOPE
		 "QUIT|");
	/* a 220 in several lines, and one that says nothing */
	commands("-tls -k", ANSWERS(ON("STARTTLS", "220-go\r\n220 on\r\n")),
		 NULL, "EHLO me|STARTTLS|EHLO me|" ENVELOPE "QUIT|");
	commands("-tls -k", ANSWERS(ON("STARTTLS", "220\r\n")),
		 NULL, "EHLO me|STARTTLS|EHLO me|" ENVELOPE "QUIT|");
	/* not asked for, not done */
	commands("", NULL, NULL, "EHLO me|" ENVELOPE "QUIT|");
}

/* Nothing but EHLO and STARTTLS is said in clear. */
static void in_clear(void **state)
{
	struct scene s = { .args = "-tls -k -au fred -ap secret-word" };

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(s.server.tls_at, strlen("EHLO me\r\nSTARTTLS\r\n"));
	assert_int_equal(s.server.handshakes, 1);
	assert_non_null(strstr(buf_str(&s.transcript), "-> STARTTLS\n<- 220"));
	assert_null(strstr(buf_str(&s.transcript), "-> MAIL"));
	assert_non_null(strstr(buf_str(&s.transcript), "~> MAIL"));
	scene_end(&s);
}

/* ---- not offered, or refused ---- */

static void expect_in_clear(const char *args, const struct answer *answers,
			    const char *ehlo, enum status status)
{
	struct scene s = { .args = args, .server = { .answers = answers,
						     .ehlo = ehlo } };

	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(s.server.handshakes, 0);
	assert_int_equal(scene_status(&s, STEP_STARTTLS), status);
	assert_int_equal(scene_count(&s, STEP_TLS, STATUS_OK), 0);
	assert_int_equal(scene_count(&s, STEP_MESSAGE, STATUS_OK), 1);
	scene_end(&s);
}

static void going_on_without(void **state)
{
	(void)state;
	expect_in_clear("-tlso", NULL, plain_hello, STATUS_SKIPPED);
	expect_in_clear("-tlsos", NULL, plain_hello, STATUS_SKIPPED);
	expect_in_clear("-tlso", ANSWERS(ON("STARTTLS", "454 no\r\n")), NULL,
			STATUS_WARN);
	expect_in_clear("-tlso", ANSWERS(ON("STARTTLS", "501 no\r\n")), NULL,
			STATUS_WARN);
	expect_in_clear("-tlso", ANSWERS(ON("STARTTLS", "250 ok\r\n")), NULL,
			STATUS_WARN);
}

/* TLS that was required is not done without, however it is refused. */
static void never_without(void **state)
{
	static const char *const refusals[] = {
		"454 4.7.0 not now\r\n", "501 5.5.4 no\r\n", "250 ok\r\n",
		"500 what\r\n", "221 go\r\n", "354 go\r\n", "200 ok\r\n",
	};
	static const char *const args[] = { "-tls -k", "-tlsos -k",
					    "-tls -tlsos -k" };

	(void)state;
	for (size_t i = 0; i < LENGTH(refusals); i++) {
		for (size_t j = 0; j < LENGTH(args); j++) {
			struct scene s = {
				.args = args[j],
				.server.answers = ANSWERS(ON("STARTTLS",
							    refusals[i])),
			};

			scene_run(&s);
			assert_int_equal(s.code, 29);
			assert_int_equal(server_heard(&s.server, "MAIL"), 0);
			assert_int_equal(server_heard(&s.server, "QUIT"), 1);
			scene_end(&s);
		}
	}
}

static void not_offered(void **state)
{
	static const char *const hellos[] = {
		"250 mail.example\r\n",
		"250 STARTTLS\r\n",
		"250-starttls.example\r\n250 X-STARTTLS\r\n",
		"250-mail\r\n250 STARTTLSNOW\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(hellos); i++) {
		struct scene s = { .args = "-tls -k",
				   .server.ehlo = hellos[i] };

		scene_run(&s);
		assert_int_equal(s.code, 29);
		assert_int_equal(s.tally.failure.cause,
				 CAUSE_STARTTLS_NOT_OFFERED);
		assert_string_equal(scene_commands(&s), "EHLO me|QUIT|");
		scene_end(&s);
	}
}

/* A server that knows no EHLO has no STARTTLS, and clear text is no way out. */
static void stripped_by_helo(void **state)
{
	struct scene s = { .args = "-tls -k",
			   .server.answers = ANSWERS(ON("EHLO",
						       "502 what\r\n")) };

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 29);
	assert_string_equal(scene_commands(&s), "EHLO me|HELO me|QUIT|");
	scene_end(&s);
}

/* ---- what was known before is forgotten ---- */

static void forgets_auth(void **state)
{
	struct scene s = { .args = "-tls -k -au fred -ap secret-word",
			   .server.ehlo_tls = plain_hello };

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 28);
	assert_int_equal(s.tally.failure.cause, CAUSE_AUTH_NOT_OFFERED);
	assert_int_equal(server_heard(&s.server, "AUTH"), 0);
	scene_end(&s);
}

static void forgets_mechanisms(void **state)
{
	struct scene s = {
		.args = "-tls -k -au fred -ap secret-word -a PLAIN,LOGIN",
		.server.ehlo_tls = "250-mail\r\n250 AUTH LOGIN\r\n",
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(server_heard(&s.server, "AUTH PLAIN"), 0);
	assert_int_equal(server_heard(&s.server, "AUTH LOGIN"), 1);
	scene_end(&s);
}

static void forgets_pipelining(void **state)
{
	struct scene s = {
		.args = "-tls -k --pipeline",
		.server = {
			.ehlo = "250-m\r\n250-PIPELINING\r\n250 STARTTLS\r\n",
			.ehlo_tls = plain_hello,
		},
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	for (size_t i = 1; i < s.server.lines.count; i++)
		assert_true(s.server.ends[i] > s.server.ends[i - 1]);
	scene_end(&s);
}

/* EHLO is tried again under TLS, and may fall back to HELO there. */
static void hello_again(void **state)
{
	struct scene s = {
		.args = "-tls -k",
		.server.answers = ANSWERS(
			ON("EHLO", "250-m\r\n250 STARTTLS\r\n"),
			ON("EHLO", "502 what\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_string_equal(scene_commands(&s),
			    "EHLO me|STARTTLS|EHLO me|HELO me|" ENVELOPE
			    "QUIT|");
	scene_end(&s);
}

/* ---- injection ---- */

static void expect_injection(const char *args, const char *with)
{
	struct scene s = { .args = args,
			   .server.answers = ANSWERS(ON("STARTTLS", with)) };

	scene_run(&s);
	if (s.code != 29)
		fail_msg("'%s' went unseen", with);
	assert_int_equal(s.tally.failure.cause, CAUSE_STARTTLS_INJECTION);
	assert_int_equal(s.tally.failure.step, STEP_STARTTLS);
	assert_int_equal(s.tally.findings.count, 1);
	assert_non_null(strstr(s.tally.findings.at[0], "starttls-injection"));
	assert_int_equal(scene_status(&s, STEP_STARTTLS), STATUS_FAILED);
	assert_int_equal(s.server.handshakes, 0);
	/* not another byte, and no goodbye */
	assert_string_equal(buf_str(&s.server.sent),
			    "EHLO me\r\nSTARTTLS\r\n");
	assert_false(s.server.politely);
	scene_end(&s);
}

static void injection(void **state)
{
	static const char *const with[] = {
		"220 go\r\n250 injected\r\n",
		"220 go\r\n\v250 injected\r\n",
		"220 go\r\n250-mail\r\n250 AUTH PLAIN\r\n",
		"220 go\r\n\v250-mail\r\n250 AUTH PLAIN\r\n",
		"220 go\r\n2", "220 go\r\n\v2",
		"220 go\r\n\r\n", "220 go\r\n\v\r\n", "220 go\r\n\n",
		"220 go\r\n421 bye\r\n", "220 go\r\n\v421 bye\r\n",
		"220-go\r\n220 on\r\n220 more\r\n",
		"220 go\r\n\x16\x03\x03", "220 go\n250 x\n",
		"220 go\v\r\nx", "220 g\vo\r\n\vx",
		"\v220 go\r\nx",
	};
	static const char *const args[] = {
		"-tls", "-tls -k", "-tlso", "-tlso -k", "-tlsos",
		"-tls -k -au fred -ap secret-word", "-tls --quit-after tls",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(with); i++)
		for (size_t j = 0; j < LENGTH(args); j++)
			expect_injection(args[j], with[i]);
}

/* A refusal with more behind it is no injection, but what is it? */
static void behind_a_refusal(void **state)
{
	static const char *const with[] = {
		"454 no\r\n250 and this\r\n", "501 no\r\n220 yes\r\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(with); i++) {
		struct scene s = {
			.args = "-tlso",
			.server.answers = ANSWERS(ON("STARTTLS", with[i])),
		};

		scene_run(&s);
		assert_int_not_equal(s.code, 0);
		assert_int_equal(s.tally.failure.kind, ERR_OUT_OF_TURN);
		assert_int_equal(server_answered(&s.server, "MAIL", 250), 0);
		scene_end(&s);
	}
}

/* ---- the handshake ---- */

static void handshake_fails(void **state)
{
	static const enum err_kind kinds[] = {
		ERR_TLS_HANDSHAKE, ERR_TIMEOUT, ERR_TLS_ALERT, ERR_IO,
	};
	static const char *const args[] = { "-tls", "-tls -k", "-tlso",
					    "-tlsos", "-tlsc" };

	(void)state;
	for (size_t i = 0; i < LENGTH(kinds); i++) {
		for (size_t j = 0; j < LENGTH(args); j++) {
			struct scene s = { .args = args[j] };

			s.server.tls_fails = kinds[i];
			s.server.tls_first = strcmp(args[j], "-tlsc") == 0;
			scene_run(&s);
			assert_int_equal(s.code, 29);
			assert_int_equal(s.tally.failure.step, STEP_TLS);
			assert_int_equal(scene_status(&s, STEP_TLS),
					 STATUS_FAILED);
			/* who knows what the server would read */
			assert_int_equal(s.server.sent.len, s.server.tls_at);
			scene_end(&s);
		}
	}
}

static void closes_behind_the_220(void **state)
{
	struct scene s = {
		.args = "-tls",
		.server.answers = ANSWERS(ON("STARTTLS", "220 go\r\n",
					    .then = THEN_CLOSE)),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 29);
	assert_int_equal(scene_status(&s, STEP_TLS), STATUS_FAILED);
	scene_end(&s);
}

/*
 * With TLS 1.3 a server that wants a client's certificate says so only after
 * the handshake: that is the tls step's, not the EHLO's.
 */
static void alert_after_handshake(void **state)
{
	struct scene s = {
		.args = "-tls -k",
		.server.answers = ANSWERS(
			ON("EHLO", "250-m\r\n250 STARTTLS\r\n"),
			ON("EHLO", NULL, .then = THEN_ALERT)),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 29);
	assert_int_equal(s.tally.failure.step, STEP_TLS);
	assert_int_equal(scene_status(&s, STEP_TLS), STATUS_FAILED);
	assert_int_equal(server_heard(&s.server, "QUIT"), 0);
	scene_end(&s);
}

static void alert_on_connect(void **state)
{
	struct scene s = {
		.args = "-tlsc -k",
		.server = { .tls_first = true,
			    .answers = ANSWERS(ON("banner", NULL,
						 .then = THEN_ALERT)) },
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 29);
	assert_int_equal(s.tally.failure.step, STEP_TLS);
	assert_int_equal(scene_status(&s, STEP_TLS), STATUS_FAILED);
	scene_end(&s);
}

/* Once the server has spoken under TLS, an alert is the step's own. */
static void alert_later(void **state)
{
	struct scene s = { .args = "-tls -k",
			   .server.answers = ANSWERS(ON("MAIL", NULL,
						       .then = THEN_ALERT)) };

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 23);
	assert_int_equal(scene_status(&s, STEP_TLS), STATUS_OK);
	assert_int_equal(scene_status(&s, STEP_MAIL), STATUS_FAILED);
	scene_end(&s);
}

/* ---- what a certificate is worth ---- */

struct verdict_row {
	const char *as, *args;
	unsigned fatal;		/* reasons that end the run at TLS */
	unsigned no_password;	/* reasons that a password is not sent for */
};

static const unsigned all = REASONS_CHAIN | REASONS_NAME;

static bool is_on_connect(const struct verdict_row *row)
{
	return strstr(row->args, "-tlsc") != NULL;
}

static void expect_verdict(const struct verdict_row *row, unsigned reason,
			   bool with_password)
{
	char args[256];
	struct scene s = { .as = row->as, .args = args };
	bool fatal = reason & row->fatal;
	bool withheld = with_password && reason & row->no_password;

	snprintf(args, sizeof(args), "%s%s", row->args,
		 with_password ? " -au fred -ap secret-word" : "");
	s.server.tls_reasons = reason;
	s.server.tls_first = is_on_connect(row);
	scene_run(&s);
	if (s.code != (fatal || withheld ? 29 : 0))
		fail_msg("%s, %s: exit %d", args, tls_reason_phrase(reason),
			 s.code);
	assert_int_equal(scene_status(&s, STEP_TLS), fatal ? STATUS_FAILED :
			 reason ? STATUS_WARN : STATUS_OK);
	if (fatal || withheld) {
		assert_int_equal(server_heard(&s.server, "AUTH"), 0);
		assert_int_equal(s.tally.failure.reasons, reason);
		assert_int_equal(s.tally.failure.step,
				 fatal ? STEP_TLS : STEP_AUTH);
		assert_int_equal(server_heard(&s.server, "QUIT"),
				 s.as == NULL || !fatal);
	}
	scene_end(&s);
}

static void certificates(void **state)
{
	const struct verdict_row table[] = {
		{ NULL, "-tls", all, all },
		{ NULL, "-tlsc", all, all },
		{ NULL, "-tlsos", all, all },
		{ NULL, "-tlso", 0, all },
		{ NULL, "-tls -k", 0, 0 },
		{ NULL, "-tlso -k", 0, 0 },
		{ NULL, "-tlsc -k", 0, 0 },
		{ NULL, "-tls --tls-verify", all, all },
		{ NULL, "-tlso --tls-verify", all, all },
		{ NULL, "-tls --tls-verify-ca", REASONS_CHAIN,
		  REASONS_CHAIN },
		{ NULL, "-tls --tls-verify-host", REASONS_NAME,
		  REASONS_NAME },
		{ NULL, "-tls --tls-verify-ca --tls-verify-host", all, all },
		{ "swaks", "-tls", 0, 0 },
		{ "swaks", "-tlsc", 0, 0 },
		{ "swaks", "-tls --tls-verify", all, all },
		{ "swaks", "-tls --tls-verify-ca", REASONS_CHAIN,
		  REASONS_CHAIN },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (unsigned bit = 0; bit <= 20; bit++) {
			unsigned reason = bit ? 1u << (bit - 1) : 0;

			expect_verdict(&table[i], reason, false);
			expect_verdict(&table[i], reason, true);
		}
	}
}

#define PIN                                                                    \
	" --tls-pin sha256:"                                                   \
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

/* Nothing lifts a pin, and what was asked for of --cert-crit just -k does. */
static void asked_for_beside(void **state)
{
	const struct verdict_row table[] = {
		{ NULL, "-tls" PIN, REASON_PIN, 0 },
		{ NULL, "-tls -k" PIN, REASON_PIN, 0 },
		{ NULL, "-tlso" PIN, REASON_PIN, 0 },
		{ NULL, "-tlso -k" PIN, REASON_PIN, 0 },
		{ NULL, "-tlsc -k" PIN, REASON_PIN, 0 },
		{ "swaks", "-tls" PIN, REASON_PIN, 0 },
		{ "swaks", "-tlso" PIN, REASON_PIN, 0 },
		{ NULL, "-tls", 0, 0 },
		{ NULL, "-tls --cert-crit 1d", REASON_NEARLY_EXPIRED, 0 },
		{ NULL, "-tlso --cert-crit 1d", REASON_NEARLY_EXPIRED, 0 },
		{ NULL, "-tls --cert-crit 1d -k", 0, 0 },
		{ "swaks", "-tls --cert-crit 1d", REASON_NEARLY_EXPIRED, 0 },
	};
	const unsigned reasons[] = { REASON_PIN, REASON_NEARLY_EXPIRED };

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t n = 0; n < LENGTH(reasons); n++) {
			if (reasons[n] == REASON_PIN &&
			    !strstr(table[i].args, "--tls-pin"))
				continue;
			expect_verdict(&table[i], reasons[n], false);
			expect_verdict(&table[i], reasons[n], true);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usual_way),
		cmocka_unit_test(in_clear),
		cmocka_unit_test(going_on_without),
		cmocka_unit_test(never_without),
		cmocka_unit_test(not_offered),
		cmocka_unit_test(stripped_by_helo),
		cmocka_unit_test(forgets_auth),
		cmocka_unit_test(forgets_mechanisms),
		cmocka_unit_test(forgets_pipelining),
		cmocka_unit_test(hello_again),
		cmocka_unit_test(injection),
		cmocka_unit_test(behind_a_refusal),
		cmocka_unit_test(handshake_fails),
		cmocka_unit_test(closes_behind_the_220),
		cmocka_unit_test(alert_after_handshake),
		cmocka_unit_test(alert_on_connect),
		cmocka_unit_test(alert_later),
		cmocka_unit_test(certificates),
		cmocka_unit_test(asked_for_beside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
