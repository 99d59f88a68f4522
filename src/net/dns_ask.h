/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One question to the name servers that the C library knows, or to one of
 * the user's own choice, and the answer as it comes.  It takes as long as it
 * takes: make the call apart (apart.h).
 */
#ifndef SMTPCHECK_NET_DNS_ASK_H
#define SMTPCHECK_NET_DNS_ASK_H

#include <netinet/in.h>
#include <resolv.h>

#include "base/err.h"

/* Bytes of the longest answer. */
enum { DNS_ANSWER_MOST = 65535 };

/*
 * Set the resolver up, for res_nclose(); a server of family AF_UNSPEC: the
 * system's.  0, or -1 with ERR_RESOLVE_TEMPORARY.
 */
int dns_open(struct __res_state *resolver, const struct sockaddr_in *server,
	     struct err *err);

/*
 * Ask for name's records of this type.  Bytes of the answer, or -1 with
 * ERR_NO_SUCH_HOST (no domain can have that name) or ERR_RESOLVE_TEMPORARY.
 */
int dns_ask(struct __res_state *resolver, const char *name, int type,
	    unsigned char answer[static DNS_ANSWER_MOST], struct err *err);

#endif
