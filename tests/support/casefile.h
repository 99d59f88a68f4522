/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A case file: one story about one run of the program, as text.  First comes
 * a comment that says what the story shows, then sections, each opened by its
 * name in brackets alone on a line.  tests/cases/README tells what each may
 * hold.
 *
 * A case file owns its sections; they are gone once it is released.
 */
#ifndef SUPPORT_CASEFILE_H
#define SUPPORT_CASEFILE_H

#include "text.h"

struct section {
	const char *name; /* "args", "server", ... */
	char *arg;        /* of [file NAME] and [raw NAME], else "" */
	int line;         /* of its first line, counted from 1 */
	struct text body; /* with its line ends, as written */
};

struct casefile {
	struct section *sections;
	size_t count;
};

/* 0, or -1 with WHY saying what is wrong and where. */
int casefile_parse(struct casefile *file, const struct text *in,
		   struct text *why);
int casefile_load(struct casefile *file, const char *path, struct text *why);
void casefile_release(struct casefile *file);

/* The section, or NULL. */
const struct section *casefile_find(const struct casefile *file,
				    const char *name);

/*
 * Walks a section's lines.  AT starts as 0; the line is added to LINE, which
 * is emptied first, without its line end.  Empty lines and comments are passed
 * over; NUMBER counts all lines.  False at the end.
 */
struct cursor {
	size_t at;
	int number;
	struct text line;
};
bool section_next(const struct section *section, struct cursor *cursor);

/* The first line that says something, or OTHERWISE; the caller frees it. */
char *section_word(const struct section *section, const char *otherwise);

/*
 * Splits words as a simple shell does: blanks part them, ' and " keep them
 * together, nothing else is special.  0, or -1 for a quote that never ends.
 * WORDS is a NULL-terminated array.
 */
int words_split(const char *line, char ***words_out);
void words_free(char **words);

#endif
