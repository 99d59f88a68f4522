/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/err: what a failing call leaves behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "base/err.h"

static void set(void **state)
{
	struct err e;

	(void)state;
	memset(&e, 0x5a, sizeof(e));
	assert_int_equal(err_set(&e, ERR_FILE, "cannot read %s", "x"), -1);
	assert_int_equal(e.kind, ERR_FILE);
	assert_int_equal(e.number, 0);
	assert_string_equal(e.text, "cannot read x");
}

static void system_error(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(err_system(&e, ERR_CONNECT, ECONNREFUSED, "%s port %d",
				    "192.0.2.1", 25), -1);
	assert_int_equal(e.kind, ERR_CONNECT);
	assert_int_equal(e.number, ECONNREFUSED);
	assert_string_equal(e.text, "192.0.2.1 port 25: Connection refused");
	/* a percent sign in what was made is no format any more */
	err_system(&e, ERR_FILE, ENOENT, "%s", "100%s%n");
	assert_string_equal(e.text, "100%s%n: No such file or directory");
}

/* However long the text, it ends; and the system's reason stays in it. */
static void too_long(void **state)
{
	char name[2000];
	struct err e;

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	err_set(&e, ERR_FILE, "%s", name);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
	err_system(&e, ERR_FILE, ENOENT, "%s", name);
	assert_non_null(strstr(e.text, "aaa: No such file or directory"));
}

/* An err's own text may be part of its new one. */
static void wrapped(void **state)
{
	struct err e, inner;

	(void)state;
	err_set(&e, ERR_OPTION, "no such option");
	inner = e;
	err_set(&e, inner.kind, "file line 3: %s", inner.text);
	assert_string_equal(e.text, "file line 3: no such option");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set),
		cmocka_unit_test(system_error),
		cmocka_unit_test(too_long),
		cmocka_unit_test(wrapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
