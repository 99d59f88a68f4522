/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/base64: RFC 4648's vectors, every length, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void check_decodes(const char *text, const void *bytes, size_t n)
{
	struct buf b;

	buf_init(&b, n);
	assert_int_equal(base64_decode(&b, text, strlen(text)), 0);
	assert_int_equal(b.len, n);
	assert_memory_equal(buf_str(&b), bytes, n);
	buf_release(&b);
}

static void check_refused(const char *text, size_t n)
{
	struct buf b;
	/* no byte behind the text may be read */
	char *exact = malloc(n ? n : 1);

	assert_non_null(exact);
	memcpy(exact, text, n);
	buf_init(&b, 1000);
	assert_int_equal(base64_decode(&b, exact, n), -1);
	buf_release(&b);
	free(exact);
}

/* Both encoders make the text, and the decoder takes it back. */
static void check_both_ways(const void *bytes, size_t n, const char *text)
{
	size_t len = strlen(text);
	char *out = malloc(len + 1);
	struct buf b;

	assert_non_null(out);
	assert_int_equal(BASE64_LENGTH(n), len);
	out[len] = '!';
	base64_encode(bytes, n, out);
	assert_memory_equal(out, text, len);
	assert_int_equal(out[len], '!');
	free(out);
	buf_init(&b, len);
	assert_int_equal(base64_add(&b, bytes, n), 0);
	assert_string_equal(buf_str(&b), text);
	buf_release(&b);
	check_decodes(text, bytes, n);
}

/* RFC 4648 section 10 and section 9. */
static void vectors(void **state)
{
	static const struct {
		const char *bytes, *text;
	} table[] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" },
		{ "\x14\xfb\x9c\x03\xd9\x7e", "FPucA9l+" },
		{ "\x14\xfb\x9c\x03\xd9", "FPucA9k=" },
		{ "\x14\xfb\x9c\x03", "FPucAw==" },
		{ "\xff\xff\xff", "////" },
		{ "\xfb\xef\xbe", "++++" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check_both_ways(table[i].bytes, strlen(table[i].bytes),
				table[i].text);
}

/* Bit by bit, with nothing taken from the code under test. */
static char *slowly(const unsigned char *bytes, size_t n)
{
	size_t len = BASE64_LENGTH(n), bits = n * 8;
	char *text = malloc(len + 1);

	assert_non_null(text);
	for (size_t i = 0; i < len; i++) {
		unsigned value = 0;

		for (size_t bit = i * 6; bit < i * 6 + 6; bit++) {
			unsigned one = bit < bits &&
				bytes[bit / 8] >> (7 - bit % 8) & 1;

			value = value << 1 | one;
		}
		text[i] = i * 6 < bits ? alphabet[value] : '=';
	}
	text[len] = '\0';
	return text;
}

/* Every length up to 300, from memory of just that size. */
static void every_length(void **state)
{
	uint32_t random = 1;

	(void)state;
	for (size_t n = 0; n < 300; n++) {
		unsigned char *bytes = malloc(n ? n : 1);
		char *text;

		assert_non_null(bytes);
		for (size_t i = 0; i < n; i++) {
			random = random * 1664525u + 1013904223u;
			bytes[i] = (unsigned char)(random >> 24);
		}
		text = slowly(bytes, n);
		check_both_ways(bytes, n, text);
		free(text);
		free(bytes);
	}
}

/* Every value of the twelve bits that are looked up at once. */
static void every_pair(void **state)
{
	(void)state;
	for (unsigned value = 0; value < 4096; value++) {
		unsigned char bytes[12] = { 0 };
		char *text;

		bytes[0] = (unsigned char)(value >> 4);
		bytes[1] = (unsigned char)(value << 4 & 0xf0);
		bytes[10] = (unsigned char)(value >> 8);
		bytes[11] = (unsigned char)(value & 0xff);
		text = slowly(bytes, sizeof(bytes));
		check_both_ways(bytes, sizeof(bytes), text);
		free(text);
	}
}

/* A text that is cut anywhere but at a group is no base64. */
static void every_truncation(void **state)
{
	static const char *const texts[] = {
		"Zm9vYmFy", "Zm9vYmE=", "Zm9vYg==",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(texts); i++) {
		for (size_t n = 1; n < strlen(texts[i]); n++)
			if (n % 4)
				check_refused(texts[i], n);
		check_decodes("Zm9v", "foo", 3);
	}
}

/* Every byte in every place of a group: good is what the alphabet has. */
static void every_byte(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		for (size_t at = 0; at < 4; at++) {
			char text[] = "AAAA";
			struct buf b;
			int good = c && strchr(alphabet, c);

			if (c == '=' && at == 3)	/* that is padding */
				continue;
			text[at] = (char)c;
			buf_init(&b, 3);
			assert_int_equal(base64_decode(&b, text, 4),
					 good ? 0 : -1);
			buf_release(&b);
		}
	}
}

static void refused(void **state)
{
	static const char *const table[] = {
		"Zg", "Zg=", "Zg=a", "=", "==", "===", "====", "Z===",
		"=AAA", "A=AA", "AA=A", "A==A", "A===", "==AA",
		/* padding in the middle */
		"Zg==Zg==", "Zm8=Zm8=", "Zg==AAAA",
		/* a line end or a space, as MIME would allow */
		"Zm9v\n", "Zm9v\r\nZm", "Zm9v ", " Zm9", "Zm9vYm\nx",
		/* the alphabet for URLs */
		"__--", "AA-A", "AA_A",
		/* bits behind the end: one text only for the same bytes */
		"Zh==", "Zv==", "Zm9=", "Zm+=", "/x==", "//9=", "//+=",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check_refused(table[i], strlen(table[i]));
	check_refused("AA\0A", 4);
	check_refused("\0\0\0\0", 4);
}

/* The padding's spare bits: of all values just one is good. */
static void spare_bits(void **state)
{
	(void)state;
	for (size_t value = 0; value < 64; value++) {
		char one[] = "A?==", two[] = "AA?=";
		struct buf b;

		one[1] = two[2] = alphabet[value];
		buf_init(&b, 10);
		assert_int_equal(base64_decode(&b, one, 4),
				 value % 16 ? -1 : 0);
		assert_int_equal(base64_decode(&b, two, 4),
				 value % 4 ? -1 : 0);
		buf_release(&b);
	}
}

static void too_small(void **state)
{
	struct buf b;

	(void)state;
	for (size_t max = 0; max < 8; max++) {
		buf_init(&b, max);
		assert_int_equal(base64_add(&b, "foob", 4), -1);
		assert_true(b.len <= max);
		buf_release(&b);
		if (max > 5)
			continue;
		buf_init(&b, max);
		assert_int_equal(base64_decode(&b, "Zm9vYmFy", 8), -1);
		assert_true(b.len <= max);
		buf_release(&b);
	}
}

/* Both append: what was there stays. */
static void append(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	buf_adds(&b, "AUTH PLAIN ");
	assert_int_equal(base64_add(&b, "foo", 3), 0);
	assert_string_equal(buf_str(&b), "AUTH PLAIN Zm9v");
	assert_int_equal(base64_decode(&b, "Zm8=", 4), 0);
	assert_string_equal(buf_str(&b), "AUTH PLAIN Zm9vfo");
	assert_int_equal(base64_decode(&b, "", 0), 0);
	assert_string_equal(buf_str(&b), "AUTH PLAIN Zm9vfo");
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(every_length),
		cmocka_unit_test(every_pair),
		cmocka_unit_test(every_truncation),
		cmocka_unit_test(every_byte),
		cmocka_unit_test(refused),
		cmocka_unit_test(spare_bits),
		cmocka_unit_test(too_small),
		cmocka_unit_test(append),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
