/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses of a host, within a deadline: see resolve.h. */
#include "net/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/interrupt.h"

/*
 * Shared by the asker and the thread; whoever leaves last frees it.  The
 * thread closes its end of the pipe when it is done.
 */
struct lookup {
	pthread_mutex_t lock;
	int holders;
	char *host;
	char port[8];
	struct addrinfo hints;
	struct addrinfo *found;
	int error, number;
	int done;		/* the thread's end of the pipe */
};

static void leave(struct lookup *l)
{
	bool last;

	pthread_mutex_lock(&l->lock);
	last = --l->holders == 0;
	pthread_mutex_unlock(&l->lock);
	if (!last)
		return;
	pthread_mutex_destroy(&l->lock);
	if (l->found)
		freeaddrinfo(l->found);
	free(l->host);
	free(l);
}

static void *look_up(void *argument)
{
	struct lookup *l = argument;

	l->error = getaddrinfo(l->host, l->port, &l->hints, &l->found);
	l->number = errno;
	close(l->done);
	leave(l);
	return NULL;
}

static struct addrinfo *failed(const char *host, int error, int number,
			       struct err *err)
{
	enum err_kind kind = error == EAI_NONAME || error == EAI_NODATA ||
			     error == EAI_ADDRFAMILY ? ERR_NO_SUCH_HOST
						     : ERR_RESOLVE_TEMPORARY;

	err_set(err, kind, "%.200s: %s", host,
		error == EAI_SYSTEM ? strerror(number) : gai_strerror(error));
	return NULL;
}

/* A numeric address is no question for a name server. */
static struct addrinfo *numeric(const char *host, const char *port,
				const struct addrinfo *hints)
{
	struct addrinfo plain = *hints, *found = NULL;

	plain.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
	return getaddrinfo(host, port, &plain, &found) == 0 ? found : NULL;
}

static struct lookup *lookup_new(const char *host, const char *port,
				 const struct addrinfo *hints, int done)
{
	struct lookup *l = mem_new(sizeof(*l));

	pthread_mutex_init(&l->lock, NULL);
	l->holders = 2;
	l->host = mem_string(host);
	snprintf(l->port, sizeof(l->port), "%s", port);
	l->hints = *hints;
	l->done = done;
	return l;
}

static int start(struct lookup *l)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, look_up, l);

	if (!error)
		pthread_detach(thread);
	return error;
}

static struct addrinfo *in_thread(struct lookup *l, int ready,
				  struct interrupt *interrupt,
				  const struct clock *clock, int64_t deadline,
				  struct err *err)
{
	struct addrinfo *found = NULL;

	if (interrupt_wait(interrupt, ready, POLLIN, clock, deadline, err) == 0) {
		found = l->found;	/* the thread is done with it */
		l->found = NULL;
		if (!found)
			failed(l->host, l->error, l->number, err);
	}
	close(ready);
	leave(l);
	return found;
}

struct addrinfo *resolve_host(const char *host, uint16_t port, int family,
			      struct interrupt *interrupt,
			      const struct clock *clock, int64_t deadline,
			      struct err *err)
{
	struct addrinfo hints = {
		.ai_family = family,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found;
	char service[8];
	int ends[2], error;
	struct lookup *l;

	snprintf(service, sizeof(service), "%u", port);
	found = numeric(host, service, &hints);
	if (found)
		return found;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return failed(host, EAI_SYSTEM, errno, err);
	l = lookup_new(host, service, &hints, ends[1]);
	error = start(l);
	if (error) {
		close(ends[1]);
		close(ends[0]);
		leave(l);
		leave(l);
		return failed(host, EAI_SYSTEM, error, err);
	}
	return in_thread(l, ends[0], interrupt, clock, deadline, err);
}
