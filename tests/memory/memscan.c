/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded into a program by LD_PRELOAD: when the program ends, what is left in
 * its memory of a secret is told on standard error, "memscan: found ...", and
 * the exit status is 98.
 *
 * MEMSCAN has the secret in hexadecimal, so that it is not found where it is
 * looked for.  Looked for are the bytes themselves and their base64 at each
 * of the three places a byte can have in it, without the characters at the
 * ends that depend on what stands beside them.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECRET_MOST = 256, FORMS = 4, LINE_MOST = 512 };

struct form {
	unsigned char bytes[SECRET_MOST * 2];	/* each flipped: see keep() */
	size_t n;
	const char *name;
};

static struct form forms[FORMS];
static char map_line[LINE_MOST];

/* Kept with its bits flipped, or this would find itself. */
static void keep(struct form *f, const char *name, const char *bytes, size_t n)
{
	f->name = name;
	f->n = n;
	for (size_t i = 0; i < n; i++)
		f->bytes[i] = (unsigned char)(bytes[i] ^ 0xff);
}

static size_t encode(const unsigned char *in, size_t n, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t len = 0;

	for (size_t i = 0; i + 2 < n; i += 3) {
		uint32_t v = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 |
			     in[i + 2];

		for (int shift = 18; shift >= 0; shift -= 6)
			out[len++] = digits[v >> shift & 63];
	}
	return len;
}

/* The whole groups of three of it, from the byte on. */
static void add_base64(struct form *f, const unsigned char *secret, size_t n,
		       size_t from)
{
	char text[SECRET_MOST * 2];
	size_t len = encode(secret + from, n - from, text);

	keep(f, "its base64", text, len);
	memset(text, 0, sizeof(text));
}

__attribute__((constructor)) static void begin(void)
{
	const char *hex = getenv("MEMSCAN");
	unsigned char secret[SECRET_MOST];
	unsigned byte;
	size_t n = 0;

	for (; hex && n < SECRET_MOST && sscanf(hex, "%2x", &byte) == 1;
	     hex += 2)
		secret[n++] = (unsigned char)byte;
	if (n < 9)
		return;
	keep(&forms[0], "it", (char *)secret, n);
	for (size_t i = 0; i < 3; i++)
		add_base64(&forms[i + 1], secret, n, i);
	memset(secret, 0, sizeof(secret));
}

static int is_here(const struct form *f, const unsigned char *at)
{
	for (size_t i = 0; i < f->n; i++)
		if (at[i] + f->bytes[i] != UINT8_MAX)
			return 0;
	return 1;
}

static int scan(uintptr_t from, uintptr_t to, const char *where)
{
	int found = 0;

	for (size_t i = 0; i < FORMS; i++)
		for (uintptr_t p = from; forms[i].n && p + forms[i].n <= to;
		     p++)
			if (is_here(&forms[i], (const unsigned char *)p)) {
				fprintf(stderr, "memscan: found %s at %#jx in "
					"%s", forms[i].name, (uintmax_t)p,
					where);
				found++;
			}
	return found;
}

/* What can be written to: heap, stack, data of the program and libraries. */
__attribute__((destructor)) static void end(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	uintmax_t from, to;
	char mode[5];
	int found = 0;

	while (maps && fgets(map_line, sizeof(map_line), maps))
		if (sscanf(map_line, "%jx-%jx %4s", &from, &to, mode) == 3 &&
		    mode[0] == 'r' && mode[1] == 'w')
			found += scan(from, to, map_line);
	if (maps)
		fclose(maps);
	fprintf(stderr, "memscan: %d found\n", found);
	if (found)
		_exit(98);
}
