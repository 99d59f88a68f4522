/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The auth step with mechanisms that cannot begin, tokens, refusals inside of
 * an exchange, and what SCRAM says of the link.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "scene.h"

#define LOGIN_AS "-au tim -ap tanstaaftanstaaf"
#define TOKEN_AS "--auth-cleartext -au tim --auth-token s3cret-token-123"

static const char all[] = "250-mail\r\n250 AUTH PLAIN SCRAM-SHA-256 "
	"SCRAM-SHA-256-PLUS XOAUTH2 OAUTHBEARER EXTERNAL ANONYMOUS\r\n";

/* What was sent first of an exchange, decoded. */
static bool sent_first(const struct scene *s, const char *command,
		       const char *start)
{
	const struct strings *lines = &s->server.lines;
	size_t n = strlen(command);
	bool found = false;

	for (size_t i = 0; i < lines->count && !found; i++) {
		struct buf text;

		if (strncmp(lines->at[i], command, n) != 0)
			continue;
		buf_init(&text, 1 << 16);
		base64_decode(&text, lines->at[i] + n,
			      strlen(lines->at[i] + n));
		found = text.len >= strlen(start) &&
			memcmp(buf_str(&text), start, strlen(start)) == 0;
		buf_release(&text);
	}
	return found;
}

/* -PLUS without TLS: the server is not even asked. */
static void plus_in_clear(void **state)
{
	struct scene s = { .args = LOGIN_AS " -a SCRAM-SHA-256-PLUS",
			   .server.ehlo = all };

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 28);
	assert_int_equal(server_heard(&s.server, "AUTH"), 0);
	assert_int_equal(s.tally.failure.cause, CAUSE_AUTH_UNUSABLE);
	assert_non_null(strstr(s.tally.failure.text, "TLS"));
	scene_end(&s);
}

/* The next one may do. */
static void plus_then_plain(void **state)
{
	struct scene s = { .args = LOGIN_AS " -a SCRAM-SHA-256-PLUS,PLAIN",
			   .server.ehlo = all };

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(server_heard(&s.server, "AUTH PLAIN"), 1);
	assert_int_equal(server_heard(&s.server, "AUTH"), 1);
	scene_end(&s);
}

/* By itself it is SCRAM that is tried; in clear nothing can be bound. */
static void scram_in_clear(void **state)
{
	struct scene s = {
		.args = LOGIN_AS,
		.server = { .ehlo = all,
			    .answers = ANSWERS(ON("AUTH", "535 5.7.8 no\r\n",
						  .always = true)) },
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 28);
	assert_true(sent_first(&s, "AUTH SCRAM-SHA-256 ", "n,,n=tim,r="));
	assert_int_equal(server_heard(&s.server, "AUTH SCRAM"), 1);
	assert_int_equal(server_heard(&s.server, "AUTH PLAIN"), 1);
	scene_end(&s);
}

/* A yes without a signature is no success, and ends it. */
static void scram_accepted_early(void **state)
{
	struct scene s = {
		.args = LOGIN_AS,
		.server = { .ehlo = all,
			    .answers = ANSWERS(ON("AUTH", "235 yes\r\n")) },
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 28);
	assert_int_equal(server_heard(&s.server, "AUTH"), 1);
	scene_end(&s);
}

/* e= and then 535: the words of both; somebody in between ends it. */
static void scram_errors(void **state)
{
	static const struct {
		const char *error, *part;
		size_t attempts;
	} table[] = {
		/* e=unknown-user */
		{ "334 ZT11bmtub3duLXVzZXI=\r\n", "no such user", 2 },
		/* e=server-does-support-channel-binding */
		{ "334 ZT1zZXJ2ZXItZG9lcy1zdXBwb3J0LWNoYW5uZWwtYmluZGluZw=="
		  "\r\n", "in between", 1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct scene s = {
			.args = LOGIN_AS " -a SCRAM-SHA-256,PLAIN",
			.server = { .ehlo = all, .answers = ANSWERS(
				ON("AUTH SCRAM", table[i].error),
				ON("+", "535 5.7.8 refused\r\n"),
				ON("AUTH PLAIN", "535 5.7.8 no\r\n")) },
		};

		scene_run(&s);
		assert_int_equal(s.code, 28);
		assert_non_null(strstr(buf_str(&s.told), table[i].part));
		assert_int_equal(server_heard(&s.server, "AUTH"),
				 table[i].attempts);
		scene_end(&s);
	}
}

/* ---- tokens ---- */

static const char refusal[] =	/* {"status":"invalid_token"} */
	"334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\r\n";

static void token_refused(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct scene s = {
			.args = i ? TOKEN_AS " -a XOAUTH2"
				  : TOKEN_AS " -a OAUTHBEARER",
			.server = { .ehlo = all, .answers = ANSWERS(
				ON("AUTH", refusal),
				ON("+", "535 5.7.8 refused\r\n")) },
		};

		scene_run(&s);
		assert_int_equal(s.code, 28);
		assert_int_equal(s.tally.failure.code, 535);
		assert_non_null(strstr(s.tally.failure.text,
				       "535 5.7.8 refused (the token is "
				       "refused: invalid_token"));
		assert_int_equal(server_heard(&s.server, i ? "" : "AQ==") > 0,
				 true);
		assert_int_equal(server_heard(&s.server, "*"), 0);
		assert_null(strstr(buf_str(&s.told), "s3cret-token-123"));
		scene_end(&s);
	}
}

/* Who says no and then yes is not believed. */
static void refused_and_accepted(void **state)
{
	struct scene s = {
		.args = TOKEN_AS " -a XOAUTH2",
		.server = { .ehlo = all, .answers = ANSWERS(
			ON("AUTH", refusal), ON("+", "235 yes\r\n")) },
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 28);
	assert_int_equal(server_heard(&s.server, "MAIL"), 0);
	assert_non_null(strstr(s.tally.failure.text, "after it had refused"));
	scene_end(&s);
}

static void token_accepted(void **state)
{
	struct scene s = {
		.args = TOKEN_AS,
		.server = { .ehlo = all, .answers = ANSWERS(
			ON("AUTH", "235 yes\r\n")) },
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_true(sent_first(&s, "AUTH OAUTHBEARER ", "n,a=tim,\1"));
	assert_null(strstr(buf_str(&s.told), "s3cret-token-123"));
	scene_end(&s);
}

/* ---- without a secret ---- */

static void no_secret(void **state)
{
	static const struct {
		const char *args, *line;
	} table[] = {
		{ "-a EXTERNAL", "AUTH EXTERNAL =" },
		{ "-a EXTERNAL --auth-id tim", "AUTH EXTERNAL dGlt" },
		{ "-a EXTERNAL -au tim", "AUTH EXTERNAL dGlt" },
		{ "-a ANONYMOUS -f tim", "AUTH ANONYMOUS dGlt" },
		{ "-a ANONYMOUS -f <>", "AUTH ANONYMOUS =" },
		{ "-a ANONYMOUS -au tim", "AUTH ANONYMOUS dGlt" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct scene s = {
			.args = table[i].args,
			.server = { .ehlo = all, .answers = ANSWERS(
				ON("AUTH", "235 yes\r\n")) },
		};

		scene_run(&s);
		assert_int_equal(s.code, 0);
		assert_int_equal(server_heard(&s.server, table[i].line), 1);
		scene_end(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plus_in_clear),
		cmocka_unit_test(plus_then_plain),
		cmocka_unit_test(scram_in_clear),
		cmocka_unit_test(scram_accepted_early),
		cmocka_unit_test(scram_errors),
		cmocka_unit_test(token_refused),
		cmocka_unit_test(refused_and_accepted),
		cmocka_unit_test(token_accepted),
		cmocka_unit_test(no_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
