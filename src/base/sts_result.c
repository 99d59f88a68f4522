/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an MTA-STS policy comes to, for people as well: see sts.h. */
#include "base/sts.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/tls_facts.h"

bool sts_would_refuse(const struct sts_result *r)
{
	return r->state == STS_POLICY && r->judged &&
	       r->policy.mode != STS_MODE_NONE && (!r->matched || r->reasons);
}

bool sts_is_amiss(const struct sts_result *r)
{
	return sts_would_refuse(r) || r->remark ||
	       (r->state != STS_NOT_ASKED && r->state != STS_NO_RECORD &&
		r->state != STS_POLICY);
}

bool sts_judge(struct sts_result *r, const char *host, unsigned reasons)
{
	if (r->state == STS_NOT_ASKED)
		return false;
	r->judged = true;
	r->reasons = reasons & (REASONS_CHAIN | REASONS_NAME);
	r->host = mem_string(host);
	for (size_t i = 0; host && !r->matched && i < r->policy.mx.count; i++)
		if (sts_pattern_matches(r->policy.mx.at[i], host))
			r->matched = mem_string(r->policy.mx.at[i]);
	return r->policy.mode == STS_MODE_ENFORCE && sts_would_refuse(r);
}

void sts_copy(struct sts_result *to, const struct sts_result *from)
{
	*to = *from;
	to->domain = mem_string(from->domain);
	to->id = mem_string(from->id);
	to->why = mem_string(from->why);
	to->remark = mem_string(from->remark);
	to->host = mem_string(from->host);
	to->matched = mem_string(from->matched);
	to->policy.mx = (struct strings){ .at = NULL };
	for (size_t i = 0; i < from->policy.mx.count; i++)
		strings_add(&to->policy.mx, from->policy.mx.at[i]);
}

void sts_release(struct sts_result *r)
{
	free(r->domain);
	free(r->id);
	free(r->why);
	free(r->remark);
	free(r->host);
	free(r->matched);
	sts_policy_release(&r->policy);
	*r = (struct sts_result){ .state = STS_NOT_ASKED };
}

/* ---- for people ---- */

static const char *const states[] = {
	[STS_NOT_ASKED] = "not asked for",
	[STS_NO_RECORD] = "the domain has no policy",
	[STS_BAD_RECORD] = "its record is malformed, which counts as none",
	[STS_NO_ANSWER] = "the name service could not say",
	[STS_NOT_FETCHED] = "there is a record, but its policy cannot be had",
	[STS_BAD_POLICY] = "its policy cannot be understood",
	[STS_POLICY] = "policy",
};

static const char *const modes[] = {
	[STS_MODE_NONE] = "none",
	[STS_MODE_TESTING] = "testing",
	[STS_MODE_ENFORCE] = "enforce",
};

static void add_policy(const struct sts_result *r, struct buf *out)
{
	const struct sts_policy *p = &r->policy;

	buf_addf(out, ", mode %s, max_age %lu, mx", modes[p->mode],
		 p->max_age);
	for (size_t i = 0; i < p->mx.count; i++)
		buf_addf(out, "%s%s", i ? ", " : " ", p->mx.at[i]);
	if (r->id)
		buf_addf(out, ", id %s", r->id);
}

/* "hostname mismatch, certificate has expired" */
static void add_reasons(unsigned reasons, struct buf *out)
{
	const char *separator = "";

	for (unsigned bit = 1; bit && bit <= reasons; bit <<= 1) {
		if (!(reasons & bit))
			continue;
		buf_addf(out, "%s%s", separator, tls_reason_phrase(bit));
		separator = ", ";
	}
}

static void add_refusal(const struct sts_result *r, struct buf *out)
{
	if (r->policy.mode == STS_MODE_TESTING)
		buf_adds(out, "\nMTA-STS: in testing, a sender would deliver, "
			 "and report: ");
	else
		buf_adds(out, "\nMTA-STS: a sender that honours it would NOT "
			 "deliver: ");
	if (!r->matched && r->host)
		buf_addf(out, "%s is none of the policy's exchanges", r->host);
	else if (!r->matched)
		buf_adds(out, "this exchange has no name");
	if (!r->matched && r->reasons)
		buf_adds(out, "; ");
	add_reasons(r->reasons, out);
}

static void add_verdict(const struct sts_result *r, struct buf *out)
{
	if (r->state != STS_POLICY || r->policy.mode == STS_MODE_NONE)
		buf_adds(out, "; a sender would deliver as without one");
	else if (sts_would_refuse(r))
		add_refusal(r, out);
	else if (r->judged)
		buf_addf(out, "\nMTA-STS: a sender that honours it would "
			 "deliver: %s is %s, its certificate is good", r->host,
			 r->matched);
}

void sts_describe(const struct sts_result *r, struct buf *out)
{
	buf_adds(out, "MTA-STS");
	if (r->domain)
		buf_addf(out, " of %s", r->domain);
	buf_addf(out, ": %s", states[r->state]);
	if (r->from_file)
		buf_adds(out, " from a file");
	if (r->state == STS_POLICY)
		add_policy(r, out);
	if (r->why) {
		buf_adds(out, ": ");
		str_add_printable(out, r->why, strlen(r->why));
	}
	if (r->remark) {
		buf_adds(out, " (");
		str_add_printable(out, r->remark, strlen(r->remark));
		buf_addc(out, ')');
	}
	add_verdict(r, out);
}
