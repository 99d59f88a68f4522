/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Replies, as they come over a link: whatever the bytes, and however they are
 * cut, the same replies are read and the same error ends it.
 *
 *	input = most *OCTET	; most: bytes a read gets in the second run
 */
#include <stdlib.h>
#include <string.h>

#include "bytewire.h"
#include "event/bus.h"
#include "fuzz.h"
#include "smtp/chat.h"

enum { SECOND = 1000000 };

/* What was read, in a form to compare. */
static void note(struct buf *out, const struct reply *r)
{
	buf_addf(out, "%d %d.%d.%d %d:", r->code, r->enhanced[0],
		 r->enhanced[1], r->enhanced[2], r->bare_lf);
	for (size_t i = 0; i < r->count; i++) {
		const char *line;
		size_t n;

		line = reply_line(r, i, &n);
		buf_add(out, line, n);
		buf_addc(out, '\n');
		reply_text(r, i, &n);
		buf_addf(out, "%zu\n", n);
	}
}

static void check(const struct reply *r)
{
	fuzz_must(r->complete, "a reply that was read is whole");
	fuzz_must(r->code >= 200 && r->code < 600, "a code");
	fuzz_must(r->count > 0 && r->count <= REPLY_LINES_MOST, "its lines");
	fuzz_must(r->enhanced[0] == 0 || r->enhanced[0] == 2 ||
		  r->enhanced[0] == 4 || r->enhanced[0] == 5, "a class");
}

static void read_all(const uint8_t *data, size_t size, size_t most,
		     struct buf *out)
{
	const struct secret_policy policy = { .substitute = "HIDDEN" };
	struct bytescript script = { .bytes = data, .n = size, .most = most };
	struct wire *wire = bytewire_new(&script);
	struct reply reply;
	struct chat chat;
	struct bus bus;
	struct err err = { 0 };

	bus_init(&bus, &policy);
	chat_init(&chat, &bus, &script.clock, 5 * SECOND, DEADLINE_NEVER);
	chat.wire = wire;
	reply_init(&reply);
	while (chat_read_reply(&chat, &reply, &err) == 0) {
		check(&reply);
		note(out, &reply);
	}
	fuzz_must(!reply.complete, "what failed is no whole reply");
	buf_addf(out, "error %d\n", (int)err.kind);
	reply_release(&reply);
	chat_release(&chat);
	bus_release(&bus);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	size_t most = input_byte(&in) % 16 + 1;
	struct buf whole, cut;

	buf_init(&whole, 1 << 28);
	buf_init(&cut, 1 << 28);
	read_all(in.at, in.left, 0, &whole);
	read_all(in.at, in.left, most, &cut);
	fuzz_must(whole.len == cut.len &&
		  memcmp(buf_str(&whole), buf_str(&cut), cut.len) == 0,
		  "the same replies however they are cut");
	buf_release(&whole);
	buf_release(&cut);
	return 0;
}
