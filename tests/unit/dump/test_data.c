/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump/data: the message as --dump and --dump-mail show it, and the dump that
 * is a body.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/dump.h"
#include "message/message.h"
#include "options/config.h"
#include "plan/persona.h"
#include "plan/plan.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))
#define FRAME "DATA Info:\n  data = <<.\n"

/* A plan with nothing in it but the message. */
static struct plan plan_of(const char *text, bool raw, bool as_swaks)
{
	struct plan p = { .message = message_new() };

	message_add_string(p.message, text);
	if (raw)
		message_set_raw(p.message);
	p.output.crlf_lines = as_swaks;
	return p;
}

static char *shown(const struct plan *p, const struct config *c, bool mail)
{
	const struct dump d = { .plan = p, .config = c, .program = "x",
				.persona = persona_for("swaks") };
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);
	struct err err;

	assert_non_null(out);
	if (mail)
		assert_int_equal(dump_mail(out, p, &err), 0);
	else
		dump_data(out, &d);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(strlen(text), n);
	return text;
}

struct row {
	const char *text;
	bool raw, as_swaks;
	const char *data, *mail;
};

static void views(void **state)
{
	static const struct row table[] = {
		{ "A: 1\n\n.b\n", false, true,
		  "A: 1\r\n\r\n..b\r\n.\n", "A: 1\r\n\r\n..b\r" },
		{ "A: 1\n\n.b\n", false, false,
		  "A: 1\n\n..b\n.\n", "A: 1\n\n.b\n" },
		{ "..\r\n.\ra\rb", false, false,
		  "...\n..\na\nb\n.\n", "..\n.\na\nb\n" },
		{ "x", false, true, "x\r\n.\n", "x\r" },
		{ "x", false, false, "x\n.\n", "x\n" },
		{ "", false, false, ".\n", "" },
		/* a raw message, with its own dot or without */
		{ "a\n.b", true, true, "a\n.b\n", "a\n.b" },
		{ "a\r\n.\r\n", true, true, "a\r\n.\r\n\n", "a\r\n.\r\n" },
		{ "", true, false, "\n", "" },
	};
	struct config c = { 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct row *r = &table[i];
		struct plan p = plan_of(r->text, r->raw, r->as_swaks);
		char *data = shown(&p, &c, false), *mail = shown(&p, &c, true);

		assert_memory_equal(data, FRAME, strlen(FRAME));
		assert_string_equal(data + strlen(FRAME), r->data);
		assert_string_equal(mail, r->mail);
		free(data);
		free(mail);
		message_free(p.message);
	}
}

/* Longer than the block that is read at a time, and cut anywhere. */
static void long_ones(void **state)
{
	struct config c = { 0 };

	(void)state;
	for (size_t n = 4090; n < 4100; n++) {
		char text[4101];
		struct plan p;
		char *got;

		memset(text, 'x', n);
		text[n] = '\0';
		p = plan_of(text, false, true);
		got = shown(&p, &c, true);
		assert_int_equal(strlen(got), n + 1);
		free(got);
		message_free(p.message);
	}
}

/* As swaks shows a dump that is the body: without CRs, and that alone. */
static void body_lines(void **state)
{
	struct config c = { .dump_as_body = { .state = VALUE_SET,
					      .text = (char[]){ "app" } } };
	const struct persona *persona = persona_for("swaks");
	struct plan p = { 0 };
	const struct dump d = { .plan = &p, .config = &c, .program = "x",
				.persona = persona };
	char *body = dump_body(&d), *text, *got, *want;

	(void)state;
	assert_non_null(body);
	assert_non_null(strstr(body, "App Info:\n  X-Mailer = "));
	assert_true(asprintf(&text, "A: 1\n\nApp Info:\n\n%sb\n", body) > 0);
	p = plan_of(text, false, true);
	got = shown(&p, &c, false);
	assert_true(asprintf(&want, FRAME "A: 1\r\n\r\nApp Info:\n\r\n"
			     "%sb\r\n.\n", body) > 0);
	assert_string_equal(got, want);
	message_free(p.message);
	free(got);
	free(want);
	p = plan_of(text, false, false);
	got = shown(&p, &c, false);
	assert_null(strchr(got, '\r'));
	message_free(p.message);
	free(got);
	free(text);
	free(body);
}

static void when_there_is_a_body(void **state)
{
	static char password[] = "geheim-9", server[] = "smtp://u:geheim-9@x/";
	struct config c = { 0 };
	struct plan p = { .output.substitute = (char[]){ "HIDDEN" } };
	const struct dump d = { .plan = &p, .config = &c, .program = "x",
				.persona = persona_for("swaks") };
	struct value given = { .state = VALUE_SET };
	char *text;

	(void)state;
	assert_null(dump_body(&d));
	c.dump_as_body.state = VALUE_NEGATED;
	assert_null(dump_body(&d));
	c.dump_as_body = (struct value){ .state = VALUE_SET,
					 .text = (char[]){ "APP,SUPPORT" } };
	c.auth_password = (struct value){ .state = VALUE_SET,
					  .text = password };
	c.server = (struct value){ .state = VALUE_SET, .text = server };
	text = dump_body(&d);
	assert_non_null(strstr(text, "--auth-password 'HIDDEN'"));
	assert_null(strstr(text, "geheim-9"));
	assert_null(strstr(text, "supported"));
	free(text);
	c.dump_as_body_shows_password = given;
	text = dump_body(&d);
	assert_non_null(strstr(text, "--auth-password 'geheim-9'"));
	free(text);
	c.dump_as_body.text = (char[]){ "SUPPORT,DATA" };
	text = dump_body(&d);
	assert_string_equal(text, "");
	free(text);
	c.body = given;
	assert_null(dump_body(&d));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(views),
		cmocka_unit_test(long_ones),
		cmocka_unit_test(body_lines),
		cmocka_unit_test(when_there_is_a_body),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
