/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plays a script: one connection's operations, in order, on a link.
 */
#ifndef SUPPORT_PLAY_H
#define SUPPORT_PLAY_H

#include "link.h"
#include "script.h"

/* Where a "TLS" line's certificate comes from. */
struct certificates {
	const char *dir;  /* of NAME.pem and NAME-key.pem */
	const char *cert; /* for a line that names none */
	const char *key;
};

/*
 * Plays from operation *AT, leaves in *AT the first one of the next
 * connection, and closes the link.  What the client did wrong is in the log,
 * marked "! "; the connection ends with the first such thing, for nothing
 * that follows could be judged.
 */
void play(struct link *link, const struct script *script, size_t *at,
	  const struct certificates *certs);

#endif
