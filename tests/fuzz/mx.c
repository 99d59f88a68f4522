/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers of name servers about MX: whatever the bytes, what is read of them
 * can be a list of hosts, and sorting it loses none.
 *
 *	input = *OCTET	; an answer, about example.org
 */
#include <string.h>

#include "fuzz.h"
#include "net/mx.h"

static void check(const struct mx_list *list)
{
	fuzz_must(list->count <= MX_MOST, "no more than there is room for");
	fuzz_must(!list->null || !list->count, "null MX stands alone");
	for (size_t i = 0; i < list->count; i++) {
		const char *host = list->at[i].host;

		fuzz_must(*host && strlen(host) < 1100, "a host has a name");
		fuzz_must(!strpbrk(host, " \t\r\n\x1b<>@/"), "of a host");
		fuzz_must(list->at[i].preference < 65536, "a preference");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mx_list list = { .count = 0 };
	struct err err = { 0 };
	size_t count;

	if (mx_read(data, size, "example.org", &list, &err) < 0)
		fuzz_must(err.kind == ERR_NO_SUCH_HOST ||
			  err.kind == ERR_RESOLVE_TEMPORARY, "why not");
	check(&list);
	count = list.count;
	mx_sort(&list);
	fuzz_must(list.count == count, "as many as before");
	for (size_t i = 1; i < count; i++)
		fuzz_must(list.at[i - 1].preference <= list.at[i].preference,
			  "in order");
	mx_release(&list);
	return 0;
}
