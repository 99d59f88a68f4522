/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The addresses of a host, within a deadline.
 *
 * The C library's resolver cannot be told how long it may take, so it runs
 * in a thread of its own; one that is too late is left behind and frees what
 * it made.  A numeric address asks nobody and starts no thread.
 */
#ifndef SMTPCHECK_NET_RESOLVE_H
#define SMTPCHECK_NET_RESOLVE_H

#include <netdb.h>
#include <stdint.h>

#include "base/err.h"

struct clock;
struct interrupt;

/*
 * Addresses of host for TCP, in the order in which to try them (RFC 6724),
 * freed with freeaddrinfo().  family: AF_UNSPEC, AF_INET or AF_INET6; port in
 * host order.  NULL with ERR_NO_SUCH_HOST, ERR_RESOLVE_TEMPORARY,
 * ERR_TIMEOUT or ERR_INTERRUPTED.
 */
struct addrinfo *resolve_host(const char *host, uint16_t port, int family,
			      struct interrupt *interrupt,
			      const struct clock *clock, int64_t deadline,
			      struct err *err);

#endif
