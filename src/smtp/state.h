/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The session's inside: its state, the step table's form, and what the step
 * files share.  For smtp/ alone.
 *
 * The machine is one table, a row a step, and one loop (session.c).  A row
 * says when it is wanted, what it sends, which codes are a success and what
 * follows from a reply; the loop alone knows about pipelining, stop points,
 * replies owed and QUIT.
 */
#ifndef SMTPCHECK_SMTP_STATE_H
#define SMTPCHECK_SMTP_STATE_H

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/step.h"
#include "base/tls_facts.h"
#include "event/event.h"
#include "net/mx.h"
#include "sasl/sasl.h"
#include "smtp/capabilities.h"
#include "smtp/chat.h"
#include "smtp/reply.h"

struct auth_type;
struct auth_view;
struct session;

enum want {
	WANT_NO,	/* not part of this run; no word of it */
	WANT_SKIP,	/* asked for, but not done: session->why says why */
	WANT_YES
};

enum sent {
	SENT,		/* a command; session->due replies are owed */
	SENT_MORE,	/* the same, and the row has more to send */
	SENT_NOTHING,	/* the step is done, no reply is owed */
	SENT_BROKEN	/* it failed, by err or as session_fail() was told */
};

enum verdict {
	NEXT,		/* the step is done */
	AGAIN,		/* the row sends something more first */
	FAIL		/* session_fail() was called */
};

struct step {
	enum step_id id;
	int exit_code;		/* when this step ends the run */
	enum stop stop;		/* passed when the step is done or skipped */
	enum stop sent;		/* passed when its command is on the wire */
	bool stop_if_wanted;	/* stop and sent count only if it is part of
				 * the run, done or skipped */
	const char *expect;	/* reply codes of success: "250,251" */
	bool pipeline;		/* may run ahead of the reply (RFC 2920) */
	enum want (*wanted)(struct session *);
	enum sent (*send)(struct session *, struct err *);
	enum verdict (*reply)(struct session *, const struct reply *,
			      bool expected);
	/* the decoded view of a reply line, where it has one; may be NULL */
	const struct auth_view *(*view)(struct session *, const char *line,
					size_t n, struct auth_view *);
};

extern const struct step session_steps[];
extern const size_t session_step_count;

/* A reply that the server owes. */
struct owed {
	const struct step *row;
	size_t index;		/* of the recipient it is about */
	int64_t began;
};

struct auth_state {
	size_t next;		/* place in plan->auth.tries */
	const struct auth_type *type;	/* the one being tried */
	struct sasl sasl;	/* the exchange under way */
	bool under_way;
	bool initial_withheld;	/* too long to go with the command */
	bool cancelled;		/* "*" was sent */
	bool done;		/* authenticated */
	struct buf response;	/* raw, waits to be sent */
	bool response_ready;
	struct buf challenge;	/* decoded, of the last 334 */
	struct err trouble;	/* why it was cancelled */
	bool false_proof;	/* the server does not know the password */
	bool unusable;		/* it is this side that cannot go on */
	struct buf binding;	/* what the TLS session is known by */
	struct strings refused;	/* mechanisms that the server refused */
	struct strings withheld; /* offered, but would send in clear */
};

/* Where the link goes: to a server, or to one of a domain's exchanges. */
struct route {
	const char *host;		/* whose turn it is; borrowed */
	struct addrinfo *addresses;	/* of host */
	struct addrinfo *local;		/* to connect from, or NULL */
	struct mx_list mx;
	size_t next;			/* exchange whose turn is next */
};

struct session {
	const struct plan *plan;
	struct bus *bus;
	struct interrupt *interrupt;
	struct chat chat;
	struct reply reply;
	struct capabilities offers;
	struct capabilities in_clear;	/* those before STARTTLS, to compare
					 * and for nothing else */
	struct route route;
	struct tls_facts tls;
	struct auth_state auth;
	const struct step *row;		/* the step being sent or judged */
	struct owed *queue;		/* replies owed, oldest first */
	size_t owed_first, owed_count;
	size_t due;			/* replies the last send asked for */
	size_t index;			/* recipient being sent or judged */
	int64_t began;			/* when the step being judged began */
	const char *why;		/* why a step is skipped */
	const char *skip_problem;	/* what the transcript says of it */
	bool *accepted;			/* each recipient's verdict */
	size_t accepted_count, refused_count;
	size_t next_recipient;		/* the next to send RCPT for */
	size_t replies, good_replies;	/* at the end, by recipient */
	bool loopback;			/* the server is this machine */
	bool ehlo_refused;		/* HELO it is */
	size_t next_xclient;		/* the next command to send */
	bool xclient_done;		/* one was accepted: greet again */
	bool prdr;			/* MAIL asked for PRDR */
	bool starttls_done;		/* accepted: a handshake is due */
	bool tls_unproven;		/* nothing read since the handshake */
	bool given_up;			/* TLS failed: the link is no good, but
					 * the run goes on as if it were */
	bool looked_up;			/* what the domain publishes */
	bool probe_ended;		/* without a word under TLS */
	bool said_quit;			/* the probe did */
	char *probe_words;		/* its first reply, that was no 221 */
	unsigned found;			/* a bit for each finding told */
	bool mail_plain;		/* MAIL again, without AUTH= */
	bool mail_auth_sent;
	bool data_open;			/* the server reads message text */
	bool lone_dot;			/* 354 came though no one is left */
	bool mute;			/* nothing more may be sent */
	bool dropped;			/* a drop point was reached */
	bool out_of_step;		/* what comes may be an older reply */
	bool over;			/* the rest is only to be skipped */
	bool failed;
	int exit_code;
	struct failure failure;		/* its strings are owned */
};

/* Walk the step table to its end, QUIT included (session.c). */
void session_walk(struct session *s);

/* ---- what happened, told to the bus (tell.c) ---- */

void session_begin(struct session *s, enum step_id id);

/* End a step with a formatted detail; s->began says since when. */
void session_end(struct session *s, enum step_id id, enum status status,
		 const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void session_warn(struct session *s, enum step_id id, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A line for the transcript about what went wrong ("*** ..."). */
void session_problem(struct session *s, const char *text);

/*
 * The current row failed: end its step and, if it is the first failure,
 * make it the run's.  f's strings are copied; its step is set.
 */
enum verdict session_fail(struct session *s, const struct failure *f);

/* The same without ending the step, which was done otherwise. */
enum verdict session_blame(struct session *s, const struct failure *f);

/* The same, by the reply at hand. */
enum verdict session_fail_reply(struct session *s, const char *subject);

/* The same, by an err. */
enum verdict session_fail_err(struct session *s, const struct err *err);

/* The reply's first line, made printable, into a buf of the caller's. */
const char *session_words(const struct reply *r, struct buf *out);

/*
 * The same with the words of its other lines behind it, for a refusal: what
 * it means may stand in the last.
 */
const char *session_all_words(const struct reply *r, struct buf *out);

/* The usual judgement: expected is NEXT with the reply as detail. */
enum verdict session_plain_reply(struct session *s, const struct reply *r,
				 bool expected);

/* The server owes n more replies, to be judged by row. */
void session_owe(struct session *s, const struct step *row, size_t n);

/* ---- the steps, a file each group ---- */

enum want want_always(struct session *s);

enum want want_resolve(struct session *s);		/* step_resolve.c */
enum sent send_resolve(struct session *s, struct err *err);

/*
 * Where the host cannot be reached for the reason in err: the next exchange
 * that has an address becomes the host.  0, or -1 where there is none.
 */
int route_next(struct session *s, struct err *err);
void route_release(struct route *r);

enum want want_connect(struct session *s);		/* step_link.c */
enum sent send_connect(struct session *s, struct err *err);

/* An attempt at an address, or at a path or command where it is NULL. */
struct attempt {
	const struct addrinfo *address;
	char name[64];		/* the address in numbers */
	char port[8];
	size_t number;		/* of the host's addresses tried before */
};

/* Tell the bus of an attempt; err says why it failed, or NULL. */
void link_tell(struct session *s, enum event_kind kind,
	       const struct attempt *a, const struct err *err);

enum want want_proxy(struct session *s);		/* step_proxy.c */
enum sent send_proxy(struct session *s, struct err *err);

enum want want_xclient_early(struct session *s);	/* step_xclient.c */
enum want want_xclient(struct session *s);
enum sent send_xclient(struct session *s, struct err *err);
enum verdict reply_xclient(struct session *s, const struct reply *r,
			   bool expected);
enum want want_hello_early(struct session *s);
enum want want_hello_xclient(struct session *s);

enum sent send_banner(struct session *s, struct err *err); /* step_hello.c */
enum sent send_hello(struct session *s, struct err *err);
enum verdict reply_hello(struct session *s, const struct reply *r,
			 bool expected);

enum want want_tls_on_connect(struct session *s);	/* step_tls.c */
enum want want_starttls(struct session *s);
enum sent send_starttls(struct session *s, struct err *err);
enum verdict reply_starttls(struct session *s, const struct reply *r,
			    bool expected);
enum want want_handshake(struct session *s);
enum sent send_handshake(struct session *s, struct err *err);
enum want want_hello_again(struct session *s);

/* The tls step's detail, of the session's facts; step_tls_tell.c. */
void tls_describe(const struct session *s, struct buf *out);

/* Warn of what runs out soon, and of a staple that is of no use: is there? */
bool tls_warn(struct session *s);

/*
 * The probe for command injection: what it adds to STARTTLS, and how it ends
 * where no QUIT under TLS can tell; step_probe.c.
 */
bool probe_is_planned(const struct session *s);
int probe_append(struct session *s, struct err *err);
enum verdict probe_refused(struct session *s, const struct reply *r);
enum verdict probe_answered_in_clear(struct session *s);
enum sent probe_without_tls(struct session *s, const char *text);
enum want want_probe(struct session *s);
enum sent send_probe(struct session *s, struct err *err);
enum verdict reply_probe(struct session *s, const struct reply *r,
			 bool expected);

/*
 * What the receiving domain publishes about its TLS; published.c.  It is
 * looked up once: 0, or -1 with ERR_INTERRUPTED.
 */
int published_look_up(struct session *s, struct err *err);

/* Which of it says that the server has TLS, in words, or NULL. */
const char *published_needs_tls(const struct session *s);

/* The names that go with TLSA records (RFC 7672 section 8.1). */
void published_heed(const struct session *s, struct tls_policy *policy);

/* With the facts at hand: what follows for them, words, a failure's cause. */
void published_judge(struct session *s);
void published_describe(const struct session *s, struct buf *out);
enum cause published_cause(const struct session *s);

/* Write the server's certificates to the files asked for; peer_files.c. */
void session_keep_peer(struct session *s);

enum want want_auth(struct session *s);			/* auth_choice.c */

/*
 * The next type to try from place *at of the plan's tries on, or NULL.  What
 * is offered but would send the password in clear is added to withheld, where
 * that is given.
 */
const struct auth_type *auth_next_type(const struct session *s, size_t *at,
				       struct strings *withheld);
bool auth_more_to_try(const struct session *s);

/* Nothing is left to try: end the step by how much it was asked for. */
enum verdict auth_give_up(struct session *s, struct failure *f);
enum verdict auth_none_left(struct session *s);	/* nor was anything tried */

/* Begin the exchange, with its first response where it has one;
 * auth_exchange.c. */
void auth_begin(struct session *s, const struct auth_type *t);

/* Let the mechanism answer; where it cannot, s->auth.trouble says why. */
void auth_respond(struct session *s, const char *challenge, size_t n);

/* "PLAIN as fred", of the exchange; freed by the caller. */
char *auth_subject(const struct session *s);

enum sent send_auth(struct session *s, struct err *err); /* step_auth.c */
enum verdict reply_auth(struct session *s, const struct reply *r,
			bool expected);
enum want want_hello_authed(struct session *s);	/* step_hello_authed.c */
enum verdict reply_hello_authed(struct session *s, const struct reply *r,
				bool expected);

const struct auth_view *auth_challenge_view(struct session *s,
					    const char *line, size_t n,
					    struct auth_view *view);

enum sent send_mail(struct session *s, struct err *err); /* step_envelope.c */
enum verdict reply_mail(struct session *s, const struct reply *r,
			bool expected);
enum sent send_rcpt(struct session *s, struct err *err);
enum verdict reply_rcpt(struct session *s, const struct reply *r,
			bool expected);

enum sent send_data(struct session *s, struct err *err); /* step_message.c */
enum verdict reply_data(struct session *s, const struct reply *r,
			bool expected);
enum want want_message(struct session *s);
enum sent send_message(struct session *s, struct err *err);
enum verdict reply_message(struct session *s, const struct reply *r,
			   bool expected);

/* Before the end of the message: whose replies it will get; recipients.c. */
void recipients_await(struct session *s);
enum verdict reply_lmtp(struct session *s, const struct reply *r,
			bool expected);

enum want want_quit(struct session *s);
enum sent send_quit(struct session *s, struct err *err);
enum verdict reply_quit(struct session *s, const struct reply *r,
			bool expected);

#endif
