/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judging a server's certificates: see verify.h.  Paths are RFC 5280
 * section 6, the server's name RFC 9525.
 *
 * The path from the leaf to a root is built here, since OpenSSL's phrases are
 * promised and every reason is to be told with its depth: verify_path.c,
 * verify_elements.c.
 */
#include "net/verify.h"

#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/dn.h"
#include "net/verify_judge.h"

char *judge_subject(gnutls_x509_crt_t cert)
{
	gnutls_x509_dn_t dn;

	return gnutls_x509_crt_get_subject(cert, &dn) < 0 ? mem_string("")
							  : dn_one_line(dn);
}

static bool is_before(const struct tls_fault *f, unsigned reason, int depth)
{
	return f->reason < reason || (f->reason == reason && f->depth < depth);
}

static bool is_told(const struct tls_judgement *said, unsigned reason,
		    int depth)
{
	for (size_t i = 0; i < said->fault_count; i++)
		if (said->faults[i].reason == reason &&
		    said->faults[i].depth == depth)
			return true;
	return false;
}

/* Room for a fault at its place in the list: by reason, then by depth. */
static struct tls_fault *make_room(struct tls_judgement *said, unsigned reason,
				   int depth)
{
	size_t at = said->fault_count++;

	said->faults = mem_resize(said->faults, said->fault_count *
						sizeof(*said->faults));
	for (; at > 0 && !is_before(&said->faults[at - 1], reason, depth); at--)
		said->faults[at] = said->faults[at - 1];
	return &said->faults[at];
}

void judge_add(struct judge *j, unsigned reason, size_t depth, char *note)
{
	struct tls_judgement *said = &j->facts->judgement;
	struct tls_fault *f;

	if (!reason || is_told(said, reason, (int)depth)) {
		free(note);
		return;
	}
	f = make_room(said, reason, (int)depth);
	*f = (struct tls_fault){
		.reason = reason,
		.depth = (int)depth,
		.note = note,
	};
	if (j->path[0] && depth <= j->last)
		f->subject = judge_subject(j->path[depth]);
	j->facts->reasons |= reason;
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
			judge_add(j, REASON_OTHER, i, NULL);
			gnutls_x509_crt_deinit(*cert);
			j->sent.count--;
			return;
		}
		dn_describe(*cert, &ders[i], &f->chain[f->chain_count++]);
	}
}

static void judge_name(struct judge *j)
{
	const char *name = j->policy->verify_name;
	bool allow_cn = j->policy->allow_common_name;

	j->facts->name_wanted = mem_string(name);
	if (!name)
		judge_add(j, REASON_NO_NAME_WANTED, 0, NULL);
	else if (!j->sent.count ||
		 !dn_names_host(j->sent.at[0], name, allow_cn))
		judge_add(j, REASON_NAME_MISMATCH, 0,
			  mem_format("wanted %s", name));
}

static void certs_release(struct certs *c)
{
	for (size_t i = 0; i < c->count; i++)
		gnutls_x509_crt_deinit(c->at[i]);
	free(c->at);
}

/* OpenSSL tells one reason of the chain, with its depth. */
static int first_depth(const struct tls_facts *facts)
{
	const struct tls_judgement *said = &facts->judgement;

	for (size_t i = 0; i < said->fault_count; i++)
		if (said->faults[i].reason & REASONS_CHAIN)
			return said->faults[i].depth;
	return 0;
}

void verify_peer(const struct peer_proof *proof,
		 const struct tls_policy *policy, time_t now,
		 struct tls_facts *facts)
{
	unsigned most = JUDGE_DEPTH_MOST;
	struct judge j = { .policy = policy, .facts = facts };

	j.now = policy->verify_at ? policy->verify_at : now;
	facts->judgement.as_of = j.now;
	facts->reasons = proof->count ? 0 : REASON_NO_CERTIFICATE;
	take_sent(&j, proof->certs, proof->count < most ? proof->count : most);
	if (j.sent.count) {
		judge_find_path(&j);
		judge_end(&j);
		judge_elements(&j);
		judge_whole(&j);
		judge_staple(&j, &proof->staple);
		judge_endings(&j);
	}
	judge_name(&j);
	judge_pins(&j);
	facts->bad_at = first_depth(facts);
	certs_release(&j.sent);
	certs_release(&j.store);
}
