/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SIGINT and SIGTERM as something a wait can watch.
 *
 * While an interrupt is open the two signals are blocked and arrive on a
 * descriptor (signalfd), so that no handler runs and nothing is half done:
 * the wait that sees one ends with ERR_INTERRUPTED.  After
 * interrupt_close() they have their usual effect again.
 */
#ifndef SMTPCHECK_NET_INTERRUPT_H
#define SMTPCHECK_NET_INTERRUPT_H

#include <signal.h>
#include <stdint.h>

#include "base/err.h"

struct clock;

struct interrupt {
	int fd;			/* -1: nothing is watched */
	sigset_t before;	/* the mask to restore, in a child too */
};

void interrupt_open(struct interrupt *i);
void interrupt_close(struct interrupt *i);

/* What ends a wait that does not end by itself. */
struct patience {
	struct interrupt *interrupt;	/* or NULL: signals do not */
	const struct clock *clock;
	int64_t deadline;
};

/*
 * Wait until fd is ready for events (POLLIN, POLLOUT), the deadline passes
 * (ERR_TIMEOUT) or a signal comes (ERR_INTERRUPTED, number: the signal).  0
 * or -1.
 */
int interrupt_wait(const struct patience *p, int fd, short events,
		   struct err *err);

#endif
