/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The TXT records of a name, within a deadline.  Reading an answer and asking
 * for it are two things: txt_read() sees only bytes, which come from a
 * stranger.
 */
#ifndef SMTPCHECK_NET_TXT_H
#define SMTPCHECK_NET_TXT_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct patience;
struct sockaddr_in;

/*
 * Read a name server's answer, n bytes: each record's strings as one, in the
 * answer's order; one with a NUL in it is left out.  There may be none: that
 * is no error.  0, or -1 with ERR_RESOLVE_TEMPORARY.
 */
int txt_read(const unsigned char *answer, size_t n, struct strings *out,
	     struct err *err);

/*
 * Ask for those of name; server: whom to ask, or NULL for the system's.  0,
 * or -1 as above or with ERR_NO_SUCH_HOST (it can be no name), ERR_TIMEOUT
 * or ERR_INTERRUPTED.
 */
int txt_find(const char *name, const struct sockaddr_in *server,
	     const struct patience *patience, struct strings *out,
	     struct err *err);

#endif
