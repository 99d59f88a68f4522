/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of compose share: see composed.h. */
#include "composed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "message/lines.h"
#include "message/message.h"

struct composition plain(void)
{
	return (struct composition){
		.from = "f@x.example", .to = "t@y.example",
		.mailer = "mailer 1", .version = "1", .host = "localhost",
		.when = 941646269, .pid = 47942,
	};
}

struct text_source text(const char *s)
{
	struct text_source source = { .text = s };

	source.length = s ? strlen(s) : 0;
	return source;
}

void send_message(const struct message *m, size_t n, struct buf *out)
{
	struct message_reader *r = message_open(m);
	struct lines l = { .raw = message_is_raw(m) };
	char *room = malloc(n);
	struct err err;
	ssize_t got;

	buf_init(out, 1 << 24);
	while ((got = message_read(r, room, n, &err)) > 0)
		lines_feed(&l, room, (size_t)got, out);
	assert_int_equal(got, 0);
	lines_end(&l, out);
	message_close(r);
	free(room);
}

void check(const struct composition *c, const char *want)
{
	static const size_t rooms[] = { 1, 5, 64, 4096 };
	struct err err;
	struct message *m = compose(c, &err);

	assert_non_null(m);
	for (size_t i = 0; i < LENGTH(rooms); i++) {
		struct buf got;

		send_message(m, rooms[i], &got);
		assert_string_equal(buf_str(&got), want);
		assert_int_equal(got.len, strlen(want));
		buf_release(&got);
	}
	message_free(m);
}
