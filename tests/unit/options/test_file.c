/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options/sources: the grammar of the configuration file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

static const struct {
	const char *text, *name, *value;
} lines[] = {
	{ "server host\n", "server", "server=host" },
	{ "-s host\n", "server", "server=host" },
	{ "--server host\n", "server", "server=host" },
	{ "serv host\n", "server", "server=host" },
	{ "server host", "server", "server=host" },
	/* one space; all behind it is the value */
	{ "server  host\n", "server", "server= host" },
	{ "server host \n", "server", "server=host " },
	{ "from \"Fred\" 'x'\n", "from", "from=\"Fred\" 'x'" },
	{ "from a=b\n", "from", "from=a=b" },
	{ "from #x\n", "from", "from=#x" },
	{ "from -x\n", "from", "from=-x" },
	{ "from --tls\n", "from", "from=--tls" },
	{ "from --tls\n", "tls", "" },
	/* an empty argument is not none */
	{ "auth-hide-password \n", "auth-hide-password",
	  "auth-hide-password=" },
	{ "auth-hide-password\n", "auth-hide-password", "auth-hide-password" },
	/* flags and no- forms */
	{ "tls\n", "tls", "tls" },
	{ "-tls\n--no-tls\n", "tls", "no tls" },
	{ "k\n", "tls-verify", "no tls-verify" },
	/* line ends */
	{ "server host\r\n", "server", "server=host" },
	{ "tls\r\n", "tls", "tls" },
	{ "server a\n\n\r\n\nserver b\n", "server", "server=b" },
	/* comments stand in the first column */
	{ "# server x\n#server y\n", "server", "" },
	{ "#\n##\nserver z\n", "server", "server=z" },
	{ "h-Subject a b  c\n", "header", "header=Subject: a b  c" },
	{ "header X: y\n", "header", "header=X: y" },
	{ "h-Subject\n", "header", "header=Subject: " },
	{ "", "server", "" },
};

static void file_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(lines); i++) {
		struct reading r;

		home_file(RC, lines[i].text);
		reading_open(&r, NOTHING, NOTHING);
		if (r.result)
			fail_msg("%s: %s", lines[i].text, r.err.text);
		check_option(&r, lines[i].name, lines[i].value);
		reading_close(&r);
	}
	home_remove(RC);
}

static void file_errors(void **state)
{
	static const struct {
		const char *text, *line, *part;
	} table[] = {
		{ "nosuch x\n", RC " line 1", "no option --nosuch" },
		{ "# one\n\ntls\nserve-r x\n", RC " line 4", "--serve-r" },
		{ "tls yes\n", RC " line 1", "takes no argument" },
		{ " server x\n", RC " line 1", "option" },
		{ "--\n", RC " line 1", "option" },
		{ "tls\nprotocol\n", RC " line 2", "needs an argument" },
		{ "timeout soon\n", RC " line 1", "is no time" },
		{ "silent 7\n", RC " line 1", "is none of 1, 2, 3" },
		{ "tls-opt\n", RC " line 1", "more than one option" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct reading r;

		home_file(RC, table[i].text);
		reading_open(&r, NOTHING, NOTHING);
		assert_int_equal(r.result, -1);
		assert_int_equal(r.err.kind, ERR_OPTION);
		if (!strstr(r.err.text, table[i].line) ||
		    !strstr(r.err.text, table[i].part))
			fail_msg("%s: %s", table[i].text, r.err.text);
		reading_close(&r);
	}
	home_remove(RC);
}

static void file_tells_no_secret(void **state)
{
	static const char *const texts[] = {
		"no-auth-password hunter22x\n", "auth-pasword hunter22x\n",
		"ap hunter22x\nnosuch\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(texts); i++) {
		struct reading r;

		home_file(RC, texts[i]);
		reading_open(&r, NOTHING, NOTHING);
		assert_int_equal(r.result, -1);
		assert_null(strstr(r.err.text, "hunter22x"));
		reading_close(&r);
	}
	home_remove(RC);
}

static void long_line(void **state)
{
	enum { LONG = 200000 };
	char *text = malloc(LONG + 100);
	struct reading r;

	(void)state;
	assert_non_null(text);
	strcpy(text, "body ");
	memset(text + 5, 'a', LONG);
	strcpy(text + 5 + LONG, "\n");
	home_file(RC, text);
	reading_open(&r, NOTHING, NOTHING);
	assert_int_equal(r.result, 0);
	assert_int_equal(strlen(value_text(&r.config.body)), LONG);
	reading_close(&r);
	free(text);
	home_remove(RC);
}

/* ---- open ---- */

/* As with swaks, any white space ends the name: a tab does too. */
static void tab(void **state)
{
	struct reading r;

	(void)state;
	home_file(RC, "from\ta@b\nauth-password\thunter22x\n");
	reading_open(&r, NOTHING, NOTHING);
	home_remove(RC);
	assert_null(strstr(r.err.text, "hunter22x"));
	assert_int_equal(r.result, 0);
	check_option(&r, "from", "from=a@b");
	reading_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(file_lines),
		cmocka_unit_test(file_errors),
		cmocka_unit_test(file_tells_no_secret),
		cmocka_unit_test(long_line),
		/* open: these fail */
		cmocka_unit_test(tab),
	};

	return cmocka_run_group_tests(tests, home_setup, home_teardown);
}
