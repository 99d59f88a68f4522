/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call in a thread of its own, within a deadline: see apart.h. */
#include "net/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/interrupt.h"

/*
 * Shared by the asker and the thread; whoever leaves last frees it.  The
 * thread closes its end of the pipe when it is done.
 */
struct call {
	pthread_mutex_t lock;
	int holders;
	const struct apart *what;
	void *state;		/* NULL: the asker has it */
	int done;		/* the thread's end of the pipe */
};

static void leave(struct call *c)
{
	bool last;

	pthread_mutex_lock(&c->lock);
	last = --c->holders == 0;
	pthread_mutex_unlock(&c->lock);
	if (!last)
		return;
	pthread_mutex_destroy(&c->lock);
	if (c->state)
		c->what->release(c->state);
	free(c);
}

static void *carry_out(void *argument)
{
	struct call *c = argument;

	c->what->run(c->state);
	close(c->done);
	leave(c);
	return NULL;
}

static struct call *call_new(const struct apart *what, void *state, int done)
{
	struct call *c = mem_new(sizeof(*c));

	pthread_mutex_init(&c->lock, NULL);
	c->holders = 2;
	c->what = what;
	c->state = state;
	c->done = done;
	return c;
}

static int start(struct call *c)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, carry_out, c);

	if (!error)
		pthread_detach(thread);
	return error;
}

static int await(struct call *c, int ready, const struct patience *patience,
		 struct err *err)
{
	int result = interrupt_wait(patience, ready, POLLIN, err);

	if (result == 0)	/* the thread is done with it */
		c->state = NULL;
	close(ready);
	leave(c);
	return result;
}

int apart_run(const struct apart *what, void *state,
	      const struct patience *patience, struct err *err)
{
	int ends[2], error;
	struct call *c;

	if (pipe2(ends, O_CLOEXEC) < 0) {
		error = errno;
		what->release(state);
		return err_system(err, ERR_LIMIT, error, "no pipe");
	}
	c = call_new(what, state, ends[1]);
	error = start(c);
	if (error) {
		close(ends[1]);
		close(ends[0]);
		c->holders = 1;
		leave(c);
		return err_system(err, ERR_LIMIT, error, "no thread");
	}
	return await(c, ends[0], patience, err);
}
