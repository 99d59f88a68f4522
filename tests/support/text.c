/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Growing texts and their relatives; see text.h.
 */
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

_Noreturn void die(const char *fmt, ...)
{
	va_list ap;

	fputs("tests/support: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(70);
}

void *xrealloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	if (p == NULL)
		die("out of memory");
	return p;
}

char *xstrndup(const char *str, size_t len)
{
	char *copy = xrealloc(NULL, len + 1);

	memcpy(copy, str, len);
	copy[len] = '\0';
	return copy;
}

static void text_reserve(struct text *text, size_t more)
{
	if (text->cap - text->len > more)
		return;
	text->cap = (text->len + more + 1) * 2;
	text->data = xrealloc(text->data, text->cap);
}

void text_add(struct text *text, const void *bytes, size_t len)
{
	text_reserve(text, len);
	if (len > 0)
		memcpy(text->data + text->len, bytes, len);
	text->len += len;
	text->data[text->len] = '\0';
}

void text_str(struct text *text, const char *str)
{
	text_add(text, str, strlen(str));
}

void text_printf(struct text *text, const char *fmt, ...)
{
	char *str = NULL;
	va_list ap;

	va_start(ap, fmt);
	int len = vasprintf(&str, fmt, ap);
	va_end(ap);
	if (len < 0)
		die("out of memory");
	text_add(text, str, (size_t)len);
	free(str);
}

void text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){ .data = NULL };
}

const char *text_cstr(const struct text *text)
{
	return text->data ? text->data : "";
}

int text_load(struct text *out, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char block[16384];
	ssize_t n;

	if (fd < 0)
		return -1;
	while ((n = read(fd, block, sizeof(block))) > 0)
		text_add(out, block, (size_t)n);
	int saved = errno;
	close(fd);
	errno = saved;
	return n < 0 ? -1 : 0;
}

int text_save(const char *path, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "wbe");

	if (f == NULL)
		return -1;
	size_t written = fwrite(bytes, 1, len, f);
	return fclose(f) != 0 || written != len ? -1 : 0;
}

double clock_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void clock_pause(double seconds)
{
	struct timespec t = { .tv_sec = (time_t)seconds };

	t.tv_nsec = (long)((seconds - (double)t.tv_sec) * 1e9);
	nanosleep(&t, NULL);
}

double parse_seconds(const char *str)
{
	char *end;
	double seconds = strtod(str, &end);

	if (end == str || *end != '\0' || !(seconds >= 0 && seconds < 1e6))
		return -1;
	return seconds;
}

/* One star is remembered at a time: the last one seen is the only one that
 * ever needs to take more, so this is never worse than quadratic. */
bool glob_match(const char *pattern, const char *str)
{
	const char *star = NULL;
	const char *retry = NULL;

	while (*str != '\0' || *pattern != '\0') {
		bool quoted = pattern[0] == '\\' && pattern[1] != '\0';

		if (*pattern == '*') {
			star = ++pattern;
			retry = str;
		} else if (*str != '\0' && *str == pattern[quoted]) {
			pattern += quoted + 1;
			str++;
		} else if (star != NULL && *retry != '\0') {
			pattern = star;
			str = ++retry;
		} else {
			return false;
		}
	}
	return true;
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c ? strchr(digits, c | 0x20) : NULL;

	return at ? (int)(at - digits) : -1;
}

int unescape(struct text *out, const char *in)
{
	static const char names[] = "rnt\\";
	static const char values[] = "\r\n\t\\";

	text_add(out, "", 0);
	for (; *in != '\0'; in++) {
		char byte = *in;

		if (byte == '\\') {
			const char *at = *++in ? strchr(names, *in) : NULL;

			if (at != NULL)
				byte = values[at - names];
			else if (*in != 'x' || hex_digit(in[1]) < 0 ||
				 hex_digit(in[2]) < 0)
				return -1;
			else {
				byte = (char)(hex_digit(in[1]) * 16 +
					      hex_digit(in[2]));
				in += 2;
			}
		}
		text_add(out, &byte, 1);
	}
	return 0;
}

void escape(struct text *out, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '\r')
			text_str(out, "\\r");
		else if (c == '\n')
			text_str(out, "\\n");
		else if ((c < 0x20 && c != '\t') || c == 0x7f)
			text_printf(out, "\\x%02x", c);
		else
			text_add(out, &bytes[i], 1);
	}
}

void base64_add(struct text *out, const void *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = bytes;

	for (size_t i = 0; i < len; i += 3) {
		unsigned long three = (unsigned long)in[i] << 16;
		size_t have = len - i < 3 ? len - i : 3;
		char four[4];

		if (have > 1)
			three |= (unsigned long)in[i + 1] << 8;
		if (have > 2)
			three |= in[i + 2];
		for (size_t k = 0; k < 4; k++)
			four[k] =
				k > have ? '='
					 : digits[(three >> (18 - 6 * k)) & 63];
		text_add(out, four, 4);
	}
}
