/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Replies of HTTP: whatever comes, it is whole, too little or too bad, within
 * its limits; and a reply that is whole stays the same when more comes.
 *
 *	input = *OCTET
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fuzz.h"
#include "net/http_reply.h"

static void check(const struct http_reply *r)
{
	fuzz_must(r->status >= 200 && r->status <= 999, "a status");
	fuzz_must(r->body.len <= HTTP_BODY_MOST, "no more than it may be");
}

/* One more byte behind it. */
static void read_longer(const uint8_t *data, size_t size,
			const struct http_reply *before)
{
	char *longer = mem_new(size + 1);
	struct http_reply r;
	struct err err;

	if (size)
		memcpy(longer, data, size);
	longer[size] = 'x';
	fuzz_must(http_reply_read(longer, size + 1, false, &r, &err) == 1,
		  "it is still whole");
	fuzz_must(r.status == before->status &&
		  r.body.len == before->body.len, "and the same");
	http_reply_release(&r);
	free(longer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_reply r;
	struct err err = { 0 };
	int result = http_reply_read((const char *)data, size, false, &r,
				     &err);

	fuzz_must(result >= 0 || err.kind == ERR_GRAMMAR ||
		  err.kind == ERR_LIMIT, "why not");
	if (result == 1) {
		check(&r);
		read_longer(data, size, &r);
	}
	http_reply_release(&r);
	if (result != 0)
		return 0;
	result = http_reply_read((const char *)data, size, true, &r, &err);
	fuzz_must(result != 0, "nothing more will come");
	if (result == 1)
		check(&r);
	http_reply_release(&r);
	return 0;
}
