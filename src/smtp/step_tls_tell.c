/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tls step says of a session that came about: its detail, and the
 * warnings that follow from the certificates.
 */
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/str.h"
#include "plan/plan.h"
#include "smtp/state.h"

enum { NAMES_MOST = 20 };	/* shown of a certificate */

/* The certificate's side of the tls step's detail. */
static void describe_certificate(const struct session *s, struct buf *out)
{
	const struct tls_certificate *leaf = s->tls.chain;
	struct strings names = { 0 };
	struct buf raw;

	if (!s->tls.chain_count)
		return;
	buf_init(&raw, 1 << 20);
	buf_addf(&raw, "subject %s", leaf->subject);
	strings_add(&names, buf_str(&raw));
	buf_clear(&raw);
	buf_addf(&raw, "issuer %s", leaf->issuer);
	strings_add(&names, buf_str(&raw));
	buf_clear(&raw);
	buf_adds(&raw, leaf->names.count ? "names " : "no names (SAN)");
	for (size_t i = 0; i < leaf->names.count && i < NAMES_MOST; i++)
		buf_addf(&raw, "%s%s", i ? ", " : "", leaf->names.at[i]);
	if (leaf->names.count > NAMES_MOST)
		buf_addf(&raw, " and %zu more",
			 leaf->names.count - NAMES_MOST);
	strings_add(&names, buf_str(&raw));
	for (size_t i = 0; i < names.count; i++) {
		buf_addc(out, '\n');
		str_add_printable(out, names.at[i], strlen(names.at[i]));
	}
	strings_release(&names);
	buf_release(&raw);
}

/* " (at depth 1, /CN=ca: on 2020-02-01; ...)", of all faults of a reason. */
static void describe_places(const struct tls_facts *f, unsigned reason,
			    struct buf *out)
{
	const char *before = " (";

	for (size_t i = 0; i < f->judgement.fault_count; i++) {
		const struct tls_fault *fault = &f->judgement.faults[i];

		if (fault->reason != reason || (!fault->depth && !fault->note))
			continue;
		buf_adds(out, before);
		if (fault->depth)
			buf_addf(out, "at depth %d, %s%s", fault->depth,
				 fault->subject ? fault->subject : "?",
				 fault->note ? ": " : "");
		if (fault->note)
			str_add_printable(out, fault->note,
					  strlen(fault->note));
		before = "; ";
	}
	if (*before == ';')
		buf_addc(out, ')');
}

/* "certificate has expired (on 2020-02-01); hostname mismatch (wanted x)" */
static void describe_reasons(const struct session *s, unsigned reasons,
			     struct buf *out)
{
	const char *separator = "";

	for (unsigned bit = 1; bit && bit <= reasons; bit <<= 1) {
		if (!(reasons & bit))
			continue;
		buf_addf(out, "%s%s", separator, tls_reason_phrase(bit));
		describe_places(&s->tls, bit, out);
		separator = "; ";
	}
}

/* The path could go on: by whom, and where that certificate is to be had. */
static void describe_missing(const struct tls_judgement *j, struct buf *out)
{
	if (!j->issuer_missing)
		return;
	buf_addf(out, "\nmissing: %s, neither sent nor trusted here",
		 j->issuer_missing);
	if (!j->issuer_url)
		return;
	buf_adds(out, "; to be had at ");
	str_add_printable(out, j->issuer_url, strlen(j->issuer_url));
}

/* Chain and name; what a pin answers is not held against them. */
static void describe_verdict(const struct session *s, struct buf *out)
{
	const unsigned both = REASONS_CHAIN | REASONS_NAME;
	unsigned held = tls_faults(&s->tls, both);
	unsigned answered = s->tls.reasons & s->tls.waived & both;

	if (held) {
		buf_adds(out, "\nNOT verified: ");
		describe_reasons(s, held, out);
	} else if (answered) {
		buf_addf(out, "\nverified by %s, else: ",
			 s->tls.judgement.pinned_at == 0 ? "a pin" : "DANE");
		describe_reasons(s, answered, out);
	} else {
		buf_addf(out, "\nverified: chain and name (%s) are good",
			 s->tls.name_wanted);
	}
}

/* As the option takes it, and in a line that is not broken. */
static void add_pin(struct buf *out, const unsigned char *hash)
{
	buf_adds(out, "\nsha256:");
	base64_add(out, hash, SHA256_SIZE);
}

static void describe_pins(const struct tls_facts *f, struct buf *out)
{
	const struct tls_judgement *j = &f->judgement;

	if (!j->pins_wanted)
		return;
	if (j->pinned_at > 0)
		buf_addf(out, "\npin: matches the CA at depth %d",
			 j->pinned_at);
	else if (j->pinned_at == 0)
		buf_adds(out, "\npin: matches");
	else
		buf_addf(out, "\npin: %s", tls_reason_phrase(REASON_PIN));
	if (j->pinned_at >= 0 || !f->chain_count)
		return;
	buf_adds(out, "; the two have");
	add_pin(out, f->chain->sha256);
	add_pin(out, f->chain->key_sha256);
}

static void describe_beside(const struct session *s, struct buf *out)
{
	const struct tls_judgement *j = &s->tls.judgement;

	describe_missing(j, out);
	describe_pins(&s->tls, out);
	if (s->tls.reasons & REASON_NEARLY_EXPIRED) {
		buf_adds(out, "\ncritical: ");
		describe_reasons(s, REASON_NEARLY_EXPIRED, out);
	}
	if (j->staple.state != STAPLE_NONE) {
		buf_adds(out, "\nOCSP staple: ");
		tls_staple_text(&j->staple, out);
	}
}

static void describe_session(const struct session *s, struct buf *out)
{
	time_t day = s->plan->tls.policy.verify_at;
	time_t now = day ? day : clock_wall(s->plan->clock);
	long days = tls_facts_days_left(&s->tls, now);
	const struct tls_certificate *leaf = s->tls.chain;
	char date[16];

	buf_addf(out, "%s %s", s->tls.version, s->tls.cipher);
	if (!s->tls.chain_count)
		return;
	buf_adds(out, "; certificate for ");
	str_add_printable(out, leaf->common_name, strlen(leaf->common_name));
	if (!*leaf->common_name && leaf->names.count)
		str_add_printable(out, leaf->names.at[0],
				  strlen(leaf->names.at[0]));
	if (days >= 0)
		buf_addf(out, ", %ld days left", days);
	else
		buf_addf(out, ", expired %ld days ago", -days - 1);
	if (day)
		buf_addf(out, " as of %s", tls_date(day, date));
}

/* A server that asks for a certificate may refuse whoever has none. */
static void describe_client(const struct session *s, struct buf *out)
{
	const struct tls_certificate *leaf = s->tls.client;

	if (!s->tls.client_asked && !s->tls.client_count)
		return;
	buf_addf(out, "\nclient certificate: %s, %s",
		 s->tls.client_asked ? "asked for" : "not asked for",
		 s->tls.client_sent ? "sent " : "not sent");
	if (s->tls.client_sent)
		str_add_printable(out, leaf->subject, strlen(leaf->subject));
}

void tls_describe(const struct session *s, struct buf *out)
{
	describe_session(s, out);
	describe_certificate(s, out);
	describe_client(s, out);
	describe_verdict(s, out);
	describe_beside(s, out);
	published_describe(s, out);
}

static void warn_of_ending(struct session *s, const struct tls_ending *e)
{
	char date[16], whose[48] = "a certificate that was sent for nothing";

	if (e->depth == 0)
		snprintf(whose, sizeof(whose), "the server's certificate");
	else if (e->depth > 0)
		snprintf(whose, sizeof(whose), "the certificate at depth %d",
			 e->depth);
	if (e->days < 0)
		session_warn(s, STEP_TLS, "%s, %s, expired on %s", whose,
			     e->subject, tls_date(e->not_after, date));
	else
		session_warn(s, STEP_TLS, "%s%s, %s, expires on %s: %ld days "
			     "(%d%%) left, the limit is %s",
			     e->critical ? "critical: " : "", whose,
			     e->subject, tls_date(e->not_after, date), e->days,
			     e->percent, e->limit);
}

/* Revoked is more than a warning; an absent staple is normal. */
static bool warn_of_staple(struct session *s)
{
	const struct tls_staple *staple = &s->tls.judgement.staple;
	struct buf text;

	if (staple->state == STAPLE_NONE || staple->state == STAPLE_GOOD ||
	    staple->state == STAPLE_REVOKED)
		return false;
	buf_init(&text, 256);
	tls_staple_text(staple, &text);
	session_warn(s, STEP_TLS, "the stapled OCSP response is of no use: %s",
		     buf_str(&text));
	buf_release(&text);
	return true;
}

bool tls_warn(struct session *s)
{
	const struct tls_judgement *j = &s->tls.judgement;

	for (size_t i = 0; i < j->ending_count; i++)
		warn_of_ending(s, &j->endings[i]);
	return warn_of_staple(s) || j->ending_count;
}
