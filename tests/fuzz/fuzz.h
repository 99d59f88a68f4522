/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fuzz targets share.  A target is one file with one function,
 * LLVMFuzzerTestOneInput(), which libFuzzer feeds or replay.c gives the files
 * of a corpus to.  It fails by fuzz_must(), or by what a sanitizer sees.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Abort, saying what does not hold, where it does not. */
void fuzz_must(bool holds, const char *what);

/* An input that is taken apart from its start. */
struct input {
	const uint8_t *at;
	size_t left;
};

/* The next byte, or 0 at the end. */
unsigned input_byte(struct input *in);

/*
 * The bytes before the next separator, which is passed, or before the end:
 * with a NUL behind them, freed by the caller.
 */
char *input_part(struct input *in, uint8_t separator, size_t *n_out);

/* The same as a string: what is behind a NUL in it is left out. */
char *input_string(struct input *in, uint8_t separator);

/*
 * A file with these bytes, under a path that is good until the next call for
 * the same slot (0 or 1).
 */
const char *fuzz_file(unsigned slot, const void *bytes, size_t n);

/* May a terminal be shown this?  Line ends are allowed, escapes are not. */
bool fuzz_is_printable(const char *text, size_t n);

#endif
