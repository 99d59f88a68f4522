/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message/compose: messages and bodies in files of every kind and size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "composed.h"
#include "message/message.h"

static char path[] = "/tmp/compose-XXXXXX";

static int make_file(void **state)
{
	int fd;

	(void)state;
	strcpy(path, "/tmp/compose-XXXXXX");
	fd = mkstemp(path);
	if (fd < 0)
		return -1;
	return close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void fill_file(const char *s, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(s, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* A file makes the message that the same text makes. */
static void same_as_text(void **state)
{
	static const char *const texts[] = {
		"A: 1\n\nb", "A: 1\n\nb\n.\n", "A: 1\\n\\nb%DATE%\\n",
		"A: 1\r\n\r\nb\r\n", "A: 1", "A: 1\n", "\n", ".\n.", "",
		"From a\nA: 1\nB: 2\n 3\n\n%BODY%\n", "x\n\ny\n", "x\n.\n",
		"x\n\ny\n.\n\n", "%NEW_HEADERS%\n%BODY%",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(texts); i++) {
		struct composition a = plain();
		struct err err;

		fill_file(texts[i], strlen(texts[i]));
		for (int body = 0; body < 2; body++) {
			struct composition b = plain();
			struct message *m;
			struct buf want;

			*(body ? &a.body : &a.data) = text(texts[i]);
			m = compose(&a, &err);
			assert_non_null(m);
			send_message(m, 4096, &want);
			if (body)
				b.data = a.data;
			*(body ? &b.body : &b.data) =
				(struct text_source){ .file = path };
			check(&b, buf_str(&want));
			buf_release(&want);
			message_free(m);
		}
	}
}

static void missing_files(void **state)
{
	struct composition a = plain(), b = plain(), c = plain();
	struct err err = { 0 };

	(void)state;
	a.data.file = "/nonexistent/data";
	b.body.file = "/nonexistent/body";
	c.data.file = "/";
	assert_null(compose(&a, &err));
	assert_int_equal(err.kind, ERR_FILE);
	assert_string_equal(err.text, "/nonexistent/data: "
			    "No such file or directory");
	assert_null(compose(&b, &err));
	assert_int_equal(err.kind, ERR_FILE);
	assert_null(compose(&c, &err));
	assert_int_equal(err.kind, ERR_FILE);
}

/* This one can be opened, but its first byte cannot be read. */
static void unreadable_files(void **state)
{
	static const char file[] = "/proc/self/mem";
	struct composition a = plain(), b = plain();
	struct err err = { 0 };

	(void)state;
	a.data.file = b.body.file = file;
	assert_null(compose(&a, &err));
	assert_int_equal(err.kind, ERR_FILE);
	err.kind = ERR_NONE;
	assert_null(compose(&b, &err));
	assert_int_equal(err.kind, ERR_FILE);
}

/* What can be read but once is kept. */
static void a_pipe(void **state)
{
	static const char data[] = "A: 1\n\n%TO_ADDRESS%\n";
	struct composition c = plain();
	char file[32];
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], data, strlen(data)), strlen(data));
	close(ends[1]);
	snprintf(file, sizeof(file), "/dev/fd/%d", ends[0]);
	c.data.file = file;
	check(&c, "A: 1\r\n\r\nt@y.example\r\n\r\n.\r\n");
	close(ends[0]);
}

/* A header, and a body longer than what is read to find the header's end. */
static void a_long_file(void **state)
{
	enum { LINES = 200000 };
	static const char line[] = "0123456789%TO_ADDRESS%\n";
	static const char sent[] = "0123456789t@y.example\r\n";
	struct composition c = plain();
	struct buf file, want;

	(void)state;
	buf_init(&file, 1 << 24);
	buf_init(&want, 1 << 24);
	buf_adds(&file, "A: 1\nB: 2\n\n");
	buf_adds(&want, "A: 1\r\nB: 3\r\n\r\n");
	for (int i = 0; i < LINES; i++) {
		buf_adds(&file, line);
		buf_adds(&want, sent);
	}
	buf_adds(&file, ".\n");
	buf_adds(&want, ".\r\n");
	fill_file(file.data, file.len);
	strings_add(&c.headers, "B: 3");
	c.data.file = path;
	check(&c, want.data);
	/* as it is, there is no end mark that a server would take for one */
	c.no_fixup = true;
	buf_adds(&file, "\r\n");
	check(&c, file.data);
	strings_release(&c.headers);
	buf_release(&file);
	buf_release(&want);
}

/* Where no header ends in the first mebibyte there is none. */
static void a_long_file_without_header(void **state)
{
	enum { BYTES = (1 << 20) + 3 };
	struct composition c = plain();
	struct buf file, want;

	(void)state;
	buf_init(&file, 1 << 24);
	buf_init(&want, 1 << 24);
	for (int i = 0; i < BYTES; i++)
		buf_addc(&file, 'x');
	buf_adds(&want, "X: 1\r\n\r\n");
	buf_add(&want, file.data, file.len);
	buf_adds(&want, "\r\n.\r\n");
	fill_file(file.data, file.len);
	c.data.file = path;
	strings_add(&c.added, "X: 1");
	check(&c, want.data);
	c.data = text(file.data);
	check(&c, want.data);
	strings_release(&c.added);
	buf_release(&file);
	buf_release(&want);
}

/* A body without an empty line is seen to its end, and not kept. */
static void a_long_body(void **state)
{
	struct composition c = plain();
	struct buf file, want;

	(void)state;
	buf_init(&file, 1 << 24);
	buf_init(&want, 1 << 24);
	for (int i = 0; i < 300000; i++)
		buf_adds(&file, "x\n");
	buf_adds(&want, HEADER "\r\n");
	for (int i = 0; i < 300000; i++)
		buf_adds(&want, "x\r\n");
	buf_adds(&want, "\r\n\r\n.\r\n");
	fill_file(file.data, file.len);
	c.body.file = path;
	check(&c, want.data);
	/* an empty line near the end */
	buf_adds(&file, "\nx");
	buf_consume(&want, want.len);
	buf_adds(&want, HEADER "\r\n");
	for (int i = 0; i < 300000; i++)
		buf_adds(&want, "x\r\n");
	buf_adds(&want, "\r\nx\r\n\r\n.\r\n");
	fill_file(file.data, file.len);
	check(&c, want.data);
	buf_release(&file);
	buf_release(&want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(same_as_text, make_file,
						remove_file),
		cmocka_unit_test(missing_files),
		cmocka_unit_test(unreadable_files),
		cmocka_unit_test(a_pipe),
		cmocka_unit_test_setup_teardown(a_long_file, make_file,
						remove_file),
		cmocka_unit_test_setup_teardown(a_long_file_without_header,
						make_file, remove_file),
		cmocka_unit_test_setup_teardown(a_long_body, make_file,
						remove_file),
	};

	setenv("TZ", "EST5", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
