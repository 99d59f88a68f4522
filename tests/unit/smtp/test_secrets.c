/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Secrets: whatever a server does with a password, no event that reaches a
 * reporter has it, neither as it is nor in base64; and what the server gets
 * is the password itself.
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
#include "sasl/sasl.h"
#include "scene.h"

#define USER "fred@example.org"
#define PASSWORD "hunter2-and-more"
#define SAYS_IT "realm=\"" PASSWORD "\",nonce=\"" PASSWORD "\",qop=\"auth\"," \
	"algorithm=md5-sess"
#define LOGIN_AS "-au " USER " -ap " PASSWORD " "

/* Is it there, and not only as part of the options the test gave? */
static bool tells(const struct scene *s, const void *bytes, size_t n)
{
	return memmem(buf_str(&s->told), s->told.len, bytes, n) != NULL;
}

/* In base64, behind so many other bytes: the digits it has to itself. */
static bool tells_encoded(const struct scene *s, const char *secret,
			  size_t before)
{
	struct buf plain, text;
	size_t n = strlen(secret), from = (before * 8 + 5) / 6;
	bool found;

	buf_init(&plain, 1000);
	buf_init(&text, 2000);
	buf_add(&plain, "xx", before);
	buf_adds(&plain, secret);
	base64_add(&text, plain.data, plain.len);
	found = tells(s, text.data + from, (before + n) * 8 / 6 - from);
	buf_release(&plain);
	buf_release(&text);
	return found;
}

static void expect_hidden(const struct scene *s, const char *secret)
{
	bool leaks = tells(s, secret, strlen(secret));

	for (size_t before = 0; before < 3; before++)
		leaks = leaks || tells_encoded(s, secret, before);
	if (leaks)
		fail_msg("'%s' leaks in\n%s", s->args, buf_str(&s->told));
}

static void run_hidden(const char *args, const struct answer *answers)
{
	struct scene s = { .args = args, .server.answers = answers };

	scene_run(&s);
	expect_hidden(&s, PASSWORD);
	scene_end(&s);
}

/* Each way to show an exchange, and each way to hide in it. */
static const char *const views[] = { "", "-apt ", "-ahp ", "-ahp X -apt ",
				     "-raw ", "-raw -apt " };

static const char *const mechanisms[] = { "-a PLAIN", "-a LOGIN",
					  "-a CRAM-MD5", "" };

static void each_view(const char *more, const struct answer *answers)
{
	for (size_t i = 0; i < LENGTH(views); i++) {
		for (size_t j = 0; j < LENGTH(mechanisms); j++) {
			char args[512];

			snprintf(args, sizeof(args), LOGIN_AS "%s%s%s", more,
				 views[i], mechanisms[j]);
			run_hidden(args, answers);
		}
	}
}

static void whatever_comes_of_it(void **state)
{
	(void)state;
	each_view("", NULL);
	each_view("-tls -k ", NULL);
	each_view("--show-data ", NULL);
	each_view("", ANSWERS(ON("AUTH", "535 5.7.8 no\r\n",
				 .always = true),
			      ON("+", "535 5.7.8 no\r\n", .always = true)));
	each_view("", ANSWERS(ON("AUTH", "421 no\r\n", .then = THEN_CLOSE)));
	each_view("", ANSWERS(ON("+", NULL, .then = THEN_NOTHING)));
	each_view("", ANSWERS(ON("AUTH", "334 %\r\n", .always = true)));
	each_view("", ANSWERS(ON("AUTH", "hello\r\n")));
	/* the initial response does not go along, or is not even made */
	each_view("", ANSWERS(ON("+", "334 \r\n", .always = true)));
}

static void not_hidden(void **state)
{
	struct scene s = { .args = LOGIN_AS "-a PLAIN --show-secrets" };
	struct scene t = { .args = LOGIN_AS "-a PLAIN -apt --show-secrets" };
	struct scene u = { .args = LOGIN_AS "-a PLAIN", .as = "swaks" };

	(void)state;
	scene_run(&s);
	/* behind NUL, the user's name and NUL: 18 bytes */
	assert_true(tells_encoded(&s, PASSWORD, 0));
	scene_end(&s);
	scene_run(&t);
	assert_true(tells(&t, PASSWORD, strlen(PASSWORD)));
	scene_end(&t);
	scene_run(&u);
	assert_true(tells_encoded(&u, PASSWORD, 0));
	scene_end(&u);
}

/* The user's name stays: it is what the user wants to see. */
static void the_user_is_shown(void **state)
{
	struct scene s = { .args = LOGIN_AS "-a LOGIN -apt" };

	(void)state;
	scene_run(&s);
	assert_non_null(strstr(buf_str(&s.transcript),
			       "-> " USER "\n"));
	assert_non_null(strstr(buf_str(&s.transcript),
			       "-> PROVIDED_BUT_REMOVED\n"));
	scene_end(&s);
}

/* The digest of CRAM-MD5 lets who has it guess: it is hidden as well. */
static void digests(void **state)
{
	struct scene s = { .args = LOGIN_AS "-a CRAM-MD5 -apt" };
	char digest[33];
	const char *line;
	struct buf plain;

	(void)state;
	scene_run(&s);
	buf_init(&plain, 1000);
	for (size_t i = 0; i < s.server.lines.count; i++) {
		line = s.server.lines.at[i];
		if (str_starts(line, "ZnJlZ"))
			base64_decode(&plain, line, strlen(line));
	}
	assert_true(plain.len > 33);
	snprintf(digest, sizeof(digest), "%s", plain.data + plain.len - 32);
	expect_hidden(&s, digest);
	buf_release(&plain);
	scene_end(&s);
}

/* ---- a server that tells it on ---- */

/* A reply with the password in it, as it is or behind so many bytes. */
static char *echo(const char *before, const char *secret, int skip)
{
	static char line[512];
	struct buf plain, text;

	if (skip < 0) {
		snprintf(line, sizeof(line), "%s%s no\r\n", before, secret);
		return line;
	}
	buf_init(&plain, 400);
	buf_init(&text, 400);
	buf_add(&plain, "\0fr", (size_t)skip);
	buf_adds(&plain, secret);
	base64_add(&text, plain.data, plain.len);
	snprintf(line, sizeof(line), "%s%s\r\n", before, text.data);
	buf_release(&plain);
	buf_release(&text);
	return line;
}

static void echoed_in_replies(void **state)
{
	static const char *const to[] = { "AUTH", "+", "MAIL", "RCPT", "DATA",
					  ".", "QUIT", "banner", "EHLO" };
	static const char *const before[] = {
		"535 5.7.8 not ", "250-x\r\n250 ", "250 ", "hello ", "421 ",
		"535 ",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(to); i++)
		for (size_t j = 0; j < LENGTH(before); j++)
			for (int skip = -1; skip < 3; skip++)
				run_hidden(LOGIN_AS "-a PLAIN",
					   ANSWERS(ON(to[i], echo(before[j],
						PASSWORD, skip))));
}

/* In a challenge too, which is shown decoded where the user asked for it. */
static void echoed_in_challenges(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(views); i++) {
		for (size_t j = 0; j < LENGTH(mechanisms); j++) {
			for (int skip = 0; skip < 3; skip++) {
				char args[512];

				snprintf(args, sizeof(args), LOGIN_AS "%s%s",
					 views[i], mechanisms[j]);
				run_hidden(args, ANSWERS(ON("AUTH", echo(
					"334 ", PASSWORD, skip))));
			}
		}
	}
}

/*
 * A mechanism may have to send back what the challenge said, beside the
 * secret of its own: each row of the table, met with one that says it.
 */
static void echoed_through_us(void **state)
{
	struct buf challenge;

	(void)state;
	buf_init(&challenge, 1000);
	buf_adds(&challenge, "334 ");
	base64_add(&challenge, SAYS_IT, strlen(SAYS_IT));
	buf_adds(&challenge, "\r\n");
	for (size_t i = 0; i < sasl_mechanism_count; i++) {
		const char *name = sasl_mechanisms[i]->name;

		for (size_t j = 0; j < LENGTH(views); j++) {
			char args[512], ehlo[128];
			struct scene s = { .args = args };

			snprintf(args, sizeof(args), "-au " USER " %s "
				 PASSWORD " %s-a %s",
				 sasl_mechanisms[i]->means == SASL_BY_TOKEN
				 ? "--auth-token" : "-ap", views[j], name);
			snprintf(ehlo, sizeof(ehlo), "250-m\r\n250 AUTH LOGIN"
				 " %s\r\n", name);
			s.server.ehlo = ehlo;
			s.server.answers = ANSWERS(
				ON("AUTH", buf_str(&challenge)),
				ON("+", buf_str(&challenge)));
			scene_run(&s);
			expect_hidden(&s, PASSWORD);
			scene_end(&s);
		}
	}
	buf_release(&challenge);
}

/* In what a server offers, and in what it injects. */
static void echoed_elsewhere(void **state)
{
	static const struct {
		const char *args;
		struct answer answer;
	} table[] = {
		{ "-tls -k ", ON("STARTTLS", "220 go\r\n" PASSWORD "\r\n") },
		{ "", ON("EHLO", "250-m\r\n250-X-" PASSWORD
			 "\r\n250 AUTH PLAIN\r\n") },
		{ "", ON("EHLO", "250-m\r\n250 AUTH PLAIN " PASSWORD
			 "\r\n") },
		{ "", ON("EHLO", "550 " PASSWORD "\r\n") },
		{ "", ON("MAIL", "250 ok\r\n550 " PASSWORD "\r\n") },
		{ "", ON("MAIL", "250-" PASSWORD, .then = THEN_NOTHING) },
		{ "", ON("MAIL", "501 " PASSWORD "\r\n") },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char args[256];

		snprintf(args, sizeof(args), LOGIN_AS "-a PLAIN %s",
			 table[i].args);
		run_hidden(args, (const struct answer[]){ table[i].answer,
							  { 0 } });
	}
}

/*
 * A password with bytes that no terminal shows: what a reply says of it is
 * made printable for the report, and must not come out that way either.
 */
static void odd_bytes(void **state)
{
	static const struct {
		const char *secret, *shown;
	} table[] = {
		{ "geheim\xe4\xf6\xfcig", "geheim\\xe4\\xf6\\xfcig" },
		{ "tief\x07geheim", "tief\\x07geheim" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct scene s = { 0 };
		char args[256], reply[256];

		snprintf(args, sizeof(args), "-au fred -a PLAIN -ap %s",
			 table[i].secret);
		snprintf(reply, sizeof(reply), "535 not %s\r\n",
			 table[i].secret);
		s.args = args;
		s.server.answers = ANSWERS(ON("AUTH", reply));
		scene_run(&s);
		expect_hidden(&s, table[i].secret);
		expect_hidden(&s, table[i].shown);
		scene_end(&s);
	}
}

/* ---- what goes out ---- */

/* Hiding is for the eyes: the server gets what it must. */
static void sent_as_it_is(void **state)
{
	struct scene s = { .args = LOGIN_AS "-a LOGIN" };

	(void)state;
	scene_run(&s);
	assert_int_equal(server_heard(&s.server, "aHVudGVyMi1hbmQtbW9yZQ=="),
			 1);
	scene_end(&s);
}

/* A short password is not hidden inside of other words. */
static void short_password(void **state)
{
	struct scene s = {
		.args = "-au fred -ap pass -a PLAIN",
		.server.answers = ANSWERS(
			ON("AUTH", "535 wrong password, not \"pass\"\r\n")),
	};

	(void)state;
	scene_run(&s);
	assert_true(tells(&s, "wrong password", 14));
	assert_false(tells(&s, "\"pass\"", 6));
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_comes_of_it),
		cmocka_unit_test(not_hidden),
		cmocka_unit_test(the_user_is_shown),
		cmocka_unit_test(digests),
		cmocka_unit_test(echoed_in_replies),
		cmocka_unit_test(echoed_in_challenges),
		cmocka_unit_test(echoed_through_us),
		cmocka_unit_test(echoed_elsewhere),
		cmocka_unit_test(odd_bytes),
		cmocka_unit_test(sent_as_it_is),
		cmocka_unit_test(short_password),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
