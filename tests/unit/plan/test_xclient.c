/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan/xclient: which XCLIENT commands the options come to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "making.h"

#define BASE SERVER, TO

/* The commands with a "|" behind each, and the attributes behind them. */
static void expect(const char *const *args, const char *expected)
{
	struct making m;
	struct buf got;

	making_good(&m, "swaks", making_join(LIST(BASE), args));
	buf_init(&got, 1 << 20);
	for (size_t i = 0; i < m.plan.xclient.commands.count; i++)
		buf_addf(&got, "%s|", m.plan.xclient.commands.at[i]);
	for (size_t i = 0; i < m.plan.xclient.attributes.count; i++)
		buf_addf(&got, " %s", m.plan.xclient.attributes.at[i]);
	assert_string_equal(buf_str(&got), expected);
	assert_int_equal(m.plan.xclient.demand != DEMAND_NONE,
			 m.plan.xclient.commands.count > 0);
	buf_release(&got);
	making_close(&m);
}

static void each_attribute(void **state)
{
	static const char *const table[][3] = {
		{ "--xclient-addr", "ADDR" },
		{ "--xclient-name", "NAME" },
		{ "--xclient-port", "PORT" },
		{ "--xclient-proto", "PROTO" },
		{ "--xclient-destaddr", "DESTADDR" },
		{ "--xclient-destport", "DESTPORT" },
		{ "--xclient-helo", "HELO" },
		{ "--xclient-login", "LOGIN" },
		{ "--xclient-reverse-name", "REVERSE_NAME" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char *expected = mem_format("XCLIENT %s=v| %s", table[i][1],
					    table[i][1]);

		expect(LIST(table[i][0], "v"), expected);
		free(expected);
	}
}

/* As they were given, whatever their kind. */
static void order(void **state)
{
	(void)state;
	expect(LIST("--xclient-name", "a", "--xclient-addr", "b"),
	       "XCLIENT NAME=a ADDR=b| NAME ADDR");
	expect(LIST("--xclient-addr", "b", "--xclient-name", "a"),
	       "XCLIENT ADDR=b NAME=a| ADDR NAME");
	/* the last mention counts, and its place */
	expect(LIST("--xclient-name", "a", "--xclient-addr", "b",
		    "--xclient-name", "c"),
	       "XCLIENT ADDR=b NAME=c| ADDR NAME");
	expect(LIST("--xclient-name", "a", "--xclient-addr", "b",
		    "--no-xclient-name"), "XCLIENT ADDR=b| ADDR");
}

static void groups(void **state)
{
	(void)state;
	expect(LIST("--xclient-name", "a", "--xclient-delim",
		    "--xclient-addr", "b", "--xclient-port", "1"),
	       "XCLIENT NAME=a|XCLIENT ADDR=b PORT=1| NAME ADDR PORT");
	/* a delimiter that parts nothing */
	expect(LIST("--xclient-delim", "--xclient-name", "a",
		    "--xclient-delim", "--xclient-delim", "--xclient-addr",
		    "b", "--xclient-delim"),
	       "XCLIENT NAME=a|XCLIENT ADDR=b| NAME ADDR");
	expect(LIST("--xclient-delim"), "");
	/* across one that was moved */
	expect(LIST("--xclient-name", "a", "--xclient-delim",
		    "--xclient-addr", "b", "--xclient-name", "c"),
	       "XCLIENT ADDR=b NAME=c| ADDR NAME");
	expect(LIST("--xclient-name", "a", "--xclient-delim",
		    "--xclient-addr", "b", "--no-xclient-delim"),
	       "XCLIENT NAME=a ADDR=b| NAME ADDR");
}

/* A text of the user's own goes alone, as it is, and is not looked at. */
static void raw(void **state)
{
	(void)state;
	expect(LIST("--xclient", "FOO=a b+c"), "XCLIENT FOO=a b+c|");
	expect(LIST("--xclient-name", "a", "--xclient", "B=2",
		    "--xclient-addr", "c", "--xclient", "D"),
	       "XCLIENT NAME=a|XCLIENT B=2|XCLIENT ADDR=c|XCLIENT D| NAME "
	       "ADDR");
	expect(LIST("--xclient", "A", "--xclient", "B", "--no-xclient"), "");
	expect(LIST("--xclient-name", "a", "--xclient", "B", "--no-xclient"),
	       "XCLIENT NAME=a| NAME");
}

static void values_are_xtext(void **state)
{
	(void)state;
	expect(LIST("--xclient-helo", "a b+c=d\"\\"),
	       "XCLIENT HELO=a+20b+2Bc+3Dd\"\\| HELO");
	expect(LIST("--xclient-name", "[UNAVAILABLE]"),
	       "XCLIENT NAME=[UNAVAILABLE]| NAME");
	/* no command of its own, and nothing that a server may not get */
	expect(LIST("--xclient-login", "x\r\nQUIT\x7f\xc3\xa9"),
	       "XCLIENT LOGIN=x+0D+0AQUIT+7F+C3+A9| LOGIN");
	expect(LIST("--xclient-addr", "IPV6:2001:db8::1"),
	       "XCLIENT ADDR=IPV6:2001:db8::1| ADDR");
}

static void refused(void **state)
{
	static char huge[20000];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		making_bad(making_names[i],
			   LIST(BASE, "--xclient", "A=b\r\nQUIT"),
			   "--xclient");
		making_bad(making_names[i],
			   LIST(BASE, "--xclient", "A=b\nQUIT"), "--xclient");
		memset(huge, 'x', sizeof(huge) - 1);
		making_bad(making_names[i], LIST(BASE, "--xclient", huge),
			   "longer than");
		making_bad(making_names[i],
			   LIST(BASE, "--xclient-name", huge), "longer than");
		memset(huge, '=', 5000);	/* three times that as xtext */
		huge[5000] = '\0';
		making_bad(making_names[i],
			   LIST(BASE, "--xclient-helo", huge), "longer than");
	}
}

static void how_much(void **state)
{
	static const struct {
		const char *args[4];
		enum demand demand;
	} table[] = {
		{ { NULL }, DEMAND_REQUIRED },
		{ { "--xclient-optional" }, DEMAND_OPTIONAL },
		{ { "--xclient-optional-strict" }, DEMAND_IF_OFFERED },
		{ { "--xclient-optional", "--xclient-optional-strict" },
		  DEMAND_IF_OFFERED },
		{ { "--xclient-optional-strict", "--xclient-optional" },
		  DEMAND_IF_OFFERED },
		{ { "--xclient-optional", "--no-xclient-optional" },
		  DEMAND_REQUIRED },
	};
	struct making m;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		making_good(&m, "smtpcheck",
			    making_join(LIST(BASE, "--xclient-name", "a"),
					table[i].args));
		assert_int_equal(m.plan.xclient.demand, table[i].demand);
		assert_false(m.plan.xclient.unverified);
		assert_false(m.plan.xclient.before_starttls);
		making_close(&m);
	}
	making_good(&m, "smtpcheck",
		    LIST(BASE, "--xclient-optional", "--xclient-no-verify",
			 "--xclient-before-starttls"));
	assert_int_equal(m.plan.xclient.demand, DEMAND_NONE);
	assert_true(m.plan.xclient.unverified);
	assert_true(m.plan.xclient.before_starttls);
	making_close(&m);
}

/* Where "helo" is with STARTTLS and XCLIENT both. */
static void helo_point(void **state)
{
	static const struct {
		const char *args[5];
		enum stop stop;
	} table[] = {
		{ { "--xclient-name", "a" }, STOP_FIRST_HELO },
		{ { "--xclient-name", "a", "-tls" }, STOP_HELO },
		{ { "--xclient-name", "a", "-tls",
		    "--xclient-before-starttls" }, STOP_XCLIENT_HELO },
		{ { "-tls", "--xclient-before-starttls" }, STOP_HELO },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct making m;

		making_good(&m, "swaks", making_join(LIST(BASE, "-q", "helo"),
						     table[i].args));
		assert_int_equal(m.plan.quit_after, table[i].stop);
		making_close(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_attribute),
		cmocka_unit_test(order),
		cmocka_unit_test(groups),
		cmocka_unit_test(raw),
		cmocka_unit_test(values_are_xtext),
		cmocka_unit_test(refused),
		cmocka_unit_test(how_much),
		cmocka_unit_test(helo_point),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
