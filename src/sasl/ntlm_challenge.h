/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An NTLM challenge in its parts, [MS-NLMP] section 2.2.1.2.  A hostile server
 * may have sent it: whatever is in here lies inside of it.
 */
#ifndef SMTPCHECK_SASL_NTLM_CHALLENGE_H
#define SMTPCHECK_SASL_NTLM_CHALLENGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
	NTLM_UNICODE = 0x1,		/* strings are UTF-16 */
	NTLM_TARGET_INFO = 0x800000
};

/* Bytes of the challenge, borrowed; NULL: it has none. */
struct ntlm_bytes {
	const char *at;
	size_t n;
};

struct ntlm_challenge {
	uint32_t flags;
	const char *nonce;		/* NTLM_NONCE bytes */
	struct ntlm_bytes target;	/* the server's domain */
	struct ntlm_bytes info;		/* what it says of itself: NTLMv2 */
	const char *time;		/* 8 bytes of info, or NULL */
};

/* 0, or -1 with ERR_GRAMMAR. */
int ntlm_challenge_parse(struct ntlm_challenge *c, const char *bytes,
			 size_t n, struct err *err);

#endif
