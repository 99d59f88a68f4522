/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judging a server's certificates: see verify.h.  Paths are RFC 5280
 * section 6, the server's name RFC 9525.
 *
 * The path from the leaf to a root is built here, by OpenSSL's rules (an
 * issuer that is trusted comes before one that was sent; the end must be a
 * root), since its phrases are promised and every reason is to be told with
 * its depth.  Whether signatures and constraints hold is for GnuTLS to say,
 * of exactly that path.
 */
#include "net/verify.h"

#include <gnutls/x509.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tls_facts.h"
#include "base/tls_policy.h"
#include "net/dn.h"
#include "net/trust.h"

enum {
	MAX_DEPTH = 16, /* as GnuTLS */
	MIN_RSA_BITS = 2048,
	MIN_EC_BITS = 224,
	REASON_BITS = 32
};

/* Dates and hashes are judged here, one by one. */
#define LENIENT                                                                \
	(GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN |      \
	 GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1)

struct certs {
	gnutls_x509_crt_t *at;
	size_t count;
};

struct judge {
	const struct tls_policy *policy;
	time_t now;
	struct tls_facts *facts;
	struct certs sent, store;
	gnutls_x509_crt_t path[MAX_DEPTH]; /* borrowed, leaf first */
	size_t last;			   /* index of the path's end */
	bool stored;			   /* the end is of the store */
	bool root;			   /* and its own issuer */
	int depth_of[REASON_BITS];	   /* where each reason holds */
};

/* The first depth at which a reason holds is the one that is told. */
static void add_reason(struct judge *j, unsigned reason, size_t depth)
{
	if (!reason || j->facts->reasons & reason)
		return;
	j->facts->reasons |= reason;
	j->depth_of[__builtin_ctz(reason)] = (int)depth;
}

/* What is behind a certificate that cannot be parsed is not looked at. */
static void take_sent(struct judge *j, const gnutls_datum_t *ders, size_t n)
{
	struct tls_facts *f = j->facts;

	j->sent.at = mem_new(n * sizeof(*j->sent.at));
	f->chain = mem_new(n * sizeof(*f->chain));
	for (size_t i = 0; i < n; i++) {
		gnutls_x509_crt_t *cert = &j->sent.at[i];

		if (gnutls_x509_crt_init(cert) < 0)
			mem_exhausted();
		j->sent.count++;
		if (gnutls_x509_crt_import(*cert, &ders[i],
					   GNUTLS_X509_FMT_DER) < 0) {
			add_reason(j, REASON_OTHER, i);
			gnutls_x509_crt_deinit(*cert);
			j->sent.count--;
			return;
		}
		dn_describe(*cert, &ders[i], &f->chain[f->chain_count++]);
	}
}

/* Fetch the store's certificates that could have issued one of these. */
static void fetch_issuers(struct judge *j, gnutls_x509_crt_t *certs, size_t n)
{
	gnutls_datum_t names[MAX_DEPTH] = { 0 };
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
static bool is_issued_by(gnutls_x509_crt_t cert, gnutls_x509_crt_t issuer)
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

static bool is_signed_by(gnutls_x509_crt_t cert, gnutls_x509_crt_t issuer)
{
	unsigned flags = LENIENT | GNUTLS_VERIFY_DISABLE_CA_SIGN, status;

	return gnutls_x509_crt_verify(cert, &issuer, 1, flags, &status) >= 0 &&
	       !(status & GNUTLS_CERT_SIGNATURE_FAILURE);
}

static unsigned fault_of_dates(const struct judge *j, gnutls_x509_crt_t cert)
{
	time_t from = gnutls_x509_crt_get_activation_time(cert);
	time_t until = gnutls_x509_crt_get_expiration_time(cert);

	if (from == (time_t)-1 || until == (time_t)-1)
		return REASON_OTHER;
	if (j->now < from)
		return REASON_NOT_YET_VALID;
	return j->now > until ? REASON_EXPIRED : 0;
}

/* Of several issuers of one name: whose key it was comes before dates. */
static int rank(const struct judge *j, gnutls_x509_crt_t cert,
		gnutls_x509_crt_t issuer)
{
	return is_signed_by(cert, issuer) * 2 + !fault_of_dates(j, issuer);
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

		if (in_path(j, c) || !is_issued_by(end, c))
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
		j->root = is_issued_by(next, next);
		if (j->root || j->last + 1 == MAX_DEPTH)
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
static void find_path(struct judge *j)
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

static void judge_end(struct judge *j)
{
	if (j->root && !j->stored)
		add_reason(j,
			   j->last ? REASON_SELF_SIGNED_IN_CHAIN
				   : REASON_SELF_SIGNED,
			   j->last);
	else if (!j->root)
		add_reason(j, j->stored ? REASON_NO_ROOT : REASON_NO_ISSUER,
			   j->last);
}

static bool has_weak_key(gnutls_x509_crt_t cert)
{
	unsigned bits = 0;
	int algorithm = gnutls_x509_crt_get_pk_algorithm(cert, &bits);

	if (algorithm == GNUTLS_PK_RSA || algorithm == GNUTLS_PK_RSA_PSS ||
	    algorithm == GNUTLS_PK_DSA)
		return bits < MIN_RSA_BITS;
	return bits < MIN_EC_BITS;
}

/* A root's signature on itself proves nothing, so its hash does not matter. */
static bool has_weak_signature(const struct judge *j, size_t depth)
{
	int algorithm = gnutls_x509_crt_get_signature_algorithm(j->path[depth]);

	return !(j->root && depth == j->last) &&
	       !gnutls_sign_is_secure2((gnutls_sign_algorithm_t)algorithm,
				       GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS);
}

/*
 * RFC 5280 section 6.1.4 (k) to (n): it may sign certificates, and as many
 * below it as there are.  An old root, of version 1, cannot say it is a CA.
 */
static void judge_ca(struct judge *j, gnutls_x509_crt_t cert, size_t depth)
{
	unsigned critical, ca = 0, usage = GNUTLS_KEY_KEY_CERT_SIGN;
	int below = 0, most = -1;

	if (j->root && depth == j->last &&
	    gnutls_x509_crt_get_version(cert) < 3)
		return;
	gnutls_x509_crt_get_basic_constraints(cert, &critical, &ca, &most);
	gnutls_x509_crt_get_key_usage(cert, &usage, &critical);
	if (!ca || !(usage & GNUTLS_KEY_KEY_CERT_SIGN))
		add_reason(j, REASON_NOT_A_CA, depth);
	for (size_t i = 1; i < depth; i++)
		below += !is_issued_by(j->path[i], j->path[i]);
	if (most >= 0 && below > most)
		add_reason(j, REASON_PATH_LENGTH, depth);
}

static void judge_elements(struct judge *j)
{
	for (size_t i = 0; i <= j->last; i++) {
		gnutls_x509_crt_t cert = j->path[i];

		add_reason(j, fault_of_dates(j, cert), i);
		if (i)
			judge_ca(j, cert, i);
		if (j->policy->allow_weak)
			continue;
		if (has_weak_key(cert))
			add_reason(j, i ? REASON_WEAK_CA_KEY : REASON_WEAK_KEY,
				   i);
		if (has_weak_signature(j, i))
			add_reason(j, REASON_WEAK_SIGNATURE, i);
	}
}

/*
 * GnuTLS's word on the path, its end taken for trusted: whether it is, is
 * judged apart, and a path that ends nowhere can have other faults as well.
 */
static unsigned library_status(const struct judge *j)
{
	char server[] = GNUTLS_KP_TLS_WWW_SERVER;
	gnutls_typed_vdata_st purpose = {
		.type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)server,
	};
	gnutls_x509_crt_t path[MAX_DEPTH];
	gnutls_x509_trust_list_t list;
	unsigned status = GNUTLS_CERT_INVALID;
	unsigned n = j->last ? (unsigned)j->last : 1;

	memcpy(path, j->path, sizeof(path));
	if (gnutls_x509_trust_list_init(&list, 1) < 0)
		mem_exhausted();
	gnutls_x509_trust_list_add_cas(list, &path[j->last], 1, 0);
	if (gnutls_x509_trust_list_verify_crt2(list, path, n, &purpose, 1,
					       LENIENT, &status, NULL) < 0)
		status = GNUTLS_CERT_INVALID;
	gnutls_x509_trust_list_deinit(list, 0);
	return status;
}

static void judge_whole(struct judge *j)
{
	static const struct {
		unsigned status, reason;
	} table[] = {
		{ GNUTLS_CERT_PURPOSE_MISMATCH, REASON_PURPOSE },
		{ GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, REASON_EXTENSION },
		{ GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, REASON_CONSTRAINTS },
		{ GNUTLS_CERT_SIGNER_NOT_CA, REASON_NOT_A_CA },
	};
	unsigned status = library_status(j);

	if (!status)
		return;
	for (size_t i = 0; i < j->last; i++)
		if (!is_signed_by(j->path[i], j->path[i + 1]))
			add_reason(j, REASON_BAD_SIGNATURE, i);
	if (j->facts->reasons & REASON_PATH_LENGTH)
		status &= ~(unsigned)GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (status & table[i].status)
			add_reason(j, table[i].reason, 0);
	if (!(j->facts->reasons & REASONS_CHAIN))
		add_reason(j,
			   status & GNUTLS_CERT_INSECURE_ALGORITHM
				   ? REASON_WEAK_SIGNATURE
				   : REASON_OTHER,
			   0);
}

static void judge_name(struct judge *j)
{
	const char *name = j->policy->verify_name;
	bool allow_cn = j->policy->allow_common_name;

	j->facts->name_wanted = mem_string(name);
	if (!name)
		add_reason(j, REASON_NO_NAME_WANTED, 0);
	else if (!j->sent.count ||
		 !dn_names_host(j->sent.at[0], name, allow_cn))
		add_reason(j, REASON_NAME_MISMATCH, 0);
}

static void certs_release(struct certs *c)
{
	for (size_t i = 0; i < c->count; i++)
		gnutls_x509_crt_deinit(c->at[i]);
	free(c->at);
}

void verify_peer(const gnutls_datum_t *certs, unsigned count,
		 const struct tls_policy *policy, time_t now,
		 struct tls_facts *facts)
{
	struct judge j = { .policy = policy, .now = now, .facts = facts };
	unsigned chain;

	facts->reasons = count ? 0 : REASON_NO_CERTIFICATE;
	take_sent(&j, certs, count < MAX_DEPTH ? count : MAX_DEPTH);
	if (j.sent.count) {
		find_path(&j);
		judge_end(&j);
		judge_elements(&j);
		judge_whole(&j);
	}
	judge_name(&j);
	chain = facts->reasons & REASONS_CHAIN;
	facts->bad_at = chain ? j.depth_of[__builtin_ctz(chain)] : 0;
	certs_release(&j.sent);
	certs_release(&j.store);
}
