/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/fdwire: deadlines, interrupts, ends of every kind, children. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/interrupt.h"
#include "net/wire.h"

#define MS INT64_C(1000)
/* SOON is for what is to run out of time, LATER for what is not. */
#define SOON (clock_now(&clock_system) + 50 * MS)
#define LATER (clock_now(&clock_system) + 120000 * MS)
/* A child that stays, and the milliseconds that tell a wait which has an end
 * from one for that child. */
#define STAYS "exec sleep 120"
enum { AGES = 60000 };

struct scene {
	int peer; /* the other end */
	struct wire *wire;
	struct err err;
};

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	int fds[2];

	if (!s || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return -1;
	s->wire = wire_from_fds(fds[0], fds[0], 0, &clock_system, NULL);
	s->peer = fds[1];
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	wire_close(s->wire, true);
	if (s->peer >= 0)
		close(s->peer);
	free(s);
	return 0;
}

static void hang_up(struct scene *s)
{
	close(s->peer);
	s->peer = -1;
}

static void reads_what_is_there(void **state)
{
	struct scene *s = *state;
	char text[16];

	assert_int_equal(write(s->peer, "220 x\r\n", 7), 7);
	assert_int_equal(wire_read(s->wire, text, 4, LATER, &s->err), 4);
	assert_int_equal(wire_read(s->wire, text + 4, 12, LATER, &s->err), 3);
	assert_memory_equal(text, "220 x\r\n", 7);
	assert_int_equal(s->err.kind, ERR_NONE);
}

/* What has come in time is not lost to a deadline that has passed since. */
static void reads_after_the_deadline(void **state)
{
	struct scene *s = *state;
	char c;

	assert_int_equal(write(s->peer, "x", 1), 1);
	assert_int_equal(wire_read(s->wire, &c, 1, 1, &s->err), 1);
	assert_int_equal(wire_read(s->wire, &c, 1, 1, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_TIMEOUT);
}

static void read_timeout(void **state)
{
	struct scene *s = *state;
	int64_t before = clock_now(&clock_system);
	int64_t took;
	char c;

	assert_int_equal(wire_read(s->wire, &c, 1, SOON, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_TIMEOUT);
	took = clock_now(&clock_system) - before;
	assert_true(took >= 50 * MS && took < AGES * MS);
}

static void end_of_stream(void **state)
{
	struct scene *s = *state;
	char c;

	assert_int_equal(write(s->peer, "x", 1), 1);
	hang_up(s);
	assert_int_equal(wire_read(s->wire, &c, 1, LATER, &s->err), 1);
	assert_int_equal(wire_read(s->wire, &c, 1, LATER, &s->err), 0);
	assert_int_equal(wire_read(s->wire, &c, 1, LATER, &s->err), 0);
	assert_int_equal(s->err.kind, ERR_NONE);
}

/* A UNIX socket closed with bytes unread is the same as a TCP reset. */
static void reset(void **state)
{
	struct scene *s = *state;
	char c;

	assert_int_equal(wire_write(s->wire, "x", 1, LATER, &s->err), 0);
	hang_up(s);
	assert_int_equal(wire_read(s->wire, &c, 1, LATER, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_CLOSED);
	assert_int_equal(s->err.number, ECONNRESET);
	assert_string_equal(s->err.text, "the server dropped the connection: "
					 "Connection reset by peer");
}

static void write_to_nobody(void **state)
{
	struct scene *s = *state;

	hang_up(s);
	assert_int_equal(wire_write(s->wire, "x", 1, LATER, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_CLOSED);
	assert_int_equal(s->err.number, EPIPE);
}

static void write_timeout(void **state)
{
	struct scene *s = *state;
	size_t n = 8 << 20;
	char *much = calloc(1, n);

	assert_non_null(much);
	assert_int_equal(wire_write(s->wire, much, n, SOON, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_TIMEOUT);
	free(much);
}

static void *drain(void *arg)
{
	struct scene *s = arg;
	char some[5000];
	size_t total = 0;
	ssize_t n;

	while ((n = read(s->peer, some, sizeof(some))) > 0)
		total += (size_t)n;
	return (void *)(uintptr_t)total;
}

static void writes_all(void **state)
{
	struct scene *s = *state;
	size_t n = 8 << 20;
	char *much = calloc(1, n);
	pthread_t thread;
	void *got;

	assert_non_null(much);
	assert_int_equal(pthread_create(&thread, NULL, drain, s), 0);
	assert_int_equal(wire_write(s->wire, much, n, LATER, &s->err), 0);
	assert_int_equal(wire_write(s->wire, much, 0, LATER, &s->err), 0);
	wire_close(s->wire, true);
	s->wire = NULL;
	pthread_join(thread, &got);
	assert_int_equal((uintptr_t)got, n);
	free(much);
}

static void interrupted(struct scene *s, int number)
{
	struct interrupt watch;
	struct wire *w;
	char c;

	interrupt_open(&watch);
	w = wire_from_fds(dup(s->peer), dup(s->peer), 0, &clock_system, &watch);
	raise(number);
	assert_int_equal(wire_read(w, &c, 1, LATER, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_INTERRUPTED);
	assert_int_equal(s->err.number, number);
	/* a write that nothing keeps waiting is ended as well */
	raise(number);
	assert_int_equal(wire_write(w, "x", 1, LATER, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_INTERRUPTED);
	/* and one signal ends one wait: QUIT can still be said */
	assert_int_equal(wire_write(w, "x", 1, LATER, &s->err), 0);
	wire_close(w, false);
	interrupt_close(&watch);
}

static void interrupts(void **state)
{
	interrupted(*state, SIGTERM);
	interrupted(*state, SIGINT);
}

/* A child with a shell's command, on pipes. */
static struct wire *child(const char *command, pid_t *pid_out)
{
	int to[2], from[2];
	pid_t pid;

	assert_int_equal(pipe(to), 0);
	assert_int_equal(pipe(from), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		dup2(to[0], 0);
		dup2(from[1], 1);
		close(to[0]);
		close(to[1]);
		close(from[0]);
		close(from[1]);
		signal(SIGPIPE, SIG_DFL);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	*pid_out = pid;
	return wire_from_fds(from[0], to[1], pid, &clock_system, NULL);
}

/* How many milliseconds closing took; the child is gone then, and reaped. */
static int64_t closing(struct wire *w, pid_t pid, bool politely)
{
	int64_t before = clock_now(&clock_system);

	wire_close(w, politely);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	return (clock_now(&clock_system) - before) / MS;
}

static struct wire *start_staying(pid_t *pid_out)
{
	return child(STAYS, pid_out);
}

/*
 * Is it quicker than closing politely, with a child that stays?  On this very
 * machine, busy as it is; and once of many times, since it may be so busy.
 */
static bool in_less_time(struct wire *(*start)(pid_t *), bool politely)
{
	bool less = false;

	for (int i = 0; i < 20 && !less; i++) {
		pid_t pid;
		struct wire *w = start_staying(&pid);
		int64_t most = closing(w, pid, true);

		w = start(&pid);
		less = closing(w, pid, politely) < most;
	}
	return less;
}

static struct wire *start_cat(pid_t *pid_out)
{
	struct err err = { .kind = ERR_NONE };
	char text[8];
	struct wire *w = child("exec cat", pid_out);

	assert_int_equal(wire_write(w, "hello", 5, LATER, &err), 0);
	assert_int_equal(wire_read(w, text, 8, LATER, &err), 5);
	assert_memory_equal(text, "hello", 5);
	return w;
}

static void child_that_leaves(void **state)
{
	(void)state;
	assert_true(in_less_time(start_cat, true));
}

static struct wire *start_and_await_end(pid_t *pid_out)
{
	struct err err = { .kind = ERR_NONE };
	struct wire *w = child("exit 3", pid_out);
	int tries = 0;
	char c;

	assert_int_equal(wire_read(w, &c, 1, LATER, &err), 0);
	/* the kernel may close its output a moment before its input */
	while (!wire_write(w, "x", 1, LATER, &err) && tries++ < 60000)
		usleep(1000);
	assert_int_equal(err.kind, ERR_CLOSED);
	return w;
}

static void child_that_has_gone(void **state)
{
	(void)state;
	assert_true(in_less_time(start_and_await_end, true));
}

static void child_that_stays(void **state)
{
	pid_t pid;
	struct wire *w = start_staying(&pid);
	int64_t took;

	(void)state;
	took = closing(w, pid, true);
	assert_true(took >= 900 && took < AGES);
	assert_true(in_less_time(start_staying, false));
}

static void child_that_will_not_go(void **state)
{
	struct err err = { .kind = ERR_NONE };
	pid_t pid;
	struct wire *w = child("trap '' TERM; echo; " STAYS, &pid);
	char c;

	(void)state;
	assert_int_equal(wire_read(w, &c, 1, LATER, &err), 1);
	assert_true(closing(w, pid, false) < AGES);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(reads_what_is_there),
		TEST(reads_after_the_deadline),
		TEST(read_timeout),
		TEST(end_of_stream),
		TEST(reset),
		TEST(write_to_nobody),
		TEST(write_timeout),
		TEST(writes_all),
		TEST(interrupts),
		cmocka_unit_test(child_that_leaves),
		cmocka_unit_test(child_that_has_gone),
		cmocka_unit_test(child_that_stays),
		cmocka_unit_test(child_that_will_not_go),
	};

	signal(SIGPIPE, SIG_IGN); /* as main() does */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
