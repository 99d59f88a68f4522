/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in columns: see wrap.h. */
#include "report/wrap.h"

#include <stdbool.h>
#include <string.h>

#include "base/str.h"

/* Bytes of text that fit in width columns, broken at a space if there is. */
static size_t fit(const char *text, size_t n, size_t width)
{
	size_t end = 0, space = 0;

	while (end < n && str_width(text, end + 1) <= width) {
		if (text[end] == ' ')
			space = end;
		end++;
	}
	if (end == n || text[end] == ' ' || !space)
		return end;
	return space;
}

void wrap_write(const struct wrap *w, const char *text)
{
	int room = w->width - w->column - w->used;
	bool first = true;

	while (*text || first) {
		size_t line = strcspn(text, "\n");
		size_t n = fit(text, line, (size_t)room);

		if (!first)
			fprintf(w->out, "%*s", w->column, "");
		fwrite(text, 1, n, w->out);
		fputc('\n', w->out);
		text += n;
		if (*text == ' ' || *text == '\n')
			text++;
		first = false;
		room = w->width - w->column;
	}
}
