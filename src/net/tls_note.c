/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a TLS session came to, as plain values: see struct tls_facts.  Key
 * exchange: RFC 8446 section 4.2.7, RFC 8422, RFC 7919 for FFDHE.
 */
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tls_facts.h"
#include "net/cert_facts.h"
#include "net/suites.h"
#include "net/tls_session.h"

static void note_client(const struct tls *t, struct tls_facts *facts)
{
	size_t n = t->setup->client_count;

	facts->client_asked =
		gnutls_certificate_client_get_request_status(t->session);
	facts->client_sent = facts->client_asked &&
			     gnutls_certificate_get_ours(t->session);
	facts->client = mem_new(n * sizeof(*facts->client));
	for (; facts->client_count < n; facts->client_count++)
		tls_certificate_copy(&facts->client[facts->client_count],
				     &t->setup->client[facts->client_count]);
}

/*
 * A group of RFC 7919 has its bits in its name, a prime of the server's own
 * must be asked for.
 */
static int prime_bits(gnutls_session_t s, const char *group)
{
	if (group && strncmp(group, "FFDHE", 5) == 0)
		return (int)strtol(group + 5, NULL, 10);
	return gnutls_dh_get_prime_bits(s);
}

static bool is_finite_field(gnutls_kx_algorithm_t kx, const char *group)
{
	return kx == GNUTLS_KX_DHE_RSA || kx == GNUTLS_KX_DHE_DSS ||
	       kx == GNUTLS_KX_ANON_DH ||
	       (group && strncmp(group, "FFDHE", 5) == 0);
}

static void note_exchange(gnutls_session_t s, struct tls_facts *facts)
{
	gnutls_kx_algorithm_t kx = gnutls_kx_get(s);
	const char *group = gnutls_group_get_name(gnutls_group_get(s));

	if (kx == GNUTLS_KX_RSA) {
		snprintf(facts->group, sizeof(facts->group), "RSA");
		return;
	}
	facts->forward_secret = true;
	if (!is_finite_field(kx, group)) {
		snprintf(facts->group, sizeof(facts->group), "%s",
			 group ? group : "");
		return;
	}
	facts->dh_bits = prime_bits(s, group);
	snprintf(facts->group, sizeof(facts->group), "%s (%d bits)",
		 group ? group : "DHE", facts->dh_bits);
}

/* What a server chose may hold any byte; a NUL would hide what follows. */
static char *text_of(const gnutls_datum_t *d)
{
	return mem_copy(d->data, strnlen((const char *)d->data, d->size));
}

static void note_extensions(gnutls_session_t s, const struct tls_policy *policy,
			    struct tls_facts *facts)
{
	size_t n = tls_name_sent(policy->sni);
	gnutls_datum_t datum;

	facts->alpn_offered = mem_string(policy->alpn);
	if (gnutls_alpn_get_selected_protocol(s, &datum) >= 0)
		facts->alpn = text_of(&datum);
	if (n)
		facts->sni = mem_copy(policy->sni, n);
	facts->stapled = gnutls_ocsp_status_request_get(s, &datum) >= 0;
}

/*
 * tls-exporter takes TLS 1.3, or an extended master secret and care (RFC 9266
 * section 4.2); tls-unique is not for new uses.
 */
static void note_safety(gnutls_session_t s, struct tls_facts *facts)
{
	unsigned certificates = 0;

	facts->resumed = gnutls_session_is_resumed(s);
	facts->bind_exporter = gnutls_protocol_get_version(s) >= GNUTLS_TLS1_3;
	facts->bind_end_point =
		gnutls_certificate_get_peers(s, &certificates) && certificates;
	facts->secure_renegotiation = gnutls_safe_renegotiation_status(s);
	facts->extended_master_secret =
		gnutls_session_ext_master_secret_status(s);
}

void tls_note(const struct tls *t, const struct tls_policy *policy,
	      struct tls_facts *facts)
{
	gnutls_session_t s = t->session;
	size_t bytes = gnutls_cipher_get_key_size(gnutls_cipher_get(s));
	int signature = gnutls_sign_algorithm_get(s);

	snprintf(facts->version, sizeof(facts->version), "%.15s",
		 tls_version_text(gnutls_protocol_get_version(s)));
	suite_of_session(s, facts->cipher, sizeof(facts->cipher));
	facts->bits = (int)bytes * 8;
	snprintf(facts->signature, sizeof(facts->signature), "%s",
		 cert_algorithm_name(gnutls_sign_get_name(
			 (gnutls_sign_algorithm_t)signature)));
	note_exchange(s, facts);
	note_extensions(s, policy, facts);
	note_safety(s, facts);
	note_client(t, facts);
}
