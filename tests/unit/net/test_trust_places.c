/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/trust: where the store is, and stores that are folders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/trust.h"
#include "stores.h"

static void unreadable(void **state)
{
	(void)state;
	assert_int_equal(find("/nonexistent", 1, "/nonexistent: No such"), -1);
	assert_int_equal(find("/dev/null", 1, "/dev/null is no file"), -1);
	assert_int_equal(mkfifo(path_of("fifo"), 0600), 0);
	assert_int_equal(find(path_of("fifo"), 1, "is no file"), -1);
}

/* Only the files of the right hash are looked into, one after the other. */
static void directory_by_hash(void **state)
{
	(void)state;
	put_hashed(0, ".0", 0);
	put_hashed(0, ".1", 1);
	put_hashed(0, ".2", 2);
	put_hashed(0, ".4", 0);
	put_hashed(1, ".r0", 1);
	put_hashed(1, "", 1);
	put_hashed(1, ".", 1);
	put_pem("0123abcd.0", 1);
	put_pem("two.pem", 1);
	assert_int_equal(find(set.dir, 2, NULL), 3);
	put_hashed(1, ".0", 1);
	assert_int_equal(find(set.dir, 2, NULL), 4);
	assert_int_equal(find(set.dir, 1, NULL), 2);
}

/* A folder of such files that has none of the names is a store all the same. */
static void nothing_of_that_hash(void **state)
{
	(void)state;
	put_pem("0123abcd.0", 0);
	assert_int_equal(find(set.dir, 2, NULL), 0);
}

/* As with OpenSSL, numbers are counted up to the first that is not there. */
static void gap_in_the_numbers(void **state)
{
	(void)state;
	put_hashed(0, ".1", 0);
	assert_int_equal(find(set.dir, 1, NULL), 0);
	put_hashed(0, ".0", 1);
	assert_int_equal(find(set.dir, 1, NULL), 1);
}

static void directory_of_any_files(void **state)
{
	(void)state;
	put_pem("one.pem", 0);
	put_pem("two.crt", 1);
	put_pem(".hidden", 2);
	put_text("README", "no certificate\n");
	assert_int_equal(mkdir(path_of("sub"), 0700), 0);
	assert_int_equal(mkfifo(path_of("fifo"), 0600), 0);
	assert_int_equal(symlink("/nonexistent", path_of("dangling")), 0);
	assert_int_equal(find(set.dir, 2, NULL), 2);
}

static void empty_directory(void **state)
{
	(void)state;
	assert_int_equal(find(set.dir, 2, "no certificate"), -1);
}

static void environment(void **state)
{
	char list[256];

	(void)state;
	put_pem("store", 0);
	put_hashed(1, ".0", 1);
	setenv("SSL_CERT_FILE", path_of("store"), 1);
	unsetenv("SSL_CERT_DIR");
	assert_int_equal(find(NULL, 1, NULL), 1);
	assert_int_equal(find(NULL, 2, NULL), 1);
	snprintf(list, sizeof(list), "/nonexistent:%s", set.dir);
	setenv("SSL_CERT_DIR", list, 1);
	unsetenv("SSL_CERT_FILE");
	assert_int_equal(find(NULL, 2, NULL), 1);
	setenv("SSL_CERT_FILE", "/nonexistent/file", 1);
	assert_int_equal(find(NULL, 2, NULL), 1);
	unsetenv("SSL_CERT_DIR");
	assert_int_equal(find(NULL, 1, "/nonexistent/file"), -1);
	unsetenv("SSL_CERT_FILE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(unreadable),
		SCENE(directory_by_hash),
		SCENE(nothing_of_that_hash),
		SCENE(gap_in_the_numbers),
		SCENE(directory_of_any_files),
		SCENE(empty_directory),
		SCENE(environment),
	};

	return cmocka_run_group_tests(tests, stores_set_up, stores_tear_down);
}
