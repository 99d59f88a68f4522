/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The auth step with the mechanisms that have ways of their own: names that
 * the user maps, LOGIN with an initial response, NTLM's greeting, and the
 * proof that a server of DIGEST-MD5 owes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scene.h"

#define LOGIN_AS "-au tim -ap tanstaaftanstaaf"
#define EHLO(types) "250-mail.example\r\n250 AUTH " types "\r\n"
#define PLAIN_MESSAGE "AHRpbQB0YW5zdGFhZnRhbnN0YWFm"
#define PASSWORD "dGFuc3RhYWZ0YW5zdGFhZg=="
#define DIGEST_CHALLENGE "334 cmVhbG09InIiLG5vbmNlPSJuIixxb3A9ImF1dGgiLGFsZ2" \
	"9yaXRobT1tZDUtc2VzcyxjaGFyc2V0PXV0Zi04\r\n"
#define FALSE_PROOF "334 cnNwYXV0aD0wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA" \
	"wMA==\r\n"
#define NTLM_FIRST "TlRMTVNTUAABAAAAB6IAAAAAAAAAAAAAAAAAAAAAAAA="
#define NTLM_CHALLENGE \
	"334 TlRMTVNTUAACAAAAAAAAAAAoAAABggAAbco4uro6HnYAAAAAAAAAAAAAAAAAAAAA" \
	"\r\n"

/* The lines from AUTH to what follows it, each with a "|" behind it. */
static char *auth_lines(const struct scene *s)
{
	struct buf out;
	bool in = false;

	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < s->server.lines.count; i++) {
		const char *line = s->server.lines.at[i];

		in = (in || str_starts(line, "AUTH")) &&
		     !str_starts(line, "MAIL") && !str_starts(line, "QUIT");
		if (in)
			buf_addf(&out, "%s|", line);
	}
	return buf_take(&out);
}

static void expect_lines(struct scene s, int code, const char *lines)
{
	char *sent;

	scene_run(&s);
	sent = auth_lines(&s);
	if (s.code != code || strcmp(sent, lines) != 0)
		fail_msg("'%s': exit %d after %s", s.args, s.code, sent);
	free(sent);
	scene_end(&s);
}

/* ---- names ---- */

static void mapped(void **state)
{
	(void)state;
	expect_lines((struct scene){
		.args = LOGIN_AS " -a X-PLAIN -am X-PLAIN=PLAIN",
		.server.ehlo = EHLO("X-PLAIN"),
	}, 0, "AUTH X-PLAIN " PLAIN_MESSAGE "|");
	/* in any case the user's spelling goes out */
	expect_lines((struct scene){
		.args = LOGIN_AS " -a x-plain -am X-Plain=plain",
		.server.ehlo = EHLO("x-plain"),
	}, 0, "AUTH X-Plain " PLAIN_MESSAGE "|");
	/* without -a it is tried where it is worth it */
	expect_lines((struct scene){
		.args = LOGIN_AS " -am X-PLAIN=PLAIN",
		.server.ehlo = EHLO("LOGIN X-PLAIN"),
	}, 0, "AUTH X-PLAIN " PLAIN_MESSAGE "|");
	/* a name does not make the server offer it */
	expect_lines((struct scene){
		.args = LOGIN_AS " -a X-PLAIN -am X-PLAIN=PLAIN",
		.server.ehlo = EHLO("PLAIN"),
	}, 28, "");
}

/* Who reads the wire has the password, whatever the name of the mechanism. */
static void mapped_in_clear(void **state)
{
	(void)state;
	expect_lines((struct scene){
		.args = "--no-pipe -s mail.example " LOGIN_AS
			" -a X -am X=PLAIN",
		.server.ehlo = EHLO("X"),
	}, 28, "");
	expect_lines((struct scene){
		.args = "--no-pipe -s mail.example " LOGIN_AS
			" -a X -am X=PLAIN",
		.as = "swaks",
		.server.ehlo = EHLO("X"),
	}, 0, "AUTH X " PLAIN_MESSAGE "|");
}

static void reported_by_its_name(void **state)
{
	struct scene s = {
		.args = LOGIN_AS " -a X-PLAIN -am X-PLAIN=PLAIN",
		.server.ehlo = EHLO("X-PLAIN"),
	};

	(void)state;
	scene_run(&s);
	assert_true(str_starts(scene_detail(&s, STEP_AUTH), "X-PLAIN as tim"));
	scene_end(&s);
}

static void login_initial(void **state)
{
	(void)state;
	expect_lines((struct scene){
		.args = LOGIN_AS " -a LOGIN-INITIAL",
		.server.answers = ANSWERS(
			ON("AUTH LOGIN dGlt", "334 UGFzc3dvcmQ6\r\n"),
			ON("+", "235 2.7.0 ok\r\n")),
	}, 0, "AUTH LOGIN dGlt|" PASSWORD "|");
	/* it is not tried by itself behind LOGIN */
	expect_lines((struct scene){
		.args = LOGIN_AS,
		.server.ehlo = EHLO("LOGIN"),
		.server.answers = ANSWERS(
			ON("AUTH", "535 5.7.8 no\r\n", .always = true)),
	}, 28, "AUTH LOGIN|");
}

/* ---- NTLM ---- */

static void ntlm(void **state)
{
	static const char *const greetings[] = {
		"334 NTLM supported\r\n", "334 \r\n", "334\r\n",
		"334 TlRMTQ==\r\n",
	};
	static const char *const names[] = { "NTLM", "SPA", "MSN" };

	(void)state;
	for (size_t i = 0; i < LENGTH(greetings); i++)
		for (size_t n = 0; n < LENGTH(names); n++) {
			struct scene s = {
				.args = LOGIN_AS,
				.server.ehlo = EHLO("NTLM SPA MSN"),
				.server.answers = ANSWERS(
					ON("AUTH", greetings[i]),
					ON(NTLM_FIRST, NTLM_CHALLENGE),
					ON("+", NTLM_CHALLENGE),
					ON("+", "235 2.7.0 ok\r\n")),
			};
			char ehlo[64];

			snprintf(ehlo, sizeof(ehlo), EHLO("%s"), names[n]);
			s.server.ehlo = ehlo;
			scene_run(&s);
			assert_int_equal(s.code, 0);
			assert_int_equal(server_heard(&s.server, NTLM_FIRST),
					 1);
			assert_true(str_starts(scene_detail(&s, STEP_AUTH),
					       names[n]));
			scene_end(&s);
		}
}

static void ntlm_of_nonsense(void **state)
{
	(void)state;
	expect_lines((struct scene){
		.args = LOGIN_AS " -a NTLM",
		.server.ehlo = EHLO("NTLM"),
		.server.answers = ANSWERS(
			ON("AUTH", "334 \r\n"),
			ON("+", "334 bm9uc2Vuc2U=\r\n")),
	}, 28, "AUTH NTLM|" NTLM_FIRST "|*|");
}

/* ---- a server that owes a proof ---- */

static void check_unproven(struct scene s, const char *why)
{
	scene_run(&s);
	assert_int_equal(s.code, 28);
	assert_int_equal(s.tally.failure.cause, CAUSE_AUTH_PROOF);
	if (!strstr(s.tally.failure.text, why))
		fail_msg("%s", s.tally.failure.text);
	/* and no other mechanism hands it the password */
	assert_int_equal(server_heard(&s.server, "AUTH PLAIN"), 0);
	assert_int_equal(server_heard(&s.server, "MAIL"), 0);
	assert_int_equal(server_heard(&s.server, "QUIT"), 1);
	scene_end(&s);
}

static void unproven(void **state)
{
	(void)state;
	check_unproven((struct scene){
		.args = LOGIN_AS " -a DIGEST-MD5,PLAIN",
		.server.ehlo = EHLO("DIGEST-MD5 PLAIN"),
		.server.answers = ANSWERS(ON("AUTH", DIGEST_CHALLENGE),
					  ON("+", FALSE_PROOF)),
	}, "rspauth is wrong");
	check_unproven((struct scene){
		.args = LOGIN_AS " -a DIGEST-MD5,PLAIN",
		.server.ehlo = EHLO("DIGEST-MD5 PLAIN"),
		.server.answers = ANSWERS(ON("AUTH", DIGEST_CHALLENGE),
					  ON("+", "334 \r\n")),
	}, "rspauth is missing");
	check_unproven((struct scene){
		.args = LOGIN_AS " -a DIGEST-MD5,PLAIN",
		.server.ehlo = EHLO("DIGEST-MD5 PLAIN"),
		.server.answers = ANSWERS(ON("AUTH", DIGEST_CHALLENGE),
					  ON("+", "235 2.7.0 ok\r\n")),
	}, "before it had proved");
}

/* A refusal is one: the server did not lie about anything. */
static void refused_with_proof_owed(void **state)
{
	struct scene s = {
		.args = LOGIN_AS " -a DIGEST-MD5,PLAIN",
		.server.ehlo = EHLO("DIGEST-MD5 PLAIN"),
		.server.answers = ANSWERS(ON("AUTH DIGEST", DIGEST_CHALLENGE),
					  ON("+", "535 5.7.8 no\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_int_equal(s.code, 0);
	assert_int_equal(server_heard(&s.server, "AUTH PLAIN"), 1);
	scene_end(&s);
}

/* What can be guessed from is hidden, on either side. */
static void digests_are_hidden(void **state)
{
	struct scene s = {
		.args = LOGIN_AS " -a DIGEST-MD5 -apt",
		.server.ehlo = EHLO("DIGEST-MD5"),
		.server.answers = ANSWERS(ON("AUTH", DIGEST_CHALLENGE),
					  ON("+", FALSE_PROOF)),
	};

	(void)state;
	scene_run(&s);
	assert_non_null(strstr(buf_str(&s.told),
			       "response=PROVIDED_BUT_REMOVED,qop=auth"));
	assert_non_null(strstr(buf_str(&s.told),
			       "334 rspauth=PROVIDED_BUT_REMOVED"));
	scene_end(&s);
}

/* ---- nothing to try ---- */

static void problems(void **state)
{
	static const struct {
		const char *args, *ehlo, *problem;
	} table[] = {
		{ LOGIN_AS " -a LOGIN", EHLO("PLAIN"),
		  "Auth not attempted, requested type not available" },
		{ LOGIN_AS, EHLO("GSSAPI"),
		  "Auth not attempted, no advertised types available" },
		{ LOGIN_AS, "250 mail.example\r\n",
		  "Host did not advertise authentication" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct scene s = { .args = table[i].args,
				   .server.ehlo = table[i].ehlo };

		scene_run(&s);
		assert_int_equal(s.code, 28);
		assert_non_null(strstr(buf_str(&s.told), table[i].problem));
		scene_end(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mapped),
		cmocka_unit_test(mapped_in_clear),
		cmocka_unit_test(reported_by_its_name),
		cmocka_unit_test(login_initial),
		cmocka_unit_test(ntlm),
		cmocka_unit_test(ntlm_of_nonsense),
		cmocka_unit_test(unproven),
		cmocka_unit_test(refused_with_proof_owed),
		cmocka_unit_test(digests_are_hidden),
		cmocka_unit_test(problems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
