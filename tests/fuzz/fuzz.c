/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuzz targets share: see fuzz.h. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"

void fuzz_must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

unsigned input_byte(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->at++;
}

char *input_part(struct input *in, uint8_t separator, size_t *n_out)
{
	const uint8_t *end = in->left ? memchr(in->at, separator, in->left)
				      : NULL;
	size_t n = end ? (size_t)(end - in->at) : in->left;
	char *part = mem_new(n + 1);

	if (n)
		memcpy(part, in->at, n);
	in->at += n + (end != NULL);
	in->left -= n + (end != NULL);
	*n_out = n;
	return part;
}

char *input_string(struct input *in, uint8_t separator)
{
	size_t ignored;

	return input_part(in, separator, &ignored);
}

const char *fuzz_file(unsigned slot, const void *bytes, size_t n)
{
	static char paths[2][32];
	static int fds[2] = { -1, -1 };

	if (fds[slot] < 0) {
		fds[slot] = memfd_create("fuzz", MFD_CLOEXEC);
		fuzz_must(fds[slot] >= 0, "memfd_create()");
		snprintf(paths[slot], sizeof(paths[slot]), "/proc/self/fd/%d",
			 fds[slot]);
	}
	fuzz_must(ftruncate(fds[slot], 0) == 0 &&
		  pwrite(fds[slot], bytes, n, 0) == (ssize_t)n, "a file");
	return paths[slot];
}

bool fuzz_is_printable(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == 0x7f || (p[i] < 0x20 && !strchr("\n\t", p[i])) ||
		    p[i] == 0)
			return false;
		/* U+0080 to U+009F in UTF-8: a terminal obeys them too */
		if (p[i] == 0xc2 && i + 1 < n && p[i + 1] < 0xa0)
			return false;
	}
	return true;
}
