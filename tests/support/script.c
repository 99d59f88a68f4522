/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the [server] section of a case; see script.h.
 *
 *	line    = "S:" SP text / "C:" SP glob / "C?:" SP glob / order
 *	order   = word *( SP argument ) [ SP text ]
 */
#include "script.h"

#include <stdlib.h>
#include <string.h>

/* What stands behind the word. */
enum form { NOTHING, LINE, ESCAPED, SECONDS, SECONDS_TEXT, COUNT_TEXT, NAMES };

static const struct word {
	const char *word;
	enum op_kind kind;
	enum form form;
} words[] = {
	{ "S:", OP_SEND, LINE },           { "C:", OP_EXPECT, LINE },
	{ "C?:", OP_MAY, LINE },           { "DATA", OP_DATA, NOTHING },
	{ "TLS", OP_TLS, NAMES },          { "TLS?", OP_TLS_MAY, NAMES },
	{ "TLSASK", OP_TLS_ASK, NAMES },   { "STAPLE", OP_STAPLE, LINE },
	{ "RAW", OP_RAW, ESCAPED },        { "DRIP", OP_DRIP, SECONDS_TEXT },
	{ "FLOOD", OP_FLOOD, COUNT_TEXT }, { "SLEEP", OP_SLEEP, SECONDS },
	{ "AWAIT", OP_AWAIT, NOTHING },    { "END", OP_END, NOTHING },
	{ "DRAIN", OP_DRAIN, NOTHING },    { "CLOSE", OP_CLOSE, NOTHING },
	{ "CUT", OP_CUT, NOTHING },        { "RESET", OP_RESET, NOTHING },
	{ "CONNECTION", OP_NEXT, NOTHING },
};

static const struct word *find_word(const char *line, size_t len)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == len &&
		    memcmp(words[i].word, line, len) == 0)
			return &words[i];
	return NULL;
}

/* Cuts the first word of REST off and returns it; the caller frees it. */
static char *cut_word(const char **rest)
{
	size_t len = strcspn(*rest, " ");
	char *word = xstrndup(*rest, len);

	*rest += len + ((*rest)[len] == ' ');
	return word;
}

static const char *parse_number(struct op *op, enum form form,
				const char **rest)
{
	char *word = cut_word(rest);
	double number = parse_seconds(word);
	char *end;

	op->seconds = number;
	op->count = strtoul(word, &end, 10);
	bool whole = end != word && *end == '\0';
	free(word);
	if (form == COUNT_TEXT)
		return whole && op->count > 0 ? NULL : "not a count";
	return number >= 0 ? NULL : "not a number of seconds";
}

static const char *parse_text(struct op *op, const char *rest)
{
	if (unescape(&op->text, rest) < 0)
		return "a bad escape";
	return op->text.len > 0 ? NULL : "no text";
}

static const char *parse_names(struct op *op, const char *rest)
{
	char *name = cut_word(&rest);

	text_str(&op->text, name);
	text_str(&op->more, rest);
	free(name);
	return strchr(op->text.data, '/') ? "not a certificate's name" : NULL;
}

static const char *parse_rest(struct op *op, enum form form, const char *rest)
{
	const char *wrong = NULL;

	switch (form) {
	case NOTHING:
		return *rest == '\0' ? NULL : "takes nothing";
	case LINE:
		text_str(&op->text, rest);
		return NULL;
	case NAMES:
		return parse_names(op, rest);
	case ESCAPED:
		return parse_text(op, rest);
	case SECONDS:
		wrong = parse_number(op, form, &rest);
		return wrong || *rest == '\0' ? wrong : "too much";
	case SECONDS_TEXT:
	case COUNT_TEXT:
		wrong = parse_number(op, form, &rest);
		return wrong ? wrong : parse_text(op, rest);
	}
	return "no such form";
}

static struct op *add_op(struct script *script, enum op_kind kind, int line)
{
	script->ops = xrealloc(script->ops,
			       (script->count + 1) * sizeof(*script->ops));
	struct op *op = &script->ops[script->count++];
	*op = (struct op){ .kind = kind, .line = line };
	return op;
}

static const char *parse_line(struct script *script, const char *line,
			      int number)
{
	size_t len = strcspn(line, " ");
	const struct word *word = find_word(line, len);

	if (word == NULL)
		return "no such order";
	struct op *op = add_op(script, word->kind, number);
	return parse_rest(op, word->form, line + len + (line[len] == ' '));
}

static bool ends_connection(enum op_kind kind)
{
	return kind == OP_END || kind == OP_DRAIN || kind == OP_CLOSE ||
	       kind == OP_CUT || kind == OP_RESET;
}

/* A connection's end is always said, by the case or by an OP_END here. */
static const char *check_end(struct script *script, const char *line)
{
	bool empty = script->count == 0;
	bool next = strcmp(line, "CONNECTION") == 0;
	enum op_kind last =
		empty ? OP_NEXT : script->ops[script->count - 1].kind;

	if (!next && ends_connection(last))
		return "nothing can follow the end of a connection";
	if (next && !empty && !ends_connection(last))
		add_op(script, OP_END, script->ops[script->count - 1].line);
	return NULL;
}

int script_parse(struct script *script, const struct section *section,
		 struct text *why)
{
	struct cursor cursor = { .at = 0 };
	const char *wrong = NULL;

	*script = (struct script){ .ops = NULL };
	while (wrong == NULL && section_next(section, &cursor)) {
		const char *line = cursor.line.data;
		int number = section->line + cursor.number - 1;

		wrong = check_end(script, line);
		/* The first connection needs no word to open it. */
		if (wrong == NULL &&
		    (script->count > 0 || strcmp(line, "CONNECTION") != 0))
			wrong = parse_line(script, line, number);
		if (wrong != NULL)
			text_printf(why, "line %d: %s: %s", number, wrong,
				    line);
	}
	text_free(&cursor.line);
	if (wrong != NULL)
		return -1;
	if (script->count == 0 ||
	    !ends_connection(script->ops[script->count - 1].kind))
		add_op(script, OP_END, section->line + cursor.number);
	return 0;
}

void script_release(struct script *script)
{
	for (size_t i = 0; i < script->count; i++) {
		text_free(&script->ops[i].text);
		text_free(&script->ops[i].more);
	}
	free(script->ops);
	*script = (struct script){ .ops = NULL };
}

size_t script_connections(const struct script *script)
{
	size_t count = 1;

	for (size_t i = 0; i < script->count; i++)
		count += script->ops[i].kind == OP_NEXT;
	return count;
}
