/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/message: where the message's text comes from: the option itself, a
 * file, standard input, which may be asked for more than once.
 */
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
#include "making.h"
#include "message/message.h"

static char path[] = "/tmp/smtpcheck-text-XXXXXX";

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* Standard input is that text, from a place where it can be read once. */
static void set_input(const char *text)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, strlen(text)),
			 (ssize_t)strlen(text));
	close(ends[1]);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	clearerr(stdin);
}

static void read_whole(const struct message *message, struct buf *out)
{
	struct message_reader *r = message_open(message);
	struct err err;
	char block[100];
	ssize_t n;

	buf_init(out, 100000);
	while ((n = message_read(r, block, sizeof(block), &err)) > 0)
		buf_add(out, block, (size_t)n);
	assert_int_equal(n, 0);
	message_close(r);
}

static bool has(const char *const *args, const char *part)
{
	struct making m;
	struct buf text;
	bool found;

	making_good(&m, "smtpcheck", making_join(LIST(SERVER, TO), args));
	read_whole(m.plan.message, &text);
	found = strstr(buf_str(&text), part) != NULL;
	buf_release(&text);
	making_close(&m);
	return found;
}

static void texts(void **state)
{
	char at[60];

	(void)state;
	snprintf(at, sizeof(at), "@%s", path);
	write_file("the file's text\n");
	assert_true(has(LIST(NULL), "This is a test mailing"));
	assert_true(has(LIST("--body", "a text"), "\na text"));
	assert_false(has(LIST("--body", "a text"), "test mailing"));
	assert_true(has(LIST("--body", at), "\nthe file's text"));
	assert_true(has(LIST("--body", "@@x"), "\n@x"));
	assert_true(has(LIST("-d", "Subject: a\\n\\nb"), "Subject: a"));
	assert_true(has(LIST("-d", at), "the file's text"));
	assert_true(has(LIST("-d", "@@x"), "@x"));
}

static void standard_input(void **state)
{
	struct making m;
	struct buf text;

	(void)state;
	set_input("from the input\n");
	assert_true(has(LIST("--body", "-"), "\nfrom the input"));
	set_input("");
	assert_false(has(LIST("--body", "-"), "test mailing"));
	/* twice: the body stands in data that it is itself */
	set_input("X: 1\n\n[%BODY%]\n");
	making_good(&m, "smtpcheck", LIST(SERVER, TO, "-d", "-", "--body",
					  "-"));
	read_whole(m.plan.message, &text);
	assert_non_null(strstr(buf_str(&text), "[X: 1\n\n[%BODY%]\n"));
	buf_release(&text);
	making_close(&m);
}

static void missing(void **state)
{
	static const char *const options[] = { "-d", "--body" };

	(void)state;
	for (size_t i = 0; i < LENGTH(options); i++) {
		making_bad("smtpcheck", LIST(SERVER, TO, options[i],
					     "@/nonexistent/x"),
			   "/nonexistent/x");
		making_bad("smtpcheck", LIST(SERVER, TO, options[i], "@/tmp"),
			   "/tmp");
		making_bad("smtpcheck", LIST(SERVER, TO, options[i], "@"),
			   "No such file");
	}
	/* standard input that cannot be read */
	close(STDIN_FILENO);
	making_bad("smtpcheck", LIST(SERVER, TO, "-d", "-"),
		   "cannot read standard input");
}

/* Headers with a line end are commands of their own to a mail reader. */
static void headers(void **state)
{
	(void)state;
	making_bad("smtpcheck", LIST(SERVER, TO, "--header", "A: b\nBcc: c"),
		   "line end");
	making_bad("smtpcheck", LIST(SERVER, TO, "--h-A", "b\r\nBcc: c"),
		   "line end");
	making_bad("smtpcheck", LIST(SERVER, TO, "--header", "no colon"),
		   "no colon");
	assert_true(has(LIST("--h-Subject", "mine"), "Subject: mine"));
	assert_true(has(LIST("--add-header", "X-A: 1"), "X-A: 1"));
}

static int setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int teardown(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(standard_input),
		cmocka_unit_test(missing),
		cmocka_unit_test(headers),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
