/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/str: words and lists of them, and the comparison of letters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static void join(const struct strings *list, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < list->count; i++)
		buf_addf(out, "[%s]", list->at[i]);
}

static void split(void **state)
{
	static const struct {
		const char *text;
		char separator;
		const char *parts;
	} table[] = {
		{ "", ',', "" },
		{ "a", ',', "[a]" },
		{ "a,b", ',', "[a][b]" },
		{ "ab,cd,ef", ',', "[ab][cd][ef]" },
		{ ",", ',', "" },
		{ ",,,", ',', "" },
		{ ",a,,b,", ',', "[a][b]" },
		{ "a b,c", ',', "[a b][c]" },
		{ "a b,c", ' ', "[a][b,c]" },
	};
	struct buf joined;

	(void)state;
	buf_init(&joined, 100);
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct strings list = { 0 };

		strings_split(&list, table[i].text, table[i].separator);
		join(&list, &joined);
		assert_string_equal(buf_str(&joined), table[i].parts);
		strings_release(&list);
		assert_int_equal(list.count, 0);
		assert_null(list.at);
	}
	buf_release(&joined);
}

/* A list owns copies, and grows by what is split into it. */
static void list(void **state)
{
	struct strings list = { 0 };
	char text[] = "one";
	struct buf joined;

	(void)state;
	strings_add(&list, text);
	text[0] = 'x';
	strings_split(&list, "two,three", ',');
	strings_add(&list, "");
	buf_init(&joined, 100);
	join(&list, &joined);
	assert_string_equal(buf_str(&joined), "[one][two][three][]");
	buf_release(&joined);
	strings_release(&list);
	strings_release(&list);
}

static void words(void **state)
{
	static const struct {
		const char *text, *parts;
	} table[] = {
		{ "", "" },
		{ " \t ", "" },
		{ "AUTH", "[AUTH]" },
		{ "AUTH PLAIN LOGIN", "[AUTH][PLAIN][LOGIN]" },
		{ "  AUTH\t\tPLAIN ", "[AUTH][PLAIN]" },
		{ "a\nb c", "[a\nb][c]" },
	};
	struct buf joined;

	(void)state;
	buf_init(&joined, 100);
	for (size_t i = 0; i < LENGTH(table); i++) {
		const char *rest = table[i].text, *word;
		size_t n;

		buf_clear(&joined);
		while (str_word(&rest, &word, &n)) {
			assert_true(n > 0);
			buf_addf(&joined, "[%.*s]", (int)n, word);
		}
		assert_int_equal(n, 0);
		assert_int_equal(*rest, '\0');
		assert_string_equal(buf_str(&joined), table[i].parts);
	}
	buf_release(&joined);
}

static void same(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} table[] = {
		{ "", "", true },
		{ "PLAIN", "plain", true },
		{ "cram-MD5", "CRAM-md5", true },
		{ "PLAIN", "PLAINS", false },
		{ "PLAINS", "PLAIN", false },
		{ "", "a", false },
		/* bit 5 is no matter of case where there is no letter */
		{ "@", "`", false },
		{ "[", "{", false },
		{ "0", "\x10", false },
		{ "\xc4", "\xe4", false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		assert_int_equal(str_same(table[i].a, table[i].b),
				 table[i].same);
		assert_int_equal(str_same(table[i].b, table[i].a),
				 table[i].same);
	}
	assert_true(str_same_n("PLAINx", "plainy", 5));
	assert_false(str_same_n("PLAINx", "plainy", 6));
	assert_true(str_same_n("a", "b", 0));
	/* no byte behind the end of either is looked at */
	assert_true(str_same_n("ab", "AB", 100));
	assert_false(str_same_n("ab", "ABC", 100));
}

/* Every byte, by the C locale's idea of letters whatever the locale is. */
static void letters(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';

		assert_int_equal((unsigned char)str_lower((char)c),
				 upper ? c + 32 : c);
		assert_int_equal((unsigned char)str_upper((char)c),
				 lower ? c - 32 : c);
	}
}

static void tests_of_text(void **state)
{
	static const struct {
		const char *text;
		bool digits, breaks;
	} table[] = {
		{ "", false, false },
		{ "0", true, false },
		{ "0123456789", true, false },
		{ "12a", false, false },
		{ " 12", false, false },
		{ "-1", false, false },
		{ "\xd9\xa1", false, false },	/* ARABIC-INDIC DIGIT ONE */
		{ "a\r", false, true },
		{ "\na", false, true },
		{ "12\n", false, true },
		{ "a\tb\v", false, false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		assert_int_equal(str_is_digits(table[i].text),
				 table[i].digits);
		assert_int_equal(str_breaks_line(table[i].text),
				 table[i].breaks);
	}
	assert_true(str_starts("STARTTLS", "START"));
	assert_true(str_starts("START", "START"));
	assert_true(str_starts("START", ""));
	assert_false(str_starts("STAR", "START"));
	assert_false(str_starts("starttls", "START"));
}

static void xtext(void **state)
{
	static const struct {
		const char *text, *xtext;
	} table[] = {
		{ "", "" },
		{ "fred@example.org", "fred@example.org" },
		{ "a+b=c d", "a+2Bb+3Dc+20d" },
		{ "!~", "!~" },
		{ "\r\n\t\x1f\x7f", "+0D+0A+09+1F+7F" },
		{ "\xc3\xa9\xff", "+C3+A9+FF" },
	};
	struct buf out;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		buf_init(&out, 64);
		assert_int_equal(str_add_xtext(&out, table[i].text), 0);
		assert_string_equal(buf_str(&out), table[i].xtext);
		buf_release(&out);
	}
	buf_init(&out, 4);
	assert_int_equal(str_add_xtext(&out, "a==="), -1);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(split),
		cmocka_unit_test(list),
		cmocka_unit_test(words),
		cmocka_unit_test(same),
		cmocka_unit_test(letters),
		cmocka_unit_test(tests_of_text),
		cmocka_unit_test(xtext),
	};

	setlocale(LC_ALL, "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
