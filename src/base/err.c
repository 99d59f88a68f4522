/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a call failed: see err.h. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *e, enum err_kind kind, const char *format, ...)
{
	va_list ap;

	e->kind = kind;
	e->number = 0;
	va_start(ap, format);
	vsnprintf(e->text, sizeof(e->text), format, ap);
	va_end(ap);
	return -1;
}

int err_system(struct err *e, enum err_kind kind, int number,
	       const char *format, ...)
{
	char text[sizeof(e->text)];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	err_set(e, kind, "%.400s: %s", text, strerror(number));
	e->number = number;
	return -1;
}
