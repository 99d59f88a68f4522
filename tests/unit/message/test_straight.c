/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message/message and message/lines: base64 that goes out as it was read, past
 * the filter, must be what the filter would have made of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "message/lines.h"
#include "message/message.h"
#include "reading.h"

enum { LARGE = 500000 };

/* A message with base64 between texts, inside the body of another or not. */
static struct message *make(struct place *p, bool nested, bool closing)
{
	struct message *m = message_new(), *inner = nested ? message_new() : m;
	struct err err;

	message_add_string(inner, "head\n.dot\n");
	assert_int_equal(message_add_file(inner, p->file, 0, TRANSFORM_BASE64,
					  &err), 0);
	message_add_string(inner, "tail\n");
	if (nested) {
		message_add_bytes(m, "a %BODY% b\n", 11, TRANSFORM_TEMPLATE);
		message_set_body(m, inner);
	}
	if (closing)
		message_set_closing(m);
	return m;
}

static size_t ends_in(const char *bytes, size_t n)
{
	size_t ends = 0;

	for (size_t i = 0; i < n; i++)
		ends += bytes[i] == '\n';
	return ends;
}

/* Send it with room for n bytes; how many of them went straight. */
static size_t send(const struct message *m, size_t n, bool may,
		   struct buf *out)
{
	struct message_reader *r = message_open(m);
	struct lines l = { 0 };
	char *room = malloc(n);
	size_t straight = 0, ends = 0, lines;
	struct err err;
	ssize_t got;

	buf_init(out, 1 << 22);
	while ((got = message_read(r, room, n, &err)) > 0) {
		if (may && message_gave_base64(r, &lines) &&
		    lines_pass(&l, room, (size_t)got)) {
			buf_add(out, room, (size_t)got);
			straight += (size_t)got;
			ends += lines;
		} else {
			size_t before = l.ends;

			lines_feed(&l, room, (size_t)got, out);
			ends += l.ends - before;
		}
	}
	assert_int_equal(got, 0);
	lines_end(&l, out);
	assert_int_equal(ends, ends_in(out->data, out->len - 3));
	message_close(r);
	free(room);
	return straight;
}

static void same_bytes(void **state)
{
	static const size_t rooms[] = { 64, 77, 78, 79, 83, 1000, 65536,
					65537 };
	struct place *p = *state;
	char *bytes = malloc(LARGE);
	unsigned seed = 1;

	for (size_t i = 0; i < LARGE; i++)
		bytes[i] = (char)rand_r(&seed);
	write_file(p->file, bytes, LARGE);
	for (int kind = 0; kind < 4; kind++) {
		struct message *m = make(p, kind & 1, kind & 2);
		struct buf want, got;

		send(m, 4096, false, &want);
		for (size_t i = 0; i < LENGTH(rooms); i++) {
			size_t n = send(m, rooms[i], true, &got);

			assert_int_equal(got.len, want.len);
			assert_memory_equal(got.data, want.data, want.len);
			/* nearly all of it, but for lines torn apart */
			assert_in_range(n, LARGE, LARGE * 4 / 3 + LARGE);
			buf_release(&got);
		}
		buf_release(&want);
		message_free(m);
	}
	free(bytes);
}

/* Small attachments among texts never go past the filter unseen. */
static void mixed(void **state)
{
	struct message *m = message_new();
	struct message_reader *r;
	char room[1000];
	struct err err;
	size_t lines;

	(void)state;
	message_add_string(m, "a\n");
	message_add_bytes(m, "bytes", 5, TRANSFORM_BASE64);
	message_add_string(m, ".b\n");
	r = message_open(m);
	assert_int_equal(message_read(r, room, sizeof(room), &err), 15);
	assert_false(message_gave_base64(r, &lines));
	message_close(r);
	message_free(m);
}

static void torn(void **state)
{
	struct lines l = { 0 };
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	assert_false(lines_pass(&l, "QQ==\r", 5));
	lines_feed(&l, "QQ==\r", 5, &out);
	assert_false(lines_pass(&l, "\nQQ==\r\n", 7));
	lines_feed(&l, "\nQQ==\r\n", 7, &out);
	assert_true(lines_pass(&l, "QUI=", 4));
	assert_true(lines_pass(&l, "QUI=", 4));
	lines_end(&l, &out);
	assert_string_equal(buf_str(&out), "QQ==\r\nQQ==\r\n\r\n.\r\n");
	buf_release(&out);
}

/* Bytes of another owner are read like any. */
static void kept(void **state)
{
	static const char bytes[] = "%DATE%\\n.x";
	struct text_source source = { .text = bytes, .kept = true,
				      .length = strlen(bytes) };
	struct message *m = message_new();
	struct err err;

	(void)state;
	message_add_string(m, "a");
	message_add_source(m, &source, TRANSFORM_NONE, &err);
	message_add_string(m, "b");
	message_add_source(m, &source, TRANSFORM_TOKENS, &err);
	source.literal = true;
	message_add_source(m, &source, TRANSFORM_TOKENS, &err);
	message_add_source(m, &source, TRANSFORM_BASE64, &err);
	check_reads(m, "a%DATE%\\n.xb%DATE%\\n.x%DATE%\\n.x"
		    "JURBVEUlXG4ueA==\r\n", 50);
	message_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(same_bytes, set_up, tear_down),
		cmocka_unit_test(mixed),
		cmocka_unit_test(torn),
		cmocka_unit_test(kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
