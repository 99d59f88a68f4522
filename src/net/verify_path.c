/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The path from the leaf to a root (RFC 5280 section 6), built by OpenSSL's
 * rules: an issuer that is trusted comes before one that was sent, and the end
 * must be a root.
 */
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "net/dn.h"
#include "net/trust.h"
#include "net/verify_judge.h"

enum { AIA_MOST = 32 }; /* entries looked at */

/* Fetch the store's certificates that could have issued one of these. */
static void fetch_issuers(struct judge *j, gnutls_x509_crt_t *certs, size_t n)
{
	gnutls_datum_t names[JUDGE_DEPTH_MOST] = { 0 };
	gnutls_x509_crt_t *found = NULL;
	struct certs *store = &j->store;
	struct err err;
	int count;

	for (size_t i = 0; i < n; i++)
		gnutls_x509_crt_get_raw_issuer_dn(certs[i], &names[i]);
	count = trust_find(j->policy->ca_path, names, n, &found, &err);
	for (size_t i = 0; i < n; i++)
		gnutls_free(names[i].data);
	if (count < 0 && !j->facts->trust_error)
		j->facts->trust_error = mem_string(err.text);
	if (count <= 0)
		return;
	store->at = mem_resize(store->at,
			       (store->count + (size_t)count) * sizeof(*found));
	for (int i = 0; i < count; i++)
		store->at[store->count++] = found[i];
	free(found);
}

/* By name first, which costs nothing; then by key identifier as well. */
bool judge_is_issued_by(gnutls_x509_crt_t cert, gnutls_x509_crt_t issuer)
{
	gnutls_datum_t want = { 0 }, have = { 0 };
	bool same;

	gnutls_x509_crt_get_raw_issuer_dn(cert, &want);
	gnutls_x509_crt_get_raw_dn(issuer, &have);
	same = want.size && want.size == have.size &&
	       !memcmp(want.data, have.data, want.size);
	gnutls_free(want.data);
	gnutls_free(have.data);
	return same && gnutls_x509_crt_check_issuer(cert, issuer);
}

bool judge_is_signed_by(gnutls_x509_crt_t cert, gnutls_x509_crt_t issuer)
{
	unsigned flags = JUDGE_LENIENT | GNUTLS_VERIFY_DISABLE_CA_SIGN, status;

	return gnutls_x509_crt_verify(cert, &issuer, 1, flags, &status) >= 0 &&
	       !(status & GNUTLS_CERT_SIGNATURE_FAILURE);
}

/* Of several issuers of one name: whose key it was comes before dates. */
static int rank(const struct judge *j, gnutls_x509_crt_t cert,
		gnutls_x509_crt_t issuer)
{
	return judge_is_signed_by(cert, issuer) * 2 + !judge_dates(j, issuer);
}

static bool in_path(const struct judge *j, gnutls_x509_crt_t cert)
{
	for (size_t i = 0; i <= j->last; i++)
		if (j->path[i] == cert)
			return true;
	return false;
}

/* The issuer of the path's end, or NULL; ranks cost nothing for one alone. */
static gnutls_x509_crt_t pick_issuer(const struct judge *j,
				     const struct certs *among)
{
	gnutls_x509_crt_t end = j->path[j->last], best = NULL;

	for (size_t i = 0; i < among->count; i++) {
		gnutls_x509_crt_t c = among->at[i];

		if (in_path(j, c) || !judge_is_issued_by(end, c))
			continue;
		if (!best || rank(j, end, c) > rank(j, end, best))
			best = c;
	}
	return best;
}

/* A root that was sent is trusted where the store has the very same. */
static bool is_in_store(const struct judge *j, gnutls_x509_crt_t cert)
{
	for (size_t i = 0; i < j->store.count; i++)
		if (gnutls_x509_crt_equals(cert, j->store.at[i]))
			return true;
	return false;
}

/* Go up from the leaf.  Once in the store, only what is there counts. */
static void build_path(struct judge *j)
{
	gnutls_x509_crt_t next = j->path[0] = j->sent.at[0];

	j->stored = false;
	for (j->last = 0;; j->path[++j->last] = next) {
		j->root = judge_is_issued_by(next, next);
		if (j->root || j->last + 1 == JUDGE_DEPTH_MOST)
			break;
		next = pick_issuer(j, &j->store);
		if (next)
			j->stored = true;
		else if (!j->stored)
			next = pick_issuer(j, &j->sent);
		if (!next)
			break;
	}
	if (j->root && !j->stored)
		j->stored = is_in_store(j, j->path[j->last]);
}

/* A store may hold an intermediate, whose own issuer was not fetched yet. */
void judge_find_path(struct judge *j)
{
	size_t was;

	fetch_issuers(j, j->sent.at, j->sent.count);
	build_path(j);
	for (was = 0; j->stored && !j->root && was < j->last;) {
		was = j->last;
		fetch_issuers(j, &j->path[j->last], 1);
		build_path(j);
	}
}

/* Where the certificate says that its issuer's is (AIA, RFC 5280 section
 * 4.2.2.1), or NULL. */
static char *issuer_url(gnutls_x509_crt_t cert)
{
	gnutls_datum_t url;
	char *copy = NULL;
	int code = 0;

	for (unsigned i = 0; i < AIA_MOST && !copy && code >= 0; i++) {
		code = gnutls_x509_crt_get_authority_info_access(
			cert, i, GNUTLS_IA_CAISSUERS_URI, &url, NULL);
		if (code == GNUTLS_E_UNKNOWN_ALGORITHM)
			code = 0; /* this entry is of another kind */
		else if (code >= 0) {
			copy = mem_copy(url.data, url.size);
			gnutls_free(url.data);
		}
	}
	return copy;
}

static char *issuer_name(gnutls_x509_crt_t cert)
{
	gnutls_x509_dn_t dn;

	return gnutls_x509_crt_get_issuer(cert, &dn) < 0 ? NULL
							 : dn_one_line(dn);
}

/* The path stops short of a root: its end names who would come next. */
static void note_missing(struct judge *j, unsigned reason)
{
	struct tls_judgement *said = &j->facts->judgement;
	gnutls_x509_crt_t end = j->path[j->last];

	said->issuer_missing = issuer_name(end);
	said->issuer_url = issuer_url(end);
	judge_add(j, reason, j->last, NULL);
}

void judge_end(struct judge *j)
{
	if (!j->root)
		note_missing(j, j->stored ? REASON_NO_ROOT : REASON_NO_ISSUER);
	else if (!j->stored)
		judge_add(j,
			  j->last ? REASON_SELF_SIGNED_IN_CHAIN
				  : REASON_SELF_SIGNED,
			  j->last, NULL);
}
