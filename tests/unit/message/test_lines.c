/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message/lines: line ends and dots, however the message falls into blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "message/lines.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))
/* Bytes with a length, NUL and all. */
#define BYTES(s) s, sizeof(s) - 1

struct row {
	const char *in;
	size_t in_n;
	const char *out;
	size_t out_n;
};

/* Feed n bytes in pieces that end at a and b, then the end. */
static void feed(struct buf *out, struct lines l, const char *in, size_t n,
		 size_t a, size_t b)
{
	buf_init(out, LINES_MOST(n) + LINES_END_MOST);
	lines_feed(&l, in, a, out);
	lines_feed(&l, in + a, b - a, out);
	lines_feed(&l, in + b, n - b, out);
	lines_end(&l, out);
}

static void check_all_splits(const struct row *r, struct lines l)
{
	for (size_t a = 0; a <= r->in_n; a++) {
		for (size_t b = a; b <= r->in_n; b++) {
			struct buf out;

			feed(&out, l, r->in, r->in_n, a, b);
			assert_int_equal(out.len, r->out_n);
			assert_memory_equal(buf_str(&out), r->out, r->out_n);
			buf_release(&out);
		}
	}
}

static void line_ends_and_dots(void **state)
{
	static const struct row table[] = {
		{ BYTES(""), BYTES(".\r\n") },
		{ BYTES("a"), BYTES("a\r\n.\r\n") },
		{ BYTES("a\n"), BYTES("a\r\n.\r\n") },
		{ BYTES("a\r\n"), BYTES("a\r\n.\r\n") },
		{ BYTES("a\r"), BYTES("a\r\n.\r\n") },
		{ BYTES("a\rb"), BYTES("a\r\nb\r\n.\r\n") },
		{ BYTES("a\r\rb"), BYTES("a\r\n\r\nb\r\n.\r\n") },
		{ BYTES("a\n\nb"), BYTES("a\r\n\r\nb\r\n.\r\n") },
		{ BYTES("a\r\r\nb"), BYTES("a\r\n\r\nb\r\n.\r\n") },
		{ BYTES("a\n\rb"), BYTES("a\r\n\r\nb\r\n.\r\n") },
		{ BYTES("a\r\n\r\nb"), BYTES("a\r\n\r\nb\r\n.\r\n") },
		{ BYTES("\n"), BYTES("\r\n.\r\n") },
		{ BYTES("\r"), BYTES("\r\n.\r\n") },
		{ BYTES("\r\n"), BYTES("\r\n.\r\n") },
		{ BYTES("."), BYTES("..\r\n.\r\n") },
		{ BYTES(".."), BYTES("...\r\n.\r\n") },
		{ BYTES("a.b"), BYTES("a.b\r\n.\r\n") },
		{ BYTES("a\n.b"), BYTES("a\r\n..b\r\n.\r\n") },
		{ BYTES("a\r.b"), BYTES("a\r\n..b\r\n.\r\n") },
		{ BYTES("a\r\n.b"), BYTES("a\r\n..b\r\n.\r\n") },
		/* what a lenient server might take for the end */
		{ BYTES("a\n.\nb"), BYTES("a\r\n..\r\nb\r\n.\r\n") },
		{ BYTES("a\n.\r\nb"), BYTES("a\r\n..\r\nb\r\n.\r\n") },
		{ BYTES("a\r.\rb"), BYTES("a\r\n..\r\nb\r\n.\r\n") },
		{ BYTES("a\r\n.\r\nb"), BYTES("a\r\n..\r\nb\r\n.\r\n") },
		{ BYTES("a\r\n.\rb"), BYTES("a\r\n..\r\nb\r\n.\r\n") },
		{ BYTES("a\r.\r\nb"), BYTES("a\r\n..\r\nb\r\n.\r\n") },
		{ BYTES(".\n.\n."), BYTES("..\r\n..\r\n..\r\n.\r\n") },
		{ BYTES("\0\n.\0"), BYTES("\0\r\n..\0\r\n.\r\n") },
		{ BYTES("\377\r\n\200"), BYTES("\377\r\n\200\r\n.\r\n") },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check_all_splits(&table[i], (struct lines){ 0 });
}

static void raw_is_left_alone(void **state)
{
	static const struct row table[] = {
		{ BYTES(""), BYTES("") },
		{ BYTES("a\r\n.\r\n"), BYTES("a\r\n.\r\n") },
		{ BYTES("a\n.\n"), BYTES("a\n.\n\r\n") },
		{ BYTES("a\n."), BYTES("a\n.\r\n") },
		{ BYTES("a\r"), BYTES("a\r\r\n") },
		{ BYTES("\n"), BYTES("\n\r\n") },
		{ BYTES("\r\n"), BYTES("\r\n") },
		{ BYTES("a\r\nb\n\rc"), BYTES("a\r\nb\n\rc\r\n") },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check_all_splits(&table[i], (struct lines){ .raw = true });
}

/* What lines_feed() does, a byte at a time and as plainly as can be. */
static void plainly(struct buf *out, const char *in, size_t n)
{
	bool start = true;

	buf_init(out, LINES_MOST(n) + LINES_END_MOST);
	for (size_t i = 0; i < n; i++) {
		bool cr = in[i] == '\r', lf = in[i] == '\n';

		if (lf && i && in[i - 1] == '\r')
			continue;
		if (cr || lf) {
			buf_adds(out, "\r\n");
		} else {
			if (start && in[i] == '.')
				buf_addc(out, '.');
			buf_addc(out, in[i]);
		}
		start = cr || lf;
	}
	buf_adds(out, start ? ".\r\n" : "\r\n.\r\n");
}

/* No bare CR or LF, and CR LF "." CR LF at the end alone. */
static void check_safe(const struct buf *out)
{
	static const char end[] = "\r\n.\r\n";
	const char *at = memmem(out->data, out->len, end, strlen(end));

	for (size_t i = 0; i < out->len; i++) {
		if (out->data[i] == '\n')
			assert_true(i && out->data[i - 1] == '\r');
		if (out->data[i] == '\r')
			assert_true(out->data[i + 1] == '\n');
	}
	if (out->len > strlen(".\r\n"))
		assert_ptr_equal(at, out->data + out->len - strlen(end));
	else
		assert_string_equal(out->data, ".\r\n");
}

static void any_bytes(void **state)
{
	static const char alphabet[] = "\r\n.a";
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t n = (size_t)rand_r(&seed) % 24;
		size_t b = n ? (size_t)rand_r(&seed) % n : 0;
		struct buf got, want;
		char in[24];

		for (size_t i = 0; i < n; i++)
			in[i] = alphabet[rand_r(&seed) % 4];
		feed(&got, (struct lines){ 0 }, in, n, b / 2, b);
		plainly(&want, in, n);
		assert_int_equal(got.len, want.len);
		assert_memory_equal(got.data, want.data, want.len);
		check_safe(&got);
		buf_release(&got);
		buf_release(&want);
	}
}

/* The room asked for is enough, and all of it may be needed. */
static void most(void **state)
{
	static const char worst[] = "\n\n\n\n";
	struct lines l = { 0 };
	struct buf out;

	(void)state;
	buf_init(&out, LINES_MOST(4));
	lines_feed(&l, worst, 4, &out);
	assert_int_equal(out.len, LINES_MOST(4));
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_ends_and_dots),
		cmocka_unit_test(raw_is_left_alone),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
