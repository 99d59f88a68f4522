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
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "base/str.h"
#include "message/message.h"

/*
 * Something of the message that is a MIME part of its own.  A plain text
 * without a name goes out as it is, all else as base64.
 */
struct part {
	struct text_source content;
	const char *type;	/* "text/html" */
	const char *name;	/* of a file, NULL: none */
	bool body;		/* one of the alternatives, else attached */
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
	bool mime;			/* be MIME, whether of parts or not */
	const struct part *parts;	/* in the order they were given */
	size_t part_count;
	uint64_t nonce;			/* makes MIME boundaries unique */
	struct strings headers;		/* --header "Name: value" */
	struct strings added;		/* --add-header */
	bool no_fixup;			/* --no-data-fixup: data as it is */
	bool keep_from_line;		/* --no-strip-from */
	/*
	 * As swaks takes headers: one that is set replaces one whose name is
	 * written just so, it needs no name, and line ends in it are lines.
	 * MIME types and names are anything at all, and are not quoted.
	 */
	bool loose_headers;
};

/*
 * Compose.  The message is the caller's to free; NULL with err (ERR_FILE: a
 * file; ERR_OPTION: a header without a name or with a line end in it, an
 * address with a line end in it, or a MIME type that is none).
 */
struct message *compose(const struct composition *c, struct err *err);

#endif
