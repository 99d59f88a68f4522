/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ways to a server: a TCP address, a UNIX socket, a child process.  Each
 * gives a wire, or NULL with err (ERR_REFUSED, ERR_UNREACHABLE, ERR_TIMEOUT,
 * ERR_INTERRUPTED, ERR_BIND, ERR_CONNECT).
 */
#ifndef SMTPCHECK_NET_DIAL_H
#define SMTPCHECK_NET_DIAL_H

#include <netdb.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "net/interrupt.h"

struct wire;

/* From where a connection is made, and until when. */
struct dialing {
	const struct addrinfo *local;	/* one of its family; NULL: any */
	struct patience patience;
};

/*
 * One address of resolve_host(); TCP_NODELAY is set.  ERR_BIND where there is
 * no connecting from where it is to be from.
 */
struct wire *dial_address(const struct addrinfo *address,
			  const struct dialing *how, struct err *err);

struct wire *dial_unix(const char *path, struct interrupt *interrupt,
		       const struct clock *clock, struct err *err);

/*
 * A child that runs the command (through the shell where it has characters
 * that mean something to one); its standard input and output are the wire,
 * its standard error is ours.
 */
struct wire *dial_pipe(const char *command, struct interrupt *interrupt,
		       const struct clock *clock, struct err *err);

/* The address in numbers, into text (at least 64 bytes). */
void dial_name(const struct addrinfo *address, char *text, size_t n);

/* Does the address belong to this machine (127.0.0.0/8, ::1)? */
bool dial_is_loopback(const struct addrinfo *address);

#endif
