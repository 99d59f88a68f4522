/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp/capabilities_diff: what is worth a word of what an EHLO offers in clear
 * and another under TLS, and what servers as they are do by themselves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "smtp/capabilities.h"
#include "smtp/reply.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static void add_line(struct reply *r, const char *text, size_t n)
{
	struct buf line;
	struct err err;

	buf_init(&line, REPLY_LINE_MOST + 4);
	buf_adds(&line, "250-");
	buf_add(&line, text, n);
	assert_int_equal(reply_add_line(r, buf_str(&line), line.len, &err), 0);
	buf_release(&line);
}

/* Offers with "|" between. */
static void parse(struct capabilities *c, const char *offers)
{
	static struct reply r;

	*c = (struct capabilities){ 0 };
	reply_init(&r);
	add_line(&r, "mail.example", 12);
	while (*offers) {
		size_t n = strcspn(offers, "|");

		add_line(&r, offers, n);
		offers += n + (offers[n] == '|');
	}
	capabilities_parse(c, &r);
	reply_release(&r);
}

static char *compare(const char *before, const char *after)
{
	struct capabilities a, b;
	struct buf text;

	parse(&a, before);
	parse(&b, after);
	buf_init(&text, 1 << 16);
	capabilities_compare(&a, &b, &text);
	capabilities_release(&a);
	capabilities_release(&b);
	return buf_take(&text);
}

static void expect(const char *before, const char *after, const char *told)
{
	char *text = compare(before, after);

	if (strcmp(text, told) != 0)
		fail_msg("'%s', '%s':\n'%s', not\n'%s'", before, after, text,
			 told);
	free(text);
}

/* Replies of servers that nobody meddled with. */
static const struct {
	const char *clear, *tls;
} usual[] = {
	/* Postfix, with smtpd_tls_auth_only and without */
	{ "PIPELINING|SIZE 10240000|VRFY|ETRN|STARTTLS|ENHANCEDSTATUSCODES|"
	  "8BITMIME|DSN|SMTPUTF8|CHUNKING",
	  "PIPELINING|SIZE 10240000|VRFY|ETRN|AUTH PLAIN LOGIN|"
	  "ENHANCEDSTATUSCODES|8BITMIME|DSN|SMTPUTF8|CHUNKING" },
	{ "PIPELINING|SIZE 10240000|ETRN|STARTTLS|AUTH CRAM-MD5 DIGEST-MD5|"
	  "AUTH=CRAM-MD5 DIGEST-MD5|8BITMIME|XCLIENT NAME ADDR",
	  "PIPELINING|SIZE 10240000|ETRN|AUTH PLAIN LOGIN CRAM-MD5|"
	  "AUTH=PLAIN LOGIN CRAM-MD5|8BITMIME|REQUIRETLS|XCLIENT NAME" },
	/* Exim */
	{ "SIZE 52428800|LIMITS MAILMAX=1000 RCPTMAX=50000|8BITMIME|"
	  "PIPELINING|PIPECONNECT|CHUNKING|STARTTLS|PRDR|HELP",
	  "SIZE 52428800|LIMITS MAILMAX=1000|8BITMIME|PIPELINING|CHUNKING|"
	  "AUTH PLAIN LOGIN|PRDR|HELP" },
	/* a mechanism for clear text, and those that need TLS */
	{ "AUTH CRAM-MD5|STARTTLS|HELP", "AUTH PLAIN LOGIN|HELP" },
	/* Dovecot's submission */
	{ "8BITMIME|BURL imap|CHUNKING|DSN|ENHANCEDSTATUSCODES|SIZE|"
	  "STARTTLS|PIPELINING",
	  "8BITMIME|AUTH PLAIN LOGIN|BURL imap|CHUNKING|DSN|"
	  "ENHANCEDSTATUSCODES|SIZE 41943040|PIPELINING" },
	/* Exchange */
	{ "SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|STARTTLS|"
	  "X-ANONYMOUSTLS|AUTH NTLM|X-EXPS GSSAPI NTLM|8BITMIME|BINARYMIME|"
	  "CHUNKING|XEXCH50|XRDST|XSHADOWREQUEST",
	  "SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|AUTH NTLM LOGIN|"
	  "X-EXPS GSSAPI NTLM|8BITMIME|BINARYMIME|CHUNKING|XEXCH50|XRDST" },
	/* Gmail */
	{ "SIZE 35882577|8BITMIME|STARTTLS|ENHANCEDSTATUSCODES|PIPELINING|"
	  "CHUNKING|SMTPUTF8",
	  "SIZE 35882577|8BITMIME|AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN "
	  "OAUTHBEARER XOAUTH|ENHANCEDSTATUSCODES|PIPELINING|CHUNKING|"
	  "SMTPUTF8" },
	/* Sendmail, where a client has shown a certificate */
	{ "ENHANCEDSTATUSCODES|PIPELINING|EXPN|VERB|8BITMIME|SIZE|DSN|ETRN|"
	  "STARTTLS|DELIVERBY|HELP",
	  "ENHANCEDSTATUSCODES|PIPELINING|EXPN|VERB|8BITMIME|SIZE|DSN|ETRN|"
	  "AUTH EXTERNAL|DELIVERBY|HELP" },
	/* Courier */
	{ "XVERP=Courier|XEXDATA|XSECURITY=NONE,STARTTLS|PIPELINING|STARTTLS|"
	  "SIZE|DSN",
	  "XVERP=Courier|XEXDATA|XSECURITY=NONE|PIPELINING|AUTH PLAIN|SIZE|"
	  "DSN" },
	/* the last line, when STARTTLS was it */
	{ "8BITMIME|STARTTLS", "8BITMIME|OK" },
	{ "STARTTLS|8bitmime|Size 10", "SIZE=10|8BITMIME" },
	{ "STARTTLS", "" },
};

static void no_false_alarm(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(usual); i++)
		expect(usual[i].clear, usual[i].tls, "");
}

static void changes(void **state)
{
	(void)state;
	expect("STARTTLS|DSN|PIPELINING", "PIPELINING",
	       "gone under TLS: DSN");
	expect("STARTTLS|DSN|DSN|CHUNKING", "SIZE",
	       "gone under TLS: DSN, CHUNKING; there only under TLS: SIZE");
	/* a firewall that puts XXXX over what it does not know */
	expect("STARTTLS|XXXXXXXA|XXX", "DSN|CHUNKING",
	       "there only under TLS: DSN, CHUNKING");
	expect("STARTTLS|SIZE", "SIZE|STARTTLS",
	       "STARTTLS is still offered under TLS");
	expect("STARTTLS|REQUIRETLS|BURL imap", "",
	       "gone under TLS: REQUIRETLS, BURL");
	/* who wants a password has it offered where it can be heard */
	expect("STARTTLS|AUTH PLAIN LOGIN CRAM-MD5", "AUTH CRAM-MD5 PLAIN",
	       "AUTH LOGIN in clear alone");
	expect("STARTTLS|AUTH PLAIN", "AUTH SCRAM-SHA-256",
	       "AUTH PLAIN in clear alone");
	expect("STARTTLS|AUTH OAUTHBEARER", "AUTH X-OWN|DSN",
	       "there only under TLS: DSN; AUTH OAUTHBEARER in clear alone");
}

/* AUTH that goes as a whole is told by the caller. */
static void auth_as_a_whole(void **state)
{
	(void)state;
	expect("STARTTLS|AUTH PLAIN", "", "");
	expect("STARTTLS|AUTH", "AUTH PLAIN", "");
}

static void cleartext(void **state)
{
	static const struct {
		const char *offers, *found;
	} table[] = {
		{ "AUTH PLAIN", "PLAIN" },
		{ "auth login cram-md5 plain", "LOGIN PLAIN" },
		{ "AUTH XOAUTH2 OAUTHBEARER", "XOAUTH2 OAUTHBEARER" },
		{ "AUTH=LOGIN", "LOGIN" },
		{ "AUTH CRAM-MD5 SCRAM-SHA-256 NTLM EXTERNAL", NULL },
		{ "AUTH PLAINS XPLAIN", NULL },
		{ "AUTH", NULL },
		{ "PLAIN|LOGIN", NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct capabilities c;
		char *found;

		parse(&c, table[i].offers);
		found = capabilities_cleartext(&c, NULL);
		if (!found != !table[i].found ||
		    (found && strcmp(found, table[i].found) != 0))
			fail_msg("'%s': %s", table[i].offers,
				 found ? found : "none");
		free(found);
		capabilities_release(&c);
	}
}

/* Many that nobody knows, and one that is long: all of it in few words. */
static void hostile(void **state)
{
	struct buf offers;
	char *text;

	(void)state;
	buf_init(&offers, 1 << 20);
	for (int i = 0; i < 900; i++)
		buf_addf(&offers, "%sN%d x", i ? "|" : "", i);
	text = compare(buf_str(&offers), "");
	assert_non_null(strstr(text, "gone under TLS: N0, N1, "));
	assert_non_null(strstr(text, ", N11 and 888 more"));
	free(text);
	buf_clear(&offers);
	for (int i = 0; i < 9000; i++)
		buf_addc(&offers, 'A');
	text = compare("", buf_str(&offers));
	assert_true(strlen(text) < 120);
	free(text);
	buf_release(&offers);
	expect("\x1b[2J|STARTTLS", " |\t|=|", "gone under TLS: \\x1b[2J");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_false_alarm),
		cmocka_unit_test(changes),
		cmocka_unit_test(auth_as_a_whole),
		cmocka_unit_test(cleartext),
		cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
