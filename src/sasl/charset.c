/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encodings that old mechanisms want: see charset.h.  UTF-8 is RFC 3629. */
#include "sasl/charset.h"

#include <locale.h>
#include <stdint.h>
#include <wctype.h>

#include "base/buf.h"

/* The character at text, its length in *n_out; 0: no UTF-8. */
static uint32_t decode(const unsigned char *text, size_t *n_out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c = text[0];
	size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 :
		   c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;

	*n_out = n;
	if (n < 2)
		return n ? c : 0;
	c &= 0xffu >> (n + 1);
	for (size_t i = 1; i < n; i++) {	/* a NUL ends it too */
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (text[i] & 0x3fu);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return c;
}

/* The highest character of a text; 0 where it is no UTF-8, or empty. */
static uint32_t highest(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	uint32_t most = 0;
	size_t n;

	for (; *at; at += n) {
		uint32_t c = decode(at, &n);

		if (!c)
			return 0;
		if (c > most)
			most = c;
	}
	return most;
}

bool charset_is_utf8(const char *text)
{
	return !*text || highest(text);
}

bool charset_beyond_latin1(const char *text)
{
	return highest(text) > 0xff;
}

int charset_add_latin1(struct buf *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	uint32_t most = highest(text);
	size_t n;

	if (!most || most > 0xff)
		return buf_adds(out, text);
	for (; *at; at += n)
		if (buf_addc(out, (char)decode(at, &n)) < 0)
			return -1;
	return 0;
}

static int add_unit(struct buf *out, uint32_t unit)
{
	const char bytes[] = { (char)(unit & 0xff), (char)(unit >> 8 & 0xff) };

	return buf_add(out, bytes, 2);
}

/* RFC 2781 section 2.1 */
static int add_utf16(struct buf *out, uint32_t c)
{
	if (c < 0x10000)
		return add_unit(out, c);
	c -= 0x10000;
	if (add_unit(out, 0xd800 | c >> 10) < 0)
		return -1;
	return add_unit(out, 0xdc00 | (c & 0x3ff));
}

int charset_add_utf16(struct buf *out, const char *text, bool upper)
{
	const unsigned char *at = (const unsigned char *)text;
	locale_t any = upper ? newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL)
			     : NULL;
	int result = 0;
	size_t n;

	for (; *at && result == 0; at += n) {
		uint32_t c = decode(at, &n);

		if (!c) {
			c = *at;
			n = 1;
		}
		if (any)
			c = (uint32_t)towupper_l((wint_t)c, any);
		else if (upper && c >= 'a' && c <= 'z')
			c -= 'a' - 'A';	/* no such locale here */
		result = add_utf16(out, c);
	}
	if (any)
		freelocale(any);
	return result;
}
