/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads case files; see casefile.h.
 *
 *	case    = *comment *section
 *	section = "[" name [ " " arg ] "]" LF *line
 *
 * Only a known name opens a section, so a message body may hold a line such
 * as "[sic]"; a line that merely looks like an unknown section is an error
 * outside of the sections whose text is free.
 */
#include "casefile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct kind {
	const char *name;
	bool arg;  /* takes a file's name */
	bool once; /* a second one is an error */
	bool free; /* any text may stand in it */
};

static const struct kind kinds[] = {
	{ .name = "args", .once = true },
	{ .name = "as", .once = true },
	{ .name = "env", .once = true },
	{ .name = "expect", .once = true },
	{ .name = "file", .arg = true, .free = true },
	{ .name = "raw", .arg = true, .free = true },
	{ .name = "server", .once = true },
	{ .name = "signal", .once = true },
	{ .name = "stdin", .once = true, .free = true },
	{ .name = "stdout", .once = true, .free = true },
	{ .name = "transport", .once = true },
};

static bool file_name_ok(const char *name)
{
	return name[0] != '\0' && strcmp(name, ".") != 0 &&
	       strcmp(name, "..") != 0 &&
	       strspn(name,
		      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		      "0123456789._-") == strlen(name);
}

/* The kind that the header line names, its argument in ARG; or NULL. */
static const struct kind *header_kind(const char *line, size_t len,
				      struct text *arg)
{
	arg->len = 0;
	if (len < 3 || line[0] != '[' || line[len - 1] != ']')
		return NULL;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t n = strlen(kinds[i].name);

		if (len < n + 2 || memcmp(line + 1, kinds[i].name, n) != 0)
			continue;
		if (len == n + 2 && !kinds[i].arg)
			return &kinds[i];
		if (kinds[i].arg && line[n + 1] == ' ') {
			text_add(arg, line + n + 2, len - n - 3);
			return file_name_ok(text_cstr(arg)) ? &kinds[i] : NULL;
		}
	}
	return NULL;
}

static struct section *add_section(struct casefile *file,
				   const struct kind *kind, const char *arg)
{
	file->sections = xrealloc(file->sections,
				  (file->count + 1) * sizeof(*file->sections));
	file->sections[file->count] = (struct section){
		.name = kind->name,
		.arg = xstrndup(arg, strlen(arg)),
	};
	return &file->sections[file->count++];
}

/* What is wrong with a line that opens no section, if anything. */
static const char *stray(const struct kind *current, const char *line,
			 size_t len)
{
	if (current == NULL)
		return len > 0 && line[0] != '#' ? "text before a section"
						 : NULL;
	if (!current->free && len > 0 && line[0] == '[')
		return "no such section";
	return NULL;
}

static const char *open_section(struct casefile *file, const struct kind *kind,
				const char *arg, int line)
{
	if (kind->once && casefile_find(file, kind->name) != NULL)
		return "a second section of that name";
	add_section(file, kind, arg)->line = line + 1;
	return NULL;
}

int casefile_parse(struct casefile *file, const struct text *in,
		   struct text *why)
{
	const struct kind *current = NULL;
	const char *wrong = NULL;
	struct text arg = { .data = NULL };
	int number = 0;

	*file = (struct casefile){ .sections = NULL };
	for (size_t at = 0; at < in->len && wrong == NULL;) {
		const char *line = in->data + at;
		const char *lf = memchr(line, '\n', in->len - at);
		size_t whole = lf ? (size_t)(lf - line) + 1 : in->len - at;
		size_t len = lf ? whole - 1 : whole;
		const struct kind *kind = header_kind(line, len, &arg);

		number++;
		at += whole;
		if (kind != NULL) {
			wrong = open_section(file, kind, text_cstr(&arg),
					     number);
			current = kind;
		} else {
			wrong = stray(current, line, len);
			if (current != NULL)
				text_add(&file->sections[file->count - 1].body,
					 line, whole);
		}
	}
	text_free(&arg);
	if (wrong == NULL && casefile_find(file, "args") == NULL)
		wrong = "no [args]";
	if (wrong != NULL)
		text_printf(why, "line %d: %s", number, wrong);
	return wrong == NULL ? 0 : -1;
}

int casefile_load(struct casefile *file, const char *path, struct text *why)
{
	struct text in = { .data = NULL };
	int ret = -1;

	*file = (struct casefile){ .sections = NULL };
	if (text_load(&in, path) < 0)
		text_printf(why, "%s: %s", path, strerror(errno));
	else
		ret = casefile_parse(file, &in, why);
	text_free(&in);
	return ret;
}

void casefile_release(struct casefile *file)
{
	for (size_t i = 0; i < file->count; i++) {
		free(file->sections[i].arg);
		text_free(&file->sections[i].body);
	}
	free(file->sections);
	*file = (struct casefile){ .sections = NULL };
}

const struct section *casefile_find(const struct casefile *file,
				    const char *name)
{
	for (size_t i = 0; i < file->count; i++)
		if (strcmp(file->sections[i].name, name) == 0)
			return &file->sections[i];
	return NULL;
}

bool section_next(const struct section *section, struct cursor *cursor)
{
	const struct text *body = &section->body;

	while (cursor->at < body->len) {
		const char *line = body->data + cursor->at;
		const char *lf = memchr(line, '\n', body->len - cursor->at);
		size_t len = lf ? (size_t)(lf - line) : body->len - cursor->at;

		cursor->at += len + (lf != NULL);
		cursor->number++;
		if (len == 0 || line[0] == '#')
			continue;
		cursor->line.len = 0;
		text_add(&cursor->line, line, len);
		return true;
	}
	text_free(&cursor->line);
	return false;
}

char *section_word(const struct section *section, const char *otherwise)
{
	struct cursor cursor = { .at = 0 };
	const char *word = otherwise;

	if (section != NULL && section_next(section, &cursor))
		word = cursor.line.data;
	char *copy = xstrndup(word, strlen(word));
	text_free(&cursor.line);
	return copy;
}

static void words_add(char ***words, size_t *count, struct text *word)
{
	*words = xrealloc(*words, (*count + 2) * sizeof(**words));
	(*words)[(*count)++] = xstrndup(text_cstr(word), word->len);
	(*words)[*count] = NULL;
	word->len = 0;
}

int words_split(const char *line, char ***words_out)
{
	char **words = xrealloc(NULL, sizeof(*words));
	struct text word = { .data = NULL };
	size_t count = 0;
	bool inside = false; /* '' is a word too */
	char quote = '\0';

	words[0] = NULL;
	for (; *line != '\0'; line++) {
		if (*line == quote) {
			quote = '\0';
		} else if (quote == '\0' && (*line == '\'' || *line == '"')) {
			quote = *line;
			inside = true;
		} else if (quote == '\0' && strchr(" \t\n", *line) != NULL) {
			if (inside)
				words_add(&words, &count, &word);
			inside = false;
		} else {
			text_add(&word, line, 1);
			inside = true;
		}
	}
	if (inside)
		words_add(&words, &count, &word);
	text_free(&word);
	*words_out = words;
	return quote == '\0' ? 0 : -1;
}

void words_free(char **words)
{
	for (size_t i = 0; words != NULL && words[i] != NULL; i++)
		free(words[i]);
	free(words);
}
