/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A call that cannot be told how long it may take, made in a thread of its
 * own: the C library's resolver.  A call that is too late is left behind.
 */
#ifndef SMTPCHECK_NET_APART_H
#define SMTPCHECK_NET_APART_H

#include "base/err.h"

struct patience;

/* What is called, and what frees its state. */
struct apart {
	void (*run)(void *state);
	void (*release)(void *state);
};

/*
 * Run it on state and wait.  0: it is done, and state is the caller's again,
 * to read and to release.  -1 with ERR_TIMEOUT, ERR_INTERRUPTED or ERR_LIMIT
 * (no thread could be had): state is no longer the caller's, and is released
 * when the call is done with it.
 */
int apart_run(const struct apart *what, void *state,
	      const struct patience *patience, struct err *err);

#endif
