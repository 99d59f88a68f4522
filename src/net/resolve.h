/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The addresses of a host, within a deadline.
 *
 * The C library's resolver cannot be told how long it may take, so it runs
 * apart (apart.h).  A numeric address asks nobody and starts no thread.
 */
#ifndef SMTPCHECK_NET_RESOLVE_H
#define SMTPCHECK_NET_RESOLVE_H

#include <netdb.h>
#include <stdint.h>

#include "base/err.h"

struct patience;

/*
 * Addresses of host for TCP, in the order in which to try them (RFC 6724),
 * freed with freeaddrinfo().  family: AF_UNSPEC, AF_INET or AF_INET6; port in
 * host order.  NULL with ERR_NO_SUCH_HOST, ERR_RESOLVE_TEMPORARY,
 * ERR_TIMEOUT or ERR_INTERRUPTED.
 */
struct addrinfo *resolve_host(const char *host, uint16_t port, int family,
			      const struct patience *patience,
			      struct err *err);

/* The wildcard address of each family with this port, to connect from. */
struct addrinfo *resolve_any(uint16_t port, struct err *err);

#endif
