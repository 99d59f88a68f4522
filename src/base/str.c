/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small string work: see str.h. */
#include "base/str.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

static void add_n(struct strings *list, const char *s, size_t n)
{
	list->at = mem_resize(list->at, (list->count + 1) * sizeof(*list->at));
	list->at[list->count++] = mem_copy(s, n);
}

void strings_add(struct strings *list, const char *s)
{
	add_n(list, s, strlen(s));
}

void strings_end(struct strings *list)
{
	list->at = mem_resize(list->at, (list->count + 1) * sizeof(*list->at));
	list->at[list->count] = NULL;
}

void strings_release(struct strings *list)
{
	for (size_t i = 0; i < list->count; i++)
		mem_free_secret(list->at[i]);
	free(list->at);
	*list = (struct strings){ 0 };
}

void strings_split(struct strings *list, const char *text, char separator)
{
	while (*text) {
		const char *end = strchr(text, separator);
		size_t n = end ? (size_t)(end - text) : strlen(text);

		if (n)
			add_n(list, text, n);
		text += n + (end ? 1 : 0);
	}
}

char str_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

char str_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool str_same_n(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_lower(a[i]) != str_lower(b[i]))
			return false;
		if (!a[i])
			return true;
	}
	return true;
}

bool str_same(const char *a, const char *b)
{
	return str_same_n(a, b, strlen(a) + 1);
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_is_digits(const char *s)
{
	return *s && strspn(s, "0123456789") == strlen(s);
}

bool str_word(const char **rest, const char **word, size_t *n)
{
	*rest += strspn(*rest, " \t");
	*word = *rest;
	*n = strcspn(*rest, " \t");
	*rest += *n;
	return *n > 0;
}

bool str_breaks_line(const char *s)
{
	return s[strcspn(s, "\r\n")] != '\0';
}

/*
 * Length of the UTF-8 sequence at s (RFC 3629), or 0 where it is none.
 * Overlong forms, surrogates and C1 controls (U+0080 to U+009F) count as
 * none.
 */
static size_t utf8_length(const unsigned char *s, size_t n)
{
	uint32_t c = s[0];
	size_t len = c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 :
		     c < 0xf5 ? 4 : 0;
	static const uint32_t least[] = { 0, 0, 0xa0, 0x800, 0x10000 };

	if (!len || len > n)
		return 0;
	c &= 0xffu >> (len + 1);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fu);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return len;
}

int str_add_printable(struct buf *out, const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;

	for (size_t i = 0; i < n;) {
		size_t len = utf8_length(s + i, n - i);

		if (!len && ((s[i] >= 0x20 && s[i] < 0x7f) || s[i] == '\t'))
			len = 1;
		if (len ? buf_add(out, s + i, len)
			: buf_addf(out, "\\x%02x", s[i]))
			return -1;
		i += len ? len : 1;
	}
	return 0;
}

int str_add_xtext(struct buf *out, const char *text)
{
	int result = 0;

	for (; *text && result == 0; text++) {
		unsigned char c = (unsigned char)*text;

		if (c > ' ' && c < 0x7f && c != '+' && c != '=')
			result = buf_addc(out, (char)c);
		else
			result = buf_addf(out, "+%02X", c);
	}
	return result;
}

size_t str_width(const char *text, size_t n)
{
	size_t width = 0;

	for (size_t i = 0; i < n; i++)
		width += ((unsigned char)text[i] & 0xc0) != 0x80;
	return width;
}
