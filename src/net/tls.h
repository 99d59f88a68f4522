/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TLS over any pair of byte functions, by GnuTLS.
 *
 * A tls is made by tls_open(), owned by the wire it runs on, and freed by
 * tls_close().  It never waits by itself: where it would, it calls the wire's
 * `wait`, which knows the deadline.
 */
#ifndef SMTPCHECK_NET_TLS_H
#define SMTPCHECK_NET_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/binding.h"
#include "base/err.h"
#include "base/tls_policy.h"

struct buf;
struct tls;
struct tls_facts;
struct clock;

/*
 * What tls needs of the wire below: raw non-blocking bytes (the count, 0 at
 * the end of the stream, -1 with errno, EAGAIN where it would wait), a way to
 * wait (0, or -1 with err) and the clock of its deadlines.
 */
struct tls_io {
	void *wire;
	ssize_t (*recv)(void *wire, void *bytes, size_t n);
	ssize_t (*send)(void *wire, const void *bytes, size_t n);
	int (*wait)(void *wire, bool for_writing, int64_t deadline,
		    struct err *err);
	const struct clock *clock;
};

/*
 * Handshake as a client, then fill facts: chain, names, verification.  The
 * tls, or NULL with err (and facts->failure) when no session came about.
 */
struct tls *tls_open(const struct tls_io *io, const struct tls_policy *policy,
		     int64_t deadline, struct tls_facts *facts,
		     struct err *err);

/* As wire_read() and wire_write(). */
ssize_t tls_read(struct tls *t, void *bytes, size_t n, int64_t deadline,
		 struct err *err);
int tls_write(struct tls *t, const void *bytes, size_t n, int64_t deadline,
	      struct err *err);

/* Has the stream ended without a close_notify?  An attacker can do that. */
bool tls_truncated(const struct tls *t);

/*
 * Append what the session is known by: BINDING_EXPORTER or BINDING_END_POINT.
 * 0, or -1 with ERR_LIBRARY where the session has no such thing.
 */
int tls_binding(const struct tls *t, enum binding binding, struct buf *out,
		struct err *err);

/* politely: send close_notify first, without waiting for the peer's. */
void tls_close(struct tls *t, bool politely);

#endif
