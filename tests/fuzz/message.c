/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The message that options make, and the filter it goes out through.  In
 * whatever blocks it is read and sent it is the same message, and nothing in
 * it can end it but the dot behind it.
 *
 *	input = flags block data %xff body %xff headers %xff added
 *	headers, added = *(text %xfe)
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fuzz.h"
#include "message/compose.h"
#include "message/lines.h"
#include "message/message.h"

enum { PART = 0xff, ITEM = 0xfe };

enum flag {
	NO_FIXUP = 1, KEEP_FROM = 2, LOOSE = 4, DATA_FILE = 8, BODY_FILE = 16,
	NO_DATA = 32, NO_BODY = 64
};

static void fill(struct strings *list, struct input *in)
{
	size_t n;
	char *part = input_part(in, PART, &n);
	struct input items = { (const uint8_t *)part, n };

	while (items.left) {
		char *item = input_string(&items, ITEM);

		strings_add(list, item);
		free(item);
	}
	free(part);
}

static struct text_source source(char *text, size_t n, bool file,
				 unsigned slot)
{
	struct text_source s = { 0 };

	if (file)
		s.file = fuzz_file(slot, text, n);
	else
		s = (struct text_source){ .text = text, .length = n };
	return s;
}

/* The message as it goes out, in blocks of a size. */
static void send(const struct message *m, size_t block, struct buf *out)
{
	struct message_reader *reader = message_open(m);
	struct lines lines = { .raw = message_is_raw(m) };
	char *bytes = malloc(block);
	struct err err;
	ssize_t n;

	while ((n = message_read(reader, bytes, block, &err)) > 0) {
		fuzz_must((size_t)n <= block, "no more than there is room for");
		lines_feed(&lines, bytes, (size_t)n, out);
	}
	fuzz_must(n == 0, "it can be read to its end");
	lines_end(&lines, out);
	free(bytes);
	message_close(reader);
}

/* RFC 5321 section 4.5.2, line by line; the last is the dot. */
static void check(const struct buf *out)
{
	const char *at = buf_str(out), *end = at + out->len;

	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		size_t n = lf ? (size_t)(lf - at) : 0;

		fuzz_must(n > 0 && at[n - 1] == '\r', "lines end in CR LF");
		fuzz_must(!memchr(at, '\r', n - 1), "no CR alone");
		if (*at == '.')
			fuzz_must(at[1] == '.' || (at[1] == '\r' &&
				  lf + 1 == end), "a dot is doubled");
		at = lf + 1;
	}
	fuzz_must(out->len >= 3 && memcmp(end - 3, ".\r\n", 3) == 0,
		  "the dot ends it");
}

static void use(const struct composition *c, size_t block)
{
	struct err err = { 0 };
	struct message *m = compose(c, &err);
	struct buf whole, cut;

	if (!m) {
		fuzz_must(err.kind != ERR_NONE && *err.text, "a reason");
		return;
	}
	buf_init(&whole, 1 << 28);
	buf_init(&cut, 1 << 28);
	send(m, 65536, &whole);
	send(m, block, &cut);
	fuzz_must(whole.len == cut.len &&
		  memcmp(buf_str(&whole), buf_str(&cut), cut.len) == 0,
		  "the same in whatever blocks");
	if (!message_is_raw(m))
		check(&whole);
	buf_release(&whole);
	buf_release(&cut);
	message_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	unsigned flags = input_byte(&in);
	size_t block = input_byte(&in) % 96 + 1, n, m;
	char *text = input_part(&in, PART, &n);
	char *body = input_part(&in, PART, &m);
	struct composition c = {
		.from = "a@example.org", .to = "b@example.org",
		.mailer = "smtpcheck", .version = "0", .host = "me.example",
		.when = 1800000000, .pid = 1,
		.no_fixup = flags & NO_FIXUP,
		.keep_from_line = flags & KEEP_FROM,
		.loose_headers = flags & LOOSE,
	};

	if (!(flags & NO_DATA))
		c.data = source(text, n, flags & DATA_FILE, 0);
	if (!(flags & NO_BODY))
		c.body = source(body, m, flags & BODY_FILE, 1);
	fill(&c.headers, &in);
	fill(&c.added, &in);
	use(&c, block);
	strings_release(&c.headers);
	strings_release(&c.added);
	free(text);
	free(body);
	return 0;
}
