/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the message room: what a message is made of, and the reading of a
 * segment's bytes before anything is done to them.
 */
#ifndef SMTPCHECK_MESSAGE_SEGMENT_H
#define SMTPCHECK_MESSAGE_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "message/message.h"
#include "message/tokens.h"

struct segment {
	enum transform transform;
	struct buf bytes;	/* where path and kept are NULL */
	const char *kept;	/* bytes of another owner */
	size_t kept_n;
	char *path;
	off_t from, size;	/* of the file, when it was added */
};

struct message {
	struct segment *segments;
	size_t count;
	struct tokens tokens;
	struct message *body;	/* or NULL */
	bool closing, raw;
};

/* One reading of one segment. */
struct raw {
	const struct segment *segment;
	int fd;			/* -1: of bytes */
	off_t at;
};

/* 0, or -1 with ERR_FILE; raw_close() is due only after 0. */
int raw_open(struct raw *r, const struct segment *s, struct err *err);
void raw_close(struct raw *r);

/* n bytes, or fewer at the end; 0 at the end; -1 with ERR_FILE. */
ssize_t raw_read(struct raw *r, char *bytes, size_t n, struct err *err);

#endif
