/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/mem: memory that is there or the program ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

static void zeroed(void **state)
{
	(void)state;
	for (size_t n = 0; n < 200; n++) {
		char *p = mem_new(n);

		assert_non_null(p);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		free(p);
	}
}

static void copies(void **state)
{
	char *p = mem_copy("a\0b", 3);

	(void)state;
	assert_memory_equal(p, "a\0b\0", 4);
	free(p);
	p = mem_copy(NULL, 0);
	assert_string_equal(p, "");
	free(p);
	p = mem_string("text");
	assert_string_equal(p, "text");
	free(p);
	assert_null(mem_string(NULL));
}

static void resize(void **state)
{
	char *p = mem_resize(NULL, 4);

	(void)state;
	memcpy(p, "abc", 4);
	p = mem_resize(p, 4000);
	assert_string_equal(p, "abc");
	p = mem_resize(p, 0);
	free(p);
}

static void format(void **state)
{
	char *p = mem_format("%s: %d%%", "done", 100);

	(void)state;
	assert_string_equal(p, "done: 100%");
	free(p);
	p = mem_format("%*s", 100000, "x");
	assert_int_equal(strlen(p), 100000);
	free(p);
	p = mem_format("%s", "");
	assert_string_equal(p, "");
	free(p);
}

static void wipe(void **state)
{
	char text[] = "secret and more";

	(void)state;
	mem_wipe(NULL, 0);
	mem_wipe(text, 0);
	assert_string_equal(text, "secret and more");
	mem_wipe(text, 6);
	assert_memory_equal(text, "\0\0\0\0\0\0 and more", sizeof(text));
	mem_free_secret(NULL);
	mem_free_secret(mem_string("secret"));
}

/* What the child does; the parent reads its status. */
static _Noreturn void exhaust(void)
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDERR_FILENO);
	mem_exhausted();
}

static void exhausted(void **state)
{
	pid_t child = fork();
	int status = 0;

	(void)state;
	assert_true(child >= 0);
	if (child == 0)
		exhaust();
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 71);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zeroed),
		cmocka_unit_test(copies),
		cmocka_unit_test(resize),
		cmocka_unit_test(format),
		cmocka_unit_test(wipe),
		cmocka_unit_test(exhausted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
