/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers of long ago: see tls_legacy.h. */
#include "net/tls_legacy.h"

#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/tls_version.h"
#include "net/tls_session.h"

enum { LIST_MOST = 1 << 16 };

/* The best of each kind is still there, and comes first. */
static const char *const cipher_words[] = {
	"+3DES-CBC", "+ARCFOUR-128", "+SHA1", "+MD5", "+RSA", "+DHE-RSA",
	"+DHE-DSS",
};

/*
 * Compatibility lets pass what servers do wrong: a key used otherwise than its
 * certificate says, records that are too long.
 */
static const char *const other_words[] = {
	"+SIGN-RSA-SHA1", "+SIGN-ECDSA-SHA1", "+SIGN-DSA-SHA1",
	"+SIGN-DSA-SHA256", "%UNSAFE_RENEGOTIATION", "%COMPAT",
};

/* Not every GnuTLS still knows each of them. */
static void add_known(struct buf *priority, const char *const *words,
		      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *alone = mem_format("NORMAL:%s", words[i]);
		gnutls_priority_t parsed;

		if (gnutls_priority_init(&parsed, alone, NULL) >= 0) {
			gnutls_priority_deinit(parsed);
			buf_addf(priority, ":%s", words[i]);
		}
		free(alone);
	}
}

void tls_legacy_add(struct buf *priority, bool ciphers)
{
	if (ciphers)
		add_known(priority, cipher_words,
			  sizeof(cipher_words) / sizeof(*cipher_words));
	add_known(priority, other_words,
		  sizeof(other_words) / sizeof(*other_words));
}

static const struct {
	unsigned version, number;
	const char *name;
} versions[] = {
	{ VERSION_TLS1_0, GNUTLS_TLS1_0, "TLS 1.0" },
	{ VERSION_TLS1_1, GNUTLS_TLS1_1, "TLS 1.1" },
	{ VERSION_TLS1_2, GNUTLS_TLS1_2, "TLS 1.2" },
	{ VERSION_TLS1_3, GNUTLS_TLS1_3, "TLS 1.3" },
};

enum { VERSIONS = sizeof(versions) / sizeof(*versions) };

static bool is_among(unsigned number, const unsigned *list, int n)
{
	for (int i = 0; i < n; i++)
		if (list[i] == number)
			return true;
	return false;
}

/* A list of ciphers can take a version away as well: TLS 1.3 has its own. */
static bool is_barred_alone(const char *version)
{
	char *alone = mem_format("NORMAL:-VERS-ALL:+VERS-TLS%s", version);
	gnutls_priority_t parsed;
	const unsigned *list;
	bool barred = true;

	if (gnutls_priority_init(&parsed, alone, NULL) >= 0) {
		barred = gnutls_priority_protocol_list(parsed, &list) < 1;
		gnutls_priority_deinit(parsed);
	}
	free(alone);
	return barred;
}

void tls_legacy_barred(struct tls_setup *s, bool ciphers)
{
	const unsigned *list = NULL;
	int n = gnutls_priority_protocol_list(s->priority, &list);

	for (size_t i = 0; i < VERSIONS; i++) {
		if (!(s->versions & versions[i].version) ||
		    is_among(versions[i].number, list, n))
			continue;
		if (is_barred_alone(versions[i].name + strlen("TLS ")))
			s->barred.versions |= versions[i].version;
		else
			s->versions &= ~versions[i].version;
	}
	n = gnutls_priority_cipher_list(s->priority, &list);
	s->barred.ciphers = ciphers &&
			    !is_among(GNUTLS_CIPHER_3DES_CBC, list, n);
}

char *tls_system_policy(void)
{
	const char *file = gnutls_get_system_config_file();

	if (!file || access(file, R_OK) < 0)
		return mem_string("this system's GnuTLS");
	return mem_format("this system's policy for GnuTLS (%s)", file);
}

char *tls_legacy_barred_text(const struct tls_setup *s)
{
	char *policy = tls_system_policy();
	const char *separator = " forbids ";
	struct buf text;

	buf_init(&text, LIST_MOST);
	buf_adds(&text, policy);
	free(policy);
	for (size_t i = 0; i < VERSIONS; i++)
		if (s->barred.versions & versions[i].version) {
			buf_addf(&text, "%s%s", separator, versions[i].name);
			separator = ", ";
		}
	if (s->barred.ciphers)
		buf_addf(&text, "%s3DES", separator);
	buf_adds(&text, ", which is not offered then");
	return buf_take(&text);
}
