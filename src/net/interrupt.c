/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SIGINT and SIGTERM as something a wait can watch: see interrupt.h. */
#include "net/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"

void interrupt_open(struct interrupt *i)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &i->before);
	i->fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (i->fd < 0)	/* better the plain effect than none */
		sigprocmask(SIG_SETMASK, &i->before, NULL);
}

void interrupt_close(struct interrupt *i)
{
	if (i->fd < 0)
		return;
	close(i->fd);
	i->fd = -1;
	sigprocmask(SIG_SETMASK, &i->before, NULL);
}

static int interrupted(struct interrupt *i, struct err *err)
{
	struct signalfd_siginfo info;
	int number = SIGINT;

	if (read(i->fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		number = (int)info.ssi_signo;
	err_set(err, ERR_INTERRUPTED, "ended by %s",
		number == SIGTERM ? "SIGTERM" : "SIGINT");
	err->number = number;
	return -1;
}

int interrupt_wait(const struct patience *p, int fd, short events,
		   struct err *err)
{
	struct interrupt *i = p->interrupt;
	struct pollfd fds[] = {
		{ .fd = fd, .events = events },
		{ .fd = i ? i->fd : -1, .events = POLLIN },
	};
	int ready;

	do {
		ready = poll(fds, 2, clock_poll_ms(p->clock, p->deadline));
	} while (ready < 0 && errno == EINTR);
	if (ready < 0)
		return err_system(err, ERR_IO, errno, "poll");
	if (fds[1].revents)
		return interrupted(i, err);
	if (!ready)
		return err_set(err, ERR_TIMEOUT, "timed out");
	return 0;
}
