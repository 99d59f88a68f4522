/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net/mx: asking a name server, which is a thread of the test on loopback;
 * and net/apart: a call that is left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/apart.h"
#include "net/interrupt.h"
#include "net/mx.h"
#include "packet.h"

#define MS INT64_C(1000)
#define DOMAIN "example.org"

enum { SECONDS = 120, QUESTION_MOST = 512 };

/* What the server says to each question, in turn, until none is left. */
struct turn {
	bool silent;		/* nothing, but count the question */
	bool stranger;		/* under another id first */
	struct packet packet;
};

struct server {
	int fd;
	struct sockaddr_in address;
	const struct turn *turns;
	size_t count, asked;
	unsigned char id[2];	/* of the last question */
	pthread_t thread;
};

static void answer(const struct server *s, const struct turn *turn,
		   const unsigned char *question,
		   const struct sockaddr_in *to)
{
	struct packet p = turn->packet;

	memcpy(p.bytes, question, 2);	/* the id */
	if (turn->stranger) {
		struct packet other;

		packet_open(&other, DOMAIN, 3);
		other.bytes[0] = (unsigned char)~question[0];
		sendto(s->fd, other.bytes, other.n, 0,
		       (const struct sockaddr *)to, sizeof(*to));
	}
	sendto(s->fd, p.bytes, p.n, 0, (const struct sockaddr *)to,
	       sizeof(*to));
}

/*
 * What is asked again, under the same id, is still the same turn: on a busy
 * machine the C library may not wait for the answer.
 */
static const struct turn *turn_for(struct server *s,
				   const unsigned char *question)
{
	bool again = s->asked && memcmp(question, s->id, 2) == 0;

	memcpy(s->id, question, 2);
	/* counted first: who has the answer may look at the count */
	return &s->turns[again ? s->asked - 1 : s->asked++];
}

/* A process that is stopped and goes on may find a wait with a limit ended. */
static ssize_t hear(const struct server *s, unsigned char *question,
		    struct sockaddr_in *from)
{
	ssize_t got;

	do {
		socklen_t n = sizeof(*from);

		got = recvfrom(s->fd, question, QUESTION_MOST, 0,
			       (struct sockaddr *)from, &n);
	} while (got < 0 && errno == EINTR);
	return got;
}

static void *serve(void *argument)
{
	struct server *s = argument;

	while (s->asked < s->count) {
		unsigned char question[QUESTION_MOST];
		const struct turn *turn;
		struct sockaddr_in from;

		if (hear(s, question, &from) < 12)
			break;
		turn = turn_for(s, question);
		if (!turn->silent)
			answer(s, turn, question, &from);
	}
	return NULL;
}

static void open_server(struct server *s, const struct turn *turns,
			size_t count)
{
	socklen_t n = sizeof(s->address);
	const struct timeval limit = { .tv_sec = SECONDS };

	*s = (struct server){ .turns = turns, .count = count };
	s->address.sin_family = AF_INET;
	s->address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(s->fd >= 0);
	setsockopt(s->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	assert_int_equal(bind(s->fd, (struct sockaddr *)&s->address, n), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&s->address,
				     &n), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void close_server(struct server *s)
{
	pthread_join(s->thread, NULL);
	close(s->fd);
}

static int find(const struct server *s, int64_t span, struct mx_list *list,
		struct err *err)
{
	const struct mx_question question = { DOMAIN, &s->address };
	const struct patience patience = {
		.clock = &clock_system,
		.deadline = clock_now(&clock_system) + span,
	};

	*err = (struct err){ 0 };
	return mx_find(&question, &patience, list, err);
}

static void finds_them(void **state)
{
	struct turn turn = { .silent = false };
	struct mx_list list;
	struct server s;
	struct err err;

	(void)state;
	packet_open(&turn.packet, DOMAIN, 0);
	packet_mx(&turn.packet, DOMAIN, 20, "b.example.org");
	packet_mx(&turn.packet, DOMAIN, 10, "a.example.org");
	open_server(&s, &turn, 1);
	assert_int_equal(find(&s, SECONDS * 1000 * MS, &list, &err), 0);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.at[0].host, "a.example.org");
	assert_int_equal(list.at[1].preference, 20);
	mx_release(&list);
	close_server(&s);
}

/* Who does not know the id is not the one who was asked. */
static void not_from_a_stranger(void **state)
{
	struct turn turn = { .stranger = true };
	struct mx_list list;
	struct server s;
	struct err err;

	(void)state;
	packet_open(&turn.packet, DOMAIN, 0);
	packet_mx(&turn.packet, DOMAIN, 10, "a.example.org");
	open_server(&s, &turn, 1);
	assert_int_equal(find(&s, SECONDS * 1000 * MS, &list, &err), 0);
	assert_int_equal(list.count, 1);
	mx_release(&list);
	close_server(&s);
}

/* A server may say no more than the alias; then that is asked for. */
static void follows_aliases(void **state)
{
	static struct turn turns[2];
	struct mx_list list;
	struct server s;
	struct err err;

	(void)state;
	packet_open(&turns[0].packet, DOMAIN, 0);
	packet_cname(&turns[0].packet, DOMAIN, "real.example");
	packet_open(&turns[1].packet, "real.example", 0);
	packet_mx(&turns[1].packet, "real.example", 1, "mx.real.example");
	open_server(&s, turns, 2);
	assert_int_equal(find(&s, SECONDS * 1000 * MS, &list, &err), 0);
	assert_int_equal(s.asked, 2);
	assert_string_equal(list.at[0].host, "mx.real.example");
	mx_release(&list);
	close_server(&s);
}

static void says_that_there_are_none(void **state)
{
	struct turn turn = { .silent = false };
	struct mx_list list;
	struct server s;
	struct err err;

	(void)state;
	packet_open(&turn.packet, DOMAIN, 0);
	open_server(&s, &turn, 1);
	assert_int_equal(find(&s, SECONDS * 1000 * MS, &list, &err), 0);
	assert_int_equal(list.count, 0);
	assert_false(list.null);
	close_server(&s);
	packet_open(&turn.packet, DOMAIN, 3);
	open_server(&s, &turn, 1);
	assert_int_equal(find(&s, SECONDS * 1000 * MS, &list, &err), -1);
	assert_int_equal(err.kind, ERR_NO_SUCH_HOST);
	assert_int_equal(list.count, 0);
	close_server(&s);
}

/* Not when the C library gives up: that is no ERR_TIMEOUT. */
static void ends_in_time(void **state)
{
	const struct turn turn = { .silent = true };
	int64_t began = clock_now(&clock_system);
	struct mx_list list;
	struct server s;
	struct err err;

	(void)state;
	open_server(&s, &turn, 1);
	assert_int_equal(find(&s, 200 * MS, &list, &err), -1);
	assert_int_equal(err.kind, ERR_TIMEOUT);
	assert_true(clock_now(&clock_system) - began >= 200 * MS);
	close_server(&s);
}

static void ends_with_a_signal(void **state)
{
	const struct turn turn = { .silent = true };
	struct interrupt interrupt;
	struct mx_list list;
	struct server s;
	struct err err;

	(void)state;
	interrupt_open(&interrupt);
	open_server(&s, &turn, 1);
	const struct mx_question question = { DOMAIN, &s.address };
	const struct patience patience = { &interrupt, &clock_system,
					   DEADLINE_NEVER };

	raise(SIGTERM);
	assert_int_equal(mx_find(&question, &patience, &list, &err), -1);
	assert_int_equal(err.kind, ERR_INTERRUPTED);
	assert_int_equal(err.number, SIGTERM);
	interrupt_close(&interrupt);
	close_server(&s);
}

/* What cannot be asked for at all is an answer too. */
static void no_domain_name(void **state)
{
	static const char *const names[] = {
		"a..b",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaa.example",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct mx_question question = { .domain = names[i] };
		const struct patience patience = {
			.clock = &clock_system,
			.deadline = clock_now(&clock_system) +
				    SECONDS * 1000 * MS,
		};
		struct mx_list list;
		struct err err;

		assert_int_equal(mx_find(&question, &patience, &list, &err),
				 -1);
		assert_int_equal(err.kind, ERR_NO_SUCH_HOST);
	}
}

/* ---- left behind ---- */

struct slow {
	int go;			/* readable when it may end */
	int *released;
};

static void run_slow(void *state)
{
	struct slow *s = state;
	char c;

	if (read(s->go, &c, 1) < 0)
		*s->released = -1;
}

static void release_slow(void *state)
{
	struct slow *s = state;
	int *released = s->released;

	free(s);
	__atomic_store_n(released, 1, __ATOMIC_RELEASE);
}

static void left_behind_and_freed(void **state)
{
	static const struct apart slow = { run_slow, release_slow };
	const struct patience patience = {
		.clock = &clock_system,
		.deadline = clock_now(&clock_system) + 20 * MS,
	};
	struct slow *s = malloc(sizeof(*s));
	int ends[2], released = 0;
	struct err err;

	(void)state;
	assert_non_null(s);
	assert_int_equal(pipe(ends), 0);
	*s = (struct slow){ ends[0], &released };
	assert_int_equal(apart_run(&slow, s, &patience, &err), -1);
	assert_int_equal(err.kind, ERR_TIMEOUT);
	assert_int_equal(__atomic_load_n(&released, __ATOMIC_ACQUIRE), 0);
	assert_int_equal(write(ends[1], "", 1), 1);
	for (int i = 0; i < 60000; i++) {
		if (__atomic_load_n(&released, __ATOMIC_ACQUIRE))
			break;
		usleep(1000);
	}
	assert_int_equal(released, 1);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_them),
		cmocka_unit_test(not_from_a_stranger),
		cmocka_unit_test(follows_aliases),
		cmocka_unit_test(says_that_there_are_none),
		cmocka_unit_test(ends_in_time),
		cmocka_unit_test(ends_with_a_signal),
		cmocka_unit_test(no_domain_name),
		cmocka_unit_test(left_behind_and_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
