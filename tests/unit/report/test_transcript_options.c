/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/transcript: lines without their marks, the time that replies took,
 * and the bytes behind the lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "showing.h"

/* ---- marks ---- */

static const struct event session[] = {
	{ .kind = EVENT_CONNECTED, .text = "h" },
	{ .kind = EVENT_SENT, .text = "EHLO" },
	{ .kind = EVENT_RECEIVED, .text = "250 ok", .expected = true },
	{ .kind = EVENT_SENT, .text = "MAIL", .encrypted = true },
	{ .kind = EVENT_RECEIVED, .text = "550 no", .encrypted = true },
	{ .kind = EVENT_SENT_SUMMARY, .count = 9, .expected = true },
	{ .kind = EVENT_TIMED_OUT, .us = 5000000 },
	{ .kind = EVENT_TIMED_OUT, .us = 5000000, .encrypted = true },
	{ .kind = EVENT_PROBLEM, .text = "trouble" },
};

static void marks(void **state)
{
	static const struct {
		struct transcript settings;
		const char *out, *err;
	} table[] = {
		{ { .silent = 0 },
		  "=== Connected to h.\n -> EHLO\n<-  250 ok\n ~> MAIL\n"
		  "<~* 550 no\n -> 9 lines sent\n"
		  "<** Timeout (5 secs) waiting for server response\n"
		  "<~* Timeout (5 secs) waiting for server response\n",
		  "*** trouble\n" },
		{ { .plain_info = true },
		  "Connected to h.\n -> EHLO\n<-  250 ok\n ~> MAIL\n"
		  "<~* 550 no\n -> 9 lines sent\n"
		  "<** Timeout (5 secs) waiting for server response\n"
		  "<~* Timeout (5 secs) waiting for server response\n",
		  "trouble\n" },
		{ { .plain_send = true },
		  "=== Connected to h.\nEHLO\n<-  250 ok\nMAIL\n"
		  "<~* 550 no\n9 lines sent\n"
		  "<** Timeout (5 secs) waiting for server response\n"
		  "<~* Timeout (5 secs) waiting for server response\n",
		  "*** trouble\n" },
		{ { .plain_receive = true },
		  "=== Connected to h.\n -> EHLO\n250 ok\n ~> MAIL\n"
		  "550 no\n -> 9 lines sent\n"
		  "Timeout (5 secs) waiting for server response\n"
		  "Timeout (5 secs) waiting for server response\n",
		  "*** trouble\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check_all(&table[i].settings, session, LENGTH(session),
			  table[i].out, table[i].err);
}

static void where_from_and_why(void **state)
{
	static const struct event events[] = {
		{ .kind = EVENT_NOT_CONNECTED, .text = "h", .port = "25",
		  .why = "in use", .call = "bind", .local = "me",
		  .last = true },
		{ .kind = EVENT_NOT_CONNECTED, .text = "h", .port = "25",
		  .why = "no", .call = "connect", .last = true },
	};

	(void)state;
	check_all(&swaks_settings, events, 2, "",
		  "*** Error connecting me to h:25:\n*** \tbind: in use\n"
		  "*** Error connecting to h:25:\n*** \tconnect: no\n");
}

/* ---- time ---- */

static void time_that_replies_took(void **state)
{
	static const struct event events[] = {
		{ .kind = EVENT_WAITED, .us = 0 },
		{ .kind = EVENT_WAITED, .us = 1234567 },
		{ .kind = EVENT_WAITED, .us = 61999999 },
	};
	struct transcript settings = { .lapse = false };

	(void)state;
	check_all(&settings, events, 3, "", "");
	settings.lapse = true;
	check_all(&settings, events, 3, "=== response in 0.000s\n"
		  "=== response in 1.235s\n=== response in 62.000s\n", "");
	settings.lapse_whole = true;
	check_all(&settings, events, 3, "=== response in 0s\n"
		  "=== response in 1s\n=== response in 61s\n", "");
	settings.plain_info = true;
	check_all(&settings, events, 1, "response in 0s\n", "");
	settings.hide_info = true;
	check_all(&settings, events, 3, "", "");
}

/* ---- bytes ---- */

#define GO_ROW \
	"0000: 67 6F 0D 0A                                           " \
	"go..            \n"
#define OK_ROW \
	"0000: 6F 6B 0A                                              " \
	"ok.             \n"
#define BOTH_ROW \
	"0000: 67 6F 0D 0A  67 6F 0D 0A                              " \
	"go..go..        \n"

/* Two commands leave as one; their bytes are shown behind both. */
static const struct event raw[] = {
	{ .kind = EVENT_SENT, .text = "go" },
	{ .kind = EVENT_RAW, .text = "go\r\n", .outgoing = true },
	{ .kind = EVENT_SENT, .text = "go" },
	{ .kind = EVENT_RAW, .text = "go\r\n", .outgoing = true },
	{ .kind = EVENT_RAW, .text = "", .outgoing = true, .last = true },
	{ .kind = EVENT_RAW, .text = "ok\n", .last = true },
	{ .kind = EVENT_RECEIVED, .text = "ok", .expected = true },
	{ .kind = EVENT_RAW, .text = "go\r\n", .outgoing = true,
	  .last = true, .encrypted = true },
};

static void bytes(void **state)
{
	static const struct {
		struct transcript settings;
		const char *out;
	} table[] = {
		{ { .silent = 0 },
		  " -> go\n -> go\n  > " BOTH_ROW "<   " OK_ROW "<-  ok\n"
		  "  > " GO_ROW },
		{ { .plain_send = true },
		  "go\ngo\n" BOTH_ROW "<   " OK_ROW "<-  ok\n" GO_ROW },
		{ { .plain_receive = true },
		  " -> go\n -> go\n  > " BOTH_ROW OK_ROW "ok\n  > " GO_ROW },
		{ { .hide_send = true }, "<   " OK_ROW "<-  ok\n" },
		{ { .hide_receive = true },
		  " -> go\n -> go\n  > " BOTH_ROW "  > " GO_ROW },
		{ { .silent = 1 }, "" },
		{ { .silent = 2 }, "" },
		{ { .silent = 3 }, "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct shown s;

		open_shown(&s, &table[i].settings);
		for (size_t k = 0; k < LENGTH(raw); k++)
			take(&s, &raw[k]);
		finish(&s);
		assert_string_equal(s.out, table[i].out);
		transcript_release(&s.transcript);
		close_shown(&s);
	}
}

/* Of a large message nothing is kept until its end. */
static void large_ones_do_not_wait(void **state)
{
	enum { BLOCK = 65536, BLOCKS = 64 };
	char *block = calloc(1, BLOCK);
	struct event e = { .kind = EVENT_RAW, .text = block, .text_n = BLOCK,
			   .sized = true, .outgoing = true };
	struct shown s;

	(void)state;
	assert_non_null(block);
	open_shown(&s, &swaks_settings);
	for (size_t i = 0; i < BLOCKS; i++) {
		take(&s, &e);
		assert_true(s.transcript.rows.len < 2000000);
	}
	e.text_n = 1;
	e.last = true;
	take(&s, &e);
	assert_int_equal(s.transcript.rows.len, 0);
	finish(&s);
	/* without a break, as if it had been one piece */
	assert_non_null(strstr(s.out, "\n  > 4194288: 00 "));
	assert_non_null(strstr(s.out, "\n  > 4194304: 00 "));
	transcript_release(&s.transcript);
	close_shown(&s);
	free(block);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks),
		cmocka_unit_test(where_from_and_why),
		cmocka_unit_test(time_that_replies_took),
		cmocka_unit_test(bytes),
		cmocka_unit_test(large_ones_do_not_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
