/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each certificate of the path by itself: dates, strength, what a CA must be
 * (RFC 5280 section 6.1.4).  Whether signatures and constraints hold is for
 * GnuTLS to say, of exactly that path.
 */
#include <gnutls/x509.h>
#include <string.h>

#include "base/mem.h"
#include "net/verify_judge.h"

enum { MIN_RSA_BITS = 2048, MIN_EC_BITS = 224, DAY = 24 * 60 * 60 };

unsigned judge_dates(const struct judge *j, gnutls_x509_crt_t cert)
{
	time_t from = gnutls_x509_crt_get_activation_time(cert);
	time_t until = gnutls_x509_crt_get_expiration_time(cert);

	if (from == (time_t)-1 || until == (time_t)-1)
		return REASON_OTHER;
	if (j->now < from)
		return REASON_NOT_YET_VALID;
	return j->now > until ? REASON_EXPIRED : 0;
}

/* "2020-02-01, 12 days ago"; "from 2090-01-01 on, in 12 days" */
static char *date_note(const struct judge *j, gnutls_x509_crt_t cert,
		       unsigned reason)
{
	time_t from = gnutls_x509_crt_get_activation_time(cert);
	time_t until = gnutls_x509_crt_get_expiration_time(cert);
	char date[16];

	if (reason == REASON_EXPIRED)
		return mem_format("on %s, %ld days ago",
				  tls_date(until, date),
				  (long)(j->now - until) / DAY);
	if (reason == REASON_NOT_YET_VALID)
		return mem_format("from %s on, in %.0f days",
				  tls_date(from, date),
				  difftime(from, j->now) / DAY);
	return NULL;
}

/* NULL: strong enough, else what it is, freed by the caller. */
static char *weak_key(gnutls_x509_crt_t cert)
{
	unsigned bits = 0, least = MIN_EC_BITS;
	int algorithm = gnutls_x509_crt_get_pk_algorithm(cert, &bits);
	const char *name;

	if (algorithm == GNUTLS_PK_RSA || algorithm == GNUTLS_PK_RSA_PSS ||
	    algorithm == GNUTLS_PK_DSA)
		least = MIN_RSA_BITS;
	if (bits >= least)
		return NULL;
	name = algorithm < 0 ? NULL
			     : gnutls_pk_get_name(
				       (gnutls_pk_algorithm_t)algorithm);
	return mem_format("%s, %u bits", name ? name : "of an unknown kind",
			  bits);
}

/* A root's signature on itself proves nothing, so its hash does not matter. */
static char *weak_signature(const struct judge *j, size_t depth)
{
	int code = gnutls_x509_crt_get_signature_algorithm(j->path[depth]);
	gnutls_sign_algorithm_t algorithm = (gnutls_sign_algorithm_t)code;
	const char *name = code < 0 ? NULL : gnutls_sign_get_name(algorithm);

	if ((j->root && depth == j->last) ||
	    gnutls_sign_is_secure2(algorithm,
				   GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS))
		return NULL;
	return mem_string(name ? name : "of an unknown kind");
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
		judge_add(j, REASON_NOT_A_CA, depth, NULL);
	for (size_t i = 1; i < depth; i++)
		below += !judge_is_issued_by(j->path[i], j->path[i]);
	if (most >= 0 && below > most)
		judge_add(j, REASON_PATH_LENGTH, depth, NULL);
}

static void judge_strength(struct judge *j, gnutls_x509_crt_t cert,
			   size_t depth)
{
	char *key = weak_key(cert), *signature = weak_signature(j, depth);

	if (key)
		judge_add(j, depth ? REASON_WEAK_CA_KEY : REASON_WEAK_KEY,
			  depth, key);
	if (signature)
		judge_add(j, REASON_WEAK_SIGNATURE, depth, signature);
}

void judge_elements(struct judge *j)
{
	for (size_t i = 0; i <= j->last; i++) {
		gnutls_x509_crt_t cert = j->path[i];
		unsigned dates = judge_dates(j, cert);

		judge_add(j, dates, i, date_note(j, cert, dates));
		if (i)
			judge_ca(j, cert, i);
		if (!j->policy->allow_weak)
			judge_strength(j, cert, i);
	}
}

/*
 * GnuTLS's word on the path from a depth on, its end taken for trusted: whether
 * it is, is judged apart, and a path that ends nowhere can have other faults as
 * well.
 */
static unsigned library_status(const struct judge *j, size_t from)
{
	char server[] = GNUTLS_KP_TLS_WWW_SERVER;
	gnutls_typed_vdata_st purpose = {
		.type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)server,
	};
	gnutls_x509_crt_t path[JUDGE_DEPTH_MOST];
	gnutls_x509_trust_list_t list;
	unsigned status = GNUTLS_CERT_INVALID;
	size_t n = j->last - from;

	memcpy(path, j->path + from, (n + 1) * sizeof(*path));
	if (gnutls_x509_trust_list_init(&list, 1) < 0)
		mem_exhausted();
	gnutls_x509_trust_list_add_cas(list, &path[n], 1, 0);
	if (gnutls_x509_trust_list_verify_crt2(list, path, n ? (unsigned)n : 1,
					       &purpose, 1,
					       JUDGE_LENIENT, &status,
					       NULL) < 0)
		status = GNUTLS_CERT_INVALID;
	gnutls_x509_trust_list_deinit(list, 0);
	return status;
}

/* GnuTLS does not say of which element: the last one that the fault needs. */
static size_t depth_of(const struct judge *j, unsigned fault)
{
	size_t depth = j->last;

	while (depth && !(library_status(j, depth) & fault))
		depth--;
	return depth;
}

void judge_whole(struct judge *j)
{
	static const struct {
		unsigned status, reason;
	} table[] = {
		{ GNUTLS_CERT_PURPOSE_MISMATCH, REASON_PURPOSE },
		{ GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, REASON_EXTENSION },
		{ GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, REASON_CONSTRAINTS },
		{ GNUTLS_CERT_SIGNER_NOT_CA, REASON_NOT_A_CA },
	};
	unsigned status = library_status(j, 0);

	if (!status)
		return;
	for (size_t i = 0; i < j->last; i++)
		if (!judge_is_signed_by(j->path[i], j->path[i + 1]))
			judge_add(j, REASON_BAD_SIGNATURE, i, NULL);
	if (j->facts->reasons & (REASON_PATH_LENGTH | REASON_NOT_A_CA))
		status &= ~(unsigned)GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (status & table[i].status &&
		    !(j->facts->reasons & table[i].reason))
			judge_add(j, table[i].reason,
				  depth_of(j, table[i].status), NULL);
	if (!(j->facts->reasons & REASONS_CHAIN))
		judge_add(j,
			  status & GNUTLS_CERT_INSECURE_ALGORITHM
				  ? REASON_WEAK_SIGNATURE
				  : REASON_OTHER,
			  0, NULL);
}
