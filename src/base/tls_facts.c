/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a TLS session: see tls_facts.h. */
#include "base/tls_facts.h"

#include <stdlib.h>

/*
 * OpenSSL's phrases, since those are what people find when they search.
 */
static const struct {
	unsigned reason;
	const char *phrase;
} phrases[] = {
	{ REASON_NO_CERTIFICATE, "the server sent no certificate" },
	{ REASON_NO_ISSUER, "unable to get local issuer certificate" },
	{ REASON_NO_ROOT, "unable to get issuer certificate" },
	{ REASON_SELF_SIGNED, "self-signed certificate" },
	{ REASON_SELF_SIGNED_IN_CHAIN,
	  "self-signed certificate in certificate chain" },
	{ REASON_BAD_SIGNATURE, "certificate signature failure" },
	{ REASON_NOT_A_CA, "invalid CA certificate" },
	{ REASON_PATH_LENGTH, "path length constraint exceeded" },
	{ REASON_CONSTRAINTS, "permitted subtree violation" },
	{ REASON_PURPOSE, "unsuitable certificate purpose" },
	{ REASON_EXTENSION, "unhandled critical extension" },
	{ REASON_REVOKED, "certificate revoked" },
	{ REASON_NOT_YET_VALID, "certificate is not yet valid" },
	{ REASON_EXPIRED, "certificate has expired" },
	{ REASON_NO_STAPLE, "certificate demands a good OCSP staple" },
	{ REASON_WEAK_KEY, "EE certificate key too weak" },
	{ REASON_WEAK_CA_KEY, "CA certificate key too weak" },
	{ REASON_WEAK_SIGNATURE, "CA signature digest algorithm too weak" },
	{ REASON_OTHER, "the certificate could not be verified" },
	{ REASON_NAME_MISMATCH, "hostname mismatch" },
	{ REASON_NO_NAME_WANTED, "no host name to verify" },
	{ REASON_PIN, "no pin matches the certificate or its key" },
	{ REASON_DANE, "the TLSA records do not vouch for it" },
	{ REASON_STS, "the MTA-STS policy is not met" },
	{ REASON_NEARLY_EXPIRED, "certificate expires soon" },
};

const char *tls_reason_phrase(unsigned reasons)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
		if (reasons & phrases[i].reason)
			return phrases[i].phrase;
	return "ok";
}

long tls_facts_days_left(const struct tls_facts *facts, time_t now)
{
	if (!facts->chain_count)
		return 0;
	return tls_certificate_days_left(facts->chain, now);
}

static void release_list(struct tls_certificate *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		tls_certificate_release(&list[i]);
	free(list);
}

unsigned tls_faults(const struct tls_facts *facts, unsigned among)
{
	return facts->reasons & ~facts->waived & among;
}

void tls_facts_release(struct tls_facts *facts)
{
	release_list(facts->chain, facts->chain_count);
	release_list(facts->client, facts->client_count);
	free(facts->name_wanted);
	free(facts->alpn);
	free(facts->alpn_offered);
	free(facts->sni);
	free(facts->trust_error);
	dane_release(&facts->dane);
	sts_release(&facts->sts);
	tls_judgement_release(&facts->judgement);
	*facts = (struct tls_facts){ 0 };
}
