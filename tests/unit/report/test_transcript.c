/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/transcript: what each kind of event looks like, under the settings
 * of smtpcheck and under those of swaks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "showing.h"

/* ---- the link ---- */

static const struct {
	struct event event;
	const char *out, *swaks_out;
} tries[] = {
	{ { .transport = TRANSPORT_TCP, .text = "host", .port = "25",
	    .address = "192.0.2.1" },
	  "=== Trying host:25 (192.0.2.1)...\n", "=== Trying host:25...\n" },
	{ { .transport = TRANSPORT_TCP, .text = "host", .port = "25",
	    .address = "192.0.2.2", .count = 1 },
	  "=== Trying host:25 (192.0.2.2)...\n", "" },
	{ { .transport = TRANSPORT_TCP, .text = "192.0.2.1", .port = "587" },
	  "=== Trying 192.0.2.1:587...\n", "=== Trying 192.0.2.1:587...\n" },
	{ { .transport = TRANSPORT_TCP, .text = "host" },
	  "=== Trying host...\n", "=== Trying host...\n" },
	{ { .transport = TRANSPORT_PIPE, .text = "cmd -x" },
	  "=== Trying pipe to cmd -x...\n", "=== Trying pipe to cmd -x...\n" },
	{ { .transport = TRANSPORT_UNIX, .text = "/run/s" },
	  "=== Trying /run/s...\n", "=== Trying /run/s...\n" },
};

static void trying(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(tries); i++) {
		struct event e = tries[i].event;

		e.kind = EVENT_TRYING;
		check(&smtpcheck_settings, &e, tries[i].out, "");
		check(&swaks_settings, &e, tries[i].swaks_out, "");
	}
}

static void connected(void **state)
{
	static const struct event e = { .kind = EVENT_CONNECTED,
					.text = "host",
					.address = "192.0.2.1" };

	(void)state;
	check_both(&e, "=== Connected to host.\n", "");
}

static void not_connected(void **state)
{
	struct event e = { .kind = EVENT_NOT_CONNECTED, .text = "host",
			   .port = "25", .why = "Connection refused",
			   .last = true };
	const char *told = "*** Error connecting to host:25:\n"
			   "*** \tconnect: Connection refused\n";

	(void)state;
	check_both(&e, "", told);
	/* where more addresses follow, swaks says nothing yet */
	e.last = false;
	check(&smtpcheck_settings, &e, "", told);
	check(&swaks_settings, &e, "", "");
	e = (struct event){ .kind = EVENT_NOT_CONNECTED, .text = "/run/s",
			    .why = "No such file", .last = true };
	check_both(&e, "", "*** Error connecting to /run/s:\n"
			   "*** \tconnect: No such file\n");
}

static void ends_of_the_link(void **state)
{
	static const struct {
		enum event_kind kind;
		enum transport transport;
		const char *out, *err;
	} table[] = {
		{ EVENT_CLOSED, TRANSPORT_TCP,
		  "=== Connection closed with remote host.\n", "" },
		{ EVENT_CLOSED, TRANSPORT_UNIX,
		  "=== Connection closed with remote host.\n", "" },
		{ EVENT_CLOSED, TRANSPORT_PIPE,
		  "=== Connection closed with child process.\n", "" },
		{ EVENT_LOST, TRANSPORT_TCP, "",
		  "*** Remote host closed connection unexpectedly.\n" },
		{ EVENT_LOST, TRANSPORT_PIPE, "",
		  "*** Child process closed connection unexpectedly.\n" },
		{ EVENT_DROPPED, TRANSPORT_TCP, "=== Dropping connection\n",
		  "" },
		{ EVENT_DROPPED, TRANSPORT_PIPE, "=== Dropping connection\n",
		  "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct event e = { .kind = table[i].kind,
					 .transport = table[i].transport };

		check_both(&e, table[i].out, table[i].err);
	}
}

/* ---- lines ---- */

static void sent(void **state)
{
	static const struct {
		bool encrypted, message;
		const char *out, *swaks_out;
	} table[] = {
		{ false, false, " -> EHLO a\n", " -> EHLO a\n" },
		{ true, false, " ~> EHLO a\n", " ~> EHLO a\n" },
		{ false, true, " -> EHLO a\n", " -> EHLO a\r\n" },
		{ true, true, " ~> EHLO a\n", " ~> EHLO a\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct event e = { .kind = EVENT_SENT, .text = "EHLO a",
					 .encrypted = table[i].encrypted,
					 .message = table[i].message };

		check(&smtpcheck_settings, &e, table[i].out, "");
		check(&swaks_settings, &e, table[i].swaks_out, "");
	}
}

static void sent_summary(void **state)
{
	struct event e = { .kind = EVENT_SENT_SUMMARY, .count = 12,
			   .bytes = 3456 };

	(void)state;
	check_both(&e, " -> (12 more lines, 3456 bytes; --show-data shows "
		       "them)\n", "");
	e.encrypted = true;
	check_both(&e, " ~> (12 more lines, 3456 bytes; --show-data shows "
		       "them)\n", "");
	e.expected = true;	/* as it was asked for */
	check_both(&e, " ~> 12 lines sent\n", "");
}

static void received(void **state)
{
	static const struct {
		bool encrypted, expected;
		const char *out;
	} table[] = {
		{ false, true, "<-  250 ok\n" },
		{ false, false, "<** 250 ok\n" },
		{ true, true, "<~  250 ok\n" },
		{ true, false, "<~* 250 ok\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct event e = { .kind = EVENT_RECEIVED,
					 .text = "250 ok",
					 .encrypted = table[i].encrypted,
					 .expected = table[i].expected };

		check_both(&e, table[i].out, "");
	}
}

static void timed_out(void **state)
{
	const struct event e = { .kind = EVENT_TIMED_OUT, .us = 30000000 };

	(void)state;
	check_both(&e, "<** Timeout (30 secs) waiting for server response\n",
		   "");
}

/* ---- what went wrong ---- */

static void problems(void **state)
{
	static const struct event problem = { .kind = EVENT_PROBLEM,
					      .text = "Host did not" };
	static const struct event finding = { .kind = EVENT_FINDING,
					      .text = "starttls-injection",
					      .why = "bytes in clear",
					      .last = true };
	static const struct event policy = { .kind = EVENT_FINDING,
					     .text = "auth-before-tls",
					     .why = "AUTH PLAIN" };

	(void)state;
	check_both(&problem, "", "*** Host did not\n");
	check_both(&finding, "",
		   "*** finding starttls-injection: bytes in clear\n");
	check_both(&policy, "", "");
}

/* What only reports show. */
static void no_word_of_it(void **state)
{
	static const enum event_kind kinds[] = {
		EVENT_WARNING, EVENT_STEP_BEGIN, EVENT_STEP_END,
		EVENT_WAITING, EVENT_RESULT,
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(kinds); i++) {
		const struct event e = { .kind = kinds[i], .text = "x" };

		check_both(&e, "", "");
	}
}

/* Under TLS the reply that did not come is one that would have been, too. */
static void timed_out_under_tls(void **state)
{
	const struct event e = { .kind = EVENT_TIMED_OUT, .us = 30000000,
				 .encrypted = true };

	(void)state;
	check_both(&e, "<~* Timeout (30 secs) waiting for server response\n",
		   "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trying),
		cmocka_unit_test(connected),
		cmocka_unit_test(not_connected),
		cmocka_unit_test(ends_of_the_link),
		cmocka_unit_test(sent),
		cmocka_unit_test(sent_summary),
		cmocka_unit_test(received),
		cmocka_unit_test(timed_out),
		cmocka_unit_test(problems),
		cmocka_unit_test(no_word_of_it),
		cmocka_unit_test(timed_out_under_tls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
