/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options/sources: the environment, and which of file, environment and command
 * line wins.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "reading.h"

static void environment(void **state)
{
	static const struct {
		const char *variables[4];
		const char *name, *value;
	} table[] = {
		{ { "SMTPCHECK_OPT_server=h" }, "server", "server=h" },
		{ { "SMTPCHECK_OPT_auth_user=u" }, "auth-user",
		  "auth-user=u" },
		{ { "SMTPCHECK_OPT_tls=" }, "tls", "tls" },
		{ { "SMTPCHECK_OPT_no_tls=" }, "tls", "no tls" },
		{ { "SMTPCHECK_OPT_from=a=b" }, "from", "from=a=b" },
		{ { "SMTPCHECK_OPT_from=-x" }, "from", "from=-x" },
		{ { "SMTPCHECK_OPT_from=a_b" }, "from", "from=a_b" },
		{ { "SMTPCHECK_OPT_h_X_Test=1" }, "header",
		  "header=X-Test: 1" },
		/* none of ours */
		{ { "SWAKS_OPT_from=x", "from=y", "SMTPCHECK_HOME=/z",
		    "XSMTPCHECK_OPT_from=q" }, "from", "" },
		/* sorted by name: the later one wins wherever it stood */
		{ { "SMTPCHECK_OPT_from=1", "SMTPCHECK_OPT_f=2" }, "from",
		  "from=1" },
		{ { "SMTPCHECK_OPT_f=2", "SMTPCHECK_OPT_from=1" }, "from",
		  "from=1" },
		{ { "SMTPCHECK_OPT_s=zzz", "SMTPCHECK_OPT_server=aaa" },
		  "server", "server=aaa" },
		{ { "SMTPCHECK_OPT_tls=", "SMTPCHECK_OPT_no_tls=" }, "tls",
		  "tls" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct reading r;
		const char *const list[] = {
			table[i].variables[0], table[i].variables[1],
			table[i].variables[2], table[i].variables[3], NULL,
		};

		reading_open(&r, NOTHING, list);
		assert_int_equal(r.result, 0);
		check_option(&r, table[i].name, table[i].value);
		reading_close(&r);
	}
}

static void environment_errors(void **state)
{
	static const struct {
		const char *variable, *part;
	} table[] = {
		{ "SMTPCHECK_OPT_nosuch=1", "SMTPCHECK_OPT_nosuch" },
		{ "SMTPCHECK_OPT_tls=1", "SMTPCHECK_OPT_tls" },
		{ "SMTPCHECK_OPT_protocol=", "SMTPCHECK_OPT_protocol" },
		{ "SMTPCHECK_OPT_timeout=x", "SMTPCHECK_OPT_timeout" },
		{ "SMTPCHECK_OPT_SERVER=x", "SMTPCHECK_OPT_SERVER" },
		{ "SMTPCHECK_OPT_=x", "SMTPCHECK_OPT_" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct reading r;

		reading_open(&r, NOTHING, LIST(table[i].variable));
		assert_int_equal(r.result, -1);
		assert_int_equal(r.err.kind, ERR_OPTION);
		assert_non_null(strstr(r.err.text, table[i].part));
		reading_close(&r);
	}
}

/* ---- which wins ---- */

static void precedence(void **state)
{
	static const char *const env[] = {
		"SMTPCHECK_OPT_from=env", "SMTPCHECK_OPT_helo=env",
		"SMTPCHECK_OPT_no_pipeline=", "SMTPCHECK_OPT_h_B=2", NULL,
	};
	struct reading r;
	const struct strings *list = &r.config.header.list;

	(void)state;
	home_file(RC, "server file\nfrom file\nhelo file\ntls\npipeline\n"
		      "h-A 1\n");
	reading_open(&r, LIST("-h", "line", "--no-tls", "--h-C", "3"), env);
	assert_int_equal(r.result, 0);
	check_option(&r, "server", "server=file");
	check_option(&r, "from", "from=env");
	check_option(&r, "helo", "helo=line");
	check_option(&r, "tls", "no tls");
	check_option(&r, "pipeline", "no pipeline");
	assert_int_equal(list->count, 3);	/* each adds, in that order */
	assert_string_equal(list->at[0], "A: 1");
	assert_string_equal(list->at[1], "B: 2");
	assert_string_equal(list->at[2], "C: 3");
	assert_non_null(strstr(r.config.server.where, RC " line 1"));
	assert_string_equal(r.config.from.where, "SMTPCHECK_OPT_from");
	assert_string_equal(r.config.helo.where, "-h");
	reading_close(&r);
	home_remove(RC);
}

/* What a later source replaces need not have been good. */
static void only_the_last_is_checked(void **state)
{
	struct reading r;

	(void)state;
	home_file(RC, "timeout soon\n");
	reading_open(&r, LIST("--timeout", "5s"), NOTHING);
	assert_int_equal(r.result, 0);
	reading_close(&r);
	home_remove(RC);
}

/* ---- open ---- */

/* Sorted by name, not by name and value: '=' is greater than a digit. */
static void sorted_by_name(void **state)
{
	struct reading r;

	(void)state;
	reading_open(&r, NOTHING, LIST("SMTPCHECK_OPT_h_X2=2",
				       "SMTPCHECK_OPT_h_X=1"));
	assert_int_equal(r.result, 0);
	assert_string_equal(r.config.header.list.at[0], "X: 1");
	assert_string_equal(r.config.header.list.at[1], "X2: 2");
	reading_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(environment),
		cmocka_unit_test(environment_errors),
		cmocka_unit_test(precedence),
		cmocka_unit_test(only_the_last_is_checked),
		/* open: these fail */
		cmocka_unit_test(sorted_by_name),
	};

	return cmocka_run_group_tests(tests, home_setup, home_teardown);
}
