/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fake server's end of a connection: a descriptor pair, in clear or under
 * TLS, read by lines or by blocks, with all that came from the client put down
 * in a log.
 *
 * A link owns its descriptors and its TLS session, not the log and not the
 * credentials.  The log's first characters say what a line is:
 *
 *	"C: "  came in clear       "C~ "  came under TLS
 *	"S: "  sent in clear       "S~ "  sent under TLS
 *	"T: "  a fact about TLS    "# "   a remark
 *	"! "   the client did something that the case does not allow
 */
#ifndef SUPPORT_LINK_H
#define SUPPORT_LINK_H

#include <gnutls/gnutls.h>
#include <stdio.h>

#include "text.h"

struct link {
	int in;
	int out;
	FILE *log; /* NULL: none */
	gnutls_session_t tls;
	bool asks; /* the client for a certificate */
	const char *staple; /* kind of OCSP response to send, or NULL */
	bool tls_up; /* the handshake is over: block is plain text again */
	size_t at;  /* what was read and not yet taken: */
	size_t end; /* block[at..end) */
	char block[16384];
};

enum got { GOT_SOME, GOT_END, GOT_NOTHING };

void link_init(struct link *link, int in, int out, FILE *log);

/* How to end it; each also closes the descriptors. */
enum farewell { CLOSE_NOTIFY, CLOSE_CUT, CLOSE_RESET };
void link_close(struct link *link, enum farewell how);

/* Waits for anything that the client sends, or its end, and leaves it there;
 * false after the time. */
bool link_await(struct link *link, double seconds);

/* Is there anything that the client sent and nobody took? */
bool link_pending(struct link *link);

/*
 * Reads a block into an empty buffer: GOT_SOME, GOT_END when the client is
 * gone, GOT_NOTHING when the time is over.
 */
enum got link_fill(struct link *link, double seconds);

/*
 * Puts the next line, its line end included, in LINE and in the log.  A line
 * longer than the block comes in pieces.
 */
enum got link_line(struct link *link, struct text *line, double seconds);

/* One write; false when the client is gone. */
bool link_write(struct link *link, const char *bytes, size_t len);

/* Waits; true at once when the client is gone, false after the time. */
bool link_wait_gone(struct link *link, double seconds);

/* Handshake as server; false with WHY.  The log gets version and name. */
bool link_start_tls(struct link *link, gnutls_certificate_credentials_t cred,
		    const char *priority, struct text *why);

/* A line in the log, made safe to read. */
void link_log(struct link *link, const char *mark, const char *bytes,
	      size_t len);
void link_logf(struct link *link, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Loads a chain, in whatever order, and its key; NULL with WHY.  The caller
 * frees it. */
gnutls_certificate_credentials_t tls_load(const char *cert, const char *key,
					  struct text *why);

#endif
