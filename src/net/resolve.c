/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses of a host, within a deadline: see resolve.h. */
#include "net/resolve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "net/apart.h"

struct lookup {
	char *host;
	char port[8];
	struct addrinfo hints;
	struct addrinfo *found;
	int error, number;
};

static void look_up(void *state)
{
	struct lookup *l = state;

	l->error = getaddrinfo(l->host, l->port, &l->hints, &l->found);
	l->number = errno;
}

static void release(void *state)
{
	struct lookup *l = state;

	if (l->found)
		freeaddrinfo(l->found);
	free(l->host);
	free(l);
}

static const struct apart lookup_apart = { look_up, release };

static void failed(const struct lookup *l, struct err *err)
{
	enum err_kind kind = l->error == EAI_NONAME ||
			     l->error == EAI_NODATA ||
			     l->error == EAI_ADDRFAMILY ? ERR_NO_SUCH_HOST
							: ERR_RESOLVE_TEMPORARY;

	err_set(err, kind, "%.200s: %s", l->host,
		l->error == EAI_SYSTEM ? strerror(l->number)
				       : gai_strerror(l->error));
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
				 const struct addrinfo *hints)
{
	struct lookup *l = mem_new(sizeof(*l));

	l->host = mem_string(host);
	snprintf(l->port, sizeof(l->port), "%s", port);
	l->hints = *hints;
	return l;
}

struct addrinfo *resolve_host(const char *host, uint16_t port, int family,
			      const struct patience *patience,
			      struct err *err)
{
	struct addrinfo hints = {
		.ai_family = family,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found;
	struct lookup *l;
	char service[8];

	snprintf(service, sizeof(service), "%u", port);
	found = numeric(host, service, &hints);
	if (found)
		return found;
	l = lookup_new(host, service, &hints);
	if (apart_run(&lookup_apart, l, patience, err) < 0) {
		if (err->kind == ERR_LIMIT)
			err->kind = ERR_RESOLVE_TEMPORARY;
		return NULL;
	}
	found = l->found;	/* taken out of it */
	l->found = NULL;
	if (!found)
		failed(l, err);
	release(l);
	return found;
}

struct addrinfo *resolve_any(uint16_t port, struct err *err)
{
	struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
	};
	struct addrinfo *found = NULL;
	char service[8];
	int error;

	snprintf(service, sizeof(service), "%u", port);
	error = getaddrinfo(NULL, service, &hints, &found);
	if (error)
		err_set(err, ERR_BIND, "%s", gai_strerror(error));
	return found;
}
