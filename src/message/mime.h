/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the message room: the parts of a message as one MIME entity (RFC
 * 2045, 2046), in the form that swaks gives it: multipart/mixed, its bodies
 * first; several bodies are multipart/alternative, a part of their own where
 * there are attachments too.  It borrows the composition.
 */
#ifndef SMTPCHECK_MESSAGE_MIME_H
#define SMTPCHECK_MESSAGE_MIME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct composition;
struct message;
struct part;

enum { MIME_BOUNDARY = 48 };	/* bytes of a boundary, with its NUL */

struct mime {
	struct part *leaves;		/* bodies, then attachments */
	size_t count, bodies;
	bool loose;			/* see struct composition */
	char outer[MIME_BOUNDARY];
	char inner[MIME_BOUNDARY];	/* of the alternatives, if nested */
};

/*
 * Order the parts; body is one where none of them is.  0, or -1 with
 * ERR_OPTION (a type that is none); mime_release() is due in both cases.
 */
int mime_init(struct mime *mime, const struct composition *c,
	      const struct part *body, struct err *err);
void mime_release(struct mime *mime);

/* "multipart/mixed; boundary=..." */
void mime_add_type(const struct mime *mime, struct buf *out);

/*
 * What begins the entity, down to the last line of its first part's header,
 * and all that stands behind the empty line that is due then.  0, or -1 with
 * ERR_FILE.
 */
void mime_add_head(const struct mime *mime, struct buf *out);
int mime_add_rest(const struct mime *mime, struct message *m,
		  struct err *err);

#endif
