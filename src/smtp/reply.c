/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server's reply: see reply.h.  RFC 5321 section 4.2:
 *
 *	Reply-line = *( Reply-code "-" [ textstring ] CRLF )
 *		     Reply-code [ SP [ textstring ] ] CRLF
 *	Reply-code = %x32-35 %x30-35 %x30-39
 *
 * The second digit is taken as any: servers send 570 and the like.  RFC 2034:
 *
 *	status-code = ("2"/"4"/"5") "." 1*3DIGIT "." 1*3DIGIT SP
 */
#include "smtp/reply.h"

#include <string.h>

void reply_init(struct reply *r)
{
	memset(r, 0, sizeof(*r));
	buf_init(&r->bytes, REPLY_BYTES_MOST);
}

void reply_release(struct reply *r)
{
	buf_release(&r->bytes);
}

void reply_reset(struct reply *r)
{
	r->code = 0;
	memset(r->enhanced, 0, sizeof(r->enhanced));
	r->complete = r->bare_lf = false;
	r->count = 0;
	buf_clear(&r->bytes);
}

static int keep(struct reply *r, const char *line, size_t n, struct err *err)
{
	if (r->count == REPLY_LINES_MOST)
		return err_set(err, ERR_LIMIT, "the reply has more than %d "
			       "lines", REPLY_LINES_MOST);
	if (buf_add(&r->bytes, line, n) < 0)
		return err_set(err, ERR_LIMIT, "the reply has more than %d "
			       "bytes", REPLY_BYTES_MOST);
	r->ends[r->count++] = r->bytes.len;
	return 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int code_of(const char *line, size_t n)
{
	if (n < 3 || line[0] < '2' || line[0] > '5' || !is_digit(line[1]) ||
	    !is_digit(line[2]))
		return 0;
	return (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
}

/* 1*3DIGIT; how many, with their value. */
static size_t number(const char *s, size_t n, int *value_out)
{
	size_t len = 0;

	*value_out = 0;
	while (len < n && len < 3 && is_digit(s[len]))
		*value_out = *value_out * 10 + s[len++] - '0';
	return len;
}

static void find_enhanced(struct reply *r, const char *s, size_t n)
{
	int subject, detail;
	size_t a, b;

	if (n < 5 || (s[0] != '2' && s[0] != '4' && s[0] != '5') ||
	    s[1] != '.')
		return;
	a = number(s + 2, n - 2, &subject);
	if (!a || 2 + a >= n || s[2 + a] != '.')
		return;
	b = number(s + 3 + a, n - 3 - a, &detail);
	if (!b || (3 + a + b < n && s[3 + a + b] != ' '))
		return;
	r->enhanced[0] = s[0] - '0';
	r->enhanced[1] = subject;
	r->enhanced[2] = detail;
}

int reply_add_line(struct reply *r, const char *line, size_t n,
		   struct err *err)
{
	int code = code_of(line, n);
	char separator = n > 3 ? line[3] : ' ';

	if (keep(r, line, n, err) < 0)
		return -1;
	if (!code || (separator != ' ' && separator != '-'))
		return err_set(err, ERR_GRAMMAR, "the line is no SMTP reply");
	if (r->code && code != r->code)
		return err_set(err, ERR_GRAMMAR, "the reply began with %d and "
			       "goes on with %d", r->code, code);
	if (!r->code && n > 4)
		find_enhanced(r, line + 4, n - 4);
	r->code = code;
	r->complete = separator == ' ';
	return 0;
}

const char *reply_line(const struct reply *r, size_t i, size_t *n_out)
{
	size_t start = i ? r->ends[i - 1] : 0;

	*n_out = r->ends[i] - start;
	return buf_str(&r->bytes) + start;
}

const char *reply_text(const struct reply *r, size_t i, size_t *n_out)
{
	const char *line = reply_line(r, i, n_out);
	size_t skip = *n_out < 4 ? *n_out : 4;

	*n_out -= skip;
	return line + skip;
}

bool reply_is(const struct reply *r, const char *prefixes)
{
	char code[4];

	code[0] = (char)('0' + r->code / 100);
	code[1] = (char)('0' + r->code / 10 % 10);
	code[2] = (char)('0' + r->code % 10);
	while (*prefixes) {
		size_t n = strcspn(prefixes, ",");

		if (n <= 3 && memcmp(code, prefixes, n) == 0)
			return true;
		prefixes += n + (prefixes[n] == ',');
	}
	return false;
}
