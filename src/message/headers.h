/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the message room: the header of a message's text, as fields that
 * options set and add to.  It borrows the text and the options' strings.
 */
#ifndef SMTPCHECK_MESSAGE_HEADERS_H
#define SMTPCHECK_MESSAGE_HEADERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct message;

/* A field with its folded lines, without its last line end. */
struct field {
	const char *text;
	size_t length;
	bool set;	/* by an option */
};

struct header {
	bool loose;	/* see struct composition */
	bool open;	/* no line end is due behind the last field */
	struct field *fields;
	size_t count;
	struct buf more;	/* fields that are new, each with a line end */
};

/*
 * Where the header of a text ends: at the first of two line ends in a row.
 * The place of it in *end_out, that of the body in *body_out; false where
 * there is no such.
 */
bool header_end(const char *text, size_t n, size_t *end_out,
		size_t *body_out);

/* Take the n bytes of a text's header apart. */
void header_init(struct header *h, bool loose, const char *text, size_t n);
void header_release(struct header *h);

/* Remove the line that opens a message in an mbox, where there is one. */
void header_strip_from_line(struct header *h);

/*
 * --add-header and --header: one field, or several with line ends between
 * them.  To set one replaces the last of that name, or adds it.  0, or -1
 * with ERR_OPTION.  All that is to be added is added before anything is set.
 */
int header_add(struct header *h, const char *option, struct err *err);
int header_set(struct header *h, const char *option, struct err *err);

/*
 * Append the fields to m.  The new ones come in the place of their token, or
 * else last, but where the header ends in the body, before the body's token.
 */
void header_write(const struct header *h, bool ends_in_body,
		  struct message *m);

#endif
