/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The step vocabulary: what a run is made of, how a step can end, why a run
 * failed, and the program's exit codes.  Every room may speak it.
 */
#ifndef SMTPCHECK_BASE_STEP_H
#define SMTPCHECK_BASE_STEP_H

#include "base/err.h"

enum step_id {
	STEP_RESOLVE,
	STEP_CONNECT,
	STEP_PROXY,
	STEP_BANNER,
	STEP_EHLO,
	STEP_XCLIENT,
	STEP_STARTTLS,
	STEP_TLS,
	STEP_PROBE,
	STEP_AUTH,
	STEP_MAIL,
	STEP_RCPT,
	STEP_DATA,
	STEP_MESSAGE,
	STEP_QUIT,
	STEP_COUNT
};

/* The step's name in reports: "resolve", "ehlo", ... */
const char *step_name(enum step_id step);

enum status { STATUS_OK, STATUS_WARN, STATUS_FAILED, STATUS_SKIPPED };

const char *status_name(enum status status);

/* The exit codes of swaks, which scripts know. */
enum exit_code {
	EXIT_DELIVERED = 0,
	EXIT_OPTION = 1,
	EXIT_CONNECT = 2,
	EXIT_CLOSED = 6,
	EXIT_NO_MECHANISM = 10,
	EXIT_BANNER = 21,
	EXIT_HELO = 22,
	EXIT_MAIL = 23,
	EXIT_RCPT = 24,
	EXIT_DATA = 25,
	EXIT_MESSAGE = 26,
	EXIT_QUIT = 27,
	EXIT_AUTH = 28,
	EXIT_TLS = 29,
	EXIT_PRDR = 30,
	EXIT_HELO_AFTER_TLS = 32,
	EXIT_XCLIENT = 33,
	EXIT_HELO_AFTER_XCLIENT = 34,
	EXIT_PROXY_OPTION = 35,
	EXIT_PROXY = 36,
	EXIT_SIGNAL = 128	/* plus the signal's number */
};

/* What the link to the server is made of. */
enum transport { TRANSPORT_TCP, TRANSPORT_UNIX, TRANSPORT_PIPE };

/*
 * Where a run can be told to stop.  A point is passed where its step was
 * done or skipped; see the step table.  Those before STOP_RCPT need no
 * recipient.
 */
enum stop {
	STOP_NONE,
	STOP_PROXY,
	STOP_BANNER,
	STOP_FIRST_HELO,
	STOP_XCLIENT,
	STOP_XCLIENT_HELO,
	STOP_TLS,
	STOP_HELO,
	STOP_AUTH,
	STOP_MAIL,
	STOP_RCPT,
	STOP_DATA,
	STOP_DOT
};

/* Why a step failed, where no reply and no struct err says it. */
enum cause {
	CAUSE_NONE,
	CAUSE_REPLY,			/* the server's reply refused it */
	CAUSE_ERR,			/* the link or this machine: see err */
	CAUSE_STARTTLS_NOT_OFFERED,
	CAUSE_STARTTLS_INJECTION,	/* bytes in clear behind the 220 */
	CAUSE_STARTTLS_STRIPPED,	/* not offered, but known to be there */
	CAUSE_COMMAND_INJECTION,	/* run under TLS, but sent in clear */
	CAUSE_UNVERIFIED,		/* the certificate, by policy */
	CAUSE_DANE_BOGUS,		/* DNSSEC contradicts the answer */
	CAUSE_DANE_UNKNOWN,		/* there is no answer */
	CAUSE_DANE_FAULTY,		/* a record matches, but not all is
					 * well with the certificate */
	CAUSE_DANE_ABSENT,		/* nothing that --dane-only needs */
	CAUSE_AUTH_NOT_OFFERED,
	CAUSE_AUTH_NO_COMMON,		/* none that is offered and usable */
	CAUSE_AUTH_CLEARTEXT,		/* a password would go in clear */
	CAUSE_AUTH_UNVERIFIED,		/* ... to an unverified server */
	CAUSE_AUTH_CHALLENGE,		/* a challenge that means nothing */
	CAUSE_AUTH_PROOF,		/* it does not know the password */
	CAUSE_AUTH_UNUSABLE,		/* this side cannot do it */
	CAUSE_XCLIENT_NOT_OFFERED,
	CAUSE_XCLIENT_ATTRIBUTE,	/* one that is not offered */
	CAUSE_PRDR_NOT_OFFERED,
	CAUSE_PRDR_ALL_REFUSED		/* each recipient, at the dot */
};

/*
 * The one failure that ended a run.  The strings are borrowed from the event
 * that carries it; the tally keeps copies.
 */
struct failure {
	enum step_id step;
	enum cause cause;
	enum err_kind kind;	/* with CAUSE_ERR, else ERR_NONE */
	int exit_code;		/* where it is not the step's own, else 0 */
	int code;		/* reply code, or 0 */
	int enhanced[3];	/* enhanced status code, or zeros */
	unsigned reasons;	/* with CAUSE_UNVERIFIED: tls_reason */
	const char *text;	/* the server's words or the error's text */
	const char *subject;	/* mechanism, recipient, host: what it is of */
	const char *offered;	/* mechanisms the server offered, or NULL */
	const char *refused;	/* mechanisms tried and refused, or NULL */
};

#endif
