/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OpenSSL's hash of a name: see name_hash.h.  It is the first four octets of
 * the SHA-1 of the name's canonical form, the lowest first.
 *
 *	Name ::= SEQUENCE OF SET OF SEQUENCE { type OID, value ANY }
 *
 * Canonical is each SET without the SEQUENCE around them, every string in it
 * as UTF8String: ASCII letters in lower case, space at both ends left out,
 * space within made one blank.
 */
#include "net/name_hash.h"

#include <gnutls/crypto.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

enum {
	SEQUENCE = 0x30,
	SET = 0x31,
	UTF8_STRING = 12,
	NAME_MOST = 1 << 20,
	SET_MOST = 16
};

/* What is left to read of DER; data is NULL where it was none. */
struct der {
	const unsigned char *data;
	size_t n;
};

/* Take the next element: its tag, and its content.  0: there is none. */
static unsigned take(struct der *from, struct der *content_out)
{
	size_t at = 2, length, octets;

	if (from->n < 2)
		return 0;
	length = from->data[1];
	if (length >= 0x80) {
		octets = length & 0x7f;
		if (octets < 1 || octets > 3 || from->n - 2 < octets)
			return 0;
		for (length = 0; octets; octets--)
			length = length << 8 | from->data[at++];
	}
	if (length > from->n - at)
		return 0;
	*content_out = (struct der){ from->data + at, length };
	at = (size_t)(content_out->data - from->data) + length;
	length = from->data[0];
	from->data += at;
	from->n -= at;
	return (unsigned)length;
}

static void put(struct buf *out, unsigned tag, const void *bytes, size_t n)
{
	buf_addc(out, (char)tag);
	if (n >= 0x10000)
		buf_add(out, (char[]){ (char)0x83, (char)(n >> 16) }, 2);
	else if (n >= 0x100)
		buf_addc(out, (char)0x82);
	else if (n >= 0x80)
		buf_addc(out, (char)0x81);
	if (n >= 0x100)
		buf_addc(out, (char)(n >> 8));
	buf_addc(out, (char)n);
	buf_add(out, bytes, n);
}

/* Octets that a character takes in each kind of string; 0: as it is. */
static const unsigned char widths[] = {
	[UTF8_STRING] = 1, [19] = 1 /* Printable */, [20] = 1 /* T61 */,
	[22] = 1 /* IA5 */, [26] = 1 /* Visible */, [28] = 4 /* Universal */,
	[30] = 2 /* BMP */,
};

static void put_utf8(struct buf *out, uint32_t c)
{
	int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const unsigned char marks[] = { 0, 0xc0, 0xe0, 0xf0 };

	buf_addc(out, (char)(marks[more] | c >> (6 * more)));
	while (more-- > 0)
		buf_addc(out, (char)(0x80 | (c >> (6 * more) & 0x3f)));
}

static bool is_space(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The string in UTF-8, then with letters and space as is canonical. */
static void put_string(struct buf *out, unsigned tag, const struct der *value)
{
	size_t width = widths[tag], kept = 0;
	struct buf text;

	buf_init(&text, NAME_MOST);
	for (size_t i = 0; i + width <= value->n; i += width) {
		uint32_t c = 0;

		for (size_t k = 0; k < width; k++)
			c = c << 8 | value->data[i + k];
		if (tag == UTF8_STRING)
			buf_addc(&text, (char)c);
		else
			put_utf8(&text, c);
	}
	for (size_t i = 0; i < text.len; i++) {
		char c = str_lower(text.data[i]);

		if (!is_space((unsigned char)c))
			text.data[kept++] = c;
		else if (kept && text.data[kept - 1] != ' ')
			text.data[kept++] = ' ';
	}
	kept -= kept && text.data[kept - 1] == ' ';
	put(out, UTF8_STRING, buf_str(&text), kept);
	buf_release(&text);
}

static int put_attribute(struct buf *out, struct der pair)
{
	struct buf inner;
	struct der type = { 0 }, value = { 0 };
	unsigned type_tag = take(&pair, &type), tag = take(&pair, &value);

	if (!type_tag || !tag)
		return -1;
	buf_init(&inner, NAME_MOST);
	put(&inner, type_tag, type.data, type.n);
	if (tag < sizeof(widths) && widths[tag])
		put_string(&inner, tag, &value);
	else
		put(&inner, tag, value.data, value.n);
	put(out, SEQUENCE, buf_str(&inner), inner.len);
	buf_release(&inner);
	return 0;
}

/* DER sorts what is in a SET: X.690 section 11.6. */
static int by_octets(const void *a, const void *b)
{
	const struct buf *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->data, y->data, n);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

static int put_set(struct buf *out, struct der set)
{
	struct buf parts[SET_MOST], inner;
	size_t count = 0;
	struct der pair;
	int result = 0;

	while (result == 0 && set.n && count < SET_MOST) {
		buf_init(&parts[count], NAME_MOST);
		result = take(&set, &pair) == SEQUENCE
				 ? put_attribute(&parts[count], pair)
				 : -1;
		count++;
	}
	if (result < 0 || set.n)
		result = -1;
	else
		qsort(parts, count, sizeof(*parts), by_octets);
	buf_init(&inner, NAME_MOST);
	for (size_t i = 0; i < count; i++) {
		buf_add(&inner, buf_str(&parts[i]), parts[i].len);
		buf_release(&parts[i]);
	}
	put(out, SET, buf_str(&inner), inner.len);
	buf_release(&inner);
	return result;
}

int name_hash(const gnutls_datum_t *name, uint32_t *hash_out)
{
	struct der rest = { name->data, name->size };
	struct der sets = { 0 }, set = { 0 };
	unsigned char digest[20];
	struct buf canonical;
	int result = take(&rest, &sets) == SEQUENCE ? 0 : -1;

	buf_init(&canonical, NAME_MOST);
	while (result == 0 && sets.n)
		result = take(&sets, &set) == SET ? put_set(&canonical, set)
						  : -1;
	if (result == 0 &&
	    gnutls_hash_fast(GNUTLS_DIG_SHA1, buf_str(&canonical),
			     canonical.len, digest) < 0)
		result = -1;
	if (result == 0)
		*hash_out = (uint32_t)digest[0] | (uint32_t)digest[1] << 8 |
			    (uint32_t)digest[2] << 16 |
			    (uint32_t)digest[3] << 24;
	buf_release(&canonical);
	return result;
}
