/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options/sources: which configuration file is read, if any. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "reading.h"

static void config_option(void **state)
{
	char one[100], two[100], env[160];
	struct reading r;

	(void)state;
	home_file(RC, "from default\n");
	strcpy(one, home_file("one", "from one\n"));
	strcpy(two, home_file("two", "from two\n"));
	snprintf(env, sizeof(env), "SMTPCHECK_OPT_config=%s", one);
	const struct {
		const char *const *args, *const *environment;
		const char *from;
	} table[] = {
		{ NOTHING, NOTHING, "from=default" },
		{ LIST("--config", one), NOTHING, "from=one" },
		{ LIST("-config", one, "-tls"), NOTHING, "from=one" },
		{ LIST("--config", one, "--config", two), NOTHING,
		  "from=two" },
		{ LIST("--config"), NOTHING, "" },
		{ LIST("--config", "-tls"), NOTHING, "" },
		{ LIST("--config", one, "--config"), NOTHING, "" },
		{ LIST("--config", "--config", one), NOTHING, "from=one" },
		{ LIST("--no-config"), NOTHING, "from=default" },
		{ LIST("--config", one, "--no-config"), NOTHING,
		  "from=default" },
		{ NOTHING, LIST(env), "from=one" },
		{ NOTHING, LIST("SMTPCHECK_OPT_config="), "" },
		{ LIST("--config", two), LIST(env), "from=two" },
		{ LIST("--config"), LIST(env), "" },
		{ LIST("--config", two), LIST("SMTPCHECK_OPT_config="),
		  "from=two" },
	};
	for (size_t i = 0; i < LENGTH(table); i++) {
		reading_open(&r, table[i].args, table[i].environment);
		assert_int_equal(r.result, 0);
		check_option(&r, "from", table[i].from);
		reading_close(&r);
	}
	home_remove(RC);
	home_remove("one");
	home_remove("two");
}

/* --config in a file is read past, not followed. */
static void config_in_a_file(void **state)
{
	char text[200], two[100];
	struct reading r;

	(void)state;
	strcpy(two, home_file("two", "from two\n"));
	snprintf(text, sizeof(text), "config %s\nfrom one\n", two);
	home_file(RC, text);
	reading_open(&r, NOTHING, NOTHING);
	assert_int_equal(r.result, 0);
	check_option(&r, "from", "from=one");
	reading_close(&r);
	home_remove(RC);
	home_remove("two");
}

static void no_such_file(void **state)
{
	struct reading r;

	(void)state;
	reading_open(&r, LIST("--config", "/nonexistent/rc"), NOTHING);
	assert_int_equal(r.result, -1);
	assert_int_equal(r.err.kind, ERR_FILE);
	assert_non_null(strstr(r.err.text, "/nonexistent/rc"));
	assert_non_null(strstr(r.err.text, "No such file"));
	reading_close(&r);
}

/* A directory with a file of options in it, below the test's home. */
static char *make_home(const char *home, const char *from)
{
	char *place = mem_format("%s/%s", home, from);
	char *rc = mem_format("%s/" RC, place);
	char *text = mem_format("from %s\n", from);

	assert_int_equal(mkdir(place, 0700), 0);
	assert_int_equal(rename(home_file("rc", text), rc), 0);
	free(rc);
	free(text);
	return place;
}

static void remove_home(char *place)
{
	char *rc = mem_format("%s/" RC, place);

	unlink(rc);
	assert_int_equal(rmdir(place), 0);
	free(rc);
	free(place);
}

/* The program's own home, then HOME, then LOGDIR: the first with a file. */
static void homes(void **state)
{
	static const char *const variables[] = {
		"LOGDIR", "HOME", "SMTPCHECK_HOME",
	};
	char *places[LENGTH(variables)], *home = mem_string(getenv("HOME"));

	(void)state;
	for (size_t i = 0; i < LENGTH(variables); i++) {
		struct reading r;

		setenv("HOME", home, 1);
		places[i] = make_home(home, variables[i]);
		for (size_t j = 0; j <= i; j++)
			setenv(variables[j], places[j], 1);
		reading_open(&r, NOTHING, NOTHING);
		assert_int_equal(r.result, 0);
		assert_string_equal(value_text(&r.config.from), variables[i]);
		reading_close(&r);
	}
	setenv("HOME", home, 1);
	for (size_t i = 0; i < LENGTH(variables); i++)
		remove_home(places[i]);
	unsetenv("LOGDIR");
	unsetenv("SMTPCHECK_HOME");
	free(home);
}

/* ---- open ---- */

/* A directory, or a file that cannot be read, is not an empty file. */
static void directory(void **state)
{
	struct reading r;

	(void)state;
	reading_open(&r, LIST("--config", "/tmp"), NOTHING);
	assert_int_equal(r.result, -1);
	assert_int_equal(r.err.kind, ERR_FILE);
	reading_close(&r);
}

/* As with swaks, an empty file name is no file. */
static void empty_file_name(void **state)
{
	struct reading r;

	(void)state;
	home_file(RC, "from default\n");
	reading_open(&r, LIST("--config", ""), NOTHING);
	home_remove(RC);
	assert_int_equal(r.result, 0);
	check_option(&r, "from", "");
	reading_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(config_option),
		cmocka_unit_test(config_in_a_file),
		cmocka_unit_test(no_such_file),
		cmocka_unit_test(homes),
		/* open: these fail */
		cmocka_unit_test(directory),
		cmocka_unit_test(empty_file_name),
	};

	return cmocka_run_group_tests(tests, home_setup, home_teardown);
}
