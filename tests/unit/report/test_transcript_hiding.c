/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/transcript: what hiding and silence leave out, and that nothing a
 * server sends is obeyed by the terminal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/tls_facts.h"
#include "showing.h"

/* ---- safe for a terminal ---- */

#define NASTY "a\x1b[31mb\tc\x9b\xc3\xa4\rd"
#define NICE "a\\x1b[31mb\tc\\x9b\xc3\xa4\\x0dd"

/* Whatever of it the server chose, in every kind of event. */
static void escaped(void **state)
{
	static const struct event lines[] = {
		{ .kind = EVENT_SENT, .text = NASTY },
		{ .kind = EVENT_RECEIVED, .text = NASTY, .expected = true },
		{ .kind = EVENT_RECEIVED, .text = NASTY },
		{ .kind = EVENT_TRYING, .text = NASTY },
		{ .kind = EVENT_CONNECTED, .text = NASTY },
		{ .kind = EVENT_NOT_CONNECTED, .text = "h", .why = NASTY,
		  .last = true },
		{ .kind = EVENT_PROBLEM, .text = NASTY },
		{ .kind = EVENT_FINDING, .text = "f", .why = NASTY,
		  .last = true },
		{ .kind = EVENT_TLS_FAILED, .text = NASTY },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(lines); i++) {
		struct shown s;

		open_shown(&s, &smtpcheck_settings);
		take(&s, &lines[i]);
		finish(&s);
		assert_non_null(strstr(*s.out ? s.out : s.err, NICE));
		assert_null(strchr(s.out, '\x1b'));
		assert_null(strchr(s.err, '\x1b'));
		close_shown(&s);
		open_shown(&s, &swaks_settings);
		take(&s, &lines[i]);
		finish(&s);
		assert_non_null(strstr(*s.out ? s.out : s.err, NASTY));
		close_shown(&s);
	}
}

static void escaped_certificate(void **state)
{
	struct tls_certificate leaf = {
		.subject = (char[]){ "/CN=\x1b]0;x\x07" },
		.common_name = (char[]){ "a\nb" },
	};
	char *names[] = { (char[]){ "DNS:\x1b[2J" } };
	struct tls_facts f = { .version = "V", .cipher = "C", .chain = &leaf,
			       .chain_count = 1 };
	const struct event e = { .kind = EVENT_TLS, .tls = &f };
	struct shown s;

	(void)state;
	leaf.names = (struct strings){ .at = names, .count = 1 };
	open_shown(&s, &smtpcheck_settings);
	take(&s, &e);
	finish(&s);
	assert_null(strchr(s.out, '\x1b'));
	assert_null(strchr(s.out, '\x07'));
	assert_non_null(strstr(s.out, "subject=[/CN=\\x1b]0;x\\x07]"));
	assert_non_null(strstr(s.out, "commonName=[a\\x0ab]"));
	assert_non_null(strstr(s.out, "[DNS:\\x1b[2J]"));
	close_shown(&s);
}

/* A text of given size may hold a NUL, and none stands behind it. */
static void sized(void **state)
{
	struct event e = { .kind = EVENT_RECEIVED, .sized = true,
			   .expected = true, .text_n = 7 };
	char *exact = malloc(7);
	struct shown s;

	(void)state;
	assert_non_null(exact);
	memcpy(exact, "250 a\0b", 7);
	e.text = exact;
	check(&smtpcheck_settings, &e, "<-  250 a\\x00b\n", "");
	open_shown(&s, &swaks_settings);
	take(&s, &e);
	finish(&s);
	assert_int_equal(s.out_n, 4 + 7 + 1);
	assert_memory_equal(s.out, "<-  250 a\0b\n", 12);
	close_shown(&s);
	free(exact);
}

/* ---- hidden and silent ---- */

/* A short session in which RCPT is refused. */
static const struct event session[] = {
	{ .kind = EVENT_CONNECTED, .text = "h" },
	{ .kind = EVENT_SENT, .text = "RCPT" },
	{ .kind = EVENT_RECEIVED, .text = "250 ok", .expected = true },
	{ .kind = EVENT_PROBLEM, .text = "trouble" },
	{ .kind = EVENT_SENT, .text = "QUIT" },
	{ .kind = EVENT_RECEIVED, .text = "221 bye", .expected = true },
	{ .kind = EVENT_CLOSED },
};

static void hidden(void **state)
{
	static const struct {
		struct transcript settings;
		const char *out, *err;
	} table[] = {
		{ { .hide_receive = true },
		  "=== Connected to h.\n -> RCPT\n -> QUIT\n"
		  "=== Connection closed with remote host.\n",
		  "*** trouble\n" },
		{ { .hide_send = true },
		  "=== Connected to h.\n<-  250 ok\n<-  221 bye\n"
		  "=== Connection closed with remote host.\n",
		  "*** trouble\n" },
		{ { .hide_info = true },
		  " -> RCPT\n<-  250 ok\n -> QUIT\n<-  221 bye\n",
		  "*** trouble\n" },
		{ { .hide_info = true, .hide_send = true,
		    .hide_receive = true }, "", "*** trouble\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		check_all(&table[i].settings, session, LENGTH(session),
			      table[i].out, table[i].err);
}

static void silent(void **state)
{
	static const struct {
		int silent;
		const char *out, *err;
	} table[] = {
		{ 0, "=== Connected to h.\n -> RCPT\n<-  250 ok\n -> QUIT\n"
		     "<-  221 bye\n=== Connection closed with remote host.\n",
		  "*** trouble\n" },
		/* from the first error on */
		{ 1, " -> QUIT\n<-  221 bye\n"
		     "=== Connection closed with remote host.\n",
		  "*** trouble\n" },
		{ 2, "", "*** trouble\n" },
		{ 3, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct transcript settings = {
			.silent = table[i].silent,
		};

		check_all(&settings, session, LENGTH(session),
			      table[i].out, table[i].err);
	}
}

/* A reply that was not hoped for is an error too. */
static void silent_until_a_refusal(void **state)
{
	static const struct event events[] = {
		{ .kind = EVENT_SENT, .text = "RCPT" },
		{ .kind = EVENT_RECEIVED, .text = "550 no" },
		{ .kind = EVENT_SENT, .text = "QUIT" },
	};
	struct transcript settings = { .silent = 1 };

	(void)state;
	check_all(&settings, events, 3, "<** 550 no\n -> QUIT\n", "");
	settings.silent = 2;
	check_all(&settings, events, 3, "<** 550 no\n", "");
	settings.silent = 3;
	check_all(&settings, events, 3, "", "");
}

/* Nothing goes wrong: nothing is shown, and a wait shows what there is. */
static void flushed_before_a_wait(void **state)
{
	static const struct event waiting = { .kind = EVENT_WAITING };
	struct shown s;

	(void)state;
	open_shown(&s, &swaks_settings);
	take(&s, &session[1]);
	take(&s, &waiting);
	assert_string_equal(s.out, " -> RCPT\n");	/* before the end */
	finish(&s);
	close_shown(&s);
}

/* Out and error in one file stay in order. */
static void in_order(void **state)
{
	FILE *file = tmpfile();
	char text[200] = "";
	struct transcript t = { .out = file };
	struct sink sink = transcript_sink(&t);
	FILE *error;

	(void)state;
	assert_non_null(file);
	error = fdopen(dup(fileno(file)), "a");
	assert_non_null(error);
	t.err = error;
	for (size_t i = 1; i < 5; i++) {
		struct event e = session[i];

		e.text_n = strlen(e.text);
		sink.take(sink.self, &e);
	}
	assert_int_equal(fclose(error), 0);
	fflush(file);
	rewind(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	assert_string_equal(text, " -> RCPT\n<-  250 ok\n*** trouble\n"
				  " -> QUIT\n");
	fclose(file);
}

/*
 * As swaks: what the server sends is left out, be it a refusal or a wait in
 * vain; and what is left out does not end the silence.
 */
static void refusals_are_hidden_too(void **state)
{
	static const struct event events[] = {
		{ .kind = EVENT_RECEIVED, .text = "550 no" },
		{ .kind = EVENT_TIMED_OUT, .us = 5000000 },
		{ .kind = EVENT_SENT, .text = "QUIT" },
	};
	struct transcript settings = { .hide_receive = true };

	(void)state;
	check_all(&settings, events, 3, " -> QUIT\n", "");
	settings.silent = 1;
	check_all(&settings, events, 3, "", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escaped),
		cmocka_unit_test(escaped_certificate),
		cmocka_unit_test(sized),
		cmocka_unit_test(hidden),
		cmocka_unit_test(silent),
		cmocka_unit_test(silent_until_a_refusal),
		cmocka_unit_test(flushed_before_a_wait),
		cmocka_unit_test(in_order),
		cmocka_unit_test(refusals_are_hidden_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
