/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/message: which parts the options make, where their order counts: each
 * one's content, type and name.
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

static char path[] = "/tmp/smtpcheck-part-XXXXXX";

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

/* A header's values, or a part's first lines, as a word each. */
static void add_word(struct buf *out, const char *line, size_t n)
{
	static const char *const headers[] = {
		"Content-Type: ", "Content-Disposition: ",
	};

	for (size_t i = 0; i < LENGTH(headers); i++) {
		size_t skip = strlen(headers[i]);

		if (n > skip && !memcmp(line, headers[i], skip)) {
			buf_add(out, line + skip, n - skip);
			buf_addc(out, '|');
			return;
		}
	}
}

/*
 * The types and dispositions of a message's parts: "text/plain|x/y; name="n"|
 * attachment; filename="n"|", the message's own without its boundary.
 */
static void outline(const char *const *args, struct buf *out)
{
	struct making m;
	struct buf text;
	const char *line;

	making_good(&m, "swaks", making_join(LIST(SERVER, TO), args));
	read_whole(m.plan.message, &text);
	buf_init(out, 10000);
	for (line = buf_str(&text); *line; line += *line == '\n') {
		size_t n = strcspn(line, "\r\n"), shown = n;
		const char *boundary = strstr(line, "; boundary=");

		if (boundary && boundary < line + n)
			shown = (size_t)(boundary - line);
		add_word(out, line, shown);
		line += n + (line[n] == '\r');
	}
	buf_release(&text);
	making_close(&m);
}

static void check(const char *const *args, const char *want)
{
	struct buf got;

	outline(args, &got);
	assert_string_equal(buf_str(&got), want);
	buf_release(&got);
}

#define MIXED "multipart/mixed|text/plain|"
#define OCTETS "application/octet-stream"
#define ATT "attachment"

static void none(void **state)
{
	(void)state;
	check(LIST(NULL), "");
	check(LIST("--attach", "x", "--no-attach"), "");
	check(LIST("--attach-body", "x", "--no-attach-body"), "");
	/* either of the others makes the message MIME too */
	check(LIST("--attach-type", "x/y"), MIXED);
	check(LIST("--attach-name", "x"), MIXED);
	check(LIST("--attach-name"), MIXED);
	check(LIST("--attach", "x", "--attach-type", "x/y", "--no-attach"),
	      MIXED);
}

/* A type holds until the next one, or until a body has had it. */
static void types(void **state)
{
	(void)state;
	check(LIST("--attach", "x"), MIXED OCTETS "|" ATT "|");
	check(LIST("--attach-type", "x/y", "--attach", "a", "--attach", "b"),
	      MIXED "x/y|" ATT "|x/y|" ATT "|");
	check(LIST("--attach", "a", "--attach-type", "x/y", "--attach", "b"),
	      MIXED OCTETS "|" ATT "|x/y|" ATT "|");
	check(LIST("--attach-type", "x/x", "--attach-type", "x/y", "--attach",
		   "a", "--attach-type", "x/z"), MIXED "x/y|" ATT "|");
	check(LIST("--attach-type", "x/y", "--attach", "a", "--attach-body",
		   "b", "--attach", "c"),
	      "multipart/mixed|x/y|" ATT "|x/y|" ATT "|" OCTETS "|" ATT "|");
	check(LIST("--attach-type", "text/x", "--attach-body", "a",
		   "--attach-body", "b"),
	      "multipart/alternative|text/x|text/plain|");
	check(LIST("--attach-type", "x/y", "--body", "a", "--attach", "b"),
	      MIXED "x/y|" ATT "|");
	check(LIST("--attach-type", "x/y", "--attach", "a",
		   "--no-attach-type"), MIXED OCTETS "|" ATT "|");
}

#define NAMED(type, name) type "; name=\"" name "\"|" ATT \
	"; filename=\"" name "\"|"

/* A name is the next attachment's, and a body takes it away from it. */
static void names(void **state)
{
	char at[60], own[200];

	(void)state;
	snprintf(at, sizeof(at), "@%s", path);
	snprintf(own, sizeof(own), MIXED "%s; name=\"%s\"|" ATT
		 "; filename=\"%s\"|", OCTETS, path + strlen("/tmp/"),
		 path + strlen("/tmp/"));
	check(LIST("--attach-name", "n", "--attach", "a", "--attach", "b"),
	      MIXED NAMED(OCTETS, "n") OCTETS "|" ATT "|");
	check(LIST("--attach-name", "n", "--attach-name", "m", "--attach",
		   "a"), MIXED NAMED(OCTETS, "m"));
	check(LIST("--attach-name", "n", "--attach-name", "--attach", "a"),
	      MIXED OCTETS "|" ATT "|");
	check(LIST("--attach-name", "n", "--no-attach-name", "--attach",
		   "a"), MIXED OCTETS "|" ATT "|");
	check(LIST("--attach-name", "n", "--attach-body", "b", "--attach",
		   "a"), MIXED OCTETS "|" ATT "|");
	check(LIST("--attach-name", "--attach", at),
	      MIXED OCTETS "|" ATT "|");
	check(LIST("--attach-name", "n", "--attach", at),
	      MIXED NAMED(OCTETS, "n"));
	check(LIST("--attach-body", at), MIXED);
	check(LIST("--attach", at), own);
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

/* "-", "@FILE" and "@@" are what they are for the body. */
static void contents(void **state)
{
	char at[60];

	(void)state;
	snprintf(at, sizeof(at), "@%s", path);
	assert_true(has(LIST("--attach", at), "\nZmlsZQo=\r\n"));
	assert_true(has(LIST("--attach", "@@x"), "\nQHg=\r\n"));
	assert_true(has(LIST("--attach-body", "@@x"), "\n@x\n"));
	assert_true(has(LIST("--attach", path), "L3RtcC"));
	set_input("in");
	assert_true(has(LIST("--attach", "-", "--attach-body", "-",
			     "--attach-type", "text/plain", "--attach", "-"),
			"\nin\n"));
	making_bad("swaks", LIST(SERVER, TO, "--attach", "@/nonexistent/x"),
		   "--attach: cannot read /nonexistent/x: No such file");
	making_bad("swaks", LIST(SERVER, TO, "--attach-body", "@/nonexist"),
		   "--attach-body: cannot read /nonexist: No such file");
	making_bad("smtpcheck", LIST(SERVER, TO, "--attach", "@/tmp"),
		   "/tmp: Is a directory");
	making_bad("smtpcheck", LIST(SERVER, TO, "--attach-type", "html",
				     "--attach", "x"), "no MIME type");
}

static size_t notes(const char *name, const char *const *args)
{
	struct making m;
	size_t count;

	making_good(&m, name, making_join(LIST(SERVER, TO), args));
	count = m.plan.notes.count;
	making_close(&m);
	return count;
}

/* Attachments that get lost are told of, but not where swaks tells nothing. */
static void nowhere(void **state)
{
	const char *const *lost = LIST("--data", "A: 1\\n\\nb", "--attach",
				       "x");

	(void)state;
	assert_int_equal(notes("smtpcheck", lost), 1);
	assert_int_equal(notes("swaks", lost), 0);
	assert_int_equal(notes("smtpcheck", LIST("--data", "A: 1\\n\\n%BODY%",
						 "--attach", "x")), 0);
	assert_int_equal(notes("smtpcheck", LIST("--data", "A: 1\\n\\nb")), 0);
	assert_int_equal(notes("smtpcheck", LIST("--attach", "x")), 0);
}

/* -g is --data -, and comes second to it. */
static void data_from_input(void **state)
{
	(void)state;
	set_input("X: 1\n\nin\n");
	assert_true(has(LIST("-g"), "X: 1\n\nin\n"));
	set_input("X: 1\n\nin\n");
	assert_true(has(LIST("-g", "--data", "Y: 1\\n\\ny"), "Y: 1"));
	set_input("X: 1\n\n%BODY%\n");
	assert_true(has(LIST("-g", "--attach-body", "-"),
			"\nX: 1\n\n%BODY%\n"));
}

static void copies(void **state)
{
	struct making m;
	struct buf text;

	(void)state;
	making_good(&m, "swaks", LIST(SERVER, "--cc", "c@x,d@x", "--bcc",
				      "b@x", "-t", "t@x,u@x"));
	assert_int_equal(m.plan.to.count, 5);
	assert_string_equal(m.plan.to.at[1], "u@x");
	assert_string_equal(m.plan.to.at[2], "c@x");
	assert_string_equal(m.plan.to.at[4], "b@x");
	read_whole(m.plan.message, &text);
	assert_non_null(strstr(buf_str(&text), "To: t@x,u@x\nCc: c@x,d@x\n"));
	assert_null(strstr(buf_str(&text), "b@x"));
	buf_release(&text);
	making_close(&m);
	making_bad("smtpcheck", LIST(SERVER, TO, "--cc", "a@b>\r\nX"), "--cc");
	making_bad("smtpcheck", LIST(SERVER, TO, "--bcc", "<a@b>"), "--bcc");
}

static int setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	if (fd < 0 || write(fd, "file\n", 5) != 5)
		return -1;
	return close(fd);
}

static int teardown(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none),
		cmocka_unit_test(types),
		cmocka_unit_test(names),
		cmocka_unit_test(contents),
		cmocka_unit_test(nowhere),
		cmocka_unit_test(data_from_input),
		cmocka_unit_test(copies),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
