/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers of name servers about TXT: whatever the bytes, what is read of them
 * are strings no longer than an answer.
 *
 *	input = *OCTET	; an answer
 */
#include <string.h>

#include "fuzz.h"
#include "net/txt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strings found = { .at = NULL };
	struct err err = { 0 };
	size_t bytes = 0;

	if (txt_read(data, size, &found, &err) < 0)
		fuzz_must(err.kind == ERR_RESOLVE_TEMPORARY, "why not");
	for (size_t i = 0; i < found.count; i++)
		bytes += strlen(found.at[i]);
	fuzz_must(bytes <= size, "no more than there was");
	strings_release(&found);
	return 0;
}
