/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory that is there or the program ends.
 *
 * Allocation failure is handled in one place: mem_exhausted() says so on
 * standard error and ends the process with status 71 (EX_OSERR).  Nothing
 * else in the program tests an allocation.
 */
#ifndef SMTPCHECK_BASE_MEM_H
#define SMTPCHECK_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

_Noreturn void mem_exhausted(void);

/* Zeroed memory of n bytes; the caller frees it.  n may be 0. */
void *mem_new(size_t n);

/* Grow or move p to n bytes; like realloc(), but never NULL for n > 0. */
void *mem_resize(void *p, size_t n);

/* Copy of the n bytes at p, with a NUL behind them; the caller frees it. */
char *mem_copy(const void *p, size_t n);

/* Copy of a string, or NULL for NULL; the caller frees it. */
char *mem_string(const char *s);

/* Formatted string; the caller frees it. */
char *mem_format(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* The same with the arguments in a list. */
char *mem_vformat(const char *format, va_list ap)
	__attribute__((format(printf, 1, 0)));

/* Overwrite n bytes in a way that no compiler leaves out. */
void mem_wipe(void *p, size_t n);

/* Wipe a string and free it.  NULL is allowed. */
void mem_free_secret(char *s);

#endif
