/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A domain's MTA-STS policy, RFC 8461 section 3: its record by DNS, then the
 * policy by HTTPS, within a deadline.
 */
#ifndef SMTPCHECK_NET_STS_FIND_H
#define SMTPCHECK_NET_STS_FIND_H

#include "base/err.h"
#include "base/sts.h"

struct patience;
struct sockaddr_in;

/* All borrowed. */
struct sts_question {
	const char *domain;
	const struct sockaddr_in *server;	/* whom to ask; NULL: anyone */
	const char *ca_path;	/* as struct tls_policy has it */
	int family;		/* of addresses, AF_UNSPEC: any */
};

/*
 * Fill *out, which is fresh; what went wrong is a state.  -1 with
 * ERR_INTERRUPTED alone.
 */
int sts_find(const struct sts_question *q, const struct patience *patience,
	     struct sts_result *out, struct err *err);

#endif
