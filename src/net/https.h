/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file by HTTPS, from a server whose certificate is good for its name: no
 * redirect is followed, no cookie kept, nothing sent but the question.
 */
#ifndef SMTPCHECK_NET_HTTPS_H
#define SMTPCHECK_NET_HTTPS_H

#include "base/err.h"
#include "net/http_reply.h"

struct patience;
struct wire;

/* All borrowed. */
struct https_question {
	const char *host, *path;
	const char *ca_path;	/* as struct tls_policy has it */
	int family;		/* of addresses, AF_UNSPEC: any */
};

/*
 * Ask for it at port 443.  0 with a whole reply, whatever its status; -1 with
 * err (ERR_TLS_TRUST where the certificate is not good, and as resolve.h,
 * dial.h, wire.h and http_reply.h say).  http_reply_release() is due.
 */
int https_get(const struct https_question *q, const struct patience *patience,
	      struct http_reply *out, struct err *err);

/* The same over a wire that is there, under TLS or not. */
int http_exchange(struct wire *w, const struct https_question *q,
		  const struct patience *patience, struct http_reply *out,
		  struct err *err);

#endif
