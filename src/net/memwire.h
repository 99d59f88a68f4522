/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A wire in memory, for tests: it plays back what a server would send and
 * keeps what was sent to it.  No socket, no clock: when the script has
 * nothing left a read times out, or finds the link closed, as the script
 * says.
 */
#ifndef SMTPCHECK_NET_MEMWIRE_H
#define SMTPCHECK_NET_MEMWIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct wire;

struct memscript {
	const char *const *chunks;	/* what each read gets, NULL ends */
	bool stays_open;		/* behind the last: timeout, not EOF */
	unsigned tls_reasons;		/* what a handshake finds */
	bool tls_fails;			/* no session comes about */
	const char *binding;		/* what it is known by, or NULL */
	struct buf sent;		/* all that was written */
	size_t next, offset;		/* the wire's place in chunks */
	size_t tls_started_at;		/* sent.len when TLS began, or 0 */
	bool closed;
};

/* The script is borrowed and must outlive the wire. */
struct wire *memwire_new(struct memscript *script);

#endif
