/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The few things that the fake server and the case runner share: a growing
 * text, a file read whole, a clock, patterns and escapes.  They stand apart
 * from the program under test on purpose: a fault in its own buffers must not
 * be able to hide in the tools that look for it.
 *
 * Allocation failure ends the program.  Nothing here may be used where memory
 * must stay bounded, except with limits of the caller's own.
 */
#ifndef SUPPORT_TEXT_H
#define SUPPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Owns its bytes; data is NUL-terminated once anything was added. */
struct text {
	char *data;
	size_t len;
	size_t cap;
};

void text_add(struct text *text, const void *bytes, size_t len);
void text_str(struct text *text, const char *str);
void text_printf(struct text *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void text_free(struct text *text);

/* The bytes as a C string, "" when nothing was ever added. */
const char *text_cstr(const struct text *text);

/* Adds the file's bytes to OUT; -1 with errno when it cannot be read. */
int text_load(struct text *out, const char *path);

/* Writes LEN bytes to a new file; -1 with errno. */
int text_save(const char *path, const void *bytes, size_t len);

/* Prints to stderr behind the program's name, and exits with 70. */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

void *xrealloc(void *old, size_t size);
char *xstrndup(const char *str, size_t len);

/* Seconds on the monotonic clock. */
double clock_seconds(void);
void clock_pause(double seconds);

/* A whole string as seconds, 0 or more; -1 otherwise. */
double parse_seconds(const char *str);

/* '*' stands for any run of bytes, '\*' and '\\' for themselves. */
bool glob_match(const char *pattern, const char *str);

/* Adds IN with \r \n \t \\ \xNN decoded; -1 on any other escape. */
int unescape(struct text *out, const char *in);

/* Adds the bytes so that none can disturb a terminal or a line. */
void escape(struct text *out, const char *bytes, size_t len);

/* Adds the base64 of the bytes. */
void base64_add(struct text *out, const void *bytes, size_t len);

#endif
