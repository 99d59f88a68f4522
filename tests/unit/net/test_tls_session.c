/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/tls: what goes through a session, and how it can end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "peer.h"

static void session_of_tls_1_3(void **state)
{
	struct scene s = { .talk = echo, .policy.sni = HOST };

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	expect_echo(&s);
	expect_echo(&s);
	assert_string_equal(s.facts.version, "TLSv1.3");
	assert_string_equal(s.facts.cipher, "TLS_AES_256_GCM_SHA384");
	assert_int_equal(s.facts.bits, 256);
	assert_int_equal(s.facts.reasons, 0);
	assert_int_equal(s.facts.chain_count, 1);
	assert_string_equal(s.facts.chain[0].subject, "/O=Test/CN=leaf");
	assert_false(s.facts.client_asked);
	assert_false(s.facts.client_sent);
	assert_int_equal(s.err.kind, ERR_NONE);
	finish(&s, true);
	assert_string_equal(s.sni, HOST);
}

static void session_of_tls_1_2(void **state)
{
	struct scene s = { .talk = echo,
			   .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2" };

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	expect_echo(&s);
	assert_string_equal(s.facts.version, "TLSv1.2");
	assert_string_equal(s.facts.cipher,
			    "ECDHE-ECDSA-AES256-GCM-SHA384");
	finish(&s, true);
	assert_string_equal(s.sni, "");
}

/* More than a record, both ways, while the other end writes as well. */
static void large_transfer(void **state)
{
	enum { SIZE = 300000 };
	struct scene s = { .talk = echo };
	char *out = malloc(SIZE), *in = malloc(SIZE);
	size_t sent = 0, got = 0;

	(void)state;
	assert_non_null(out);
	assert_non_null(in);
	for (size_t i = 0; i < SIZE; i++)
		out[i] = (char)(i * 7);
	assert_int_equal(start(&s, LATER), 0);
	while (got < SIZE) {
		size_t part = SIZE - sent < 30000 ? SIZE - sent : 30000;
		ssize_t n;

		assert_int_equal(
			wire_write(s.wire, out + sent, part, LATER, &s.err), 0);
		sent += part;
		do {
			n = wire_read(s.wire, in + got, SIZE - got, LATER,
				      &s.err);
			assert_true(n > 0);
			got += (size_t)n;
		} while (got < sent);
	}
	assert_memory_equal(in, out, SIZE);
	finish(&s, true);
	free(out);
	free(in);
}

static void certificate_asked_for(void **state)
{
	struct scene s = { .talk = echo, .asks = true };

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	expect_echo(&s);
	assert_true(s.facts.client_asked);
	assert_false(s.facts.client_sent);
	finish(&s, true);
}

/* Under TLS 1.3 the server says so only after the client is through. */
static void certificate_required_1_3(void **state)
{
	struct scene s = { .asks = true, .requires = true };
	char c;

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	assert_true(s.facts.client_asked);
	assert_int_equal(wire_read(s.wire, &c, 1, LATER, &s.err), -1);
	assert_int_equal(s.err.kind, ERR_TLS_ALERT);
	assert_int_equal(s.err.number, 116);
	assert_string_equal(s.err.text, "the server sent TLS alert 116 "
					"(certificate_required)");
	finish(&s, true);
}

/* A write that fails tells of the alert that was there to be read. */
static void certificate_required_at_a_write(void **state)
{
	struct scene s = { .asks = true, .requires = true };

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	pthread_join(s.thread, NULL);
	shutdown(s.fd, SHUT_RD);
	assert_int_equal(wire_write(s.wire, "x", 1, LATER, &s.err), -1);
	assert_int_equal(s.err.kind, ERR_TLS_ALERT);
	wire_close(s.wire, true);
	close(s.fd);
	tls_facts_release(&s.facts);
}

static void say_goodbye(struct scene *s, gnutls_session_t session)
{
	(void)s;
	gnutls_record_send(session, "221\r\n", 5);
	gnutls_bye(session, GNUTLS_SHUT_WR);
}

static void just_leave(struct scene *s, gnutls_session_t session)
{
	(void)s;
	gnutls_record_send(session, "221\r\n", 5);
}

static void end_with_and_without_notice(void **state)
{
	void (*const talks[])(struct scene *, gnutls_session_t) = {
		say_goodbye,
		just_leave,
	};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct scene s = { .talk = talks[i] };
		char text[16];

		assert_int_equal(start(&s, LATER), 0);
		assert_int_equal(wire_read(s.wire, text, 16, LATER, &s.err), 5);
		assert_int_equal(wire_read(s.wire, text, 16, LATER, &s.err), 0);
		assert_int_equal(s.err.kind, ERR_NONE);
		finish(&s, true);
	}
}

static void send_alert(struct scene *s, gnutls_session_t session)
{
	(void)s;
	gnutls_alert_send(session, GNUTLS_AL_FATAL, GNUTLS_A_INTERNAL_ERROR);
}

static void alert_in_mid_session(void **state)
{
	struct scene s = { .talk = send_alert };
	char c;

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	assert_int_equal(wire_read(s.wire, &c, 1, LATER, &s.err), -1);
	assert_int_equal(s.err.kind, ERR_TLS_ALERT);
	assert_int_equal(s.err.number, 80);
	finish(&s, true);
}

/* What ended the session is told again by whatever is tried afterwards. */
static void alert_that_nobody_heeded(void **state)
{
	struct scene s = { .asks = true, .requires = true };
	struct err ignored;
	char c;

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	assert_int_equal(wire_read(s.wire, &c, 1, LATER, &ignored), -1);
	assert_int_equal(wire_write(s.wire, "x", 1, LATER, &s.err), -1);
	assert_int_equal(s.err.kind, ERR_TLS_ALERT);
	assert_int_equal(s.err.number, 116);
	assert_int_equal(wire_read(s.wire, &c, 1, LATER, &ignored), -1);
	assert_string_equal(ignored.text, s.err.text);
	finish(&s, true);
}

static void send_nonsense(struct scene *s, gnutls_session_t session)
{
	static const char record[] = "\x17\x03\x03\x00\x15"
				     "012345678901234567890";

	(void)session;
	if (send(s->fd, record, 26, MSG_NOSIGNAL) != 26)
		print_error("the client has left\n");
}

static void forged_record(void **state)
{
	struct scene s = { .talk = send_nonsense };
	char c;

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	assert_int_equal(wire_read(s.wire, &c, 1, LATER, &s.err), -1);
	assert_int_equal(s.err.kind, ERR_IO);
	finish(&s, true);
}

static void wait_for_the_end(struct scene *s, gnutls_session_t session)
{
	char c;

	s->sni[0] = gnutls_record_recv(session, &c, 1) == 0 ? 'p' : 'd';
	s->sni[1] = '\0';
}

/* Polite: the server gets a close_notify; else the link just ends. */
static void how_the_client_leaves(void **state)
{
	(void)state;
	for (int polite = 0; polite < 2; polite++) {
		struct scene s = { .talk = wait_for_the_end };

		assert_int_equal(start(&s, LATER), 0);
		finish(&s, polite);
		assert_string_equal(s.sni, polite ? "p" : "d");
	}
}

static void read_timeout(void **state)
{
	struct scene s = { .talk = echo };
	char c;

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	assert_int_equal(wire_read(s.wire, &c, 1, SOON, &s.err), -1);
	assert_int_equal(s.err.kind, ERR_TIMEOUT);
	/* and the session is none the worse for it */
	expect_echo(&s);
	finish(&s, true);
}

/* Until the client has gone. */
static void stop_reading(struct scene *s, gnutls_session_t session)
{
	struct pollfd p = { .fd = s->fd, .events = POLLRDHUP };

	(void)session;
	while (poll(&p, 1, -1) < 0 && errno == EINTR)
		;
}

static void write_timeout(void **state)
{
	struct scene s = { .talk = stop_reading };
	size_t n = 4 << 20;
	char *much = calloc(1, n);

	(void)state;
	assert_non_null(much);
	assert_int_equal(start(&s, LATER), 0);
	assert_int_equal(wire_write(s.wire, much, n, SOON, &s.err), -1);
	assert_int_equal(s.err.kind, ERR_TIMEOUT);
	finish(&s, false);
	free(much);
}

static void hello_request(struct scene *s, gnutls_session_t session)
{
	gnutls_rehandshake(session);
	echo(s, session);
}

/* A TLS 1.2 server may ask for a new handshake; it gets a polite no. */
static void renegotiation(void **state)
{
	struct scene s = { .talk = hello_request,
			   .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2" };
	char c;

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	assert_int_equal(wire_read(s.wire, &c, 1, SOON, &s.err), -1);
	assert_int_equal(s.err.kind, ERR_TIMEOUT);
	expect_echo(&s);
	finish(&s, true);
}

static void key_update(struct scene *s, gnutls_session_t session)
{
	(void)s;
	gnutls_session_key_update(session, GNUTLS_KU_PEER);
	gnutls_record_send(session, "x", 1);
}

/* New keys and data come in one packet: nothing is left to wait for. */
static void keys_are_renewed(void **state)
{
	struct scene s = { .talk = key_update };
	char c;

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	pthread_join(s.thread, NULL);
	assert_int_equal(wire_read(s.wire, &c, 1, LATER, &s.err), 1);
	assert_int_equal(wire_read(s.wire, &c, 1, LATER, &s.err), 0);
	wire_close(s.wire, true);
	close(s.fd);
	tls_facts_release(&s.facts);
}

static void tls_in_tls(void **state)
{
	struct scene s = { .talk = echo };

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	assert_int_equal(
		wire_start_tls(s.wire, &s.policy, LATER, &s.facts, &s.err), -1);
	assert_int_equal(s.err.kind, ERR_TLS_HANDSHAKE);
	finish(&s, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(session_of_tls_1_3),
		cmocka_unit_test(session_of_tls_1_2),
		cmocka_unit_test(large_transfer),
		cmocka_unit_test(certificate_asked_for),
		cmocka_unit_test(certificate_required_1_3),
		cmocka_unit_test(certificate_required_at_a_write),
		cmocka_unit_test(end_with_and_without_notice),
		cmocka_unit_test(alert_in_mid_session),
		cmocka_unit_test(alert_that_nobody_heeded),
		cmocka_unit_test(forged_record),
		cmocka_unit_test(how_the_client_leaves),
		cmocka_unit_test(read_timeout),
		cmocka_unit_test(write_timeout),
		cmocka_unit_test(renegotiation),
		cmocka_unit_test(keys_are_renewed),
		cmocka_unit_test(tls_in_tls),
	};

	signal(SIGPIPE, SIG_IGN); /* as main() does */
	return cmocka_run_group_tests(tests, peer_set_up, peer_tear_down);
}
