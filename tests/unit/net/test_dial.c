/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/dial and net/resolve: from where to where, on loopback. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/dial.h"
#include "net/resolve.h"
#include "net/wire.h"

static struct patience soon(void)
{
	return (struct patience){
		.clock = &clock_system,
		.deadline = clock_now(&clock_system) + 60 * INT64_C(1000000),
	};
}

static struct addrinfo *find(const char *host, uint16_t port)
{
	const struct patience patience = soon();
	struct addrinfo *found;
	struct err err;

	found = resolve_host(host, port, AF_UNSPEC, &patience, &err);
	assert_non_null(found);
	return found;
}

/*
 * A port of 127.0.0.1 where nobody listens, nor does any other program as long
 * as it is held; who says SO_REUSEADDR may take it all the same.
 */
static int hold_port(uint16_t *port_out)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	socklen_t n = sizeof(here);
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&here, n), 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	assert_int_equal(getsockname(fd, (struct sockaddr *)&here, &n), 0);
	*port_out = ntohs(here.sin_port);
	return fd;
}

/* A listener on 127.0.0.1. */
static int listen_here(uint16_t *port_out)
{
	int fd = hold_port(port_out);

	assert_int_equal(listen(fd, 5), 0);
	return fd;
}

/* Dial, and say who the listener saw. */
static struct sockaddr_in seen_from(struct addrinfo *local)
{
	const struct dialing how = { local, soon() };
	struct sockaddr_in from = { .sin_family = AF_UNSPEC };
	socklen_t n = sizeof(from);
	struct addrinfo *to;
	struct wire *wire;
	struct err err;
	uint16_t port;
	int listener = listen_here(&port), peer;

	to = find("127.0.0.1", port);
	wire = dial_address(to, &how, &err);
	assert_non_null(wire);
	peer = accept(listener, (struct sockaddr *)&from, &n);
	assert_true(peer >= 0);
	wire_close(wire, false);
	close(peer);
	close(listener);
	freeaddrinfo(to);
	return from;
}

static void from_anywhere(void **state)
{
	struct sockaddr_in from = seen_from(NULL);

	(void)state;
	assert_int_equal(ntohl(from.sin_addr.s_addr), INADDR_LOOPBACK);
}

static void from_an_address(void **state)
{
	struct addrinfo *local = find("127.9.8.7", 0);
	struct sockaddr_in from = seen_from(local);

	(void)state;
	assert_int_equal(ntohl(from.sin_addr.s_addr), 0x7f090807);
	freeaddrinfo(local);
}

/* The one of the target's family is taken; and again at once. */
static void from_a_port(void **state)
{
	uint16_t port;
	struct err err;
	int held = hold_port(&port);

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct addrinfo *local = resolve_any(port, &err);
		struct sockaddr_in from;

		assert_non_null(local);
		from = seen_from(local);
		assert_int_equal(ntohs(from.sin_port), port);
		freeaddrinfo(local);
	}
	close(held);
}

static void check_bad(struct addrinfo *local, enum err_kind kind, int number)
{
	const struct dialing how = { local, soon() };
	struct err err = { 0 };
	uint16_t port;
	int held = hold_port(&port);
	struct addrinfo *to = find("127.0.0.1", port);

	assert_null(dial_address(to, &how, &err));
	assert_int_equal(err.kind, kind);
	assert_int_equal(err.number, number);
	freeaddrinfo(to);
	if (local)
		freeaddrinfo(local);
	close(held);
}

static void from_where_it_cannot_be(void **state)
{
	uint16_t taken;
	int fd = listen_here(&taken);

	(void)state;
	check_bad(NULL, ERR_REFUSED, ECONNREFUSED);
	check_bad(find("192.0.2.1", 0), ERR_BIND, EADDRNOTAVAIL);
	check_bad(find("::1", 0), ERR_BIND, EAFNOSUPPORT);
	check_bad(find("127.0.0.1", taken), ERR_BIND, EADDRINUSE);
	close(fd);
}

static void names(void **state)
{
	struct addrinfo *found = find("localhost", 25), *v6 = find("::1", 25);
	struct addrinfo *far = find("192.0.2.1", 25);
	char text[64];

	(void)state;
	assert_true(dial_is_loopback(found));
	assert_true(dial_is_loopback(v6));
	assert_false(dial_is_loopback(far));
	dial_name(v6, text, sizeof(text));
	assert_string_equal(text, "::1");
	freeaddrinfo(found);
	freeaddrinfo(v6);
	freeaddrinfo(far);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_anywhere),
		cmocka_unit_test(from_an_address),
		cmocka_unit_test(from_a_port),
		cmocka_unit_test(from_where_it_cannot_be),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
