/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judging certificates by TLSA records: see tlsa.h.  Usage 3 looks at nothing
 * but the server's own certificate or key; usage 2 at the path from there to
 * a trust anchor that the server has to send along (RFC 7672 section 3.1).
 *
 * libdane is not asked: it has one status for all records, would judge by the
 * rules of the web, and is not at hand on every machine.
 */
#include "net/tlsa.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "base/buf.h"
#include "base/dane.h"
#include "base/mem.h"
#include "base/tls_facts.h"
#include "base/tls_policy.h"
#include "net/cert_facts.h"
#include "net/dn.h"
#include "net/tlsa_anchor.h"
#include "net/verify.h"

/* What the record's selector chooses; no bytes: there is no such thing. */
static gnutls_datum_t selected(unsigned selector, const gnutls_datum_t *der)
{
	gnutls_datum_t key = { NULL, 0 };

	if (selector != SELECTOR_KEY)
		return *der;
	cert_find_key(der, &key);
	return key;
}

bool tlsa_matches(const struct dane_record *r, const gnutls_datum_t *der)
{
	gnutls_datum_t what = selected(r->selector, der);
	unsigned char digest[64];

	if (!what.size)
		return false;
	if (r->matching == MATCHING_FULL)
		return r->n == what.size && !memcmp(r->data, what.data, r->n);
	if (gnutls_hash_fast(r->matching == MATCHING_SHA256
				     ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA512,
			     what.data, what.size, digest) < 0)
		return false;
	return !memcmp(r->data, digest, r->n);
}

/*
 * RFC 7671 section 9: of digests under one usage and selector the strongest
 * alone counts, so that a weak one can be replaced.
 */
static bool is_outdone(const struct dane_result *d,
		       const struct dane_record *r)
{
	if (r->matching != MATCHING_SHA256)
		return false;
	for (size_t i = 0; i < d->count; i++) {
		const struct dane_record *other = &d->records[i];

		if (other->matching == MATCHING_SHA512 &&
		    other->usage == r->usage &&
		    other->selector == r->selector &&
		    !dane_record_fault(other))
			return true;
	}
	return false;
}

/* ---- what a match makes void ---- */

/* A weak key is weak whoever vouches for it; a pin is the user's own. */
static unsigned waived_by_leaf(unsigned reasons)
{
	unsigned chain = REASONS_CHAIN & ~(unsigned)REASON_WEAK_KEY;

	return reasons & (chain | REASONS_NAME | REASON_NEARLY_EXPIRED);
}

/* RFC 7672 section 3.2.2: the domain whose exchange it is names it as well. */
static bool names_domain(const struct dane_result *d,
			 const struct tls_policy *policy,
			 const gnutls_datum_t *leaf)
{
	gnutls_x509_crt_t cert;
	bool found;

	if (!d->domain || gnutls_x509_crt_init(&cert) < 0)
		return false;
	found = gnutls_x509_crt_import(cert, leaf, GNUTLS_X509_FMT_DER) >= 0 &&
		dn_names_host(cert, d->domain, policy->allow_common_name);
	gnutls_x509_crt_deinit(cert);
	return found;
}

/* Of the chain, what the path to the anchor does not itself confirm. */
static unsigned waived_by_anchor(unsigned reasons, unsigned of_path)
{
	unsigned kept = (unsigned)REASON_WEAK_KEY | REASON_WEAK_CA_KEY |
			REASON_WEAK_SIGNATURE;

	return reasons & REASONS_CHAIN & ~kept & ~of_path;
}

struct judge {
	const gnutls_datum_t *certs;
	unsigned count;
	const struct tls_policy *policy;
	time_t now;
	struct tls_facts *facts;
};

static void judge_leaf(const struct judge *j, struct dane_record *r)
{
	struct dane_result *d = &j->facts->dane;

	if (!j->count || !tlsa_matches(r, &j->certs[0])) {
		r->verdict = DANE_MISMATCH;
		return;
	}
	r->verdict = DANE_MATCH;
	d->authenticated = true;
	d->matched = (size_t)(r - d->records);
	d->depth = 0;
	d->waived = waived_by_leaf(j->facts->reasons);
}

/* What keeps a path that was found from being good; NULL: nothing. */
static const char *fault_of_path(const struct judge *j, unsigned of_path,
				 unsigned *waived_out)
{
	unsigned reasons = j->facts->reasons;

	*waived_out = waived_by_anchor(reasons, of_path);
	if (reasons & REASONS_NAME &&
	    names_domain(&j->facts->dane, j->policy, &j->certs[0]))
		*waived_out |= reasons & REASONS_NAME;
	if (of_path)
		return tls_reason_phrase(of_path);
	if (reasons & REASONS_NAME & ~*waived_out)
		return tls_reason_phrase(reasons & REASONS_NAME);
	return NULL;
}

static void judge_anchor(const struct judge *j, struct dane_record *r)
{
	struct dane_result *d = &j->facts->dane;
	struct anchor_path path = { .certs = j->certs, .count = j->count,
				    .now = j->now };
	unsigned waived;

	r->verdict = DANE_MISMATCH;
	if (!j->count || !anchor_find(r, &path)) {
		r->note = path.anchor_seen
			? "its certificate did not issue the server's" : NULL;
		return;
	}
	r->note = fault_of_path(j, path.reasons, &waived);
	r->verdict = r->note ? DANE_FAULTY : DANE_MATCH;
	if (r->note)
		return;
	if (d->authenticated)	/* by usage 3, which asks for less */
		return;
	d->authenticated = true;
	d->matched = (size_t)(r - d->records);
	d->depth = path.depth;
	d->waived = waived;
}

static void pass_over(struct dane_record *r)
{
	r->verdict = DANE_PASSED_OVER;
	r->note = "a SHA-512 stands beside it (RFC 7671 section 9)";
}

static void judge_record(const struct judge *j, struct dane_record *r,
			 unsigned usage)
{
	r->note = dane_record_fault(r);
	if (r->note)
		r->verdict = DANE_UNUSABLE;
	else if (r->usage != usage)
		return;
	else if (is_outdone(&j->facts->dane, r))
		pass_over(r);
	else if (usage == USAGE_DANE_EE)
		judge_leaf(j, r);
	else
		judge_anchor(j, r);
}

/* "3 1 1 HEX", what the domain would have to publish. */
static char *record_of(const gnutls_datum_t *der)
{
	gnutls_datum_t key = selected(SELECTOR_KEY, der);
	unsigned char digest[32];
	struct dane_record r = { .usage = USAGE_DANE_EE,
				 .selector = SELECTOR_KEY,
				 .matching = MATCHING_SHA256,
				 .data = digest, .n = sizeof(digest) };
	struct buf text;

	if (!key.size || gnutls_hash_fast(GNUTLS_DIG_SHA256, key.data,
					  key.size, digest) < 0)
		return NULL;
	buf_init(&text, 256);
	dane_record_text(&r, &text);
	return buf_take(&text);
}

/* Is the server one that must not be taken for the right one? */
static bool is_refused(const struct dane_result *d)
{
	if (d->state == DANE_BOGUS || d->state == DANE_FAILED)
		return true;
	if (d->only && (!d->authenticated || d->insecure_mx))
		return true;
	return !d->authenticated && dane_is_usable(d);
}

void tlsa_judge(const struct peer_proof *proof, const struct tls_policy *policy,
		time_t now, struct tls_facts *facts)
{
	static const unsigned usages[] = { USAGE_DANE_EE, USAGE_DANE_TA };
	const struct judge j = {
		.certs = proof->certs, .count = proof->count,
		.policy = policy,
		.now = policy->verify_at ? policy->verify_at : now,
		.facts = facts,
	};
	struct dane_result *d = &facts->dane;

	if (d->state == DANE_NOT_ASKED)
		return;
	for (size_t u = 0; dane_has_records(d) && u < 2; u++)
		for (size_t i = 0; i < d->count; i++)
			judge_record(&j, &d->records[i], usages[u]);
	if (j.count)
		d->would_match = record_of(&j.certs[0]);
	d->waived &= ~(policy->dane_keeps | REASON_REVOKED);
	facts->waived |= d->waived;
	if (is_refused(d))
		facts->reasons |= REASON_DANE;
}
