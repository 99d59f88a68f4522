/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small string work that the C library leaves to everyone, for ASCII only:
 * protocol words never depend on the locale.
 */
#ifndef SMTPCHECK_BASE_STR_H
#define SMTPCHECK_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* A list of strings that it owns. */
struct strings {
	char **at;
	size_t count;
};

void strings_add(struct strings *list, const char *s);
void strings_release(struct strings *list);

/* Put a NULL behind the last string, as argv has one. */
void strings_end(struct strings *list);

/* Add each part of text between separators; an empty part is left out. */
void strings_split(struct strings *list, const char *text, char separator);

/* Equal, letters of either case alike. */
bool str_same(const char *a, const char *b);
bool str_same_n(const char *a, const char *b, size_t n);

bool str_starts(const char *s, const char *prefix);
bool str_is_digits(const char *s);
char str_lower(char c);
char str_upper(char c);

/* The next word (no space, tab) at *rest, moving *rest behind it. */
bool str_word(const char **rest, const char **word, size_t *n);

/* A byte that would be a command of its own, or end one: CR, LF, NUL. */
bool str_breaks_line(const char *s);

/*
 * Append text as a terminal may show it: printable ASCII and well-formed
 * UTF-8 as they are, any other byte and every control character (C0, DEL and
 * C1, which a terminal obeys) as \x and two hex digits.  A tab stays.  A
 * backslash stays too: the form is for reading, not for turning back.
 */
int str_add_printable(struct buf *out, const char *text, size_t n);

/*
 * xtext (RFC 3461 section 4): printable ASCII but "+", "=" and space as it
 * is, any other byte as "+" and two upper-case hex digits.
 */
int str_add_xtext(struct buf *out, const char *text);

/* Characters that n bytes of printable UTF-8 take on the screen. */
size_t str_width(const char *text, size_t n);

#endif
