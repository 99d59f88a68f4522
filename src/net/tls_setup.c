/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions, ciphers and certificate for a TLS session: see tls_setup.h. */
#include "net/tls_setup.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/tls_facts.h"
#include "base/tls_policy.h"
#include "base/tls_version.h"
#include "net/ciphers.h"
#include "net/tls_client.h"
#include "net/tls_legacy.h"
#include "net/tls_session.h"

enum {
	PRIORITY_MOST = 1 << 20,
	PRIME_LEAST = 2048 /* as of an RSA key; RFC 9325 section 4.1 */
};

bool tls_setup_due(const struct tls_policy *p)
{
	return p->versions || p->ciphers || p->cert || p->legacy;
}

/* Newest first, as they are to be preferred. */
static const struct {
	unsigned version;
	const char *name;
} version_names[] = {
	{ VERSION_TLS1_3, "+VERS-TLS1.3" },
	{ VERSION_TLS1_2, "+VERS-TLS1.2" },
	{ VERSION_TLS1_1, "+VERS-TLS1.1" },
	{ VERSION_TLS1_0, "+VERS-TLS1.0" },
};

static unsigned versions_of(const struct tls_policy *p)
{
	if (p->versions)
		return p->versions;
	return p->allow_old_versions ? VERSIONS_SPOKEN : VERSIONS_IN_USE;
}

static void add_versions(struct buf *text, unsigned versions)
{
	buf_adds(text, ":-VERS-TLS-ALL");
	for (size_t i = 0;
	     i < sizeof(version_names) / sizeof(*version_names); i++)
		if (versions & version_names[i].version)
			buf_addf(text, ":%s", version_names[i].name);
}

/*
 * OpenSSL's security levels by GnuTLS's profiles of the same strength.  What
 * it takes for a certificate to be good is another matter.
 */
static const char *const profiles[] = {
	"VERY_WEAK", "LOW", "MEDIUM", "HIGH", "ULTRA", "FUTURE",
};

/* RFC 9155: nothing may be signed with SHA-1 any more. */
static void add_strength(struct buf *text, const struct tls_setup *s, bool weak)
{
	int level = s->ciphers.level;
	char sign = weak || level == 0 ? '+' : '-';

	buf_addf(text, ":%cSIGN-RSA-SHA1:%cSIGN-ECDSA-SHA1", sign, sign);
	if (level >= 0)
		buf_addf(text, ":%%PROFILE_%s", profiles[level]);
	else if (weak)
		buf_adds(text, ":%PROFILE_VERY_WEAK");
}

/* code is GnuTLS's; at, the word of the text that it stumbled over. */
static int bad_priority(int code, const char *text, const char *at,
			struct err *err)
{
	const char *version = gnutls_check_version(NULL);
	size_t n = strcspn(at, ":");

	if (code == GNUTLS_E_INVALID_REQUEST && n)
		return err_set(err, ERR_OPTION, "--tls-cipher: GnuTLS %s does "
			       "not know the priority '%.*s', or was built "
			       "without it", version, n < 60 ? (int)n : 60, at);
	return err_set(err, ERR_OPTION, "GnuTLS %s cannot use the priority "
		       "'%.200s': %s", version, text, gnutls_strerror(code));
}

static int set_priority(struct tls_setup *s, const char *text, struct err *err)
{
	const char *at = text;
	int code = gnutls_priority_init(&s->priority, text, &at);

	if (code >= 0)
		return 0;
	s->priority = NULL;
	return bad_priority(code, text, at, err);
}

/* By its first word, or by its sense where OpenSSL could not mean it. */
static bool is_priority(const char *list)
{
	static const char *const words[] = {
		"NORMAL", "SECURE128", "SECURE192", "SECURE256", "PFS",
		"PERFORMANCE", "LEGACY", "NONE", "SUITEB128", "SUITEB192",
		"SYSTEM",
	};
	size_t n = strcspn(list, ":");

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == n && str_same_n(words[i], list, n))
			return true;
	return *list == '@' && !str_same_n(list, "@STRENGTH", 9) &&
	       !str_same_n(list, "@SECLEVEL", 9);
}

static bool is_understood(const char *list)
{
	gnutls_priority_t priority;

	if (gnutls_priority_init(&priority, list, NULL) < 0)
		return false;
	gnutls_priority_deinit(priority);
	return true;
}

/*
 * The base of the priority, by --tls-cipher.  *as_it_is_out: GnuTLS's own
 * words, to which nothing is added that was not asked for.
 */
static int add_ciphers(struct tls_setup *s, const struct tls_policy *p,
		       struct buf *text, bool *as_it_is_out, struct err *err)
{
	const char *list = p->ciphers;

	*as_it_is_out = list && is_priority(list);
	if (list && !*as_it_is_out &&
	    ciphers_parse(&s->ciphers, list, versions_of(p), err) < 0) {
		if (!is_understood(list))
			return -1;
		ciphers_release(&s->ciphers);
		*as_it_is_out = true;
	}
	buf_adds(text, *as_it_is_out ? list : "NORMAL");
	if (s->ciphers.offer)
		buf_addf(text, ":-KX-ALL:-CIPHER-ALL:-MAC-ALL:%s",
			 s->ciphers.offer);
	return 0;
}

static int make_priority(struct tls_setup *s, const struct tls_policy *p,
			 struct err *err)
{
	unsigned versions = versions_of(p);
	struct buf text;
	bool as_it_is;
	int result;

	s->ciphers.level = -1;
	buf_init(&text, PRIORITY_MOST);
	result = add_ciphers(s, p, &text, &as_it_is, err);
	if (s->ciphers.only_1_3)
		versions = VERSION_TLS1_3;
	if (result == 0 && (p->versions || !as_it_is))
		add_versions(&text, versions);
	if (result == 0 && !as_it_is)
		add_strength(&text, s, p->allow_weak);
	if (result == 0 && !as_it_is && p->legacy)
		tls_legacy_add(&text, !p->ciphers);
	if (result == 0)
		result = set_priority(s, buf_str(&text), err);
	s->versions = as_it_is && !p->versions ? 0
					       : versions & VERSIONS_SPOKEN;
	s->versions_named = p->versions;
	s->legacy = p->legacy;
	if (!p->allow_weak && s->ciphers.level != 0 && s->ciphers.level != 1)
		s->prime_least = PRIME_LEAST;
	if (result == 0)
		tls_legacy_barred(s, !as_it_is && p->legacy && !p->ciphers);
	buf_release(&text);
	return result;
}

/* What is left of the versions asked for when those that no one speaks go. */
static int check_versions(const struct tls_policy *p, struct err *err)
{
	if (!p->versions || p->versions & VERSIONS_SPOKEN)
		return 0;
	return err_set(err, ERR_OPTION, "--tls-protocol: GnuTLS %s cannot "
		       "speak SSLv2 or SSLv3, and nothing else is left to "
		       "offer", gnutls_check_version(NULL));
}

static int make_credentials(struct tls_setup *s, const struct tls_policy *p,
			    struct err *err)
{
	int code = gnutls_certificate_allocate_credentials(&s->credentials);

	if (code >= 0 && s->ciphers.anonymous)
		code = gnutls_anon_allocate_client_credentials(&s->anonymous);
	if (code < 0)
		return tls_library_failed(code, ERR_LIBRARY, "GnuTLS", err);
	return tls_client_load(s, p, err);
}

struct tls_setup *tls_setup_new(const struct tls_policy *policy,
				struct err *err)
{
	struct tls_setup *s = mem_new(sizeof(*s));

	if (check_versions(policy, err) == 0 &&
	    make_priority(s, policy, err) == 0 &&
	    make_credentials(s, policy, err) == 0)
		return s;
	tls_setup_free(s);
	return NULL;
}

int tls_setup_session(const struct tls_setup *s, gnutls_session_t session)
{
	int code = gnutls_priority_set(session, s->priority);

	if (s->prime_least)
		gnutls_dh_set_prime_bits(session, s->prime_least);
	if (code >= 0)
		code = gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE,
					      s->credentials);
	if (code >= 0 && s->anonymous)
		code = gnutls_credentials_set(session, GNUTLS_CRD_ANON,
					      s->anonymous);
	return code;
}

void tls_setup_free(struct tls_setup *s)
{
	if (!s)
		return;
	if (s->priority)
		gnutls_priority_deinit(s->priority);
	if (s->credentials)
		gnutls_certificate_free_credentials(s->credentials);
	if (s->anonymous)
		gnutls_anon_free_client_credentials(s->anonymous);
	for (size_t i = 0; i < s->client_count; i++)
		tls_certificate_release(&s->client[i]);
	free(s->client);
	passphrase_release(&s->passphrase);
	ciphers_release(&s->ciphers);
	free(s);
}
