/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message/message: what is done to segments, with room of every size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "message/message.h"
#include "message/tokens.h"
#include "reading.h"

/* The characters of n bytes, in lines, from an encoder of bytes alone. */
static void in_lines(const char *bytes, size_t n, struct buf *out)
{
	buf_init(out, 1 << 22);
	for (size_t at = 0; at < n; at += 57) {
		base64_add(out, bytes + at, n - at < 57 ? n - at : 57);
		buf_adds(out, "\r\n");
	}
}

static void base64_of(struct place *p, const char *bytes, size_t n)
{
	struct message *m = message_new();
	struct err err;
	struct buf want;

	write_file(p->file, bytes, n);
	in_lines(bytes, n, &want);
	assert_int_equal(message_add_file(m, p->file, 0, TRANSFORM_BASE64,
					  &err), 0);
	check_reads(m, buf_str(&want), want.len);
	message_free(m);
	m = message_new();
	message_add_bytes(m, bytes, n, TRANSFORM_BASE64);
	check_reads(m, buf_str(&want), want.len);
	message_free(m);
	buf_release(&want);
}

/* Around a line, and around the block that the encoder reads. */
static void base64(void **state)
{
	static const size_t lengths[] = { 0, 1, 2, 3, 56, 57, 58, 113, 114,
		115, 576 * 57 - 1, 576 * 57, 576 * 57 + 1, 100000 };
	char *bytes = malloc(100000);
	unsigned seed = 1;

	for (size_t i = 0; i < 100000; i++)
		bytes[i] = (char)rand_r(&seed);
	for (size_t i = 0; i < LENGTH(lengths); i++)
		base64_of(*state, bytes, lengths[i]);
	free(bytes);
}

/* Each is a part of its own: padding is not carried over. */
static void base64_parts(void **state)
{
	struct message *m = message_new();

	(void)state;
	message_add_bytes(m, "a", 1, TRANSFORM_BASE64);
	message_add_bytes(m, "b", 1, TRANSFORM_BASE64);
	check_reads(m, "YQ==\r\nYg==\r\n", 12);
	message_free(m);
}

static struct tokens some_tokens(void)
{
	return (struct tokens){ .value = {
		[TOKEN_FROM_ADDRESS] = (char *)"f@x.example",
		[TOKEN_TO_ADDRESS] = (char *)"",
		[TOKEN_DATE] = (char *)"%DATE%",
		[TOKEN_NEWLINE] = (char *)"\r\n",
	} };
}

/* A message with a template, whose body has tokens of its own. */
static struct message *template(const char *text, size_t n)
{
	struct message *m = message_new(), *body = message_new();
	struct tokens tokens = some_tokens();

	message_set_tokens(m, &tokens);
	message_set_tokens(body, &tokens);
	message_add_bytes(body, "{%FROM_ADDRESS%%BODY%", 21,
			  TRANSFORM_TOKENS);
	message_add_bytes(body, "%", 1, TRANSFORM_BASE64);
	message_add_bytes(body, "}", 1, TRANSFORM_NONE);
	message_set_body(m, body);
	message_add_bytes(m, text, n, TRANSFORM_TEMPLATE);
	return m;
}

#define BODY_TEXT "{f@x.example%BODY%JQ==\r\n}"

static void tokens(void **state)
{
	static const struct {
		const char *text, *want;
	} table[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "%FROM_ADDRESS%", "f@x.example" },
		{ "a..FROM_ADDRESS..b", "af@x.exampleb" },
		{ "%TO_ADDRESS%", "" },
		{ "%TO_ADDRESS%%TO_ADDRESS%a", "a" },
		/* a value is not looked into */
		{ "%DATE%", "%DATE%" },
		{ "a\\nb%NEWLINE%", "a\r\nb\r\n" },
		/* nothing is put in for these */
		{ "%CC_ADDRESS%%NEW_HEADERS%", "%CC_ADDRESS%%NEW_HEADERS%" },
		{ "%BODY%", BODY_TEXT },
		{ "<%BODY%..BODY..>", "<" BODY_TEXT BODY_TEXT ">" },
		{ "%FROM_ADDRESS", "%FROM_ADDRESS" },
		{ "%%FROM_ADDRESS%%", "%f@x.example%" },
		{ "... %\\", "... %\\" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct message *m = template(table[i].text,
					     strlen(table[i].text));

		check_reads(m, table[i].want, strlen(table[i].want));
		message_free(m);
	}
}

/* Where a token lies over the ends of the blocks that are read. */
static void tokens_over_blocks(void **state)
{
	enum { BLOCK = 32768, MOST = BLOCK + 32 };
	static const char token[] = "..FROM_ADDRESS..", value[] =
		"f@x.example";
	char *text = malloc(MOST), *want = malloc(MOST);

	(void)state;
	for (size_t at = BLOCK - 20; at <= BLOCK + 2; at++) {
		struct message *m;
		struct buf got;

		memset(text, 'x', MOST);
		memset(want, 'x', MOST);
		memcpy(text + at, token, strlen(token));
		memcpy(want + at, value, strlen(value));
		m = template(text, at + strlen(token));
		read_all(m, 4096, &got);
		assert_int_equal(got.len, at + strlen(value));
		assert_memory_equal(got.data, want, got.len);
		buf_release(&got);
		message_free(m);
	}
	free(text);
	free(want);
}

static void tokens_in_a_file(void **state)
{
	static const char text[] = "a%FROM_ADDRESS%\\n%BODY%\n.";
	static const char want[] = "af@x.example\r\n" BODY_TEXT "\n.";
	struct place *p = *state;
	struct message *m = template("", 0);
	struct err err;

	write_file(p->file, text, strlen(text));
	assert_int_equal(message_add_file(m, p->file, 0, TRANSFORM_TEMPLATE,
					  &err), 0);
	check_reads(m, want, strlen(want));
	message_free(m);
}

static void closing(void **state)
{
	static const struct {
		const char *text, *want;
	} table[] = {
		{ "", "\n" },
		{ "a", "a\n" },
		{ "a\n", "a\n\n" },
		{ "a\r\n", "a\r\n\n" },
		{ "a\n\n", "a\n\n\n" },
		{ "a\n.", "a\n" },
		{ "a\n.\n", "a\n" },
		{ "a\r\n.\r\n", "a\r\n" },
		{ "a\n.\n\n", "a\n\n" },
		{ "a\r\n.\r\n\n", "a\r\n\n" },
		/* not where swaks takes it for text */
		{ "a\r\n.\r\n\r\n", "a\r\n.\r\n\r\n\n" },
		{ "a\n.\n\r\n", "a\n.\n\r\n\n" },
		{ "a\n.\n\n\n", "a\n.\n\n\n\n" },
		{ "a\n..", "a\n..\n" },
		{ "a\n..\n", "a\n..\n\n" },
		{ "a.", "a.\n" },
		{ "a.\n", "a.\n\n" },
		{ "a\n.b", "a\n.b\n" },
		{ "a\n.\n.", "a\n.\n" },
		{ "\n.", "\n" },
		{ ".", ".\n" },
		{ ".\n", ".\n\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		/* short, and long enough for what is held back to move on */
		for (size_t n = 0; n < 200; n += 66) {
			struct message *m = message_new();
			char text[256] = "", want[256] = "";

			memset(text, '-', n);
			memset(want, '-', n);
			strcat(text, table[i].text);
			strcat(want, table[i].want);
			message_add_string(m, text);
			message_set_closing(m);
			check_reads(m, want, strlen(want));
			message_free(m);
		}
	}
}

static void raw_flag(void **state)
{
	struct message *m = message_new();

	(void)state;
	assert_false(message_is_raw(m));
	message_set_raw(m);
	assert_true(message_is_raw(m));
	message_free(m);
	message_free(NULL);
	message_close(NULL);
}

/* A reader may be closed wherever it is, in a body's segment too. */
static void closed_early(void **state)
{
	struct place *p = *state;
	struct message *m = template("%BODY%", 6);
	struct err err;
	char room[30];

	write_file(p->file, "%BODY%", 6);
	assert_int_equal(message_add_file(m, p->file, 0, TRANSFORM_TEMPLATE,
					  &err), 0);
	for (size_t n = 1; n < sizeof(room); n++) {
		struct message_reader *r = message_open(m);

		assert_int_equal(message_read(r, room, n, &err), (ssize_t)n);
		message_close(r);
	}
	message_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(base64, set_up, tear_down),
		cmocka_unit_test(base64_parts),
		cmocka_unit_test(tokens),
		cmocka_unit_test(tokens_over_blocks),
		cmocka_unit_test_setup_teardown(tokens_in_a_file, set_up,
						tear_down),
		cmocka_unit_test(closing),
		cmocka_unit_test(raw_flag),
		cmocka_unit_test_setup_teardown(closed_early, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
