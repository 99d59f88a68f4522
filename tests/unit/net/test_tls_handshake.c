/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/tls: handshakes that come about, and the many that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/interrupt.h"
#include "peer.h"

static void name_that_is_sent(void **state)
{
	static const struct {
		const char *name, *sent;
	} table[] = {
		{ "127.0.0.1", "" },
		{ "::1", "" },
		{ "", "" },
		{ "mail.example.net.", "mail.example.net" },
		{ "custom-sni-string", "custom-sni-string" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct scene s = { .policy.sni = table[i].name };

		assert_int_equal(start(&s, LATER), 0);
		finish(&s, true);
		assert_string_equal(s.sni, table[i].sent);
	}
}

static void verdict_is_a_fact(void **state)
{
	struct scene s = { .policy.verify_name = "other.example.net" };

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	assert_int_equal(s.facts.reasons, REASON_NAME_MISMATCH);
	finish(&s, true);
}

static void certificate_required_1_2(void **state)
{
	struct scene s = { .asks = true,
			   .requires = true,
			   .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2" };

	(void)state;
	expect_failure(&s, ERR_TLS_HANDSHAKE,
		       "the server refused the TLS handshake, alert ");
}

static void nothing_in_common(void **state)
{
	struct scene s = {
		.priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA"
	};

	(void)state;
	expect_failure(&s, ERR_TLS_HANDSHAKE,
		       "the server refused the TLS handshake, alert 40 "
		       "(handshake_failure)");
}

static void old_version(void **state)
{
	struct scene s = { .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.0" };
	struct scene allowed = { .priority = s.priority,
				 .policy.allow_old_versions = true };

	(void)state;
	expect_failure(&s, ERR_TLS_HANDSHAKE,
		       "the server chose TLS 1.0, which this side forbids");
	if (start(&allowed, LATER) < 0)
		print_message("this machine's GnuTLS has no TLS 1.0: %s\n",
			      allowed.err.text);
	else
		assert_string_equal(allowed.facts.version, "TLSv1");
	finish(&allowed, true);
}

static void wait_for_hello(struct scene *s)
{
	char hello[2048];

	if (read(s->fd, hello, sizeof(hello)) <= 0)
		print_error("no ClientHello\n");
}

static void say(struct scene *s, const char *bytes, size_t n)
{
	wait_for_hello(s);
	if (send(s->fd, bytes, n, MSG_NOSIGNAL) != (ssize_t)n)
		print_error("the client has left\n");
}

static void say_no_tls(struct scene *s)
{
	static const char text[] = "454 4.7.0 TLS not available\r\nmore\r\n";

	say(s, text, sizeof(text) - 1);
}

static void say_nul(struct scene *s)
{
	say(s, "\0\1\2\3", 4);
}

/* A ServerHello of TLS 1.1 from a server that does not care. */
static void say_old_hello(struct scene *s)
{
	static const char hello[] =
		"\x16\x03\x02\x00\x2a\x02\x00\x00\x26\x03\x02"
		"0123456789abcdef0123456789abcdef\x00\xc0\x14\x00";

	say(s, hello, sizeof(hello) - 1);
}

static void say_alert(struct scene *s)
{
	say(s, "\x15\x03\x03\x00\x02\x02\x70", 7);
}

static void say_odd_alert(struct scene *s)
{
	say(s, "\x15\x03\x03\x00\x02\x02\x63", 7);
}

static void say_bad_record(struct scene *s)
{
	say(s,
	    "\x16\x03\x03\xff\xff"
	    "0123456789",
	    15);
}

/* Each is told in plain words and in OpenSSL's, where it has some. */
static void no_tls_here(void **state)
{
	static const struct {
		void (*raw)(struct scene *);
		const char *text, *phrase;
	} table[] = {
		{ say_no_tls,
		  "the server does not speak TLS here (it sent "
		  "\"454 4.7.0 TLS not available\")",
		  "error:0A00010B:SSL routines::wrong version number" },
		{ say_nul, "the server does not speak TLS here",
		  "error:0A00010B:SSL routines::wrong version number" },
		{ wait_for_hello, "the server hung up in the TLS handshake",
		  "error:0A000126:SSL routines::unexpected eof while reading" },
		{ say_old_hello,
		  "the server chose TLS 1.1, which this side forbids",
		  "error:0A000102:SSL routines::unsupported protocol" },
		{ say_alert,
		  "the server refused the TLS handshake, alert 112 "
		  "(unrecognized_name)",
		  "error:0A000458:SSL routines::tlsv1 unrecognized name" },
		{ say_odd_alert,
		  "the server refused the TLS handshake, alert 99 (unknown)",
		  "error:0A00044B:SSL routines::reason(1099)" },
		{ say_bad_record, "the TLS handshake failed: ", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct scene s = { .raw = table[i].raw };

		assert_int_equal(start(&s, LATER), -1);
		assert_int_equal(s.err.kind, ERR_TLS_HANDSHAKE);
		if (!strstr(s.err.text, table[i].text))
			fail_msg("%s", s.err.text);
		assert_string_equal(s.facts.failure, table[i].phrase);
		finish(&s, true);
	}
}

/* Not even by mistake can what was meant for TLS go out in clear. */
static void nothing_in_clear_after_a_failure(void **state)
{
	struct scene s = { .raw = say_no_tls };
	char c;

	(void)state;
	assert_int_equal(start(&s, LATER), -1);
	assert_int_equal(wire_write(s.wire, "AUTH\r\n", 6, LATER, &s.err), -1);
	assert_int_equal(s.err.kind, ERR_CLOSED);
	assert_int_equal(wire_read(s.wire, &c, 1, LATER, &s.err), -1);
	assert_int_equal(
		wire_start_tls(s.wire, &s.policy, LATER, &s.facts, &s.err), -1);
	finish(&s, true);
}

/* Half of a real server's flight, then the end. */
static void leave_in_the_middle(struct scene *s)
{
	say(s, "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03", 11);
}

static void closed_in_the_middle(void **state)
{
	struct scene s = { .raw = leave_in_the_middle };

	(void)state;
	expect_failure(&s, ERR_TLS_HANDSHAKE,
		       "the server hung up in the TLS handshake");
}

/* Until the client has gone. */
static void stay_silent(struct scene *s)
{
	char some[4096];

	while (read(s->fd, some, sizeof(some)) > 0)
		;
}

static void never_answers(void **state)
{
	struct scene s = { .raw = stay_silent };

	(void)state;
	assert_int_equal(start(&s, SOON), -1);
	assert_int_equal(s.err.kind, ERR_TIMEOUT);
	finish(&s, true);
}

/* A byte now and then must not stretch the handshake.  These make a record of
 * 771, which is never whole. */
static void dribble(struct scene *s)
{
	char c = 0x16;

	while (send(s->fd, &c, 1, MSG_NOSIGNAL) == 1) {
		usleep(50000);
		c = 3;
	}
}

static void answers_slowly(void **state)
{
	struct scene s = { .raw = dribble };

	(void)state;
	assert_int_equal(start(&s, SOON), -1);
	assert_int_equal(s.err.kind, ERR_TIMEOUT);
	finish(&s, true);
}

/* Warnings without end: always something to read, and never the hello. */
static void warn_for_ever(struct scene *s)
{
	static const char alert[] = "\x15\x03\x03\x00\x02\x01\x70";

	while (send(s->fd, alert, 7, MSG_NOSIGNAL) == 7)
		;
}

static void keeps_the_client_busy(void **state)
{
	struct scene s = { .raw = warn_for_ever };

	(void)state;
	assert_int_equal(start(&s, SOON), -1);
	assert_true(s.err.kind == ERR_TIMEOUT ||
		    s.err.kind == ERR_TLS_HANDSHAKE);
	finish(&s, false);
}

static void interrupted_handshake(void **state)
{
	struct interrupt watch;
	struct scene s = { .raw = stay_silent, .interrupt = &watch };

	(void)state;
	interrupt_open(&watch);
	raise(SIGTERM);
	assert_int_equal(start(&s, LATER), -1);
	assert_int_equal(s.err.kind, ERR_INTERRUPTED);
	assert_int_equal(s.err.number, SIGTERM);
	finish(&s, false);
	interrupt_close(&watch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(name_that_is_sent),
		cmocka_unit_test(verdict_is_a_fact),
		cmocka_unit_test(certificate_required_1_2),
		cmocka_unit_test(nothing_in_common),
		cmocka_unit_test(old_version),
		cmocka_unit_test(no_tls_here),
		cmocka_unit_test(nothing_in_clear_after_a_failure),
		cmocka_unit_test(closed_in_the_middle),
		cmocka_unit_test(never_answers),
		cmocka_unit_test(answers_slowly),
		cmocka_unit_test(keeps_the_client_busy),
		cmocka_unit_test(interrupted_handshake),
	};

	signal(SIGPIPE, SIG_IGN); /* as main() does */
	return cmocka_run_group_tests(tests, peer_set_up, peer_tear_down);
}
