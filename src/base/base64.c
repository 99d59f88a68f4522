/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64, RFC 4648 section 4: see base64.h. */
#include "base/base64.h"

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/*
 * The two characters of each value of twelve bits, since looking up pairs
 * takes half the time of looking up characters, and an attachment may be
 * large.
 */
#define ROW(a) \
	{ a, 'A' }, { a, 'B' }, { a, 'C' }, { a, 'D' }, { a, 'E' }, \
	{ a, 'F' }, { a, 'G' }, { a, 'H' }, { a, 'I' }, { a, 'J' }, \
	{ a, 'K' }, { a, 'L' }, { a, 'M' }, { a, 'N' }, { a, 'O' }, \
	{ a, 'P' }, { a, 'Q' }, { a, 'R' }, { a, 'S' }, { a, 'T' }, \
	{ a, 'U' }, { a, 'V' }, { a, 'W' }, { a, 'X' }, { a, 'Y' }, \
	{ a, 'Z' }, { a, 'a' }, { a, 'b' }, { a, 'c' }, { a, 'd' }, \
	{ a, 'e' }, { a, 'f' }, { a, 'g' }, { a, 'h' }, { a, 'i' }, \
	{ a, 'j' }, { a, 'k' }, { a, 'l' }, { a, 'm' }, { a, 'n' }, \
	{ a, 'o' }, { a, 'p' }, { a, 'q' }, { a, 'r' }, { a, 's' }, \
	{ a, 't' }, { a, 'u' }, { a, 'v' }, { a, 'w' }, { a, 'x' }, \
	{ a, 'y' }, { a, 'z' }, { a, '0' }, { a, '1' }, { a, '2' }, \
	{ a, '3' }, { a, '4' }, { a, '5' }, { a, '6' }, { a, '7' }, \
	{ a, '8' }, { a, '9' }, { a, '+' }, { a, '/' },

static const char pairs[4096][2] = {
	ROW('A') ROW('B') ROW('C') ROW('D') ROW('E') ROW('F') ROW('G')
	ROW('H') ROW('I') ROW('J') ROW('K') ROW('L') ROW('M') ROW('N')
	ROW('O') ROW('P') ROW('Q') ROW('R') ROW('S') ROW('T') ROW('U')
	ROW('V') ROW('W') ROW('X') ROW('Y') ROW('Z') ROW('a') ROW('b')
	ROW('c') ROW('d') ROW('e') ROW('f') ROW('g') ROW('h') ROW('i')
	ROW('j') ROW('k') ROW('l') ROW('m') ROW('n') ROW('o') ROW('p')
	ROW('q') ROW('r') ROW('s') ROW('t') ROW('u') ROW('v') ROW('w')
	ROW('x') ROW('y') ROW('z') ROW('0') ROW('1') ROW('2') ROW('3')
	ROW('4') ROW('5') ROW('6') ROW('7') ROW('8') ROW('9') ROW('+')
	ROW('/')
};

#undef ROW

static void encode_group(const unsigned char *in, size_t n, char *out)
{
	uint32_t bits = (uint32_t)in[0] << 16;

	if (n > 1)
		bits |= (uint32_t)in[1] << 8;
	if (n > 2)
		bits |= in[2];
	out[0] = alphabet[bits >> 18];
	out[1] = alphabet[bits >> 12 & 63];
	out[2] = n > 1 ? alphabet[bits >> 6 & 63] : '=';
	out[3] = n > 2 ? alphabet[bits & 63] : '=';
}

/* Six bytes become eight characters; eight bytes are read. */
static void encode_six(const unsigned char *in, char *out)
{
	uint64_t bits;

	memcpy(&bits, in, sizeof(bits));
	bits = be64toh(bits);
	memcpy(out, pairs[bits >> 52], 2);
	memcpy(out + 2, pairs[bits >> 40 & 0xfff], 2);
	memcpy(out + 4, pairs[bits >> 28 & 0xfff], 2);
	memcpy(out + 6, pairs[bits >> 16 & 0xfff], 2);
}

void base64_encode(const void *bytes, size_t n, char *out)
{
	const unsigned char *in = bytes;

	for (; n >= 8; n -= 6, in += 6, out += 8)
		encode_six(in, out);
	for (; n >= 3; n -= 3, in += 3, out += 4)
		encode_group(in, 3, out);
	if (n)
		encode_group(in, n, out);
}

int base64_add(struct buf *out, const void *bytes, size_t n)
{
	const unsigned char *in = bytes;
	char group[4];

	for (size_t at = 0; at < n; at += 3) {
		encode_group(in + at, n - at < 3 ? n - at : 3, group);
		if (buf_add(out, group, sizeof(group)) < 0)
			return -1;
	}
	return 0;
}

static int value_of(char c)
{
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

/*
 * base64 = *(4b64) [ 3b64 "=" / 2b64 "==" ], and the bits that the padding
 * leaves over are zero.
 */
static bool decode_group(const char *in, size_t pad, unsigned char *out)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < 4; i++) {
		int v = i < 4 - pad ? value_of(in[i]) : 0;

		if (v < 0)
			return false;
		bits = bits << 6 | (uint32_t)v;
	}
	if ((pad == 1 && bits & 0xff) || (pad == 2 && bits & 0xffff))
		return false;
	out[0] = (unsigned char)(bits >> 16);
	out[1] = (unsigned char)(bits >> 8 & 0xff);
	out[2] = (unsigned char)(bits & 0xff);
	return true;
}

int base64_decode(struct buf *out, const char *text, size_t n)
{
	unsigned char bytes[3];

	if (n % 4)
		return -1;
	for (size_t at = 0; at < n; at += 4) {
		size_t pad = 0;

		if (at + 4 == n)
			pad = (text[n - 1] == '=') +
			      (text[n - 1] == '=' && text[n - 2] == '=');
		if (!decode_group(text + at, pad, bytes) ||
		    buf_add(out, bytes, 3 - pad) < 0)
			return -1;
	}
	return 0;
}
