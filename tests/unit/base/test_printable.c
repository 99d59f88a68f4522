/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/str: what a terminal may be shown.  Every byte, every code point, and
 * every way in which UTF-8 can be ill-formed (RFC 3629).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

/* The printable form of n bytes that stand in memory of just that size. */
static void printable(struct buf *out, const void *text, size_t n)
{
	char *exact = malloc(n ? n : 1);

	assert_non_null(exact);
	memcpy(exact, text, n);
	buf_clear(out);
	assert_int_equal(str_add_printable(out, exact, n), 0);
	free(exact);
}

static void escaped(char *out, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sprintf(out + 4 * i, "\\x%02x", bytes[i]);
}

static void every_byte(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	for (int c = 0; c < 256; c++) {
		unsigned char byte = (unsigned char)c;
		bool shown = (c >= 0x20 && c < 0x7f) || c == '\t';
		char expected[8] = { (char)c };

		if (!shown)
			escaped(expected, &byte, 1);
		printable(&out, &byte, 1);
		assert_string_equal(buf_str(&out), expected);
	}
	buf_release(&out);
}

static size_t encode(uint32_t c, unsigned char *out)
{
	if (c < 0x80) {
		out[0] = (unsigned char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (unsigned char)(0xc0 | c >> 6);
		out[1] = (unsigned char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (unsigned char)(0xe0 | c >> 12);
		out[1] = (unsigned char)(0x80 | (c >> 6 & 63));
		out[2] = (unsigned char)(0x80 | (c & 63));
		return 3;
	}
	out[0] = (unsigned char)(0xf0 | c >> 18);
	out[1] = (unsigned char)(0x80 | (c >> 12 & 63));
	out[2] = (unsigned char)(0x80 | (c >> 6 & 63));
	out[3] = (unsigned char)(0x80 | (c & 63));
	return 4;
}

static bool is_shown(uint32_t c)
{
	return c == '\t' || (c >= 0x20 && c < 0x7f) ||
	       (c >= 0xa0 && c < 0xd800) || (c >= 0xe000 && c <= 0x10ffff);
}

/* Beyond the first 64 Ki each 61st will do, and all at the ends. */
static uint32_t next_point(uint32_t c)
{
	return c < 0x10100 || c > 0x10fe00 ? c + 1 : c + 61;
}

static void every_code_point(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	for (uint32_t c = 0; c < 0x110400; c = next_point(c)) {
		unsigned char bytes[4];
		size_t n = encode(c, bytes);
		char expected[20] = "";

		if (is_shown(c))
			memcpy(expected, bytes, n);
		else
			escaped(expected, bytes, n);
		buf_clear(&out);
		str_add_printable(&out, (const char *)bytes, n);
		if (strcmp(buf_str(&out), expected) != 0)
			fail_msg("U+%04X: %s", (unsigned)c, buf_str(&out));
	}
	buf_release(&out);
}

static void ill_formed(void **state)
{
	static const struct {
		const char *bytes, *shown;
	} table[] = {
		/* a continuation with nothing to continue */
		{ "\x80", "\\x80" },
		{ "a\xbf" "b", "a\\xbfb" },
		/* cut short, at the end and by another character */
		{ "\xc3", "\\xc3" },
		{ "\xe2\x82", "\\xe2\\x82" },
		{ "\xf0\x9f\x98", "\\xf0\\x9f\\x98" },
		{ "\xe2\x82z", "\\xe2\\x82z" },
		{ "\xe2z\x82", "\\xe2z\\x82" },
		{ "\xc3\xc3\xa4", "\\xc3\xc3\xa4" },
		/* overlong: slash, NUL, escape, and the largest of each */
		{ "\xc0\xaf", "\\xc0\\xaf" },
		{ "\xc1\xbf", "\\xc1\\xbf" },
		{ "\xe0\x80\xaf", "\\xe0\\x80\\xaf" },
		{ "\xe0\x9f\xbf", "\\xe0\\x9f\\xbf" },
		{ "\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf" },
		{ "\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf" },
		{ "\xc0\x80", "\\xc0\\x80" },
		{ "\xc0\x9b[31m", "\\xc0\\x9b[31m" },
		/* surrogates */
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xed\xbf\xbf", "\\xed\\xbf\\xbf" },
		/* past the last code point, and the bytes never used */
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
		{ "\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80" },
		{ "\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80" },
		{ "\xfe\xff", "\\xfe\\xff" },
		/* C1 controls, as one byte and as UTF-8: CSI */
		{ "\x9b" "31m", "\\x9b31m" },
		{ "\xc2\x9b" "31m", "\\xc2\\x9b31m" },
		{ "\xc2\x80\xc2\x9f", "\\xc2\\x80\\xc2\\x9f" },
		{ "\xc2\xa0", "\xc2\xa0" },
		/* what is good in between stays */
		{ "x\x1b[31m\xc3\xa4\r\n", "x\\x1b[31m\xc3\xa4\\x0d\\x0a" },
		{ "\\x1b", "\\x1b" },
		{ "\x7f", "\\x7f" },
	};
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	for (size_t i = 0; i < LENGTH(table); i++) {
		printable(&out, table[i].bytes, strlen(table[i].bytes));
		assert_string_equal(buf_str(&out), table[i].shown);
	}
	buf_release(&out);
}

/* What is printable stays as it is, so that twice is no more than once. */
static void twice(void **state)
{
	struct buf once, again;
	unsigned char bytes[512];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 7 + i / 256);
	buf_init(&once, 4000);
	buf_init(&again, 4000);
	printable(&once, bytes, sizeof(bytes));
	printable(&again, once.data, once.len);
	assert_string_equal(buf_str(&once), buf_str(&again));
	for (size_t i = 0; i < once.len; i++)
		assert_true((unsigned char)once.data[i] >= 0x20 ||
			    once.data[i] == '\t');
	buf_release(&once);
	buf_release(&again);
}

static void full(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 3);
	assert_int_equal(str_add_printable(&out, "abcd", 4), -1);
	buf_clear(&out);
	assert_int_equal(str_add_printable(&out, "\x01", 1), -1);
	buf_clear(&out);
	assert_int_equal(str_add_printable(&out, "ab\xc3\xa4", 4), -1);
	assert_string_equal(buf_str(&out), "ab");	/* no half character */
	buf_release(&out);
}

static void width(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} table[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "\xc3\xa4", 1 },
		{ "a\xe2\x82\xac" "b", 3 },
		{ "\xf0\x9f\x98\x80", 1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		assert_int_equal(str_width(table[i].text,
					   strlen(table[i].text)),
				 table[i].width);
	assert_int_equal(str_width("abc", 2), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte),
		cmocka_unit_test(every_code_point),
		cmocka_unit_test(ill_formed),
		cmocka_unit_test(twice),
		cmocka_unit_test(full),
		cmocka_unit_test(width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
