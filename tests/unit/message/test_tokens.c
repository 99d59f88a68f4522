/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message/tokens and newline: what counts as one and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "message/newline.h"
#include "message/tokens.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static void match(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		enum token token;
	} table[] = {
		{ "%DATE%", 6, TOKEN_DATE },
		{ "%DATE%x", 6, TOKEN_DATE },
		{ "..DATE..", 8, TOKEN_DATE },
		{ "..DATE....BODY..", 8, TOKEN_DATE },
		{ "%FROM_ADDRESS%", 14, TOKEN_FROM_ADDRESS },
		{ "%TO_ADDRESS%", 12, TOKEN_TO_ADDRESS },
		{ "%CC_ADDRESS%", 12, TOKEN_CC_ADDRESS },
		{ "%BCC_ADDRESS%", 13, TOKEN_BCC_ADDRESS },
		{ "%MESSAGEID%", 11, TOKEN_MESSAGEID },
		{ "..SWAKS_VERSION..", TOKEN_MOST, TOKEN_SWAKS_VERSION },
		{ "%NEWLINE%", 9, TOKEN_NEWLINE },
		{ "\\n", 2, TOKEN_NEWLINE },
		{ "\\name", 2, TOKEN_NEWLINE },
		{ "%BODY%", 6, TOKEN_BODY },
		{ "%NEW_HEADERS%", 13, TOKEN_NEW_HEADERS },
		{ "", 0, TOKEN_COUNT },
		{ "%", 0, TOKEN_COUNT },
		{ "%%", 0, TOKEN_COUNT },
		{ "%DATE", 0, TOKEN_COUNT },
		{ "%date%", 0, TOKEN_COUNT },
		{ "%DATE..", 0, TOKEN_COUNT },
		{ "..DATE%", 0, TOKEN_COUNT },
		{ "..DATE.", 0, TOKEN_COUNT },
		{ ".DATE.", 0, TOKEN_COUNT },
		{ "%DATES%", 0, TOKEN_COUNT },
		{ "%%DATE%", 0, TOKEN_COUNT },
		{ "...DATE..", 0, TOKEN_COUNT },
		{ "\\", 0, TOKEN_COUNT },
		{ "\\r", 0, TOKEN_COUNT },
		{ "\\\\n", 0, TOKEN_COUNT },
		{ "\n", 0, TOKEN_COUNT },
		{ "x%DATE%", 0, TOKEN_COUNT },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const char *text = table[i].text;
		enum token token = TOKEN_COUNT;
		size_t length = token_match(text, strlen(text), &token);

		assert_int_equal(length, table[i].length);
		assert_int_equal(token, table[i].token);
		/* no byte behind the token is needed, none of it is spare */
		assert_int_equal(token_match(text, length, &token), length);
		if (length)
			assert_int_equal(token_match(text, length - 1,
						     &token), 0);
	}
}

static void distance(void **state)
{
	(void)state;
	assert_int_equal(token_distance("", 0), 0);
	assert_int_equal(token_distance("abc", 3), 3);
	assert_int_equal(token_distance("ab%", 3), 2);
	assert_int_equal(token_distance("a.%", 3), 1);
	assert_int_equal(token_distance("\\ab", 3), 0);
}

static void find(void **state)
{
	static const struct {
		const char *text;
		size_t length, at;
	} table[] = {
		{ "%BODY%", 6, 0 },
		{ "a %BODY% b %BODY%", 6, 2 },
		{ "a ..BODY.. b", 8, 2 },
		{ ". % \\ %BODY%", 6, 6 },
		/* the percent sign belongs to the token before */
		{ "%DATE%BODY%", 0, 0 },
		{ "%DATE%%BODY%", 6, 6 },
		{ "body", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const char *text = table[i].text;
		size_t at = 0;

		assert_int_equal(token_find(text, strlen(text), TOKEN_BODY,
					    &at), table[i].length);
		assert_int_equal(at, table[i].at);
	}
}

static void newlines(void **state)
{
	static const struct {
		const char *text;
		size_t length, at, trimmed;
	} table[] = {
		{ "", 0, 0, 0 },
		{ "a", 0, 0, 1 },
		{ "a\n", 1, 1, 1 },
		{ "a\r\n", 2, 1, 1 },
		{ "a\\n", 2, 1, 1 },
		{ "a\r", 0, 0, 2 },
		{ "a\\", 0, 0, 2 },
		{ "\rb\n", 1, 2, 2 },
		{ "\\\\n", 2, 1, 1 },
		{ "n\\nn", 2, 1, 4 },
		{ "\n\n", 1, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const char *text = table[i].text;
		size_t n = strlen(text), at = 0;

		assert_int_equal(newline_find(text, n, &at), table[i].length);
		assert_int_equal(at, table[i].at);
		assert_int_equal(newline_trim(text, n), table[i].trimmed);
	}
}

static void empty_lines(void **state)
{
	static const struct {
		const char *text;
		bool last, empty, more;
	} table[] = {
		{ "", false, false, false },
		{ "a", false, false, false },
		{ "\n", true, false, false },
		{ "a\n", true, false, false },
		{ "a\nb", false, false, false },
		{ "a\r\n", true, false, false },
		{ "a\\n", true, false, false },
		{ "a\n\\", false, false, false },
		{ "a\n\\\\n", true, false, false },
		{ "a\\\\", false, false, false },
		{ "n\\nn", false, false, false },
		{ "a\n\n", true, true, false },
		{ "a\r\n\r\n", true, true, false },
		{ "a\n\r\nb", true, true, true },
		{ "a\n\\nb", true, true, true },
		{ "a\\n\\n\\n", true, true, true },
		{ "a\\n\n", true, true, false },
		{ "\n \n", true, false, false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		size_t n = strlen(table[i].text);

		for (size_t split = 0; split <= n; split++) {
			struct newlines s = { 0 };

			newlines_see(&s, table[i].text, split);
			newlines_see(&s, table[i].text + split, n - split);
			assert_int_equal(s.last, table[i].last);
			assert_int_equal(s.empty, table[i].empty);
			assert_int_equal(s.more, table[i].more);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(match),
		cmocka_unit_test(distance),
		cmocka_unit_test(find),
		cmocka_unit_test(newlines),
		cmocka_unit_test(empty_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
