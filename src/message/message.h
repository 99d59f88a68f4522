/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A message is a stream: an ordered list of segments, each bytes in memory or
 * a file, read through one pull function and never held whole.
 *
 * A message is built while the plan is made and does not change afterwards;
 * a message_reader is one reading of it, and there may be several.  A regular
 * file is opened when its segment is reached, and is checked to be readable
 * when it is added, so that a missing file is found before anything is sent.
 * What is no regular file (a FIFO, a terminal, /dev/stdin of a pipeline) is
 * read at once and kept, as standard input is: it can be read but once, and
 * to wait for whoever writes it would hold up a server in mid-message.  So a
 * reader never waits for anything but the disk.
 */
#ifndef SMTPCHECK_MESSAGE_MESSAGE_H
#define SMTPCHECK_MESSAGE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

struct message;
struct message_reader;
struct tokens;

/* What is done to a segment's bytes on the way. */
enum transform {
	TRANSFORM_NONE,
	TRANSFORM_BASE64,	/* lines of 76 characters, RFC 2045 sec. 6.8 */
	TRANSFORM_TOKENS,	/* tokens replaced, but for the body's */
	TRANSFORM_TEMPLATE	/* and the body's too */
};

/* Most that is kept of what is no regular file. */
#define MESSAGE_KEPT_MAX ((size_t)1 << 30)

struct message *message_new(void);
void message_free(struct message *m);

/* Append a copy of n bytes. */
void message_add_bytes(struct message *m, const void *bytes, size_t n,
		       enum transform transform);
void message_add_string(struct message *m, const char *s);

/* Append n bytes that the caller keeps for as long as the message lives. */
void message_add_kept(struct message *m, const char *bytes, size_t n,
		      enum transform transform);

/*
 * Append the file at path from the given offset to its end.  0, or -1 with
 * ERR_FILE where it cannot be read, is a directory, or is no regular file and
 * larger than MESSAGE_KEPT_MAX.
 */
int message_add_file(struct message *m, const char *path, off_t from,
		     enum transform transform, struct err *err);

/* Text given by the user, or a file that holds it. */
struct text_source {
	const char *text;	/* NULL: not given */
	size_t length;
	bool kept;		/* text outlives the message */
	bool literal;		/* no token is in it, nor a header's end */
	const char *file;	/* or the file's path */
};

/* Append the one or the other.  As message_add_file(). */
int message_add_source(struct message *m, const struct text_source *s,
		       enum transform transform, struct err *err);

/* What tokens stand for; copied.  Without it they stay as they are. */
void message_set_tokens(struct message *m, const struct tokens *tokens);

/*
 * What TOKEN_BODY stands for in a TRANSFORM_TEMPLATE segment: a message of
 * its own, with its own tokens, that m takes over.
 */
void message_set_body(struct message *m, struct message *body);

/*
 * Is there a place for the body?  A file that the message goes on with is not
 * looked through, and may have one.
 */
bool message_has_body(const struct message *m);

/*
 * The message's last bytes may be the user's own final dot (see
 * message/closing.h).
 */
void message_set_closing(struct message *m);

/* The message is to be sent as it is: the user said --no-data-fixup. */
void message_set_raw(struct message *m);
bool message_is_raw(const struct message *m);

struct message_reader *message_open(const struct message *m);
void message_close(struct message_reader *r);

/*
 * The next bytes of the message as it was built, line ends untouched: at most
 * n, which is 1 or more, and about as many as long as there are; 0 at the end.
 * -1 with ERR_FILE where a file could not be read to the end that it had when
 * it was added: what was read is then no whole message and must not be passed
 * off as one, and the reader is good for message_close() alone.
 */
ssize_t message_read(struct message_reader *r, char *bytes, size_t n,
		     struct err *err);

/*
 * Was all that the last message_read() gave base64?  Then its line ends are CR
 * LF, no line begins with a dot, and what would look for either need not.  The
 * ends of lines in it in *lines_out.
 */
bool message_gave_base64(const struct message_reader *r, size_t *lines_out);

#endif
