/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A wire carries bytes to the server and back, in clear or under TLS, with a
 * deadline on every call.  What it is made of (TCP, UNIX socket, the pipes of
 * a child, a test's memory) is hidden behind four operations.
 *
 * A wire is owned by the session; wire_close() ends and frees it.  No call
 * waits past its deadline, none raises SIGPIPE, and SIGINT or SIGTERM ends
 * a wait with ERR_INTERRUPTED where the wire was given an interrupt.
 */
#ifndef SMTPCHECK_NET_WIRE_H
#define SMTPCHECK_NET_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/binding.h"
#include "base/err.h"

struct buf;
struct clock;
struct interrupt;
struct tls_policy;
struct tls_facts;
struct wire;

struct wire_ops {
	ssize_t (*read)(struct wire *, void *, size_t, int64_t, struct err *);
	int (*write)(struct wire *, const void *, size_t, int64_t,
		     struct err *);
	int (*start_tls)(struct wire *, const struct tls_policy *, int64_t,
			 struct tls_facts *, struct err *);
	void (*close)(struct wire *, bool);
	bool (*truncated)(const struct wire *);	/* NULL: never is */
	int (*binding)(const struct wire *, enum binding, struct buf *,
		       struct err *);	/* NULL: it has none */
};

/* The head of every kind of wire; its state follows in memory. */
struct wire {
	const struct wire_ops *ops;
};

/*
 * Read what is there, at least one byte.  The count, 0 when the peer has
 * closed, -1 with err (ERR_TIMEOUT, ERR_INTERRUPTED, ERR_TLS_ALERT, ERR_IO).
 */
ssize_t wire_read(struct wire *w, void *bytes, size_t n, int64_t deadline,
		  struct err *err);

/*
 * Write all n bytes; they leave in as few packets as can be.  0 or -1.
 * A deadline bounds the whole call.
 */
int wire_write(struct wire *w, const void *bytes, size_t n, int64_t deadline,
	       struct err *err);

/*
 * Handshake and verify.  0 with facts when a TLS session came about: whether
 * its certificate is good is for the caller to judge by facts->reasons.  -1
 * (ERR_TLS_HANDSHAKE, ERR_TIMEOUT, ...) when none did; the wire is then good
 * for nothing but wire_close().
 */
int wire_start_tls(struct wire *w, const struct tls_policy *policy,
		   int64_t deadline, struct tls_facts *facts,
		   struct err *err);

/*
 * Has a TLS stream ended without a close_notify, as whoever sits in between
 * can end it too?
 */
bool wire_truncated(const struct wire *w);

/*
 * Append what the TLS session is known by: BINDING_EXPORTER or
 * BINDING_END_POINT.  0, or -1 with ERR_LIBRARY where there is no such thing.
 */
int wire_binding(const struct wire *w, enum binding binding, struct buf *out,
		 struct err *err);

/*
 * End and free the wire.  politely: say goodbye under TLS (close_notify) and
 * let a child end by itself; else the link is just dropped.
 */
void wire_close(struct wire *w, bool politely);

/*
 * A wire over a pair of descriptors (equal for a socket), which it owns and
 * makes non-blocking.  child: process to reap at the end, or 0.
 */
struct wire *wire_from_fds(int in, int out, pid_t child,
			   const struct clock *clock,
			   struct interrupt *interrupt);

#endif
