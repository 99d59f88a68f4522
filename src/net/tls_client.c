/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client's certificate from files in PEM (RFC 7468), DER or PKCS#12, or
 * from a token: see tls_client.h.
 */
#include "net/tls_client.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tls_facts.h"
#include "base/tls_policy.h"
#include "net/client_certs.h"
#include "net/dn.h"
#include "net/tls_key.h"
#include "net/tls_session.h"
#include "net/token.h"

enum { CHAIN_MOST = 16 /* as GnuTLS, of what a peer sends */ };

/* The certificates, as GnuTLS sends them and as they are shown. */
struct chain {
	gnutls_pcert_st certs[CHAIN_MOST];
	struct tls_certificate shown[CHAIN_MOST];
	unsigned count;
	unsigned faults;	/* of the first */
};

/* Is it for TLS clients?  RFC 5280 section 4.2.1.12: none says for all. */
static bool is_for_clients(gnutls_x509_crt_t crt)
{
	bool any = false;
	char oid[128];

	for (unsigned i = 0;; i++) {
		size_t n = sizeof(oid);

		if (gnutls_x509_crt_get_key_purpose_oid(crt, i, oid, &n,
							NULL) < 0)
			return !any;
		any = true;
		if (!strcmp(oid, GNUTLS_KP_TLS_WWW_CLIENT) ||
		    !strcmp(oid, GNUTLS_KP_ANY))
			return true;
	}
}

static unsigned faults_of(gnutls_x509_crt_t crt)
{
	unsigned faults = 0, usage = 0;

	if (!is_for_clients(crt))
		faults |= CLIENT_NOT_FOR_CLIENTS;
	if (gnutls_x509_crt_get_key_usage(crt, &usage, NULL) >= 0 &&
	    !(usage & GNUTLS_KEY_DIGITAL_SIGNATURE))
		faults |= CLIENT_NOT_FOR_SIGNING;
	return faults;
}

/* false: GnuTLS cannot read it back. */
static bool add(struct chain *chain, gnutls_x509_crt_t crt)
{
	gnutls_datum_t der;
	bool good;

	if (gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der) < 0)
		return false;
	good = gnutls_pcert_import_x509_raw(&chain->certs[chain->count], &der,
					    GNUTLS_X509_FMT_DER, 0) >= 0;
	if (good && !chain->count)
		chain->faults = faults_of(crt);
	if (good)
		dn_describe(crt, &der, &chain->shown[chain->count++]);
	gnutls_free(der.data);
	return good;
}

/* At most so many of what there is, behind those there are. */
static int add_some(struct chain *chain, const struct client_certs *found,
		    const struct tls_place *place, struct err *err)
{
	unsigned most = chain->count ? CHAIN_MOST - chain->count : 1;

	if (most > 1 && found->count > most)
		return err_set(err, ERR_FILE, "%s: more than %u certificates "
			       "in %.200s", place->option, most, place->name);
	for (unsigned i = 0; i < found->count && i < most; i++)
		if (!add(chain, found->at[i]))
			return err_set(err, ERR_FILE, "%s: GnuTLS cannot use "
				       "what is in %.200s", place->option,
				       place->name);
	return 0;
}

static int add_place(struct chain *chain, const struct tls_place *place,
		     struct err *err)
{
	struct client_certs found = { .behind_first = chain->count > 0 };
	int result = client_certs_load(&found, place, err);

	if (result == 0)
		result = add_some(chain, &found, place, err);
	client_certs_release(&found);
	return result;
}

static int load_chain(struct chain *chain, const struct tls_policy *p,
		      struct passphrase *passphrase, struct err *err)
{
	const struct tls_place first = { "--tls-cert", p->cert, passphrase };
	const struct tls_place others = { "--tls-chain", p->chain, passphrase };

	if (add_place(chain, &first, err) < 0)
		return -1;
	return p->chain ? add_place(chain, &others, err) : 0;
}

/* They are the credentials' when it succeeds, the key too. */
static int hand_over(gnutls_certificate_credentials_t credentials,
		     struct chain *chain, gnutls_privkey_t key,
		     const struct tls_policy *p, struct err *err)
{
	int cert_n = (int)strcspn(p->cert, "?"), key_n;
	int code = gnutls_certificate_set_key(credentials, NULL, 0,
					      chain->certs, (int)chain->count,
					      key);

	if (code >= 0)
		return 0;
	key_n = (int)strcspn(p->key, "?");	/* a PIN may be behind it */
	cert_n = cert_n < 150 ? cert_n : 150;
	key_n = key_n < 150 ? key_n : 150;
	if (code == GNUTLS_E_CERTIFICATE_KEY_MISMATCH)
		return err_set(err, ERR_FILE, "--tls-key: the key in %.*s is "
			       "not that of the certificate in %.*s", key_n,
			       p->key, cert_n, p->cert);
	return err_set(err, ERR_FILE, "--tls-cert: GnuTLS cannot use %.*s "
		       "with %.*s: %s", cert_n, p->cert, key_n, p->key,
		       gnutls_strerror(code));
}

static int load(struct tls_setup *s, struct chain *chain,
		gnutls_privkey_t key, const struct tls_policy *policy,
		struct err *err)
{
	const struct tls_place place = { "--tls-key", policy->key,
					 &s->passphrase };

	if (load_chain(chain, policy, &s->passphrase, err) < 0 ||
	    tls_key_load(key, &place, err) < 0)
		return -1;
	return hand_over(s->credentials, chain, key, policy, err);
}

static void take(struct tls_setup *s, const struct chain *chain)
{
	s->client = mem_new(sizeof(chain->shown));
	memcpy(s->client, chain->shown, sizeof(chain->shown));
	s->client_count = chain->count;
	s->client_faults = chain->faults;
}

int tls_client_load(struct tls_setup *s, const struct tls_policy *policy,
		    struct err *err)
{
	struct chain chain = { .count = 0 };
	gnutls_privkey_t key;

	if (!policy->cert || !policy->key)
		return 0;
	if (gnutls_privkey_init(&key) < 0)
		mem_exhausted();
	s->passphrase.given = policy->key_password;
	s->passphrase.asker = policy->asker;
	if (load(s, &chain, key, policy, err) == 0) {
		take(s, &chain);
		passphrase_keep(&s->passphrase, token_is_url(policy->key));
		return 0;
	}
	gnutls_privkey_deinit(key);
	for (unsigned i = 0; i < chain.count; i++) {
		gnutls_pcert_deinit(&chain.certs[i]);
		tls_certificate_release(&chain.shown[i]);
	}
	return -1;
}
