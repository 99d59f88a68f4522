/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the row that fits, and filling in its text: see explain.h. */
#include "report/explain.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

/* Is text's start one of the prefixes, ended there by stop or the end? */
static bool has_prefix(const char *text, const char *prefixes, bool whole)
{
	while (*prefixes) {
		size_t n = strcspn(prefixes, ",");

		if (strncmp(text, prefixes, n) == 0 &&
		    (!whole || !text[n] || text[n] == '.'))
			return true;
		prefixes += n + (prefixes[n] == ',');
	}
	return false;
}

static bool has_words(const char *text, const char *words)
{
	while (*words) {
		size_t n = strcspn(words, "|");

		for (const char *at = text; *at; at++)
			if (str_same_n(at, words, n))
				return true;
		words += n + (words[n] == '|');
	}
	return false;
}

static void enhanced_text(const struct failure *f, char *text, size_t n)
{
	*text = '\0';
	if (f->enhanced[0])
		snprintf(text, n, "%d.%d.%d", f->enhanced[0], f->enhanced[1],
			 f->enhanced[2]);
}

static bool fits(const struct explanation *row, const struct failure *f)
{
	char code[16], enhanced[48];

	snprintf(code, sizeof(code), "%d", f->code);
	enhanced_text(f, enhanced, sizeof(enhanced));
	return (row->step == ANY_STEP || row->step == (int)f->step) &&
	       (row->cause == CAUSE_NONE || row->cause == f->cause) &&
	       (row->kind == ERR_NONE || row->kind == f->kind) &&
	       (!row->reasons || row->reasons & f->reasons) &&
	       (!row->codes || has_prefix(code, row->codes, false)) &&
	       (!row->enhanced ||
		has_prefix(enhanced, row->enhanced, true)) &&
	       (!row->subject ||
		has_prefix(f->subject ? f->subject : "", row->subject,
			   false)) &&
	       (!row->words || has_words(f->text ? f->text : "", row->words));
}

const struct explanation *explain_find(const struct failure *f)
{
	size_t i = 0;

	while (i + 1 < explain_count && !fits(&explain_rows[i], f))
		i++;	/* the last row fits everything */
	return &explain_rows[i];
}

/* "PLAIN" of "PLAIN LOGIN" where LOGIN was refused: what is left to try. */
static char *others(const struct failure *f)
{
	const char *rest = f->offered ? f->offered : "", *word;
	struct buf list;
	size_t n;

	buf_init(&list, 1 << 16);
	while (str_word(&rest, &word, &n)) {
		const char *tried = f->refused ? f->refused : "", *other;
		bool was_tried = false;
		size_t m;

		while (str_word(&tried, &other, &m))
			was_tried = was_tried ||
				    (m == n && str_same_n(word, other, n));
		if (!was_tried) {
			if (list.len)
				buf_addc(&list, ' ');
			buf_add(&list, word, n);
		}
	}
	if (!list.len)
		buf_adds(&list, "none");
	return buf_take(&list);
}

/* Without the full stop that the sentence around it may have too. */
static char *unended(const char *text)
{
	size_t n = text ? strlen(text) : 0;

	while (n > 1 && (text[n - 1] == '.' || text[n - 1] == ' '))
		n--;
	return text ? mem_copy(text, n) : NULL;
}

static void add_value(struct buf *out, const char *name, size_t n,
		      const struct failure *f,
		      const struct explain_context *context)
{
	char code[16], enhanced[48], codes[72], *left = others(f);
	char *words = unended(f->text);
	const struct {
		const char *name, *value;
	} values[] = {
		{ "words", words },
		{ "subject", f->subject },
		{ "code", code },
		{ "enhanced", enhanced },
		{ "codes", codes },
		{ "step", step_name(f->step) },
		{ "offered", f->offered },
		{ "others", left },
		{ "place", context->place },
	};

	snprintf(code, sizeof(code), "%d", f->code);
	enhanced_text(f, enhanced, sizeof(enhanced));
	snprintf(codes, sizeof(codes), "%s%s%s", code, *enhanced ? " " : "",
		 enhanced);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		if (strlen(values[i].name) == n &&
		    strncmp(values[i].name, name, n) == 0)
			buf_adds(out, values[i].value ? values[i].value
						      : "none");
	free(left);
	free(words);
}

/* How long a part of text is that says "none" alone, with its semicolon. */
static size_t empty_part(const char *text, const struct failure *f)
{
	static const char *const parts[] = {
		"; mechanisms left to try: {others}",
		"mechanisms left to try: {others}; ",
		"; left to try: {others}",
	};
	char *left = others(f);
	size_t n = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && !n; i++)
		if (str_starts(text, parts[i]) && strcmp(left, "none") == 0)
			n = strlen(parts[i]);
	free(left);
	return n;
}

char *explain_fill(const char *text, const struct failure *f,
		   const struct explain_context *context)
{
	struct buf out;

	buf_init(&out, 1 << 20);
	text += empty_part(text, f);
	while (*text) {
		size_t n = strcspn(text, "{;"), len;

		buf_add(&out, text, n);
		text += n;
		if (!*text)
			break;
		if (*text == ';') {
			n = empty_part(text, f);
			buf_add(&out, text, n ? 0 : 1);
			text += n ? n : 1;
			continue;
		}
		len = strcspn(text, "}");
		add_value(&out, text + 1, len - 1, f, context);
		text += len + (text[len] == '}');
	}
	return buf_take(&out);
}
