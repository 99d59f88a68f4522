/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making the message that the options ask for: the default one or the
 * user's, with tokens replaced and headers set or added.
 *
 * Of a file that holds the message no more is looked at than its header, of
 * one that holds the body no more than is needed to see whether the header
 * ends in it; the rest is read when the message is.
 */
#ifndef SMTPCHECK_MESSAGE_COMPOSE_H
#define SMTPCHECK_MESSAGE_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/err.h"
#include "base/str.h"

struct message;

/* Text given by the user, or a file that holds it. */
struct text_source {
	const char *text;	/* NULL: not given */
	size_t length;
	const char *file;	/* or the file's path */
};

/* Everything a message is made of; borrowed for the call. */
struct composition {
	const char *from;		/* envelope sender, "" for <> */
	const char *to;			/* recipients as the user wrote them */
	const char *cc, *bcc;		/* the same, or NULL */
	const char *mailer;		/* X-Mailer: "smtpcheck 0.1.0" */
	const char *version;		/* of the program: "0.1.0" */
	const char *host;		/* for the Message-Id */
	time_t when;
	long pid;
	struct text_source data;	/* --data: the whole message */
	struct text_source body;	/* --body */
	struct strings headers;		/* --header "Name: value" */
	struct strings added;		/* --add-header */
	bool no_fixup;			/* --no-data-fixup: data as it is */
	bool keep_from_line;		/* --no-strip-from */
	/*
	 * As swaks takes headers: one that is set replaces one whose name is
	 * written just so, it needs no name, and line ends in it are lines.
	 */
	bool loose_headers;
};

/*
 * Compose.  The message is the caller's to free; NULL with err (ERR_FILE: a
 * file; ERR_OPTION: a header without a name or with a line end in it, or an
 * address with a line end in it).
 */
struct message *compose(const struct composition *c, struct err *err);

#endif
