/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Paths to a trust anchor out of DNS: see tlsa_anchor.h.  RFC 7671 section
 * 5.2, RFC 7672 section 3.1.2; paths as such are RFC 5280 section 6.  The
 * anchor need be no root, and what the system trusts does not matter.
 */
#include "net/tlsa_anchor.h"

#include <gnutls/x509.h>
#include <string.h>

#include "base/dane.h"
#include "base/mem.h"
#include "base/tls_facts.h"
#include "net/tlsa.h"

enum { MAX_DEPTH = 16 };

/* Dates are judged here, as of the day that the run asks for. */
#define LENIENT                                                                \
	(GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN |      \
	 GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1)

struct climb {
	gnutls_x509_crt_t sent[MAX_DEPTH];
	size_t count;
	gnutls_x509_crt_t path[MAX_DEPTH + 1];	/* borrowed, leaf first */
	size_t last;
};

static bool import(gnutls_x509_crt_t *cert, const gnutls_datum_t *der)
{
	if (gnutls_x509_crt_init(cert) < 0)
		mem_exhausted();
	if (gnutls_x509_crt_import(*cert, der, GNUTLS_X509_FMT_DER) >= 0)
		return true;
	gnutls_x509_crt_deinit(*cert);
	return false;
}

static void take_sent(struct climb *c, const struct anchor_path *p)
{
	for (size_t i = 0; i < p->count && i < MAX_DEPTH; i++) {
		if (!import(&c->sent[c->count], &p->certs[i]))
			return;
		c->count++;
	}
}

static bool is_issued_by(gnutls_x509_crt_t cert, gnutls_x509_crt_t issuer)
{
	unsigned flags = LENIENT | GNUTLS_VERIFY_DISABLE_CA_SIGN, status;

	return gnutls_x509_crt_check_issuer(cert, issuer) &&
	       gnutls_x509_crt_verify(cert, &issuer, 1, flags, &status) >= 0 &&
	       !(status & GNUTLS_CERT_SIGNATURE_FAILURE);
}

static bool in_path(const struct climb *c, gnutls_x509_crt_t cert)
{
	for (size_t i = 0; i <= c->last; i++)
		if (c->path[i] == cert)
			return true;
	return false;
}

static gnutls_x509_crt_t next_up(const struct climb *c,
				 gnutls_x509_crt_t anchor)
{
	gnutls_x509_crt_t end = c->path[c->last];

	if (is_issued_by(end, anchor))
		return anchor;
	for (size_t i = 1; i < c->count; i++)
		if (!in_path(c, c->sent[i]) && is_issued_by(end, c->sent[i]))
			return c->sent[i];
	return NULL;
}

/* From the leaf to the anchor, or false: it leads elsewhere. */
static bool climb_to(struct climb *c, gnutls_x509_crt_t anchor)
{
	c->last = 0;
	c->path[0] = c->sent[0];
	while (c->path[c->last] != anchor) {
		gnutls_x509_crt_t next = next_up(c, anchor);

		if (!next || c->last == MAX_DEPTH)
			return false;
		c->path[++c->last] = next;
	}
	return true;
}

static unsigned fault_of_dates(const struct climb *c, time_t now)
{
	unsigned reasons = 0;

	for (size_t i = 0; i <= c->last; i++) {
		if (now < gnutls_x509_crt_get_activation_time(c->path[i]))
			reasons |= REASON_NOT_YET_VALID;
		if (now > gnutls_x509_crt_get_expiration_time(c->path[i]))
			reasons |= REASON_EXPIRED;
	}
	return reasons;
}

/* GnuTLS's word on exactly this path, its end trusted. */
static unsigned fault_of_path(const struct climb *c)
{
	char server[] = GNUTLS_KP_TLS_WWW_SERVER;
	gnutls_typed_vdata_st purpose = {
		.type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)server,
	};
	gnutls_x509_crt_t path[MAX_DEPTH + 1];
	gnutls_x509_trust_list_t list;
	unsigned status = GNUTLS_CERT_INVALID;

	memcpy(path, c->path, sizeof(path));
	if (gnutls_x509_trust_list_init(&list, 1) < 0)
		mem_exhausted();
	gnutls_x509_trust_list_add_cas(list, &path[c->last], 1, 0);
	if (gnutls_x509_trust_list_verify_crt2(list, path, (unsigned)c->last,
					       &purpose, 1, LENIENT, &status,
					       NULL) < 0)
		status = GNUTLS_CERT_INVALID;
	gnutls_x509_trust_list_deinit(list, 0);
	if (status & GNUTLS_CERT_PURPOSE_MISMATCH)
		return REASON_PURPOSE;
	if (status & GNUTLS_CERT_SIGNER_NOT_CA)
		return REASON_NOT_A_CA;
	if (status & GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE)
		return REASON_CONSTRAINTS;
	return status ? REASON_OTHER : 0;
}

static bool try_anchor(struct climb *c, gnutls_x509_crt_t anchor,
		       struct anchor_path *p)
{
	unsigned reasons;

	p->anchor_seen = true;
	if (!climb_to(c, anchor) || !c->last)
		return false;
	p->depth = c->last;
	reasons = fault_of_path(c) | fault_of_dates(c, p->now);
	p->reasons = reasons;
	return true;
}

/* The record has the whole certificate, which then need not be sent. */
static bool try_record(struct climb *c, const struct dane_record *r,
		       struct anchor_path *p)
{
	const gnutls_datum_t der = { r->data, (unsigned)r->n };
	gnutls_x509_crt_t anchor;
	bool found;

	if (r->selector != SELECTOR_CERT || r->matching != MATCHING_FULL ||
	    !import(&anchor, &der))
		return false;
	found = try_anchor(c, anchor, p);
	gnutls_x509_crt_deinit(anchor);
	return found;
}

bool anchor_find(const struct dane_record *r, struct anchor_path *p)
{
	struct climb c = { .count = 0 };
	bool found = false;

	take_sent(&c, p);
	for (size_t i = 1; i < c.count && !found; i++)
		if (tlsa_matches(r, &p->certs[i]))
			found = try_anchor(&c, c.sent[i], p);
	if (!found && !p->anchor_seen && c.count)
		found = try_record(&c, r, p);
	for (size_t i = 0; i < c.count; i++)
		gnutls_x509_crt_deinit(c.sent[i]);
	return found;
}
