/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of NTLM in their fields ([MS-NLMP] section 2.2.1): numbers are
 * little-endian, and a field is a length, another and an offset.
 *
 *	1 negotiate	flags at 12
 *	2 challenge	target at 12, flags at 20, challenge at 24
 *	3 authenticate	LM at 12, NT at 20, domain at 28, user at 36,
 *			workstation at 44, flags at 60
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "report/auth_fields.h"

enum { UNICODE = 1, SIGNATURE = 8 };

static bool number(const struct auth_view *v, size_t at, size_t n,
		   uint32_t *out)
{
	*out = 0;
	if (at + n > v->n)
		return false;
	for (size_t i = 0; i < n; i++)
		*out |= (uint32_t)(unsigned char)v->bytes[at + i] << 8 * i;
	return true;
}

/* Where a message says that bytes are, with a substitute before them. */
static size_t moved(const struct auth_view *v, size_t at)
{
	if (!v->secret_n || at < v->secret_at + v->secret_n)
		return at;
	return at - v->secret_n + v->shown_n;
}

static void add_code_point(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_addc(out, (char)c);
	} else if (c < 0x800) {
		buf_addc(out, (char)(0xc0 | c >> 6));
		buf_addc(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_addc(out, (char)(0xe0 | c >> 12));
		buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_addc(out, (char)(0x80 | (c & 0x3f)));
	}
}

/* UTF-16LE; half of a pair becomes a question mark. */
static void add_utf16(struct buf *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i + 1 < n; i += 2) {
		uint32_t c = (unsigned char)bytes[i] |
			     (uint32_t)(unsigned char)bytes[i + 1] << 8;

		add_code_point(out, c >= 0xd800 && c < 0xe000 ? '?' : c);
	}
}

static void add_text(struct strings *lines, const struct auth_view *v,
		     const char *name, size_t head, uint32_t flags)
{
	uint32_t n, at;
	size_t from;
	struct buf text;

	if (!number(v, head, 2, &n) || !number(v, head + 4, 4, &at))
		return;
	from = moved(v, at);
	if (n && (from > v->n || n > v->n - from))
		return;
	buf_init(&text, (size_t)3 * 0x10000);
	if (flags & UNICODE && n)
		add_utf16(&text, v->bytes + from, n);
	else if (n)
		buf_add(&text, v->bytes + from, n);
	auth_field(lines, name, NULL, buf_str(&text), text.len);
	buf_release(&text);
}

static void add_flags(struct strings *lines, const struct auth_view *v,
		      size_t at, uint32_t *flags_out)
{
	char text[16];

	if (!number(v, at, 4, flags_out))
		return;
	snprintf(text, sizeof(text), "0x%08x", (unsigned)*flags_out);
	auth_field(lines, "flags", NULL, text, strlen(text));
}

/* How long a digest is: the digest itself is nothing to read. */
static void add_length(struct strings *lines, const struct auth_view *v,
		       const char *name, size_t head)
{
	char text[32];
	uint32_t n;

	if (!number(v, head, 2, &n))
		return;
	snprintf(text, sizeof(text), "%u bytes", (unsigned)n);
	auth_field(lines, name, NULL, text, strlen(text));
}

static void add_nonce(struct strings *lines, const struct auth_view *v,
		      size_t at)
{
	char text[17];

	if (at + 8 > v->n)
		return;
	for (size_t i = 0; i < 8; i++)
		snprintf(text + 2 * i, 3, "%02x",
			 (unsigned)(unsigned char)v->bytes[at + i]);
	auth_field(lines, "challenge", NULL, text, strlen(text));
}

static void authenticate(struct strings *lines, const struct auth_view *v)
{
	uint32_t flags = 0;

	add_flags(lines, v, 60, &flags);
	add_text(lines, v, "domain", 28, flags);
	add_text(lines, v, "user name", 36, flags);
	add_text(lines, v, "workstation", 44, flags);
	add_length(lines, v, "LM response", 12);
	add_length(lines, v, "NT response", 20);
}

void auth_fields_ntlm(struct strings *lines, const struct auth_view *v)
{
	uint32_t type, flags = 0;

	if (v->n < SIGNATURE || memcmp(v->bytes, "NTLMSSP", SIGNATURE) != 0 ||
	    !number(v, SIGNATURE, 4, &type))
		return;
	if (type == 1) {
		add_flags(lines, v, 12, &flags);
	} else if (type == 2) {
		add_flags(lines, v, 20, &flags);
		add_text(lines, v, "target", 12, flags);
		add_nonce(lines, v, 24);
	} else if (type == 3) {
		authenticate(lines, v);
	}
}
