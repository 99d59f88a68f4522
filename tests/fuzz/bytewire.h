/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A wire that plays back any bytes, NUL included, and forgets what is sent.
 *
 * Two bytes are no data but say when what is behind them comes: 0xfe, once
 * somebody waits for it; 0xfd, at once but in a packet of its own.  The clock
 * stands still but for a wait in vain.
 */
#ifndef TESTS_FUZZ_BYTEWIRE_H
#define TESTS_FUZZ_BYTEWIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct wire;

struct bytescript {
	const unsigned char *bytes;
	size_t n;
	size_t most;		/* bytes a read gets at most; 0: any number */
	bool stays_open;	/* a read behind the end is in vain */
	bool tls_fails;
	unsigned tls_reasons;
	struct clock clock;	/* set by bytewire_new() */
	size_t at, sent, handshakes, closes;
};

struct wire *bytewire_new(struct bytescript *script);

#endif
