/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where mail for a domain goes: its MX (RFC 5321 section 5.1, RFC 7505),
 * asked of the name servers that the C library knows.
 *
 * Reading an answer and asking for it are two things: mx_read() sees only
 * bytes, which come from a stranger.  A list owns its names.
 */
#ifndef SMTPCHECK_NET_MX_H
#define SMTPCHECK_NET_MX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct patience;
struct sockaddr_in;

enum { MX_MOST = 64 };	/* no domain needs that many */

struct mx {
	unsigned preference;	/* the lowest is tried first */
	char *host;		/* without a dot at its end */
};

struct mx_list {
	struct mx at[MX_MOST];
	size_t count;		/* 0: the domain has no MX */
	bool null;		/* RFC 7505: the domain takes no mail */
	char *alias;		/* with neither: the name to ask for next */
};

void mx_release(struct mx_list *list);

/*
 * Read a name server's answer about domain, n bytes; the list is empty
 * before.  Exchanges stand in the answer's order.  0, or -1 with
 * ERR_NO_SUCH_HOST (the name does not exist) or ERR_RESOLVE_TEMPORARY.
 */
int mx_read(const unsigned char *answer, size_t n, const char *domain,
	    struct mx_list *list, struct err *err);

/* By preference, those of one preference in random order. */
void mx_sort(struct mx_list *list);

/*
 * Ask for the exchanges of domain and sort them; mx_release() is due in any
 * case.  server: whom to ask, or NULL for the system's name servers.  0, or
 * -1 as above or with ERR_TIMEOUT or ERR_INTERRUPTED.
 */
struct mx_question {
	const char *domain;
	const struct sockaddr_in *server;
};

int mx_find(const struct mx_question *question,
	    const struct patience *patience, struct mx_list *list,
	    struct err *err);

#endif
