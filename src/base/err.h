/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why a call failed: a kind that code may judge by, and a text for people.
 *
 * A struct err is the last parameter of every call that can fail, and is
 * untouched on success.  It owns nothing.  The text is one line without a
 * final dot, may hold bytes that a server sent, and is made safe for the
 * terminal by whoever shows it.
 */
#ifndef SMTPCHECK_BASE_ERR_H
#define SMTPCHECK_BASE_ERR_H

enum err_kind {
	ERR_NONE,
	ERR_OPTION,		/* the user asked for what cannot be */
	ERR_PHRASE,		/* the same, in a phrase known as it is */
	ERR_FILE,		/* a local file or descriptor */
	ERR_NO_SUCH_HOST,	/* the name has no address */
	ERR_NULL_MX,		/* the domain takes no mail (RFC 7505) */
	ERR_RESOLVE_TEMPORARY,	/* the resolver could not say */
	ERR_REFUSED,		/* connection refused */
	ERR_UNREACHABLE,	/* no route, network down */
	ERR_BIND,		/* the local address or port is not to be had */
	ERR_CONNECT,		/* any other failure to connect */
	ERR_TIMEOUT,		/* a wait passed --timeout */
	ERR_DEADLINE,		/* the run passed --deadline */
	ERR_INTERRUPTED,	/* SIGINT or SIGTERM; number says which */
	ERR_CLOSED,		/* the peer closed the link */
	ERR_IO,			/* the link broke otherwise */
	ERR_GRAMMAR,		/* a reply that RFC 5321 does not allow */
	ERR_LIMIT,		/* the peer sent more than is allowed */
	ERR_OUT_OF_TURN,	/* a reply that nothing had asked for */
	ERR_TLS_HANDSHAKE,	/* no TLS session came about */
	ERR_TLS_ALERT,		/* the peer ended TLS with an alert */
	ERR_TLS_TRUST,		/* the certificate did not verify */
	ERR_LIBRARY		/* a library is missing or refused */
};

struct err {
	enum err_kind kind;
	int number;		/* errno, signal or library code; 0: none */
	char text[512];
};

/* Fill e and return -1, so that a failing call may end in one line. */
int err_set(struct err *e, enum err_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same with strerror(number) behind the text. */
int err_system(struct err *e, enum err_kind kind, int number,
	       const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
