/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one layer that talks: commands out, replies in, over a wire, with a
 * limit on what is read and a deadline on every wait.  Commands are gathered
 * and leave in one write when a reply is awaited, which makes pipelining a
 * matter of not asking yet.
 */
#ifndef SMTPCHECK_SMTP_CHAT_H
#define SMTPCHECK_SMTP_CHAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "smtp/reply.h"

struct auth_view;
struct bus;
struct clock;
struct tls_facts;
struct tls_policy;
struct wire;

/* What comes in is told of as it is read, or line by line. */
enum raw_pieces { RAW_READS, RAW_LINES_IN_CLEAR, RAW_LINES };

struct chat {
	struct wire *wire;	/* owned; NULL: no link */
	struct bus *bus;
	const struct clock *clock;
	int64_t timeout;	/* microseconds a wait may take, 0: no limit */
	int64_t run_ends;	/* deadline of the run */
	struct buf in;		/* read, but no whole line yet or not asked */
	struct buf out;		/* commands not yet written */
	bool encrypted;
	bool bare_lf_told;
	bool raw;		/* tell the bus of every byte */
	enum raw_pieces raw_pieces;	/* in which it comes */
	bool raw_open;		/* some were told that go out together */
};

void chat_init(struct chat *c, struct bus *bus, const struct clock *clock,
	       int64_t timeout, int64_t run_ends);
void chat_release(struct chat *c);

/* When a wait that starts now must end. */
int64_t chat_deadline(const struct chat *c);

/*
 * Gather a command; CR LF is added.  -1 with ERR_LIMIT where it is longer
 * than any server must take (RFC 4954 section 4: 12288 octets).
 */
int chat_command(struct chat *c, struct err *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for a line of an AUTH exchange, whose payload is in the view. */
int chat_auth_line(struct chat *c, const char *line,
		   const struct auth_view *view, struct err *err);

/* Send bytes that are no line at once; shown stands for them. */
int chat_header(struct chat *c, const char *shown, const struct buf *bytes,
		struct err *err);

/* Write what is gathered. */
int chat_flush(struct chat *c, struct err *err);

/* Write n bytes of a message, behind what is gathered. */
int chat_write(struct chat *c, const void *bytes, size_t n, struct err *err);

/*
 * Read one whole reply within one wait.  -1 with err; what had come of the
 * reply by then is in r.  It shows nothing: the caller knows what the reply
 * was to be.
 */
int chat_read_reply(struct chat *c, struct reply *r, struct err *err);

/*
 * Bytes that have come and nothing asked for: those read along with the last
 * reply and those that wait in the link.  Their text is in c->in.
 */
bool chat_has_more(struct chat *c);

/* The same where they come within patience (microseconds, not 0). */
bool chat_gets_more(struct chat *c, int64_t patience);

/* Handshake; everything known from before it is forgotten (RFC 3207). */
int chat_start_tls(struct chat *c, const struct tls_policy *policy,
		   struct tls_facts *facts, struct err *err);

void chat_close(struct chat *c, bool politely);

#endif
