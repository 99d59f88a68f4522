/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One JSON object, RFC 8259 sections 2 to 7:
 *
 *	value  = "false" / "null" / "true" / object / array / number / string
 *	object = "{" [member *( "," member )] "}"
 *	member = string ":" value
 *	array  = "[" [value *( "," value )] "]"
 *	number = [ "-" ] int [ frac ] [ exp ]
 *	string = %x22 *char %x22
 *
 * with white space around each.  Numbers are taken by their characters, and
 * strings by their bytes: whoever shows them looks at these.
 */
#include "sasl/json.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { DEPTH_MOST = 32, STRING_MOST = 65536 };

/* Where the reading is, and what is looked for at the first level. */
struct json {
	const char *at;
	int depth;
	const char *name;	/* or NULL */
	struct buf string;	/* the last one that was read */
	char *found;
};

static bool value(struct json *j);

static void skip(struct json *j)
{
	j->at += strspn(j->at, " \t\r\n");
}

static bool take(struct json *j, char c)
{
	skip(j);
	if (*j->at != c)
		return false;
	j->at++;
	return true;
}

/* Four hex digits; a NUL, or half of a pair, stands for no character here. */
static bool unicode(struct json *j)
{
	char hex[5] = "", *end;
	unsigned long c;

	for (size_t i = 0; i < 4 && j->at[i]; i++)
		hex[i] = j->at[i];
	c = strtoul(hex, &end, 16);
	if (end != hex + 4 || strspn(hex, "0123456789abcdefABCDEF") != 4)
		return false;
	j->at += 4;
	if (c == 0 || (c >= 0xd800 && c <= 0xdfff))
		return buf_addc(&j->string, '?') == 0;
	if (c < 0x80)
		return buf_addc(&j->string, (char)c) == 0;
	if (c >= 0x800)
		buf_addc(&j->string, (char)(0xe0 | c >> 12));
	buf_addc(&j->string, (char)(c < 0x800 ? 0xc0 | c >> 6
					      : 0x80 | (c >> 6 & 0x3f)));
	return buf_addc(&j->string, (char)(0x80 | (c & 0x3f))) == 0;
}

static bool escape(struct json *j)
{
	static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *which = *j->at ? strchr(names, *j->at) : NULL;

	if (!*j->at)
		return false;
	if (*j->at++ == 'u')
		return unicode(j);
	return which && buf_addc(&j->string, meant[which - names]) == 0;
}

static bool string(struct json *j)
{
	buf_clear(&j->string);
	if (!take(j, '"'))
		return false;
	while (*j->at && *j->at != '"') {
		char c = *j->at++;

		if ((unsigned char)c < ' ')
			return false;
		if (c == '\\' ? !escape(j) : buf_addc(&j->string, c) < 0)
			return false;
	}
	return take(j, '"');
}

static bool number(struct json *j)
{
	size_t n = strspn(j->at, "-+.eE0123456789");

	buf_clear(&j->string);
	buf_add(&j->string, j->at, n);
	j->at += n;
	return n > 0 && strpbrk(buf_str(&j->string), "0123456789");
}

static bool word(struct json *j)
{
	static const char *const words[] = { "false", "null", "true" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]);

		if (strncmp(j->at, words[i], n) == 0) {
			j->at += n;
			return true;
		}
	}
	return false;
}

static bool member(struct json *j)
{
	bool wanted, simple;

	if (!string(j))
		return false;
	wanted = j->depth == 1 && j->name && !j->found &&
		 strcmp(buf_str(&j->string), j->name) == 0;
	if (!take(j, ':'))
		return false;
	skip(j);
	simple = *j->at && strchr("\"-0123456789", *j->at);
	if (!value(j))
		return false;
	if (wanted && simple)
		j->found = buf_take(&j->string);
	return true;
}

/* What stands between brackets, with commas between. */
static bool list(struct json *j, char end, bool (*one)(struct json *))
{
	if (++j->depth > DEPTH_MOST)
		return false;
	if (!take(j, end)) {
		do {
			if (!one(j))
				return false;
		} while (take(j, ','));
		if (!take(j, end))
			return false;
	}
	j->depth--;
	return true;
}

static bool value(struct json *j)
{
	if (take(j, '{'))
		return list(j, '}', member);
	if (take(j, '['))
		return list(j, ']', value);
	if (*j->at == '"')
		return string(j);
	return word(j) || number(j);
}

static bool read_object(struct json *j)
{
	bool good;

	buf_init(&j->string, STRING_MOST);
	skip(j);
	good = *j->at == '{' && value(j);
	skip(j);
	buf_release(&j->string);
	return good && !*j->at;
}

char *json_member(const char *text, const char *name)
{
	struct json j = { .at = text, .name = name };

	if (read_object(&j))
		return j.found;
	free(j.found);
	return NULL;
}

bool json_is_object(const char *text)
{
	struct json j = { .at = text };

	return read_object(&j);
}
