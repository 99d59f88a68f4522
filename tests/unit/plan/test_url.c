/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/url: server URLs, what they hold, and what they may not.  Nothing in
 * one is dropped in silence, and no error tells the password.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "making.h"
#include "plan/url.h"

#define SECRET "hunter22x"

static void is_url(void **state)
{
	(void)state;
	assert_true(url_is("smtp://host"));
	assert_true(url_is("://"));
	assert_false(url_is("host"));
	assert_false(url_is("host:25"));
	assert_false(url_is("host/25"));
	assert_false(url_is("2001:db8::1"));
	assert_false(url_is(""));
}

static const struct {
	const char *text;
	enum url_scheme scheme;
	const char *host, *port, *user, *password;
} good[] = {
	{ "smtp://host", URL_SMTP, "host", NULL, NULL, NULL },
	{ "SMTPS://host", URL_SMTPS, "host", NULL, NULL, NULL },
	{ "lmtp://host", URL_LMTP, "host", NULL, NULL, NULL },
	{ "smtp://host/", URL_SMTP, "host", NULL, NULL, NULL },
	{ "smtp://host:587", URL_SMTP, "host", "587", NULL, NULL },
	{ "smtp://host:587/", URL_SMTP, "host", "587", NULL, NULL },
	{ "smtp://192.0.2.1:26", URL_SMTP, "192.0.2.1", "26", NULL, NULL },
	{ "smtp://[2001:db8::1]", URL_SMTP, "2001:db8::1", NULL, NULL, NULL },
	{ "smtps://[2001:db8::1]:587", URL_SMTPS, "2001:db8::1", "587", NULL,
	  NULL },
	{ "smtp://fred@host", URL_SMTP, "host", NULL, "fred", NULL },
	{ "smtp://fred:pw@host", URL_SMTP, "host", NULL, "fred", "pw" },
	{ "smtp://fred:@host", URL_SMTP, "host", NULL, "fred", "" },
	{ "smtp://fred:a:b@host:26", URL_SMTP, "host", "26", "fred", "a:b" },
	{ "smtps://fred%40example.net:p%3A%2F%40%25%20x@host:465", URL_SMTPS,
	  "host", "465", "fred@example.net", "p:/@% x" },
	{ "smtp://f:%23%3B%3F@h", URL_SMTP, "h", NULL, "f", "#;?" },
	{ "smtp://f:p%C3%A4ss@h", URL_SMTP, "h", NULL, "f", "p\xc3\xa4ss" },
	{ "lmtp://f%3Aq:pw@[::1]:24", URL_LMTP, "::1", "24", "f:q", "pw" },
};

static void check_text(const char *got, const char *expected)
{
	if (expected) {
		assert_non_null(got);
		assert_string_equal(got, expected);
	} else {
		assert_null(got);
	}
}

static void parts(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(good); i++) {
		struct err err = { 0 };
		struct url url;

		if (url_parse(&url, good[i].text, &err) < 0)
			fail_msg("%s: %s", good[i].text, err.text);
		assert_int_equal(url.scheme, good[i].scheme);
		check_text(url.host, good[i].host);
		check_text(url.port, good[i].port);
		check_text(url.user, good[i].user);
		check_text(url.password, good[i].password);
		url_release(&url);
		assert_null(url.password);
		url_release(&url);
	}
}

static void check_refused(const char *text, const char *part)
{
	struct err err = { 0 };
	struct url url;

	if (url_parse(&url, text, &err) == 0)
		fail_msg("%s was taken", text);
	assert_int_equal(err.kind, ERR_OPTION);
	if (!strstr(err.text, part))
		fail_msg("no '%s' in: %s", part, err.text);
	if (strstr(err.text, SECRET))
		fail_msg("told: %s", err.text);
	url_release(&url);
}

static void refused(void **state)
{
	static const struct {
		const char *text, *part;
	} table[] = {
		{ "http://fred:" SECRET "@host", "scheme is http" },
		{ "smtpx://host", "scheme is smtpx" },
		{ "smtp+tls://fred:" SECRET "@host", "scheme is smtp+tls" },
		{ "://host", "scheme is ;" },
		{ "smtp://", "malformed" },
		{ "smtp:///", "malformed" },
		{ "smtp://fred:" SECRET "@", "malformed" },
		{ "smtp://:25", "malformed" },
		{ "smtp://host:0x19", "malformed" },
		{ "smtp://host:65536", "malformed" },
		{ "smtp://ho st", "malformed" },
		{ "smtp://[::1", "malformed" },
		{ "smtp://fred:" SECRET "/@host", "malformed" },
		{ "smtp://host/path", "nothing may stand behind" },
		{ "smtp://fred:" SECRET "@host/a", "nothing may stand behind" },
		{ "smtp://fred:" SECRET "@host//", "nothing may stand behind" },
		{ "smtp://host?query", "nothing may stand behind" },
		{ "smtp://host/?a=b", "nothing may stand behind" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check_refused(table[i].text, table[i].part);
}

/* ---- what the plan makes of it ---- */

static void check_credentials(const char *const *args, const char *user,
			      const char *password)
{
	struct making m;

	for (size_t n = 0; n < 2; n++) {
		making_good(&m, making_names[n], args);
		assert_int_equal(m.plan.auth.demand, DEMAND_REQUIRED);
		assert_string_equal(m.plan.auth.user, user);
		assert_string_equal(m.plan.auth.password, password);
		assert_string_equal(m.plan.target.place, "h");
		making_close(&m);
	}
}

/* What stands in options of its own goes before what the URL says. */
static void credentials(void **state)
{
	(void)state;
	check_credentials(LIST("-s", "smtp://u:p@h", TO), "u", "p");
	check_credentials(LIST("-s", "smtp://u%40x:%70%25@h", TO), "u@x",
			  "p%");
	check_credentials(LIST("-s", "smtp://u:p@h", "-au", "v", TO), "v",
			  "p");
	check_credentials(LIST("-s", "smtp://u:p@h", "-ap", "q", TO), "u",
			  "q");
	check_credentials(LIST("-s", "smtp://u@h", "-ap", "q", TO), "u", "q");
	check_credentials(LIST("-s", "smtp://u:@h", TO), "u", "");
	making_bad("smtpcheck", LIST("-s", "smtp://u@h", TO),
		   "AUTH needs a password");
}

static void errors_of_the_plan(void **state)
{
	static const char *const urls[] = {
		"http://fred:" SECRET "@host", "smtp://fred:" SECRET "@host/p",
		"smtp://fred:" SECRET "@host:99999",
		"smtp://fred:" SECRET "@host:0", "smtp://fred:" SECRET "@",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(urls); i++) {
		struct making m;

		making_open(&m, "smtpcheck", LIST("-s", urls[i], TO));
		assert_int_equal(m.result, -1);
		if (strstr(m.err.text, SECRET))
			fail_msg("told: %s", m.err.text);
		making_close(&m);
	}
}

/* A password without a user is not dropped. */
static void password_alone(void **state)
{
	struct making m;

	(void)state;
	making_open(&m, "smtpcheck", LIST("-s", "smtp://:pw@h", TO));
	assert_true(m.result < 0 || (m.plan.auth.password &&
		    strcmp(m.plan.auth.password, "pw") == 0));
	making_close(&m);
}

/* ---- open ---- */

/* A fragment, login options and a zone are parts of a URL as well. */
static void nothing_is_dropped(void **state)
{
	static const char *const table[] = {
		"smtp://host#fragment", "smtp://host:26/#x",
		/* a # that should have been encoded: this is no host fred */
		"smtp://fred:123#45@mail.example.net",
		/* libcurl takes what is behind the semicolon as options */
		"smtp://fred:pass;word@host", "smtp://fred;AUTH=PLAIN:pw@host",
	};

	size_t taken = 0;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct err err = { 0 };
		struct url url;

		if (url_parse(&url, table[i], &err) == 0) {
			print_error("%s is host %s, password %s\n", table[i],
				    url.host, url.password ? url.password
							   : "none");
			taken++;
		}
		url_release(&url);
	}
	assert_int_equal(taken, 0);
}

/* The zone of a link-local address (RFC 6874) is a part of the address. */
static void zone(void **state)
{
	struct err err = { 0 };
	struct url url;
	int result = url_parse(&url, "smtp://[fe80::1%25eth0]:25", &err);

	(void)state;
	assert_true(result < 0 || strcmp(url.host, "fe80::1%eth0") == 0);
	url_release(&url);
}

/* No scheme at all, or one in the wrong place: still no password is told. */
static void misplaced_passwords(void **state)
{
	static const char *const table[] = {
		"fred:" SECRET "@smtp://host", "fred:" SECRET "@host",
		"//fred:" SECRET "@host",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct making m;

		making_open(&m, "smtpcheck", LIST("-s", table[i], TO));
		if (strstr(m.err.text, SECRET))
			fail_msg("told: %s", m.err.text);
		making_close(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_url),
		cmocka_unit_test(parts),
		cmocka_unit_test(refused),
		cmocka_unit_test(credentials),
		cmocka_unit_test(errors_of_the_plan),
		cmocka_unit_test(password_alone),
		/* open: these fail */
		cmocka_unit_test(nothing_is_dropped),
		cmocka_unit_test(zone),
		cmocka_unit_test(misplaced_passwords),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
