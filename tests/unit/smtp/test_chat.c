/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp/chat: commands gathered into one write, replies read within a limit
 * and within one wait.  The other end is a struct server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/tls_facts.h"
#include "base/tls_policy.h"
#include "event/bus.h"
#include "net/memwire.h"
#include "scene.h"
#include "smtp/chat.h"

#define BANNER(...) ANSWERS(ON("banner", __VA_ARGS__))

enum { SECOND = 1000000 };

/* A chat with a server, and what was told of it. */
static struct {
	struct server server;
	struct chat chat;
	struct bus bus;
	struct reply reply;
	struct err err;
	size_t sent, waits;
} t;

static void take(void *self, const struct event *e)
{
	(void)self;
	t.sent += e->kind == EVENT_SENT;
	t.waits += e->kind == EVENT_WAITING;
}

static void begin_within(const struct answer *answers, int64_t timeout,
			 int64_t run)
{
	const struct secret_policy policy = { .substitute = "HIDDEN" };
	struct wire *wire;

	memset(&t, 0, sizeof(t));
	t.server.answers = answers;
	wire = server_wire(&t.server);
	bus_init(&t.bus, &policy);
	bus_add_sink(&t.bus, (struct sink){ .take = take });
	chat_init(&t.chat, &t.bus, &t.server.clock, timeout,
		  clock_deadline(&t.server.clock, run));
	t.chat.wire = wire;
	reply_init(&t.reply);
}

static void begin(const struct answer *answers)
{
	begin_within(answers, 5 * SECOND, 0);
}

static void end(void)
{
	chat_release(&t.chat);
	reply_release(&t.reply);
	bus_release(&t.bus);
	server_release(&t.server);
}

static int read_reply(void)
{
	return chat_read_reply(&t.chat, &t.reply, &t.err);
}

static int64_t elapsed(void)
{
	return t.server.clock.fixed - 1000000000;
}

/* ---- out ---- */

static void one_write(void **state)
{
	(void)state;
	begin(NULL);
	assert_int_equal(chat_command(&t.chat, &t.err, "MAIL FROM:<%s>", "a"),
			 0);
	assert_int_equal(chat_command(&t.chat, &t.err, "RCPT TO:<b>"), 0);
	assert_int_equal(chat_command(&t.chat, &t.err, "DATA"), 0);
	assert_int_equal(t.server.writes, 0);
	assert_int_equal(t.sent, 3);
	assert_int_equal(chat_flush(&t.chat, &t.err), 0);
	assert_int_equal(t.server.writes, 1);
	assert_string_equal(buf_str(&t.server.sent),
			    "MAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n");
	assert_int_equal(chat_flush(&t.chat, &t.err), 0);
	assert_int_equal(t.server.writes, 1);
	end();
}

/* What is gathered goes out before the message does. */
static void message_behind_commands(void **state)
{
	(void)state;
	begin(NULL);
	chat_command(&t.chat, &t.err, "NOOP");
	assert_int_equal(chat_write(&t.chat, "text", 4, &t.err), 0);
	assert_string_equal(buf_str(&t.server.sent), "NOOP\r\ntext");
	end();
}

static void longest_command(void **state)
{
	char text[12288];

	(void)state;
	begin(NULL);
	memset(text, 'x', sizeof(text));
	text[12286] = '\0';
	assert_int_equal(chat_command(&t.chat, &t.err, "%s", text), 0);
	assert_int_equal(t.sent, 1);
	text[12286] = 'x';
	text[12287] = '\0';
	assert_int_equal(chat_command(&t.chat, &t.err, "%s", text), -1);
	assert_int_equal(t.err.kind, ERR_LIMIT);
	assert_int_equal(chat_auth_line(&t.chat, text, NULL, &t.err), -1);
	/* what did not go out is not told as sent */
	assert_int_equal(t.sent, 1);
	chat_flush(&t.chat, &t.err);
	assert_int_equal(t.server.sent.len, 12288);
	end();
}

/* A server that takes nothing more, and then one that is gone. */
static void stalled_and_gone(void **state)
{
	(void)state;
	begin(NULL);
	t.server.takes = 10;
	chat_command(&t.chat, &t.err, "NOOP and more");
	assert_int_equal(chat_flush(&t.chat, &t.err), -1);
	assert_int_equal(t.err.kind, ERR_TIMEOUT);
	assert_int_equal(elapsed(), 5 * SECOND);
	end();

	begin(ANSWERS({ .to = "banner", .then = THEN_CLOSE }));
	chat_command(&t.chat, &t.err, "NOOP");
	assert_int_equal(chat_flush(&t.chat, &t.err), -1);
	assert_int_equal(t.err.kind, ERR_CLOSED);
	end();
}

static void no_link(void **state)
{
	(void)state;
	begin(NULL);
	chat_close(&t.chat, true);
	assert_true(t.server.politely);
	chat_command(&t.chat, &t.err, "NOOP");
	assert_int_equal(chat_flush(&t.chat, &t.err), -1);
	assert_int_equal(t.err.kind, ERR_CLOSED);
	assert_int_equal(chat_write(&t.chat, "x", 1, &t.err), -1);
	assert_false(chat_has_more(&t.chat));
	end();
	assert_int_equal(t.server.closes, 1);
}

/* ---- in ---- */

static void a_reply(void **state)
{
	(void)state;
	begin(BANNER("220-a\r\n220 b\r\n"));
	assert_int_equal(read_reply(), 0);
	assert_int_equal(t.reply.code, 220);
	assert_int_equal(t.reply.count, 2);
	assert_false(t.reply.bare_lf);
	assert_int_equal(t.waits, 1);
	assert_int_equal(t.chat.in.len, 0);
	end();
}

static void bare_lf(void **state)
{
	(void)state;
	begin(BANNER("220-a\r\n220 b\n"));
	assert_int_equal(read_reply(), 0);
	assert_true(t.reply.bare_lf);
	assert_int_equal(t.reply.count, 2);
	end();
}

/* One reply is taken; what is behind it stays for who asks. */
static void two_at_once(void **state)
{
	(void)state;
	begin(BANNER("220 a\r\n250-b\r\n250 c\r\n"));
	assert_int_equal(read_reply(), 0);
	assert_int_equal(t.reply.code, 220);
	assert_true(chat_has_more(&t.chat));
	assert_string_equal(buf_str(&t.chat.in), "250-b\r\n250 c\r\n");
	assert_int_equal(read_reply(), 0);
	assert_int_equal(t.reply.code, 250);
	assert_int_equal(t.reply.count, 2);
	assert_false(chat_has_more(&t.chat));
	end();
}

/* What waits in the link counts as well; what is yet to come does not. */
static void more_in_the_link(void **state)
{
	(void)state;
	begin(BANNER("220 a\r\n\v250 b\r\n"));
	assert_int_equal(read_reply(), 0);
	assert_true(chat_has_more(&t.chat));
	assert_string_equal(buf_str(&t.chat.in), "250 b\r\n");
	end();

	begin(BANNER("220 a\r\n", .then = THEN_CLOSE));
	assert_int_equal(read_reply(), 0);
	assert_false(chat_has_more(&t.chat));
	assert_int_equal(elapsed(), 0);
	end();

	begin(NULL);
	assert_int_equal(read_reply(), 0);
	assert_false(chat_has_more(&t.chat));
	assert_int_equal(elapsed(), 0);
	end();
}

/* However a reply is cut, it is the same reply. */
static void every_cut(void **state)
{
	static const char text[] = "220-mail\r\n220-2.0.0 a\n220 end\r\n";

	(void)state;
	for (size_t cut = 0; cut < sizeof(text); cut++) {
		begin(BANNER(text));
		t.server.cut = cut;
		assert_int_equal(read_reply(), 0);
		assert_int_equal(t.reply.count, 3);
		assert_int_equal(t.reply.bytes.len, 8 + 11 + 7);
		assert_true(t.reply.bare_lf);
		assert_int_equal(t.chat.in.len, 0);
		end();
	}
}

static void expect_error(const struct answer *answers, enum err_kind kind,
			 size_t lines)
{
	begin(answers);
	assert_int_equal(read_reply(), -1);
	assert_int_equal(t.err.kind, kind);
	assert_int_equal(t.reply.count, lines);
	assert_false(t.reply.complete);
	end();
}

/* What had come by then can be shown. */
static void what_goes_wrong(void **state)
{
	(void)state;
	expect_error(BANNER(NULL, .then = THEN_CLOSE), ERR_CLOSED, 0);
	expect_error(BANNER("22", .then = THEN_CLOSE), ERR_CLOSED, 1);
	expect_error(BANNER("220-a\r\n", .then = THEN_CLOSE), ERR_CLOSED, 1);
	expect_error(BANNER("220-a\r\n220", .then = THEN_CLOSE), ERR_CLOSED,
		     2);
	expect_error(BANNER(NULL, .then = THEN_BREAK), ERR_IO, 0);
	expect_error(BANNER(NULL, .then = THEN_SIGNAL), ERR_INTERRUPTED, 0);
	expect_error(BANNER(NULL, .then = THEN_NOTHING), ERR_TIMEOUT, 0);
	expect_error(BANNER("220-a\r\n", .then = THEN_NOTHING), ERR_TIMEOUT,
		     1);
	expect_error(BANNER("hello\r\n"), ERR_GRAMMAR, 1);
	expect_error(BANNER("220-a\r\nhello\r\n"), ERR_GRAMMAR, 2);
	expect_error(BANNER("220-a\r\n250 b\r\n"), ERR_GRAMMAR, 2);
}

/* The wait is for a whole reply, whatever trickles in meanwhile. */
static void one_wait(void **state)
{
	(void)state;
	begin(BANNER("220 takes its time\r\n", .drip = SECOND));
	assert_int_equal(read_reply(), -1);
	assert_int_equal(t.err.kind, ERR_TIMEOUT);
	assert_non_null(strstr(t.err.text, "within 5 s"));
	assert_int_equal(elapsed(), 5 * SECOND);
	end();

	/* ... and begins anew with the next one */
	begin(BANNER("220 a\r\n220 b\r\n", .drip = 700000));
	assert_int_equal(read_reply(), 0);
	assert_int_equal(read_reply(), 0);
	assert_true(elapsed() > 5 * SECOND);
	end();
}

static void whole_run(void **state)
{
	(void)state;
	begin_within(BANNER(NULL, .then = THEN_NOTHING), 5 * SECOND,
		     3 * SECOND);
	assert_int_equal(read_reply(), -1);
	assert_int_equal(t.err.kind, ERR_DEADLINE);
	assert_int_equal(elapsed(), 3 * SECOND);
	end();

	begin_within(BANNER(NULL, .then = THEN_NOTHING), 0, 9 * SECOND);
	assert_int_equal(read_reply(), -1);
	assert_int_equal(t.err.kind, ERR_DEADLINE);
	assert_int_equal(elapsed(), 9 * SECOND);
	end();
}

/* No limit at all is what the user asked for: it waits on. */
static void without_limits(void **state)
{
	(void)state;
	begin_within(BANNER("220 at last\r\n", .after = (int64_t)1 << 50), 0,
		     0);
	assert_int_equal(read_reply(), 0);
	assert_int_equal(chat_deadline(&t.chat), DEADLINE_NEVER);
	end();
}

/* ---- limits ---- */

static char *long_line(size_t n)
{
	char *text = malloc(n + 3);

	memset(text, 'x', n);
	memcpy(text, "220 ", 4);
	strcpy(text + n, "\r\n");
	return text;
}

/*
 * A line is too long or it is not, in however many packets it comes: the
 * limit is not one of the buffer's.
 */
static void longest_line(void **state)
{
	static const size_t cuts[] = { 0, 1, 8192, 16000, 16384 };

	(void)state;
	for (size_t n = REPLY_LINE_MOST - 8; n < REPLY_LINE_MOST + 9; n += 4) {
		int first = 0;

		for (size_t i = 0; i < LENGTH(cuts); i++) {
			char *line = long_line(n);
			int result;

			begin(BANNER(line));
			t.server.cut = cuts[i];
			result = read_reply();
			if (i == 0)
				first = result;
			assert_int_equal(result, first);
			assert_true(result == 0 ||
				    t.err.kind == ERR_LIMIT);
			end();
			free(line);
		}
	}
}

static void too_long(size_t n, size_t drip)
{
	char *line = long_line(n);
	struct answer answers[] = { { .to = "banner", .with = line }, { 0 } };

	if (drip)
		for (size_t i = drip; i < n; i += drip)
			line[i] = '\v';
	begin(answers);
	assert_int_equal(read_reply(), -1);
	assert_int_equal(t.err.kind, ERR_LIMIT);
	/* some of it is there to be shown, but not all */
	assert_int_equal(t.reply.count, 1);
	assert_in_range(t.reply.bytes.len, 5, REPLY_LINE_MOST);
	end();
	free(line);
}

static void line_without_end(void **state)
{
	(void)state;
	too_long((size_t)1 << 20, 0);
	too_long(REPLY_LINE_MOST * 2, 1000);
	too_long(REPLY_LINE_MOST + 4000, 0);
	too_long(REPLY_LINE_MOST + 4000, 1000);
}

static void reply_without_end(void **state)
{
	static const char line[] = "220-more\r\n";
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < REPLY_LINES_MOST + 10; i++)
		buf_adds(&text, line);
	begin(BANNER(buf_str(&text)));
	assert_int_equal(read_reply(), -1);
	assert_int_equal(t.err.kind, ERR_LIMIT);
	assert_int_equal(t.reply.count, REPLY_LINES_MOST);
	end();
	buf_release(&text);
}

/* ---- TLS ---- */

static void tls_forgets(void **state)
{
	struct tls_policy policy = { 0 };
	struct tls_facts facts = { 0 };

	(void)state;
	begin(NULL);
	assert_int_equal(read_reply(), 0);
	buf_adds(&t.chat.in, "250 in clear\r\n");
	assert_int_equal(chat_start_tls(&t.chat, &policy, &facts, &t.err), 0);
	assert_true(t.chat.encrypted);
	assert_int_equal(t.chat.in.len, 0);
	tls_facts_release(&facts);
	end();

	begin(NULL);
	t.server.tls_fails = ERR_TIMEOUT;
	assert_int_equal(chat_start_tls(&t.chat, &policy, &facts, &t.err),
			 -1);
	assert_int_equal(t.err.kind, ERR_TIMEOUT);
	assert_false(t.chat.encrypted);
	assert_int_equal(elapsed(), 5 * SECOND);
	end();
}

/* ---- the memory wire itself ---- */

static void memory_wire(void **state)
{
	static const char *const chunks[] = { "220-a\r\n22", "0 b\r", "\n",
					      "250 c\r\n", NULL };
	struct memscript script = { .chunks = chunks };

	(void)state;
	for (int open = 0; open < 2; open++) {
		begin(NULL);
		chat_close(&t.chat, false);
		script.stays_open = open;
		script.next = script.offset = 0;
		buf_init(&script.sent, 1000);
		t.chat.wire = memwire_new(&script);
		assert_int_equal(read_reply(), 0);
		assert_int_equal(t.reply.code, 220);
		assert_int_equal(read_reply(), 0);
		assert_int_equal(t.reply.code, 250);
		assert_int_equal(read_reply(), -1);
		assert_int_equal(t.err.kind, open ? ERR_TIMEOUT : ERR_CLOSED);
		chat_command(&t.chat, &t.err, "NOOP");
		chat_flush(&t.chat, &t.err);
		assert_string_equal(buf_str(&script.sent), "NOOP\r\n");
		end();
		assert_true(script.closed);
		buf_release(&script.sent);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_write),
		cmocka_unit_test(message_behind_commands),
		cmocka_unit_test(longest_command),
		cmocka_unit_test(stalled_and_gone),
		cmocka_unit_test(no_link),
		cmocka_unit_test(a_reply),
		cmocka_unit_test(bare_lf),
		cmocka_unit_test(two_at_once),
		cmocka_unit_test(more_in_the_link),
		cmocka_unit_test(every_cut),
		cmocka_unit_test(what_goes_wrong),
		cmocka_unit_test(one_wait),
		cmocka_unit_test(whole_run),
		cmocka_unit_test(without_limits),
		cmocka_unit_test(longest_line),
		cmocka_unit_test(line_without_end),
		cmocka_unit_test(reply_without_end),
		cmocka_unit_test(tls_forgets),
		cmocka_unit_test(memory_wire),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
