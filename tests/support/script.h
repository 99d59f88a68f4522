/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's side of a case: the [server] section read into a list of
 * operations, which play.h carries out.  A script knows nothing of SMTP; it
 * says what is sent, what must come, and when.
 *
 * A script owns its texts.
 */
#ifndef SUPPORT_SCRIPT_H
#define SUPPORT_SCRIPT_H

#include "casefile.h"

enum op_kind {
	OP_SEND,    /* "S: text"        send text and CRLF */
	OP_EXPECT,  /* "C: glob"        the client's next line must match */
	OP_MAY,     /* "C?: glob"       the same, or the client is gone */
	OP_DATA,    /* "DATA"           read message lines to the lone dot */
	OP_TLS,     /* "TLS NAME [PRI]" handshake with NAME's certificate */
	OP_TLS_MAY, /* "TLS? NAME [PRI]" the same, or the client refuses */
	OP_TLS_ASK, /* "TLSASK NAME [PRI]" and ask for a certificate */
	OP_STAPLE,  /* "STAPLE KIND"    what the next handshake brings along */
	OP_RAW,     /* "RAW text"       send exactly these bytes at once */
	OP_DRIP,    /* "DRIP N text"    a byte of it each N seconds */
	OP_FLOOD,   /* "FLOOD N text"   text again and again, N bytes in all */
	OP_SLEEP,   /* "SLEEP N"        wait N seconds or until it is gone */
	OP_AWAIT,   /* "AWAIT"          wait until it has said more */
	OP_END,     /* "END"            the client must close, saying no more */
	OP_DRAIN,   /* "DRAIN"          the same, whatever it says before */
	OP_CLOSE,   /* "CLOSE"          close, in TLS with a close_notify */
	OP_CUT,     /* "CUT"            close without one */
	OP_RESET,   /* "RESET"          close with a TCP reset */
	OP_NEXT,    /* "CONNECTION"     what follows is for the next one */
};

struct op {
	enum op_kind kind;
	int line;         /* in the case file */
	struct text text; /* decoded */
	struct text more; /* OP_TLS*: the GnuTLS priority, or empty */
	double seconds;
	size_t count;
};

struct script {
	struct op *ops;
	size_t count;
};

/*
 * 0, or -1 with WHY.  A connection that is not said to close gets an OP_END,
 * so that a case can never overlook what the client said too much.
 */
int script_parse(struct script *script, const struct section *section,
		 struct text *why);
void script_release(struct script *script);

/* How many connections the script serves. */
size_t script_connections(const struct script *script);

#endif
