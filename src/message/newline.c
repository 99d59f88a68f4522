/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Line ends in a text that the user gave: see newline.h. */
#include "message/newline.h"

/* newline = LF / CR LF / "\" "n" */
size_t newline_length(const char *p, size_t n)
{
	if (n > 0 && p[0] == '\n')
		return 1;
	if (n > 1 && p[0] == '\r' && p[1] == '\n')
		return 2;
	return n > 1 && p[0] == '\\' && p[1] == 'n' ? 2 : 0;
}

size_t newline_find(const char *p, size_t n, size_t *at_out)
{
	for (size_t at = 0; at < n; at++) {
		size_t length = newline_length(p + at, n - at);

		if (length) {
			*at_out = at;
			return length;
		}
	}
	return 0;
}

size_t newline_trim(const char *p, size_t n)
{
	if (n > 1 && newline_length(p + n - 2, 2) == 2)
		return n - 2;
	return n && p[n - 1] == '\n' ? n - 1 : n;
}

static void see_newline(struct newlines *s, bool after_another)
{
	s->empty = after_another;
	s->last = true;
	s->half = false;
}

/*
 * A CR is passed over: it is the first half of a line end, and where it is
 * not, nothing that is decided here depends on it.
 */
static void see_byte(struct newlines *s, char c)
{
	if (c == '\n') {
		see_newline(s, s->last);
	} else if (c == 'n' && s->half) {
		see_newline(s, s->before);
	} else if (c != '\r') {
		s->before = s->last;
		s->last = false;
		s->half = c == '\\';
	}
}

void newlines_see(struct newlines *s, const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && !s->empty)
		see_byte(s, p[i++]);
	s->more = s->more || i < n;
}
