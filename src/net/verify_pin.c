/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pins: hashes of certificates or of public keys that the user knows.
 *
 * One that matches the server's own certificate or key says who the server
 * is, better than any CA or name could: the handshake proved that it has that
 * key.  It answers those reasons that ask who it is, where the policy says so,
 * and no others: a certificate that has expired, was revoked or is weak stays
 * what it is.
 *
 * One that matches another certificate of the path says that this CA vouches
 * for the server, which means nothing unless chain and name are good.
 */
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#include "net/cert_facts.h"
#include "net/verify_judge.h"

static bool has_pin(const struct judge *j, const unsigned char *hash)
{
	for (size_t i = 0; i < j->policy->pin_count; i++)
		if (!memcmp(j->policy->pins[i].hash, hash, SHA256_SIZE))
			return true;
	return false;
}

static bool is_pinned_whole(const struct judge *j, const gnutls_datum_t *bytes)
{
	unsigned char hash[SHA256_SIZE];

	return gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes->data, bytes->size,
				hash) >= 0 &&
	       has_pin(j, hash);
}

/* The certificate, or its SubjectPublicKeyInfo, as DANE (RFC 6698) and HPKP
 * (RFC 7469) hash it. */
static bool is_pinned(const struct judge *j, gnutls_x509_crt_t cert)
{
	gnutls_datum_t der, key;
	bool found;

	if (gnutls_x509_crt_export2(cert, GNUTLS_X509_FMT_DER, &der) < 0)
		return false;
	found = is_pinned_whole(j, &der) ||
		(cert_find_key(&der, &key) && is_pinned_whole(j, &key));
	gnutls_free(der.data);
	return found;
}

/* Depth of what a pin of a CA matches, or -1: none, or not verified. */
static int pinned_above(const struct judge *j)
{
	if (j->facts->reasons & (REASONS_CHAIN | REASONS_NAME))
		return -1;
	for (size_t i = 1; i <= j->last; i++)
		if (is_pinned(j, j->path[i]))
			return (int)i;
	return -1;
}

void judge_pins(struct judge *j)
{
	struct tls_judgement *said = &j->facts->judgement;

	said->pinned_at = -1;
	said->pins_wanted = j->policy->pin_count > 0;
	if (!said->pins_wanted)
		return;
	if (j->sent.count && is_pinned(j, j->sent.at[0])) {
		said->pinned_at = 0;
		j->facts->waived |= j->facts->reasons & j->policy->pin_waives;
		return;
	}
	if (j->sent.count)
		said->pinned_at = pinned_above(j);
	if (said->pinned_at < 0)
		judge_add(j, REASON_PIN, 0, NULL);
}
