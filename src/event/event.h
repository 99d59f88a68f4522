/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An event is one fact of a run, alive for the callback that gets it.  The
 * session emits facts and never formats; reporters show them.  One flat
 * struct carries every kind; the table below says which fields a kind uses.
 *
 *	kind		fields beside kind, encrypted
 *	TRYING		transport, text (host, path or command), port,
 *			address, count (how many were tried before)
 *	CONNECTED	transport, text, address
 *	NOT_CONNECTED	transport, text, port, address, why; last; call,
 *			that failed; local: from where, or NULL
 *	CLOSED		transport: the link is gone, closed by both
 *	LOST		transport: the peer closed it out of turn
 *	DROPPED		transport: this side dropped it on purpose
 *	PROBLEM		text: what went wrong, for the transcript
 *	WARNING		step, text
 *	FINDING		text: name of the finding; why: what was seen; last:
 *			it ends the run
 *	STEP_BEGIN	step
 *	STEP_END	step, status, us, text (detail), revises
 *	SENT		text: a line without its line end; message; auth
 *			where it carries an AUTH exchange
 *	SENT_SUMMARY	count, bytes: message lines sent without being shown
 *	RECEIVED	text: a line of a reply; expected: the reply's verdict;
 *			auth
 *	RAW		text: bytes as they go over the link; outgoing; auth
 *			where they are a line of an AUTH exchange; last: what
 *			goes out with them is complete
 *	WAITED		us: a reply, or the want of one, took so long
 *	TIMED_OUT	us: how long a reply was awaited in vain
 *	TLS		tls
 *	TLS_FAILED	tls where the certificate is the reason, else text;
 *			why: OpenSSL's phrase for that, or NULL
 *	WAITING		nothing: the run is about to wait; show what you have
 *	RESULT		exit_code, failure (NULL: the run did what was asked)
 */
#ifndef SMTPCHECK_EVENT_EVENT_H
#define SMTPCHECK_EVENT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/step.h"

struct tls_facts;

enum event_kind {
	EVENT_TRYING,
	EVENT_CONNECTED,
	EVENT_NOT_CONNECTED,
	EVENT_CLOSED,
	EVENT_LOST,
	EVENT_DROPPED,
	EVENT_PROBLEM,
	EVENT_WARNING,
	EVENT_FINDING,
	EVENT_STEP_BEGIN,
	EVENT_STEP_END,
	EVENT_SENT,
	EVENT_SENT_SUMMARY,
	EVENT_RECEIVED,
	EVENT_RAW,
	EVENT_WAITED,
	EVENT_TIMED_OUT,
	EVENT_TLS,
	EVENT_TLS_FAILED,
	EVENT_WAITING,
	EVENT_RESULT
};

/*
 * A line of an AUTH exchange in its parts, so that the bus can hide the
 * secret in it and show it encoded or not.
 */
struct auth_view {
	const char *mechanism;	/* its name here, or NULL */
	const char *prefix;	/* what stands before: "AUTH PLAIN ", "334 " */
	const char *bytes;	/* the decoded payload */
	size_t n;
	size_t secret_at;	/* the secret's place in bytes */
	size_t secret_n;	/* 0: no secret in it */
	size_t shown_n;		/* the bus: bytes in the secret's place now */
	bool derived;		/* a digest made with the secret, not it */
	bool words;		/* a NUL separates words: shown as \0 */
};

struct event {
	enum event_kind kind;
	enum step_id step;
	enum status status;
	enum transport transport;
	const char *text;
	size_t text_n;		/* length of text, with sized; else strlen() */
	bool sized;
	const char *port, *address;
	const char *why, *call, *local;
	int64_t us;
	size_t count, bytes;
	bool encrypted;		/* it went over TLS */
	bool expected;
	bool message;		/* SENT: a line of the message */
	bool last;
	bool outgoing;		/* RAW: sent by this side */
	bool revises;		/* replaces the step's last end */
	const struct auth_view *auth;
	const struct tls_facts *tls;
	int exit_code;
	const struct failure *failure;
};

#endif
