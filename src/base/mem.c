/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is there or the program ends: see mem.h. */
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EX_OSERR = 71 };

void mem_exhausted(void)
{
	fputs("smtpcheck: out of memory\n", stderr);
	_Exit(EX_OSERR);
}

void *mem_new(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	if (!p)
		mem_exhausted();
	return p;
}

void *mem_resize(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);

	if (!q)
		mem_exhausted();
	return q;
}

char *mem_copy(const void *p, size_t n)
{
	char *copy = mem_new(n + 1);

	if (n)
		memcpy(copy, p, n);
	return copy;
}

char *mem_string(const char *s)
{
	return s ? mem_copy(s, strlen(s)) : NULL;
}

char *mem_vformat(const char *format, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, format, ap) < 0)
		mem_exhausted();
	return text;
}

char *mem_format(const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = mem_vformat(format, ap);
	va_end(ap);
	return text;
}

void mem_wipe(void *p, size_t n)
{
	if (n)
		explicit_bzero(p, n);
}

void mem_free_secret(char *s)
{
	if (s)
		mem_wipe(s, strlen(s));
	free(s);
}
