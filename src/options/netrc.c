/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * .netrc: see netrc.h.
 *
 *	file  = *entry
 *	entry = ("machine" name / "default") *(("login" / "password" /
 *		"account") value / "macdef" name lines-to-an-empty-one)
 *
 * Words are separated by white space; one in double quotes may hold some,
 * with a backslash before a quote.
 */
#include "options/netrc.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

enum { WORD_MOST = 4096 };

/* A comment: to the end of its line. */
static int skip_line(FILE *file)
{
	int c;

	while ((c = getc(file)) != EOF && c != '\n')
		;
	return c;
}

/* The next word; false at the end of the file. */
static bool next_word(FILE *file, struct buf *word)
{
	int c;
	bool quoted, fresh = ftell(file) == 0;

	buf_clear(word);
	while ((c = getc(file)) != EOF && (isspace(c) || (c == '#' && fresh))) {
		if (c == '#')
			c = skip_line(file);
		fresh = fresh || c == '\n';
	}
	quoted = c == '"';
	if (quoted)
		c = getc(file);
	for (; c != EOF && (quoted ? c != '"' : !isspace(c));
	     c = getc(file)) {
		if (c == '\\')
			c = getc(file);
		if (c == EOF || buf_addc(word, (char)c) < 0)
			return false;
	}
	if (!quoted && c != EOF)	/* a line's end tells what # is */
		ungetc(c, file);
	return quoted || word->len > 0;
}

static void skip_macro(FILE *file)
{
	int c, before = '\n';

	while ((c = getc(file)) != EOF && !(c == '\n' && before == '\n'))
		before = c;
}

void netrc_release(struct netrc_entry *entry)
{
	mem_free_secret(entry->login);
	mem_free_secret(entry->password);
	*entry = (struct netrc_entry){ 0 };
}

/* One entry's values; its first word was read.  The word behind stays. */
static void read_entry(FILE *file, struct buf *word, struct netrc_entry *entry)
{
	while (next_word(file, word)) {
		const char *key = buf_str(word);
		char **place = NULL;

		if (strcmp(key, "machine") == 0 || strcmp(key, "default") == 0)
			return;
		if (strcmp(key, "macdef") == 0) {
			skip_macro(file);
			continue;
		}
		if (strcmp(key, "login") == 0)
			place = &entry->login;
		else if (strcmp(key, "password") == 0)
			place = &entry->password;
		if (!next_word(file, word))
			break;
		if (place) {
			mem_free_secret(*place);
			*place = mem_string(buf_str(word));
		}
	}
	buf_clear(word);
}

static bool fits(const struct netrc_entry *entry, const char *login)
{
	return !login || (entry->login && strcmp(entry->login, login) == 0);
}

static bool search(FILE *file, struct buf *word, const char *machine,
		   const char *login, struct netrc_entry *entry)
{
	next_word(file, word);
	while (word->len) {
		if (strcmp(buf_str(word), "macdef") == 0) {
			skip_macro(file);
			next_word(file, word);
			continue;
		}
		bool is_default = strcmp(buf_str(word), "default") == 0;
		bool named = strcmp(buf_str(word), "machine") == 0 &&
			     next_word(file, word) &&
			     strcmp(buf_str(word), machine) == 0;

		read_entry(file, word, entry);
		if ((named || is_default) && fits(entry, login))
			return true;
		netrc_release(entry);
	}
	return false;
}

bool netrc_find(const char *path, const char *machine, const char *login,
		struct netrc_entry *entry_out)
{
	FILE *file = fopen(path, "r");
	struct buf word;
	bool found;

	*entry_out = (struct netrc_entry){ 0 };
	if (!file)
		return false;
	buf_init(&word, WORD_MOST);
	found = search(file, &word, machine, login, entry_out);
	buf_release(&word);
	fclose(file);
	return found;
}
