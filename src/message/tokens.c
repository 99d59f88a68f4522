/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokens of a message's text: see tokens.h. */
#include "message/tokens.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "message/newline.h"

static const char *const names[TOKEN_COUNT] = {
	[TOKEN_FROM_ADDRESS] = "FROM_ADDRESS",
	[TOKEN_TO_ADDRESS] = "TO_ADDRESS",
	[TOKEN_CC_ADDRESS] = "CC_ADDRESS",
	[TOKEN_BCC_ADDRESS] = "BCC_ADDRESS",
	[TOKEN_DATE] = "DATE",
	[TOKEN_MESSAGEID] = "MESSAGEID",
	[TOKEN_SWAKS_VERSION] = "SWAKS_VERSION",
	[TOKEN_NEWLINE] = "NEWLINE",
	[TOKEN_BODY] = "BODY",
	[TOKEN_NEW_HEADERS] = "NEW_HEADERS",
};

void tokens_copy(struct tokens *to, const struct tokens *from)
{
	for (size_t i = 0; i < TOKEN_COUNT; i++)
		to->value[i] = mem_string(from->value[i]);
}

void tokens_release(struct tokens *t)
{
	for (size_t i = 0; i < TOKEN_COUNT; i++)
		free(t->value[i]);
	*t = (struct tokens){ 0 };
}

/* mark name mark */
static size_t match_marked(const char *p, size_t n, const char *mark,
			   enum token *token_out)
{
	size_t m = strlen(mark);

	if (n < m || memcmp(p, mark, m))
		return 0;
	for (size_t i = 0; i < TOKEN_COUNT; i++) {
		size_t length = strlen(names[i]);

		if (n >= 2 * m + length &&
		    !memcmp(p + m, names[i], length) &&
		    !memcmp(p + m + length, mark, m)) {
			*token_out = (enum token)i;
			return 2 * m + length;
		}
	}
	return 0;
}

/* token = "%" name "%" / ".." name ".." / "\n" */
size_t token_match(const char *p, size_t n, enum token *token_out)
{
	if (!n)
		return 0;
	if (*p == '%')
		return match_marked(p, n, "%", token_out);
	if (*p == '.')
		return match_marked(p, n, "..", token_out);
	if (*p != '\\' || !newline_length(p, n))
		return 0;
	*token_out = TOKEN_NEWLINE;
	return 2;
}

/* A table, since this sees every byte of a message that is given as a file. */
size_t token_distance(const char *p, size_t n)
{
	static const bool begins[256] = {
		['%'] = true, ['.'] = true, ['\\'] = true,
	};
	size_t i = 0;

	while (i < n && !begins[(unsigned char)p[i]])
		i++;
	return i;
}

size_t token_find(const char *p, size_t n, enum token token, size_t *at_out)
{
	enum token found;

	for (size_t at = token_distance(p, n); at < n;) {
		size_t length = token_match(p + at, n - at, &found);

		if (length && found == token) {
			*at_out = at;
			return length;
		}
		at += length ? length : 1;
		at += token_distance(p + at, n - at);
	}
	return 0;
}
