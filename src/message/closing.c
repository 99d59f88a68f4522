/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a message whose text the user gave: see closing.h. */
#include "message/closing.h"

#include <stdbool.h>

/*
 * dot-line = LF "." [ [ CR ] LF ]
 *
 * Do the n bytes end with it?  Then its place behind the first LF.
 */
static bool ends_with_dot(const char *bytes, size_t n, size_t *at_out)
{
	if (n && bytes[n - 1] == '\n')
		n -= n > 1 && bytes[n - 2] == '\r' ? 2 : 1;
	*at_out = n - 1;
	return n > 1 && bytes[n - 1] == '.' && bytes[n - 2] == '\n';
}

/*
 * The dot goes with the line end behind it, and what is left ends with the one
 * that is to be added.  swaks takes the dot for the end mark also where one LF
 * more follows, which then stays.
 */
size_t closing_fix(char *bytes, size_t n)
{
	size_t at;

	if (ends_with_dot(bytes, n, &at))
		return at;
	if (n > 1 && bytes[n - 1] == '\n' && bytes[n - 2] == '\n' &&
	    ends_with_dot(bytes, n - 1, &at))
		n = at;
	bytes[n] = '\n';
	return n + 1;
}
