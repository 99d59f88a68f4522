/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A reply of HTTP/1.1 (RFC 9112) as it comes in, for the one request that is
 * ever made here: see https.h.  All of it is a stranger's.
 */
#ifndef SMTPCHECK_NET_HTTP_REPLY_H
#define SMTPCHECK_NET_HTTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum {
	HTTP_HEAD_MOST = 16384,
	HTTP_BODY_MOST = 65536,
	/* with what chunks have around them */
	HTTP_REPLY_MOST = HTTP_HEAD_MOST + 4 * HTTP_BODY_MOST
};

struct http_reply {
	int status;
	char *type;		/* Content-Type, or NULL */
	char *location;		/* where it points elsewhere, or NULL */
	struct buf body;
};

/*
 * Read what has come so far, n bytes; ended: nothing more will come.  1: it
 * is whole; 0: more is needed; -1 with ERR_GRAMMAR or ERR_LIMIT.  In each
 * case http_reply_release() is due before it is read again.
 */
int http_reply_read(const char *bytes, size_t n, bool ended,
		    struct http_reply *out, struct err *err);
void http_reply_release(struct http_reply *r);

#endif
