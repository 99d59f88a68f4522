/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/envelope: who says hello, who sends, who receives; and that none of
 * them can hold a command of its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hostname.h"
#include "making.h"

static void check_recipients(const struct strings *to, const char *expected)
{
	struct buf joined;

	buf_init(&joined, 1000);
	for (size_t i = 0; i < to->count; i++)
		buf_addf(&joined, "[%s]", to->at[i]);
	assert_string_equal(buf_str(&joined), expected);
	buf_release(&joined);
}

static void recipients(void **state)
{
	static const struct {
		const char *args[6];
		const char *to;
	} table[] = {
		{ { "-t", "a@b" }, "[a@b]" },
		{ { "-t", "a@b,c@d" }, "[a@b][c@d]" },
		{ { "-t", ",a@b,,c@d," }, "[a@b][c@d]" },
		{ { "-t", "a@b", "-t", "c@d" }, "[c@d]" },
		{ { "-t", "postmaster" }, "[postmaster]" },
		{ { "-t", "a@b", "--no-to", "-t", "c@d" }, "[c@d]" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER), table[i].args));
			check_recipients(&m.plan.to, table[i].to);
			making_close(&m);
		}
	}
}

/* One is needed, unless the run ends before it would be. */
static void no_recipient(void **state)
{
	static const struct {
		const char *option, *point;
		bool needed;
	} table[] = {
		{ "-q", "banner", false }, { "-q", "first-helo", false },
		{ "-q", "tls", false }, { "-q", "helo", false },
		{ "-q", "auth", false }, { "-q", "mail", false },
		{ "-q", "rcpt", true }, { "-da", "helo", false },
		{ "-da", "mail", false }, { "-da", "rcpt", true },
		{ "-da", "data", true }, { "-da", "dot", true },
		{ "-das", "mail", false }, { "-das", "rcpt", true },
		{ "-das", "dot", true },
	};

	(void)state;
	making_bad("smtpcheck", LIST(SERVER), "no recipient given: use -t");
	making_bad("swaks", LIST(SERVER, "-t", ""), "no recipient given");
	making_bad("swaks", LIST(SERVER, "-t", ",,"), "no recipient given");
	making_bad("smtpcheck", LIST(SERVER, TO, "--no-to"), "no recipient");
	for (size_t i = 0; i < LENGTH(table); i++) {
		const char *const *args = LIST(SERVER, table[i].option,
					       table[i].point);
		struct making m;

		if (table[i].needed) {
			making_bad("swaks", args, "no recipient given");
			continue;
		}
		making_good(&m, "swaks", args);
		assert_int_equal(m.plan.to.count, 0);
		making_close(&m);
	}
}

/* ---- the sender ---- */

static void check_sender(const char *name, const char *const *args,
			 const char *from)
{
	struct making m;

	making_good(&m, name, making_join(LIST(SERVER, TO), args));
	assert_string_equal(m.plan.from, from);
	making_close(&m);
}

static void senders(void **state)
{
	(void)state;
	for (size_t n = 0; n < 2; n++) {
		check_sender(making_names[n], LIST("-f", "a@b"), "a@b");
		check_sender(making_names[n], LIST("-f", "<>"), "");
		check_sender(making_names[n], LIST("-f", ""), "");
		check_sender(making_names[n], LIST("-f", "a b@c"), "a b@c");
	}
}

static void default_sender(void **state)
{
	char *host = hostname_find("/etc/hosts"), expected[400];
	const char *logname = getenv("LOGNAME");
	char *kept = logname ? strdup(logname) : NULL;
	struct making m;

	(void)state;
	setenv("LOGNAME", "fred", 1);
	snprintf(expected, sizeof(expected), "fred@%s", host);
	check_sender("smtpcheck", LIST(NULL), expected);
	check_sender("swaks", LIST("-f", "a@b", "--no-from"), expected);
	/* without the variable it is the user of this process */
	setenv("LOGNAME", "", 1);
	making_good(&m, "smtpcheck", LIST(SERVER, TO));
	assert_true(strlen(m.plan.from) > strlen(host) + 1);
	assert_string_equal(strchr(m.plan.from, '@') + 1, host);
	making_close(&m);
	if (kept)
		setenv("LOGNAME", kept, 1);
	else
		unsetenv("LOGNAME");
	free(kept);
	free(host);
}

static void helo(void **state)
{
	char *host = hostname_find("/etc/hosts");
	struct making m;

	(void)state;
	for (size_t n = 0; n < 2; n++) {
		making_good(&m, making_names[n], LIST(SERVER, TO));
		assert_string_equal(m.plan.helo, host);
		making_close(&m);
		making_good(&m, making_names[n],
			    LIST(SERVER, TO, "-h", "[192.0.2.1]"));
		assert_string_equal(m.plan.helo, "[192.0.2.1]");
		making_close(&m);
		making_good(&m, making_names[n],
			    LIST(SERVER, TO, "--ehlo", "x", "--no-helo"));
		assert_string_equal(m.plan.helo, host);
		making_close(&m);
	}
	free(host);
}

/* ---- what may not be in them ---- */

/* A line end anywhere in any of them, under both names. */
static void line_ends(void **state)
{
	static const char *const bad[] = {
		"a@b\r\nDATA", "a@b\n", "a@b\r", "\na@b", "a\rb@c",
		"a@b>\r\nRCPT TO:<c@d",
	};
	static const char *const options[] = { "-h", "-f", "-t" };

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		for (size_t j = 0; j < LENGTH(options); j++) {
			for (size_t n = 0; n < 2; n++) {
				char part[40];

				snprintf(part, sizeof(part), "%s: a line end",
					 options[j]);
				making_bad(making_names[n],
					   LIST(SERVER, TO, options[j],
						bad[i]), part);
			}
		}
	}
	making_bad("smtpcheck", LIST(SERVER, "-t", "a@b,c@d\n,e@f"),
		   "-t: a line end");
}

/* An address that ends the path it stands in; swaks lets it. */
static void paths(void **state)
{
	static const char *const bad[] = {
		"<a@b>", "Fred <a@b>", "a@b> SIZE=1", "a<b@c", ">",
	};
	struct making m;

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		making_bad("smtpcheck", LIST(SERVER, TO, "-f", bad[i]),
			   "without < and >");
		making_bad("smtpcheck", LIST(SERVER, "-t", bad[i]),
			   "without < and >");
		making_good(&m, "swaks", LIST(SERVER, TO, "-f", bad[i]));
		assert_string_equal(m.plan.from, bad[i]);
		making_close(&m);
		making_good(&m, "swaks", LIST(SERVER, "-t", bad[i]));
		assert_string_equal(m.plan.to.at[0], bad[i]);
		making_close(&m);
	}
	making_bad("smtpcheck", LIST(SERVER, "-t", "<>"), "without < and >");
	making_bad("smtpcheck", LIST(SERVER, "-t", "a@b,<c@d>"), "'<c@d>'");
}

/* A plan with a LOGNAME of the test's own; the caller closes it. */
static void open_as(struct making *m, const char *name, const char *logname)
{
	const char *before = getenv("LOGNAME");
	char *kept = before ? strdup(before) : NULL;

	setenv("LOGNAME", logname, 1);
	making_open(m, name, LIST(SERVER, TO));
	if (kept)
		setenv("LOGNAME", kept, 1);
	else
		unsetenv("LOGNAME");
	free(kept);
}

/* The environment may not smuggle a command in either. */
static void logname_with_a_line_end(void **state)
{
	(void)state;
	for (size_t n = 0; n < 2; n++) {
		struct making m;

		open_as(&m, making_names[n], "fred>\r\nRCPT TO:<x");
		assert_int_equal(m.result, -1);
		assert_non_null(strstr(m.err.text, "line end"));
		assert_null(strstr(m.err.text, "(null)"));
		making_close(&m);
	}
}

/* ---- open ---- */

/* Nor end the path. */
static void logname_that_is_no_address(void **state)
{
	struct making m;

	(void)state;
	open_as(&m, "smtpcheck", "fred> SIZE=1");
	assert_true(m.result < 0 || !strpbrk(m.plan.from, "<>"));
	making_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recipients),
		cmocka_unit_test(no_recipient),
		cmocka_unit_test(senders),
		cmocka_unit_test(default_sender),
		cmocka_unit_test(helo),
		cmocka_unit_test(line_ends),
		cmocka_unit_test(paths),
		cmocka_unit_test(logname_with_a_line_end),
		/* open: these fail */
		cmocka_unit_test(logname_that_is_no_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
