/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message/message: files of every kind, and what may happen to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "message/message.h"
#include "reading.h"

static void bytes_and_files(void **state)
{
	struct place *p = *state;
	struct message *m = message_new();
	struct err err;

	check_reads(m, "", 0);
	write_file(p->file, "one\ntwo\0\r\n", 10);
	message_add_string(m, "<");
	message_add_bytes(m, "\0-", 2, TRANSFORM_NONE);
	assert_int_equal(message_add_file(m, p->file, 0, TRANSFORM_NONE,
					  &err), 0);
	message_add_string(m, "");
	message_add_string(m, "=");
	assert_int_equal(message_add_file(m, p->file, 4, TRANSFORM_NONE,
					  &err), 0);
	assert_int_equal(message_add_file(m, p->file, 10, TRANSFORM_NONE,
					  &err), 0);
	message_add_string(m, ">");
	check_reads(m, "<\0-one\ntwo\0\r\n=two\0\r\n>", 21);
	message_free(m);
}

static void fails_to_add(const char *path, int number)
{
	struct message *m = message_new();
	struct err err = { 0 };

	assert_int_equal(message_add_file(m, path, 0, TRANSFORM_NONE, &err),
			 -1);
	assert_int_equal(err.kind, ERR_FILE);
	assert_int_equal(err.number, number);
	assert_non_null(strstr(err.text, path));
	message_free(m);
}

static void files_that_cannot_be_read(void **state)
{
	struct place *p = *state;

	fails_to_add(p->dir, EISDIR);
	fails_to_add(p->file, ENOENT);
	if (geteuid() == 0)	/* who may read anything */
		return;
	write_file(p->file, "x", 1);
	assert_int_equal(chmod(p->file, 0), 0);
	fails_to_add(p->file, EACCES);
}

/* A reading that must fail, however the file is read. */
static void fails_to_read(const struct message *m)
{
	struct message_reader *r = message_open(m);
	struct err err = { 0 };
	char room[100];
	ssize_t n;

	do
		n = message_read(r, room, sizeof(room), &err);
	while (n > 0);
	assert_int_equal(n, -1);
	assert_int_equal(err.kind, ERR_FILE);
	message_close(r);
}

static void files_that_change(void **state)
{
	static const enum transform all[] = { TRANSFORM_NONE,
		TRANSFORM_BASE64, TRANSFORM_TOKENS, TRANSFORM_TEMPLATE };
	struct place *p = *state;

	for (size_t i = 0; i < LENGTH(all); i++) {
		struct message *m = message_new();
		struct err err;

		write_file(p->file, "0123456789", 10);
		assert_int_equal(message_add_file(m, p->file, 4, all[i],
						  &err), 0);
		assert_int_equal(truncate(p->file, 9), 0);
		fails_to_read(m);
		assert_int_equal(truncate(p->file, 2), 0);
		fails_to_read(m);
		assert_int_equal(unlink(p->file), 0);
		fails_to_read(m);
		/* nobody writes: it must fail, not wait */
		assert_int_equal(mkfifo(p->file, 0600), 0);
		fails_to_read(m);
		assert_int_equal(unlink(p->file), 0);
		assert_int_equal(mkdir(p->file, 0700), 0);
		fails_to_read(m);
		assert_int_equal(rmdir(p->file), 0);
		message_free(m);
	}
}

static void a_file_that_grows(void **state)
{
	struct place *p = *state;
	struct message *m = message_new();
	struct err err;

	write_file(p->file, "one", 3);
	assert_int_equal(message_add_file(m, p->file, 0, TRANSFORM_NONE,
					  &err), 0);
	write_file(p->file, "one and two", 11);
	check_reads(m, "one and two", 11);
	message_free(m);
}

/* It is read once, when it is added, and then as often as is asked for. */
static void a_fifo(void **state)
{
	struct place *p = *state;
	struct message *m = message_new();
	struct err err;
	pid_t writer;
	int status;

	assert_int_equal(mkfifo(p->file, 0600), 0);
	writer = fork();
	if (!writer) {
		int fd = open(p->file, O_WRONLY);

		_exit(fd < 0 || write(fd, "a\nb\n", 4) != 4);
	}
	assert_int_equal(message_add_file(m, p->file, 1, TRANSFORM_NONE,
					  &err), 0);
	assert_int_equal(waitpid(writer, &status, 0), writer);
	assert_int_equal(status, 0);
	unlink(p->file);
	check_reads(m, "\nb\n", 3);
	message_free(m);
}

static void a_device(void **state)
{
	struct message *m = message_new();
	struct err err;

	(void)state;
	assert_int_equal(message_add_file(m, "/dev/null", 5, TRANSFORM_BASE64,
					  &err), 0);
	check_reads(m, "", 0);
	message_free(m);
}

/* A file says it is empty, and is not. */
static void a_file_of_the_kernel(void **state)
{
	struct message *m = message_new();
	struct err err;
	struct buf got;

	(void)state;
	assert_int_equal(message_add_file(m, "/proc/self/status", 0,
					  TRANSFORM_NONE, &err), 0);
	read_all(m, 512, &got);
	assert_memory_equal(buf_str(&got), "Name:", 5);
	buf_release(&got);
	message_free(m);
}

static long peak_kib(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return use.ru_maxrss;
}

/* Sixty-four megabytes pass in the memory of a few blocks. */
static void no_more_than_blocks(void **state)
{
	static const enum transform all[] = { TRANSFORM_NONE,
		TRANSFORM_BASE64, TRANSFORM_TOKENS };
	struct place *p = *state;
	long before;

	write_file(p->file, "", 0);
	assert_int_equal(truncate(p->file, 64 << 20), 0);
	before = peak_kib();
	for (size_t i = 0; i < LENGTH(all); i++) {
		struct message *m = message_new();
		struct message_reader *r;
		char room[8192];
		struct err err;
		size_t total = 0;
		ssize_t n;

		assert_int_equal(message_add_file(m, p->file, 0, all[i],
						  &err), 0);
		r = message_open(m);
		while ((n = message_read(r, room, sizeof(room), &err)) > 0)
			total += (size_t)n;
		assert_int_equal(n, 0);
		assert_true(total >= 64 << 20);
		message_close(r);
		message_free(m);
	}
	/* a sanitizer keeps what was freed for a while */
	assert_true(peak_kib() - before < 16 * 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bytes_and_files, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(files_that_cannot_be_read,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(files_that_change, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_file_that_grows, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_fifo, set_up, tear_down),
		cmocka_unit_test(a_device),
		cmocka_unit_test(a_file_of_the_kernel),
		cmocka_unit_test_setup_teardown(no_more_than_blocks, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
