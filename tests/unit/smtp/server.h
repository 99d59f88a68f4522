/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server for the session tests, in the same thread as the client: a wire
 * whose other end answers each command once it has been written, so that a
 * reply which nobody asked for is not there, and a client that waits for one
 * without having sent its command is caught.
 *
 * Time stands still but for waits: a read that has to wait moves the clock to
 * when the bytes come, or to its deadline.  A wait without a deadline for
 * bytes that never come is a hang, and is told as one.
 */
#ifndef TESTS_UNIT_SMTP_SERVER_H
#define TESTS_UNIT_SMTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

enum then {
	THEN_GO_ON,
	THEN_CLOSE,	/* the link ends behind the answer */
	THEN_NOTHING,	/* it answers nothing any more */
	THEN_BREAK,	/* the next read fails: ERR_IO */
	THEN_ALERT,	/* the next read fails: ERR_TLS_ALERT */
	THEN_SIGNAL	/* the next read is ended by SIGTERM */
};

/* What the server does in the place of what a good one would. */
struct answer {
	/*
	 * How the line it is an answer to begins: a command; "banner" for the
	 * start; "." for the end of the message; "+" for any line that answers
	 * a 334.  NULL ends the list.
	 */
	const char *to;
	const char *with;	/* NULL: no answer; \v: a packet of its own */
	enum then then;
	int64_t after, drip;	/* microseconds before it, and between bytes */
	bool always;		/* not used up by its first use */
};

enum { SERVER_LINES = 64, SERVER_PIECES = 4096 };

/* Bytes that come at once. */
struct piece {
	size_t end;
	int64_t at;
};

struct server {
	/* what it is to do; zeros are a good server */
	const struct answer *answers;
	const char *ehlo, *ehlo_tls;	/* its offers before and under TLS */
	bool tls_first;		/* TLS from the first byte */
	bool runs_injected;	/* what came in clear behind STARTTLS, too */
	bool cuts_tls;		/* its close is without a close_notify */
	enum err_kind tls_fails; /* why no handshake succeeds */
	unsigned tls_reasons;	/* what is wrong with its certificate */
	bool closes_quietly;	/* writing after its close is no error */
	size_t cut;		/* no read goes past this byte; 0: all do */
	size_t takes;		/* bytes taken before it stalls; 0: all */
	const char *parting;	/* said then, before it hangs up; or NULL */

	/* what came of it */
	struct clock clock;
	struct buf sent;		/* all that the client wrote */
	size_t writes;			/* in so many writes */
	struct strings lines;		/* the commands, as they came */
	int codes[SERVER_LINES];	/* and what each was answered with */
	size_t ends[SERVER_LINES];	/* the write each came in */
	struct buf message;		/* between DATA and the dot */
	size_t received_lines;		/* line ends that the client has read */
	bool hung;			/* the client waits for good */
	bool broke_starttls;		/* it spoke in clear behind the 220 */
	int banner;			/* the code the banner had, or 0 */
	size_t tls_at;			/* bytes sent before the handshake */
	size_t handshakes, closes;
	bool politely;			/* how it was closed */

	/* its inside */
	struct buf in, out;
	size_t at, piece, piece_count;
	struct piece pieces[SERVER_PIECES];
	uint64_t used;			/* a bit for each answer */
	enum then state;
	bool in_data, in_auth, encrypted, tls_due, lmtp, prdr;
	int auth_round, accepted;
};

/* The server's end; it and the server must outlive the wire. */
struct wire *server_wire(struct server *s);

void server_release(struct server *s);

/* How often a command that begins so was answered with this code. */
size_t server_answered(const struct server *s, const char *command, int code);

/* How many commands begin so. */
size_t server_heard(const struct server *s, const char *command);

/*
 * The code of a reply, by a reading of RFC 5321 section 4.2 that shares
 * nothing with the one under test; 0: it is none, or has no end.
 */
int server_code(const char *reply);

#endif
