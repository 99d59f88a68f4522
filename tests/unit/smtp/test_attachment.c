/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp/step_message: an attachment larger than any block on its way, shown or
 * not: what arrives is the file, in lines.
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

#include "base/base64.h"
#include "scene.h"

enum { SIZE = 200001, LINE = 78 };

static char path[] = "/tmp/smtpcheck-large-XXXXXX";
static char bytes[SIZE];

/* The bytes that a text in whole lines of base64 means. */
static void decode(const char *text, const char *end, struct buf *out)
{
	while (text < end) {
		const char *line_end = strstr(text, "\r\n");

		assert_non_null(line_end);
		assert_true(line_end - text <= LINE - 2);
		assert_int_equal(base64_decode(out, text,
					       (size_t)(line_end - text)), 0);
		text = line_end + 2;
	}
}

static void check_sent(const struct buf *sent)
{
	static const char mark[] = "Content-Transfer-Encoding: BASE64\r\n\r\n";
	const char *text = strstr(buf_str(sent), mark);
	const char *end;
	struct buf got;

	assert_non_null(text);
	text += strlen(mark);
	end = strstr(text, "\r\n\r\n------=_");
	assert_non_null(end);
	buf_init(&got, 2 * SIZE);
	decode(text, end + 2, &got);
	assert_int_equal(got.len, SIZE);
	assert_memory_equal(got.data, bytes, SIZE);
	buf_release(&got);
}

static void arrives(void **state)
{
	static const char *const shown[] = {
		"", " --suppress-data", " --show-data", " --hide-send",
		" --quiet", " --silent 2",
	};
	char args[120];

	(void)state;
	for (size_t i = 0; i < LENGTH(shown); i++) {
		struct scene s = { .args = args };

		snprintf(args, sizeof(args), "--attach @%s --attach b%s",
			 path, shown[i]);
		scene_run(&s);
		assert_int_equal(s.code, 0);
		check_sent(&s.server.sent);
		scene_end(&s);
	}
}

/* A server that hangs up in the middle is asked why, as ever. */
static void cut_short(void **state)
{
	char args[120];
	struct scene s = { .args = args, .server = {
		.takes = 150000,
		.parting = "552 5.3.4 too large\r\n",
	} };

	(void)state;
	snprintf(args, sizeof(args), "--attach @%s", path);
	scene_run(&s);
	assert_int_equal(s.code, EXIT_MESSAGE);
	assert_non_null(strstr(scene_detail(&s, STEP_MESSAGE), "too large"));
	scene_end(&s);
}

static int setup(void **state)
{
	int fd = mkstemp(path);
	unsigned seed = 1;

	(void)state;
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (char)rand_r(&seed);
	if (fd < 0 || write(fd, bytes, SIZE) != SIZE)
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
		cmocka_unit_test(arrives),
		cmocka_unit_test(cut_short),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
