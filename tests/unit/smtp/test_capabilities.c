/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp/capabilities: what an EHLO offers, by whole words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "smtp/capabilities.h"
#include "smtp/reply.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static struct reply r;

static int set_up(void **state)
{
	(void)state;
	reply_init(&r);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	reply_release(&r);
	return 0;
}

static void add_line(const char *line, size_t n)
{
	struct err err;

	assert_int_equal(reply_add_line(&r, line, n, &err), 0);
}

/* Parse the offers behind a greeting, with LF between. */
static void parse(struct capabilities *c, const char *offers)
{
	*c = (struct capabilities){ 0 };
	reply_reset(&r);
	add_line("250-mail.example", 16);
	while (*offers) {
		size_t n = strcspn(offers, "\n");
		struct buf line;

		buf_init(&line, REPLY_LINE_MOST + 4);
		buf_adds(&line, "250-");
		buf_add(&line, offers, n);
		add_line(buf_str(&line), line.len);
		buf_release(&line);
		offers += n + (offers[n] == '\n');
	}
	capabilities_parse(c, &r);
}

static const struct row {
	const char *offers;
	bool starttls, pipelining, auth;
	const char *mechanisms;
} rows[] = {
	{ "", false, false, false, NULL },
	{ "STARTTLS", true, false, false, NULL },
	{ "starttls", true, false, false, NULL },
	{ "  STARTTLS", true, false, false, NULL },
	{ "STARTTLS ", true, false, false, NULL },
	{ "STARTTLS now", true, false, false, NULL },
	{ "PIPELINING", false, true, false, NULL },
	{ "PiPeLiNiNg\nStartTLS", true, true, false, NULL },
	{ "AUTH PLAIN", false, false, true, "PLAIN" },
	{ "auth plain login", false, false, true, "PLAIN LOGIN" },
	{ "AUTH  PLAIN\tLOGIN ", false, false, true, "PLAIN LOGIN" },
	{ "AUTH", false, false, true, NULL },
	{ "AUTH=LOGIN", false, false, true, "LOGIN" },
	{ "AUTH=LOGIN PLAIN", false, false, true, "LOGIN PLAIN" },
	{ "auth=Login", false, false, true, "LOGIN" },
	{ "AUTH LOGIN PLAIN\nAUTH=LOGIN PLAIN", false, false, true,
	  "LOGIN PLAIN" },
	{ "AUTH LOGIN\nAUTH PLAIN\nAUTH LOGIN", false, false, true,
	  "LOGIN PLAIN" },
	{ "AUTH X-OTHER CRAM-MD5", false, false, true,
	  "X-OTHER CRAM-MD5" },
	/* what is no word of its own offers nothing */
	{ "starttls.example", false, false, false, NULL },
	{ "STARTTLSX", false, false, false, NULL },
	{ "XSTARTTLS", false, false, false, NULL },
	{ "START TLS", false, false, false, NULL },
	{ "STARTTLS,PIPELINING", false, false, false, NULL },
	{ "X STARTTLS", false, false, false, NULL },
	{ "HELP STARTTLS AUTH PIPELINING", false, false, false, NULL },
	{ "SIZE 10\nX-AUTH PLAIN", false, false, false, NULL },
	{ "AUTHPLAIN", false, false, false, NULL },
	{ "AUTHX PLAIN", false, false, false, NULL },
	{ "AUTH-PLAIN", false, false, false, NULL },
	{ "NOAUTH PLAIN", false, false, false, NULL },
	{ "AUTH=", false, false, false, NULL },
	{ "STARTTLS=1", false, false, false, NULL },
};

static void check_row(const struct row *row)
{
	struct capabilities c;
	char *mechanisms;

	parse(&c, row->offers);
	mechanisms = capabilities_mechanisms(&c);
	if (c.starttls != row->starttls || c.pipelining != row->pipelining ||
	    c.auth != row->auth || !mechanisms != !row->mechanisms)
		fail_msg("'%s'", row->offers);
	if (mechanisms)
		assert_string_equal(mechanisms, row->mechanisms);
	free(mechanisms);
	capabilities_release(&c);
}

static void offers(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(rows); i++)
		check_row(&rows[i]);
}

/* PRDR, and XCLIENT with its attributes. */
static void less_common(void **state)
{
	static const struct {
		const char *offers;
		bool prdr, xclient;
		const char *has, *lacks;
	} table[] = {
		{ "PRDR", true, false, NULL, "NAME" },
		{ "prdr", true, false, NULL, "NAME" },
		{ "PRDR=1\nXPRDR", false, false, NULL, "NAME" },
		{ "XCLIENT", false, true, NULL, "NAME" },
		{ "XCLIENT NAME ADDR", false, true, "ADDR", "PORT" },
		{ "xclient name\tReverse_Name ", false, true,
		  "REVERSE_NAME", "REVERSE" },
		{ "XCLIENT NAME\nXCLIENT PORT", false, true, "PORT",
		  "ADDR" },
		{ "XCLIENT=NAME\nXCLIENTS NAME", false, false, NULL,
		  "NAME" },
		{ "AUTH NAME\nXCLIENT AUTH", false, true, "AUTH", "NAME" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct capabilities c;

		parse(&c, table[i].offers);
		assert_int_equal(c.prdr, table[i].prdr);
		assert_int_equal(c.xclient, table[i].xclient);
		if (table[i].has)
			assert_true(capabilities_has_attribute(
				&c, table[i].has));
		assert_false(capabilities_has_attribute(&c,
							table[i].lacks));
		capabilities_release(&c);
	}
}

/* The greeting is the server's name, whatever it is called. */
static void greeting(void **state)
{
	static const char *const names[] = {
		"250 STARTTLS", "250 AUTH PLAIN", "250 PIPELINING",
		"250 starttls AUTH=LOGIN",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++) {
		struct capabilities c = { 0 };

		reply_reset(&r);
		add_line(names[i], strlen(names[i]));
		capabilities_parse(&c, &r);
		assert_false(c.starttls || c.auth || c.pipelining);
		assert_int_equal(c.lines.count, 0);
		capabilities_release(&c);
	}
}

/* The last line of a reply counts like any other. */
static void last_line(void **state)
{
	struct capabilities c = { 0 };

	(void)state;
	reply_reset(&r);
	add_line("250-mail.example", 16);
	add_line("250 STARTTLS", 12);
	capabilities_parse(&c, &r);
	assert_true(c.starttls);
	capabilities_release(&c);
}

static void asked_for(void **state)
{
	struct capabilities c;

	(void)state;
	parse(&c, "AUTH PLAIN cram-md5");
	assert_true(capabilities_offer(&c, "PLAIN"));
	assert_true(capabilities_offer(&c, "CRAM-MD5"));
	assert_true(capabilities_offer(&c, "plain"));
	assert_false(capabilities_offer(&c, "PLAI"));
	assert_false(capabilities_offer(&c, "PLAINX"));
	assert_false(capabilities_offer(&c, ""));
	assert_false(capabilities_offer(&c, "LOGIN"));
	capabilities_release(&c);
}

/* A second EHLO replaces the first, whatever that offered. */
static void again(void **state)
{
	struct capabilities c;

	(void)state;
	parse(&c, "STARTTLS\nPIPELINING\nAUTH PLAIN");
	reply_reset(&r);
	add_line("250 mail.example", 16);
	capabilities_parse(&c, &r);
	assert_false(c.starttls || c.pipelining || c.auth);
	assert_int_equal(c.lines.count + c.mechanisms.count, 0);
	assert_null(capabilities_mechanisms(&c));
	capabilities_release(&c);
}

/* Nothing a server sends comes out as it would reach the terminal. */
static void hostile_bytes(void **state)
{
	static const char line[] = "250-X\x1b[2J\0STARTTLS\x9b\r\x07";
	static const char nul[] = "250-STARTTLS\0";
	struct capabilities c = { 0 };

	(void)state;
	reply_reset(&r);
	add_line("250-mail.example", 16);
	add_line(line, sizeof(line) - 1);
	add_line(nul, sizeof(nul) - 1);
	add_line("250-\x1bSTARTTLS", 13);
	add_line("250-STARTTLS\r", 13);
	capabilities_parse(&c, &r);
	assert_false(c.starttls);
	assert_string_equal(c.lines.at[0],
			    "X\\x1b[2J\\x00STARTTLS\\x9b\\x0d\\x07");
	for (size_t i = 0; i < c.lines.count; i++)
		for (const char *p = c.lines.at[i]; *p; p++)
			assert_true(*p >= ' ' && *p < 0x7f);
	capabilities_release(&c);
}

/* A name too long to be one is left out, and harms nothing. */
static void long_words(void **state)
{
	char offers[9000];
	struct capabilities c;

	(void)state;
	memset(offers, 'A', sizeof(offers));
	memcpy(offers, "AUTH ", 5);
	strcpy(offers + 5 + 64, " PLAIN");
	parse(&c, offers);
	assert_int_equal(c.mechanisms.count, 1);
	assert_true(capabilities_offer(&c, "PLAIN"));
	capabilities_release(&c);
	memset(offers, 'A', sizeof(offers));
	strcpy(offers + sizeof(offers) - 12, " STARTTLS");
	parse(&c, offers);
	assert_false(c.starttls || c.auth);
	capabilities_release(&c);
}

/* The nth of many names of three letters. */
static void add_name(struct buf *line, unsigned n)
{
	buf_addc(line, ' ');
	for (int i = 0; i < 3; i++, n /= 60)
		buf_addc(line, (char)('!' + n % 60));
}

/* As large as a reply can be, each word a mechanism: no wait for that. */
static void many_mechanisms(void **state)
{
	struct capabilities c = { 0 };
	unsigned n = 0;
	clock_t before;

	(void)state;
	reply_reset(&r);
	add_line("250-mail.example", 16);
	for (int i = 0; i < 15; i++) {
		struct buf line;

		buf_init(&line, REPLY_LINE_MOST);
		buf_adds(&line, "250-AUTH");
		while (line.len + 4 < REPLY_LINE_MOST)
			add_name(&line, n++);
		add_line(buf_str(&line), line.len);
		buf_release(&line);
	}
	before = clock();
	capabilities_parse(&c, &r);
	assert_true(clock() - before < 5 * CLOCKS_PER_SEC);
	capabilities_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offers),
		cmocka_unit_test(less_common),
		cmocka_unit_test(greeting),
		cmocka_unit_test(last_line),
		cmocka_unit_test(asked_for),
		cmocka_unit_test(again),
		cmocka_unit_test(hostile_bytes),
		cmocka_unit_test(long_words),
		cmocka_unit_test(many_mechanisms),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
