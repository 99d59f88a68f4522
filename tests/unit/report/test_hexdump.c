/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report/hexdump: rows of bytes, in pieces of any size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "report/hexdump.h"

/* The text, fed in pieces of so many bytes. */
static void check(const char *bytes, size_t n, size_t piece,
		  const char *expected)
{
	struct hexdump d = { .hint = "> " };
	struct buf out;

	buf_init(&out, 1 << 16);
	for (size_t at = 0; at < n; at += piece)
		hexdump_feed(&d, bytes + at, n - at < piece ? n - at : piece,
			     &out);
	hexdump_end(&d, &out);
	assert_string_equal(buf_str(&out), expected);
	assert_int_equal(d.offset, 0);
	buf_release(&out);
}

static void rows(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *rows;
	} table[] = {
		{ "", 0, "" },
		{ "Q", 1,
		  "> 0000: 51                                                 "
		  "   Q               \n" },
		{ "QUIT\r\n", 6,
		  "> 0000: 51 55 49 54  0D 0A                                 "
		  "   QUIT..          \n" },
		{ "0123456789abcdef", 16,
		  "> 0000: 30 31 32 33  34 35 36 37  38 39 61 62  63 64 65 66 "
		  "   0123456789abcdef\n" },
		{ "0123456789abcdefg", 17,
		  "> 0000: 30 31 32 33  34 35 36 37  38 39 61 62  63 64 65 66 "
		  "   0123456789abcdef\n"
		  "> 0016: 67                                                 "
		  "   g               \n" },
		{ "\0\x01\x1f !~\x7f\x80\xa0\xff\t", 11,
		  "> 0000: 00 01 1F 20  21 7E 7F 80  A0 FF 09                 "
		  "   ....!~.....     \n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		for (size_t piece = 1; piece < 20; piece++)
			check(table[i].bytes, table[i].n, piece,
			      table[i].rows);
}

/* The offset grows past four digits; there may be no hint. */
static void long_ones(void **state)
{
	static const char bytes[10016] = { 0 };
	struct hexdump d = { .hint = NULL };
	struct buf out;
	const char *last;

	(void)state;
	buf_init(&out, 1 << 20);
	hexdump_feed(&d, bytes, sizeof(bytes), &out);
	hexdump_end(&d, &out);
	assert_int_equal(strncmp(buf_str(&out), "0000: 00 00", 11), 0);
	last = buf_str(&out) + out.len - 2;
	while (*last != '\n')
		last--;
	assert_int_equal(strncmp(last + 1, "10000: 00", 9), 0);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows),
		cmocka_unit_test(long_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
