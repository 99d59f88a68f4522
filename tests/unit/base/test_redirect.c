/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/redirect: each way to lead the two streams elsewhere, in a child. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/redirect.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

/* A directory with the files "out", "err" (the streams) and what is made. */
static int set_up(void **state)
{
	char *dir = strdup("/tmp/redirect-XXXXXX");

	*state = dir;
	return dir && mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
	static const char *const names[] = { "out", "err", "a", "b" };

	for (size_t i = 0; i < LENGTH(names); i++)
		unlink(names[i]);
	if (chdir("/") < 0 || rmdir(*state) < 0)
		return -1;
	free(*state);
	return 0;
}

static void say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		_exit(99);
}

static void point(int fd, const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (file < 0 || dup2(file, fd) < 0)
		_exit(98);
	if (file > STDERR_FILENO)
		close(file);
}

/* In a child: redirect, say something on both; the status is the result. */
static int run(const char *out, const char *error)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		struct err err = { 0 };
		int result;

		point(STDOUT_FILENO, "out");
		point(STDERR_FILENO, "err");
		result = redirect_output(out, error, &err);
		say(STDOUT_FILENO, "1 ");
		say(STDERR_FILENO, "2 ");
		say(STDOUT_FILENO, "3 ");
		_exit(result < 0 ? (err.kind == ERR_FILE ? 1 : 97) : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void check_file(const char *path, const char *expected)
{
	char text[64] = "";
	FILE *file = fopen(path, "r");

	if (!file) {
		assert_null(expected);
		return;
	}
	assert_true(fread(text, 1, sizeof(text) - 1, file) < sizeof(text));
	fclose(file);
	assert_non_null(expected);
	assert_string_equal(text, expected);
}

static void ways(void **state)
{
	static const struct {
		const char *out, *error;
		const char *in_out, *in_err, *in_a, *in_b;
	} table[] = {
		{ NULL, NULL, "1 3 ", "2 ", NULL, NULL },
		{ "a", NULL, "", "2 ", "1 3 ", NULL },
		{ NULL, "a", "1 3 ", "", "2 ", NULL },
		{ "a", "b", "", "", "1 3 ", "2 " },
		{ "a", "a", "", "", "1 2 3 ", NULL },
		{ "&STDERR", NULL, "", "1 2 3 ", NULL, NULL },
		{ NULL, "&STDOUT", "1 2 3 ", "", NULL, NULL },
		{ "&STDERR", "&STDOUT", "2 ", "1 3 ", NULL, NULL },
		{ "&STDERR", "&STDERR", "", "1 2 3 ", NULL, NULL },
		{ "&STDOUT", "&STDERR", "1 3 ", "2 ", NULL, NULL },
		/* what it has been, not what it is now */
		{ "a", "&STDOUT", "2 ", "", "1 3 ", NULL },
		{ "&STDERR", "a", "", "1 3 ", "2 ", NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		unlink("a");
		unlink("b");
		assert_int_equal(run(table[i].out, table[i].error), 0);
		check_file("out", table[i].in_out);
		check_file("err", table[i].in_err);
		check_file("a", table[i].in_a);
		check_file("b", table[i].in_b);
	}
}

static void emptied(void **state)
{
	FILE *file = fopen("a", "w");

	(void)state;
	assert_non_null(file);
	fputs("something that is longer than what comes", file);
	fclose(file);
	assert_int_equal(run("a", NULL), 0);
	check_file("a", "1 3 ");
}

static void not_to_be_written(void **state)
{
	(void)state;
	assert_int_equal(run("/nonexistent/a", NULL), 1);
	check_file("out", "1 3 ");
	assert_int_equal(run(NULL, "/nonexistent/a"), 1);
	check_file("err", "2 ");
	assert_int_equal(run("a", "/"), 1);
	check_file("out", "1 3 ");
	check_file("a", "");
}

/* A stream that was closed before is a free descriptor. */
static void closed_before(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		struct err err;

		close(STDOUT_FILENO);
		if (redirect_output("a", NULL, &err) < 0)
			_exit(1);
		say(STDOUT_FILENO, "1 ");
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	check_file("a", "1 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ways, set_up, tear_down),
		cmocka_unit_test_setup_teardown(emptied, set_up, tear_down),
		cmocka_unit_test_setup_teardown(not_to_be_written, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(closed_before, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
