/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The OCSP response that a server sends along with its certificate: RFC 6066
 * section 8, what it says RFC 6960, certificates that demand one RFC 7633.
 *
 * A certificate is revoked when whoever issued it says so; a response that is
 * too old, or that cannot be believed, says nothing.  That is worth a warning,
 * but is a reason only where the certificate demands better.
 */
#include <gnutls/ocsp.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/dane.h"
#include "base/mem.h"
#include "net/verify_judge.h"

enum {
	SINGLES_MOST = 64,
	STATUS_REQUEST = 5,	       /* the TLS feature, RFC 7633 */
	AGE_MOST = 15 * 24 * 60 * 60 /* of one that has no next update; what
				      * GnuTLS allows */
};

/* RFC 6960 section 4.2.1 */
static const char *answer_text(int status)
{
	switch (status) {
	case GNUTLS_OCSP_RESP_MALFORMEDREQUEST:
		return "malformedRequest";
	case GNUTLS_OCSP_RESP_INTERNALERROR:
		return "internalError";
	case GNUTLS_OCSP_RESP_TRYLATER:
		return "tryLater";
	case GNUTLS_OCSP_RESP_SIGREQUIRED:
		return "sigRequired";
	case GNUTLS_OCSP_RESP_UNAUTHORIZED:
		return "unauthorized";
	}
	return NULL;
}

/* RFC 5280 section 5.3.1; NULL for 0, which says nothing. */
static const char *reason_text(unsigned reason)
{
	static const char *const texts[] = {
		NULL,
		"keyCompromise",
		"cACompromise",
		"affiliationChanged",
		"superseded",
		"cessationOfOperation",
		"certificateHold",
		NULL,
		"removeFromCRL",
		"privilegeWithdrawn",
		"aACompromise",
	};

	return reason < sizeof(texts) / sizeof(*texts) ? texts[reason] : NULL;
}

static const char *signature_text(unsigned status)
{
	static const struct {
		unsigned status;
		const char *text;
	} table[] = {
		{ GNUTLS_OCSP_VERIFY_SIGNATURE_FAILURE, "it does not match" },
		{ GNUTLS_OCSP_VERIFY_SIGNER_NOT_FOUND, "whose it is cannot be "
						       "found" },
		{ GNUTLS_OCSP_VERIFY_SIGNER_KEYUSAGE_ERROR,
		  "its signer may not sign OCSP responses" },
		{ GNUTLS_OCSP_VERIFY_UNTRUSTED_SIGNER,
		  "its signer is not trusted" },
		{ GNUTLS_OCSP_VERIFY_INSECURE_ALGORITHM,
		  "its algorithm is too weak" },
		{ GNUTLS_OCSP_VERIFY_CERT_NOT_ACTIVATED,
		  "its signer is not valid yet" },
		{ GNUTLS_OCSP_VERIFY_CERT_EXPIRED, "its signer has expired" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (status & table[i].status)
			return table[i].text;
	return NULL;
}

/* The number of what it says of this certificate, or -1. */
static int find_single(gnutls_ocsp_resp_t r, gnutls_x509_crt_t cert)
{
	for (int i = 0; i < SINGLES_MOST; i++) {
		int code = gnutls_ocsp_resp_check_crt(r, (unsigned)i, cert);

		if (code >= 0)
			return i;
		if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			break;
	}
	return -1;
}

static bool is_issuer(const struct judge *j, gnutls_x509_crt_t cert)
{
	return judge_is_issued_by(j->sent.at[0], cert) &&
	       judge_is_signed_by(j->sent.at[0], cert);
}

/* An issuer that is nowhere but in a TLSA record (usage 2, whole), to be
 * freed; NULL: there is none. */
static gnutls_x509_crt_t issuer_of_records(const struct judge *j)
{
	const struct dane_result *d = &j->facts->dane;

	for (size_t i = 0; dane_has_records(d) && i < d->count; i++) {
		const struct dane_record *r = &d->records[i];
		const gnutls_datum_t der = { r->data, (unsigned)r->n };
		gnutls_x509_crt_t cert;

		if (r->usage != USAGE_DANE_TA ||
		    r->selector != SELECTOR_CERT ||
		    r->matching != MATCHING_FULL)
			continue;
		if (gnutls_x509_crt_init(&cert) < 0)
			mem_exhausted();
		if (gnutls_x509_crt_import(cert, &der,
					   GNUTLS_X509_FMT_DER) >= 0 &&
		    is_issuer(j, cert))
			return cert;
		gnutls_x509_crt_deinit(cert);
	}
	return NULL;
}

/* A signer's dates can only be judged as of now. */
static bool is_signed_by(const struct judge *j, gnutls_ocsp_resp_t r,
			 gnutls_x509_crt_t issuer, struct tls_staple *s)
{
	unsigned status = 0, flags = 0;

	s->state = STAPLE_BAD_SIGNATURE;
	if (j->policy->verify_at)
		flags |= GNUTLS_VERIFY_DISABLE_TIME_CHECKS;
	if (gnutls_ocsp_resp_verify_direct(r, issuer, &status, flags) < 0)
		return false;
	s->why = signature_text(status);
	return !status;
}

/* The issuer's key must have signed it, or one that the issuer gave that
 * purpose. */
static bool is_signed(const struct judge *j, gnutls_ocsp_resp_t r,
		      struct tls_staple *s)
{
	gnutls_x509_crt_t anchor;
	bool good;

	if (j->last || j->root)
		return is_signed_by(j, r, j->path[j->last ? 1 : 0], s);
	anchor = issuer_of_records(j);
	s->state = STAPLE_UNCHECKED;
	if (!anchor)
		return false;
	good = is_signed_by(j, r, anchor, s);
	gnutls_x509_crt_deinit(anchor);
	return good;
}

/* A revocation is for good, so that it does not become stale. */
static enum tls_staple_state state_of(const struct judge *j,
				      const struct tls_staple *s,
				      unsigned status)
{
	time_t until = s->next_update ? s->next_update
				      : s->this_update + AGE_MOST;

	if (status == GNUTLS_OCSP_CERT_REVOKED)
		return STAPLE_REVOKED;
	if (j->now < s->this_update)
		return STAPLE_EARLY;
	if (j->now > until)
		return STAPLE_STALE;
	return status == GNUTLS_OCSP_CERT_GOOD ? STAPLE_GOOD : STAPLE_UNKNOWN;
}

/* GnuTLS says -1 for a time that is not there. */
static time_t time_or_none(time_t t)
{
	return t == (time_t)-1 ? 0 : t;
}

static void read_single(const struct judge *j, gnutls_ocsp_resp_t r, int n,
			struct tls_staple *s)
{
	unsigned status = 0, reason = 0;
	time_t at = 0, from = 0, until = 0;

	if (gnutls_ocsp_resp_get_single(r, (unsigned)n, NULL, NULL, NULL, NULL,
					&status, &from, &until, &at,
					&reason) < 0) {
		s->state = STAPLE_DAMAGED;
		return;
	}
	s->this_update = time_or_none(from);
	s->next_update = time_or_none(until);
	s->state = state_of(j, s, status);
	if (s->state != STAPLE_REVOKED)
		return;
	s->revoked_at = time_or_none(at);
	s->why = reason_text(reason);
}

static void read_response(const struct judge *j, gnutls_ocsp_resp_t r,
			  struct tls_staple *s)
{
	int status = gnutls_ocsp_resp_get_status(r), n;

	if (status != GNUTLS_OCSP_RESP_SUCCESSFUL) {
		s->state = status < 0 ? STAPLE_DAMAGED : STAPLE_NO_ANSWER;
		s->why = answer_text(status);
		return;
	}
	n = find_single(r, j->sent.at[0]);
	if (n < 0)
		s->state = STAPLE_OTHER;
	else if (is_signed(j, r, s))
		read_single(j, r, n, s);
}

static bool demands_staple(gnutls_x509_crt_t cert)
{
	gnutls_x509_tlsfeatures_t features;
	unsigned feature, i = 0;
	bool demanded = false;

	if (gnutls_x509_tlsfeatures_init(&features) < 0)
		mem_exhausted();
	if (gnutls_x509_crt_get_tlsfeatures(cert, features, 0, NULL) >= 0)
		while (!demanded &&
		       gnutls_x509_tlsfeatures_get(features, i++, &feature) >=
			       0)
			demanded = feature == STATUS_REQUEST;
	gnutls_x509_tlsfeatures_deinit(features);
	return demanded;
}

/* "on 2026-01-31, keyCompromise" */
static char *revoked_note(const struct tls_staple *s)
{
	char date[16];

	return mem_format("on %s%s%s", tls_date(s->revoked_at, date),
			  s->why ? ", " : "", s->why ? s->why : "");
}

static char *staple_note(const struct tls_staple *s)
{
	struct buf note;

	buf_init(&note, 256);
	tls_staple_text(s, &note);
	return buf_take(&note);
}

static void add_reasons(struct judge *j, const struct tls_staple *s)
{
	if (!j->policy->heed_staple)
		return;
	if (s->state == STAPLE_REVOKED)
		judge_add(j, REASON_REVOKED, 0, revoked_note(s));
	else if (s->demanded && s->state != STAPLE_GOOD)
		judge_add(j, REASON_NO_STAPLE, 0, staple_note(s));
}

void judge_staple(struct judge *j, const gnutls_datum_t *response)
{
	struct tls_staple *s = &j->facts->judgement.staple;
	gnutls_ocsp_resp_t r;

	s->demanded = demands_staple(j->sent.at[0]);
	if (response->size) {
		if (gnutls_ocsp_resp_init(&r) < 0)
			mem_exhausted();
		if (gnutls_ocsp_resp_import(r, response) < 0)
			s->state = STAPLE_DAMAGED;
		else
			read_response(j, r, s);
		gnutls_ocsp_resp_deinit(r);
	}
	add_reasons(j, s);
}
