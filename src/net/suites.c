/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cipher suites by OpenSSL's names: see suites.h.  A name there is that of the
 * key exchange, the cipher and the MAC, with dashes between: so the names of
 * all suites follow from those of their parts.
 */
#include "net/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* A part of a suite; the order of each table is that of preference. */
struct part {
	int id;			/* GnuTLS's number for it */
	const char *name;	/* OpenSSL's, with the dash where it has one */
	uint64_t traits;
};

static const struct part key_exchanges[] = {
	{ GNUTLS_KX_UNKNOWN, "", TRAIT(KX_OPEN) | TRAIT(AU_OPEN) },
	{ GNUTLS_KX_ECDHE_ECDSA, "ECDHE-ECDSA-",
	  TRAIT(KX_ECDHE) | TRAIT(AU_ECDSA) },
	{ GNUTLS_KX_ECDHE_RSA, "ECDHE-RSA-", TRAIT(KX_ECDHE) | TRAIT(AU_RSA) },
	{ GNUTLS_KX_DHE_RSA, "DHE-RSA-", TRAIT(KX_DHE) | TRAIT(AU_RSA) },
	{ GNUTLS_KX_DHE_DSS, "DHE-DSS-", TRAIT(KX_DHE) | TRAIT(AU_DSS) },
	{ GNUTLS_KX_RSA, "", TRAIT(KX_RSA) | TRAIT(AU_RSA) },
	{ GNUTLS_KX_ANON_ECDH, "AECDH-", TRAIT(KX_ECDHE) | TRAIT(AU_NULL) },
	{ GNUTLS_KX_ANON_DH, "ADH-", TRAIT(KX_DHE) | TRAIT(AU_NULL) },
};

static const struct part ciphers[] = {
	{ GNUTLS_CIPHER_AES_256_GCM, "AES256-GCM", TRAIT(AES256_GCM) },
	{ GNUTLS_CIPHER_CHACHA20_POLY1305, "CHACHA20-POLY1305",
	  TRAIT(CHACHA20) },
	{ GNUTLS_CIPHER_AES_128_GCM, "AES128-GCM", TRAIT(AES128_GCM) },
	{ GNUTLS_CIPHER_AES_256_CCM, "AES256-CCM", TRAIT(AES256_CCM) },
	{ GNUTLS_CIPHER_AES_128_CCM, "AES128-CCM", TRAIT(AES128_CCM) },
	{ GNUTLS_CIPHER_AES_256_CBC, "AES256", TRAIT(AES256) },
	{ GNUTLS_CIPHER_AES_128_CBC, "AES128", TRAIT(AES128) },
	{ GNUTLS_CIPHER_CAMELLIA_256_GCM, "CAMELLIA256-GCM",
	  TRAIT(CAMELLIA256_GCM) },
	{ GNUTLS_CIPHER_CAMELLIA_128_GCM, "CAMELLIA128-GCM",
	  TRAIT(CAMELLIA128_GCM) },
	{ GNUTLS_CIPHER_CAMELLIA_256_CBC, "CAMELLIA256", TRAIT(CAMELLIA256) },
	{ GNUTLS_CIPHER_CAMELLIA_128_CBC, "CAMELLIA128", TRAIT(CAMELLIA128) },
	{ GNUTLS_CIPHER_AES_256_CCM_8, "AES256-CCM8", TRAIT(AES256_CCM8) },
	{ GNUTLS_CIPHER_AES_128_CCM_8, "AES128-CCM8", TRAIT(AES128_CCM8) },
	{ GNUTLS_CIPHER_3DES_CBC, "DES-CBC3", TRAIT(3DES) },
	{ GNUTLS_CIPHER_ARCFOUR_128, "RC4", TRAIT(RC4) },
	{ GNUTLS_CIPHER_NULL, "NULL", TRAIT(ENC_NULL) },
};

/* An AEAD has the hash of its PRF behind it, where it has one of several. */
static const struct part macs[] = {
	{ GNUTLS_MAC_AEAD, "", TRAIT(AEAD) },
	{ GNUTLS_MAC_SHA384, "-SHA384", TRAIT(SHA384) },
	{ GNUTLS_MAC_SHA256, "-SHA256", TRAIT(SHA256) },
	{ GNUTLS_MAC_SHA1, "-SHA", TRAIT(SHA1) },
	{ GNUTLS_MAC_MD5, "-MD5", TRAIT(MD5) },
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const struct part *find(const struct part *table, size_t count, int id)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].id == id)
			return &table[i];
	return NULL;
}

static const char *prf_name(uint64_t traits)
{
	if (traits & (TRAIT(AES256_GCM) | TRAIT(CAMELLIA256_GCM)))
		return "-SHA384";
	if (traits & (TRAIT(AES128_GCM) | TRAIT(CAMELLIA128_GCM)))
		return "-SHA256";
	return "";
}

/* SSL 3 had all those from before TLS 1.2 but the ones of elliptic curves. */
static uint64_t since(const struct suite *s, gnutls_protocol_t version)
{
	if (version == GNUTLS_TLS1_3)
		return TRAIT(SINCE_TLS1_3);
	if (version == GNUTLS_TLS1_2)
		return TRAIT(SINCE_TLS1_2);
	return s->traits & TRAIT(KX_ECDHE) ? TRAIT(SINCE_TLS1_0)
					   : TRAIT(SINCE_SSL3);
}

/* Name and traits from the parts; false: one of them is not among ours. */
static bool describe(struct suite *s, gnutls_protocol_t version)
{
	const struct part *kx = find(key_exchanges, COUNT(key_exchanges),
				     (int)s->kx);
	const struct part *cipher = find(ciphers, COUNT(ciphers),
					 (int)s->cipher);
	const struct part *mac = find(macs, COUNT(macs), (int)s->mac);

	if (!kx || !cipher || !mac)
		return false;
	s->traits = kx->traits | cipher->traits | mac->traits;
	s->traits |= since(s, version);
	if (version == GNUTLS_TLS1_3)
		snprintf(s->name, sizeof(s->name), "%s", s->formal);
	else
		snprintf(s->name, sizeof(s->name), "%s%s%s%s", kx->name,
			 cipher->name, mac->name, prf_name(s->traits));
	return true;
}

/* Where a suite stands among the best: cipher first, as those matter most. */
static size_t place(const struct suite *s)
{
	const struct part *kx = find(key_exchanges, COUNT(key_exchanges),
				     (int)s->kx);
	const struct part *cipher = find(ciphers, COUNT(ciphers),
					 (int)s->cipher);
	const struct part *mac = find(macs, COUNT(macs), (int)s->mac);

	return ((size_t)(cipher - ciphers) * COUNT(key_exchanges) +
		(size_t)(kx - key_exchanges)) * COUNT(macs) +
	       (size_t)(mac - macs);
}

static int by_place(const void *a, const void *b)
{
	size_t x = place(a), y = place(b);

	return x < y ? -1 : x > y;
}

size_t suites_list(struct suite suites[SUITES_MOST])
{
	size_t count = 0;

	for (size_t i = 0; count < SUITES_MOST; i++) {
		struct suite *s = &suites[count];
		gnutls_protocol_t version;
		unsigned char id[2];

		s->formal = gnutls_cipher_suite_info(i, id, &s->kx, &s->cipher,
						     &s->mac, &version);
		if (!s->formal)
			break;
		if (describe(s, version))
			count++;
	}
	qsort(suites, count, sizeof(*suites), by_place);
	return count;
}

/* IANA puts a WITH_ behind the key exchange, which GnuTLS leaves out. */
static const char *past_with(const char *at)
{
	return str_same_n(at, "WITH_", 5) ? at + 5 : at;
}

bool suite_has_formal_name(const struct suite *s, const char *name)
{
	const char *own = s->formal;

	while (*own && str_lower(*own) == str_lower(*name)) {
		if (*own++ == '_')
			name = past_with(name + 1);
		else
			name++;
	}
	if (s->traits & TRAIT(SHA1))	/* "SHA1" to GnuTLS, "SHA" to IANA */
		return !*name && (!*own || strcmp(own, "1") == 0);
	if (s->traits & TRAIT(CHACHA20) && !*own)
		return !*name || str_same(name, "_SHA256");
	return !*own && !*name;
}

void suite_of_session(gnutls_session_t session, char *name, size_t n)
{
	gnutls_protocol_t version = gnutls_protocol_get_version(session);
	struct suite s = {
		.kx = gnutls_kx_get(session),
		.cipher = gnutls_cipher_get(session),
		.mac = gnutls_mac_get(session),
		.formal = gnutls_ciphersuite_get(session),
	};

	if (version != GNUTLS_TLS1_3 && describe(&s, GNUTLS_TLS1_2))
		snprintf(name, n, "%s", s.name);
	else
		snprintf(name, n, "%s", s.formal);
}

/* The traits of one kind lie side by side. */
static const uint64_t kinds[] = {
	TRAIT(KX_RSA) | TRAIT(KX_DHE) | TRAIT(KX_ECDHE) | TRAIT(KX_OPEN),
	TRAIT(AU_RSA) | TRAIT(AU_DSS) | TRAIT(AU_ECDSA) | TRAIT(AU_NULL) |
		TRAIT(AU_OPEN),
	(TRAIT(ENC_NULL) << 1) - TRAIT(AES128),
	(TRAIT(AEAD) << 1) - TRAIT(MD5),
	(TRAIT(SINCE_TLS1_3) << 1) - TRAIT(SINCE_SSL3),
};

bool suite_is_of(const struct suite *s, const struct suite_class *c)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (c->traits & kinds[i] &&
		    !(c->traits & kinds[i] & s->traits))
			return false;
	return c->traits != 0;
}
