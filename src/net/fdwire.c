/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A wire over a pair of descriptors: a socket, or the pipes of a child; in
 * clear, or under TLS once that has started.  See wire.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/interrupt.h"
#include "net/tls.h"
#include "net/wire.h"

struct fdwire {
	struct wire head;
	int in, out; /* equal: a socket */
	pid_t child; /* 0: none */
	const struct clock *clock;
	struct interrupt *interrupt; /* borrowed, may be NULL */
	bool dead;	 /* TLS failed: nothing in clear after that */
	struct tls *tls; /* NULL: in clear */
};

static struct fdwire *fdwire_of(struct wire *w)
{
	return (struct fdwire *)(void *)w;
}

/* Raw bytes, for tls as well */

static ssize_t raw_recv(void *wire, void *bytes, size_t n)
{
	struct fdwire *w = wire;
	ssize_t got;

	do {
		got = read(w->in, bytes, n);
	} while (got < 0 && errno == EINTR);
	return got;
}

/* A pipe has no MSG_NOSIGNAL: there main() has SIGPIPE ignored. */
static ssize_t raw_send(void *wire, const void *bytes, size_t n)
{
	struct fdwire *w = wire;
	ssize_t sent;

	do {
		sent = w->in == w->out ? send(w->out, bytes, n, MSG_NOSIGNAL)
				       : write(w->out, bytes, n);
	} while (sent < 0 && errno == EINTR);
	return sent;
}

/* A peer that takes a little at a time does not get past the deadline. */
static int raw_wait(void *wire, bool for_writing, int64_t deadline,
		    struct err *err)
{
	struct fdwire *w = wire;
	const struct patience patience = { w->interrupt, w->clock, deadline };

	if (for_writing && clock_poll_ms(w->clock, deadline) == 0)
		return err_set(err, ERR_TIMEOUT, "timed out");
	return interrupt_wait(&patience, for_writing ? w->out : w->in,
			      for_writing ? POLLOUT : POLLIN, err);
}

static bool would_wait(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK;
}

/* What follows a failed handshake must never go out in clear. */
static int is_dead(struct err *err)
{
	return err_set(err, ERR_CLOSED, "TLS has failed on this connection");
}

static int io_failed(int number, struct err *err)
{
	if (number == ECONNRESET || number == EPIPE)
		return err_system(err, ERR_CLOSED, number,
				  "the server dropped the connection");
	return err_system(err, ERR_IO, number, "the connection");
}

/* The operations */

/*
 * The wait comes first: an answer is rarely there before it was waited for,
 * and a peer that never pauses must not keep a signal from being seen.
 */
static ssize_t fd_read(struct wire *wire, void *bytes, size_t n,
		       int64_t deadline, struct err *err)
{
	struct fdwire *w = fdwire_of(wire);
	ssize_t got;

	if (w->dead)
		return is_dead(err);
	if (w->tls)
		return tls_read(w->tls, bytes, n, deadline, err);
	do {
		if (raw_wait(w, false, deadline, err) < 0)
			return -1;
		got = raw_recv(w, bytes, n);
	} while (got < 0 && would_wait());
	return got < 0 ? io_failed(errno, err) : got;
}

static int fd_write(struct wire *wire, const void *bytes, size_t n,
		    int64_t deadline, struct err *err)
{
	struct fdwire *w = fdwire_of(wire);
	const char *at = bytes;

	if (w->dead)
		return is_dead(err);
	if (w->tls)
		return tls_write(w->tls, bytes, n, deadline, err);
	while (n) {
		ssize_t sent;

		if (raw_wait(w, true, deadline, err) < 0)
			return -1;
		sent = raw_send(w, at, n);
		if (sent < 0 && !would_wait())
			return io_failed(errno, err);
		if (sent > 0) {
			at += sent;
			n -= (size_t)sent;
		}
	}
	return 0;
}

static int fd_start_tls(struct wire *wire, const struct tls_policy *policy,
			int64_t deadline, struct tls_facts *facts,
			struct err *err)
{
	struct fdwire *w = fdwire_of(wire);
	struct tls_io io = {
		.wire = w,
		.recv = raw_recv,
		.send = raw_send,
		.wait = raw_wait,
		.clock = w->clock,
	};

	if (w->tls || w->dead)
		return err_set(err, ERR_TLS_HANDSHAKE, "TLS was begun before");
	w->tls = tls_open(&io, policy, deadline, facts, err);
	w->dead = !w->tls;
	return w->dead ? -1 : 0;
}

static bool fd_truncated(const struct wire *wire)
{
	const struct fdwire *w = (const struct fdwire *)(const void *)wire;

	return w->tls && tls_truncated(w->tls);
}

static int fd_binding(const struct wire *wire, enum binding binding,
		      struct buf *out, struct err *err)
{
	const struct fdwire *w = (const struct fdwire *)(const void *)wire;

	if (!w->tls)
		return err_set(err, ERR_LIBRARY, "there is no TLS to bind to");
	return tls_binding(w->tls, binding, out, err);
}

/* The end */

/* Has the child ended, or does it within so many milliseconds? */
static bool has_ended(pid_t child, int patience)
{
	struct timespec nap = { .tv_nsec = 250000 };

	for (long left = patience * 1000000L;; left -= nap.tv_nsec) {
		pid_t ended = waitpid(child, NULL, WNOHANG);

		if (ended == child || (ended < 0 && errno != EINTR))
			return true;
		if (left <= 0)
			return false;
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < 16000000)
			nap.tv_nsec *= 2;
	}
}

/* Its input is at an end: that is the time it gets to leave by itself. */
static void reap(pid_t child, int patience)
{
	enum { AFTER_TERM = 300 };

	if (has_ended(child, patience))
		return;
	kill(child, SIGTERM);
	if (has_ended(child, AFTER_TERM))
		return;
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}

static void fd_close(struct wire *wire, bool politely)
{
	enum { POLITE = 1000, DROP = 100 }; /* ms a child has to end */
	struct fdwire *w = fdwire_of(wire);

	if (w->tls)
		tls_close(w->tls, politely);
	if (politely && w->in == w->out)
		shutdown(w->out, SHUT_WR);
	close(w->out);
	if (w->in != w->out)	/* a child that still writes must notice */
		close(w->in);
	if (w->child)
		reap(w->child, politely ? POLITE : DROP);
	free(w);
}

static const struct wire_ops fd_ops = {
	.read = fd_read,
	.write = fd_write,
	.start_tls = fd_start_tls,
	.close = fd_close,
	.truncated = fd_truncated,
	.binding = fd_binding,
};

static void make_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0)
		fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

struct wire *wire_from_fds(int in, int out, pid_t child,
			   const struct clock *clock,
			   struct interrupt *interrupt)
{
	struct fdwire *w = mem_new(sizeof(*w));

	w->head.ops = &fd_ops;
	w->in = in;
	w->out = out;
	w->child = child;
	w->clock = clock;
	w->interrupt = interrupt;
	make_nonblocking(in);
	make_nonblocking(out);
	return &w->head;
}
