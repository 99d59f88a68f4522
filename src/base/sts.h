/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * MTA-STS (RFC 8461) as plain values: what a domain's policy says of its mail
 * exchanges, and whether a sender that honours it would deliver to this one.
 * A result owns its strings, whose bytes a stranger chose.
 */
#ifndef SMTPCHECK_BASE_STS_H
#define SMTPCHECK_BASE_STS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct buf;

enum sts_state {
	STS_NOT_ASKED,
	STS_NO_RECORD,		/* the domain has no policy */
	STS_BAD_RECORD,		/* which counts as none */
	STS_NO_ANSWER,		/* the name service could not say */
	STS_NOT_FETCHED,	/* a record, but no policy behind it */
	STS_BAD_POLICY,		/* the policy cannot be understood */
	STS_POLICY
};

enum sts_mode { STS_MODE_NONE, STS_MODE_TESTING, STS_MODE_ENFORCE };

enum { STS_POLICY_MOST = 65536 };	/* bytes; RFC 8461 section 3.3 */

struct sts_policy {
	enum sts_mode mode;
	unsigned long max_age;	/* seconds */
	struct strings mx;	/* "mail.example", "*.example" */
};

struct sts_result {
	enum sts_state state;
	bool from_file;		/* the user gave the policy */
	char *domain;
	char *id;		/* of the record, or NULL */
	char *why;		/* about the state, or NULL */
	char *remark;		/* what is odd, though it counts; or NULL */
	struct sts_policy policy;
	/* and what came of it */
	char *host;		/* the exchange that was judged, or NULL */
	bool judged;
	char *matched;		/* the pattern that fits it, or NULL */
	unsigned reasons;	/* tls_reasons against its certificate */
};

/*
 * Read a TXT record, n bytes; *id_out is freed by the caller.  1: it is one
 * of MTA-STS and good; 0: it is none; -1: it is one, and malformed.
 */
int sts_record_read(const char *text, size_t n, char **id_out);

/* Read a policy; out is empty before.  0, or -1 with ERR_GRAMMAR. */
int sts_policy_read(const char *text, size_t n, struct sts_policy *out,
		    struct err *err);
void sts_policy_release(struct sts_policy *p);

/* RFC 8461 section 4.1: "*." stands for exactly one label. */
bool sts_pattern_matches(const char *pattern, const char *host);

/*
 * Judge the exchange and what is wrong with its certificate by CA and name.
 * Where the policy enforces more than that: true, and a sender that honours
 * it would not deliver.
 */
bool sts_judge(struct sts_result *r, const char *host, unsigned reasons);

/* Would it not deliver, or, with a policy that only tests, report that? */
bool sts_would_refuse(const struct sts_result *r);

/* Is the domain to be told of something, by what went before or by that? */
bool sts_is_amiss(const struct sts_result *r);

void sts_copy(struct sts_result *to, const struct sts_result *from);
void sts_release(struct sts_result *r);

/* What there is, and what a sender would do: lines with LF between. */
void sts_describe(const struct sts_result *r, struct buf *out);

#endif
