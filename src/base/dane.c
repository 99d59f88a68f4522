/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What DANE came to, for people: see dane.h. */
#include "base/dane.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/tls_facts.h"

bool dane_has_records(const struct dane_result *d)
{
	return d->count &&
	       (d->state == DANE_SECURE || d->state == DANE_BY_HAND);
}

bool dane_is_usable(const struct dane_result *d)
{
	for (size_t i = 0; dane_has_records(d) && i < d->count; i++)
		if (!dane_record_fault(&d->records[i]))
			return true;
	return false;
}

const struct dane_record *dane_faulty(const struct dane_result *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->records[i].verdict == DANE_FAULTY)
			return &d->records[i];
	return NULL;
}

static const char *const states[] = {
	[DANE_NOT_ASKED] = "not asked for",
	[DANE_BY_HAND] = "given by hand",
	[DANE_SECURE] = "DNSSEC: secure",
	[DANE_ABSENT] = "DNSSEC: secure, there are none",
	[DANE_INSECURE] = "DNSSEC: insecure, so that they do not count",
	[DANE_BOGUS] = "DNSSEC: BOGUS",
	[DANE_FAILED] = "no answer",
};

static void add_head(const struct dane_result *d, struct buf *out)
{
	buf_adds(out, "DANE: TLSA records");
	if (d->base)
		buf_addf(out, " of %s", d->base);
	buf_addf(out, ": %s", states[d->state]);
	if (d->why) {
		buf_adds(out, " (");
		str_add_printable(out, d->why, strlen(d->why));
		buf_addc(out, ')');
	}
	if (d->insecure_mx)
		buf_addf(out, "; but the MX of %s is not signed: whoever "
			 "forges it sends the mail elsewhere", d->domain);
}

static const char *const verdicts[] = {
	[DANE_UNJUDGED] = "not judged",
	[DANE_MATCH] = "matches",
	[DANE_MISMATCH] = "does not match",
	[DANE_FAULTY] = "matches, but",
	[DANE_UNUSABLE] = "unusable",
	[DANE_PASSED_OVER] = "passed over",
};

static void add_record(const struct dane_record *r, struct buf *out)
{
	buf_adds(out, "\n  ");
	dane_record_text(r, out);
	buf_addf(out, ": %s", verdicts[r->verdict]);
	if (r->note)
		buf_addf(out, "%s %s", r->verdict == DANE_FAULTY ? "" : ",",
			 r->note);
}

static void add_waived(unsigned waived, struct buf *out)
{
	const char *separator = "; waived: ";

	for (unsigned bit = 1; bit && bit <= waived; bit <<= 1) {
		if (!(waived & bit))
			continue;
		buf_addf(out, "%s%s", separator, tls_reason_phrase(bit));
		separator = ", ";
	}
}

static void add_match(const struct dane_result *d, struct buf *out)
{
	const struct dane_record *r = &d->records[d->matched];

	buf_adds(out, "\nDANE: authenticated by ");
	dane_record_text(r, out);
	if (r->usage == USAGE_DANE_EE)
		buf_adds(out, " (the server's own; chain, name and dates do "
			 "not count)");
	else
		buf_addf(out, " (a trust anchor, at depth %zu)", d->depth);
	add_waived(d->waived, out);
}

void dane_fault(const struct dane_result *d, struct buf *out)
{
	const struct dane_record *faulty = dane_faulty(d);

	if (d->state == DANE_BOGUS)
		buf_adds(out, "the DNSSEC answer is bogus");
	else if (d->state == DANE_FAILED)
		buf_adds(out, "TLSA records could not be looked up");
	else if (faulty)
		buf_addf(out, "a TLSA record matches, but %s", faulty->note);
	else if (dane_is_usable(d))
		buf_adds(out, "no TLSA record matches");
	else if (d->count)
		buf_adds(out, "no TLSA record is usable");
	else
		buf_adds(out, "there are no secure TLSA records");
}

static void add_end(const struct dane_result *d, struct buf *out)
{
	bool usable = dane_is_usable(d);

	if (d->authenticated) {
		add_match(d, out);
		if (!d->only || !d->insecure_mx)
			return;
		buf_adds(out, "\nDANE: NOT enough: the MX is not signed");
		return;
	}
	if (usable || d->only || d->state == DANE_BOGUS ||
	    d->state == DANE_FAILED) {
		buf_adds(out, "\nDANE: NOT authenticated: ");
		dane_fault(d, out);
	} else if (d->count) {
		buf_adds(out, "\nDANE: no record is usable: a sender would "
			 "use TLS without authentication (RFC 7672 section "
			 "2.2); judged by CA and name here");
	} else {
		buf_adds(out, "; judged by CA and name");
	}
	if (usable && d->would_match)
		buf_addf(out, "; this certificate is %s", d->would_match);
}

void dane_describe(const struct dane_result *d, struct buf *out)
{
	add_head(d, out);
	for (size_t i = 0; i < d->count; i++)
		add_record(&d->records[i], out);
	add_end(d, out);
}
