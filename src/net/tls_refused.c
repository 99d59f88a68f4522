/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why no TLS session came about: which side refused what of the other, as far
 * as that can be told.  Alerts are RFC 8446 section 6, renegotiation is RFC
 * 5746, the hashes' numbers are RFC 5246 section 7.4.1.4.1.
 */
#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/tls_facts.h"
#include "base/tls_version.h"
#include "net/tls_legacy.h"
#include "net/tls_session.h"
#include "net/tls_why.h"

enum { TEXT_MOST = 1 << 16 };

/* A record begins with its type, which no line of text does. */
static bool speaks_tls(const struct tls *t)
{
	return !t->first_len || (t->first[0] >= 20 && t->first[0] <= 23);
}

static int not_tls(const struct tls *t, struct err *err)
{
	char line[GREETING + 1];
	size_t n = 0;

	for (; n < t->first_len && !strchr("\r\n", t->first[n]); n++)
		line[n] = (char)t->first[n];
	line[n] = '\0';
	return err_set(err, ERR_TLS_HANDSHAKE,
		       "the server does not speak TLS here (it sent \"%s\")",
		       line);
}

/* What is offered, and would be offered but for the system's policy. */
static void add_limits(const struct tls *t, struct buf *text)
{
	const struct tls_setup *s = t->setup;

	if (s->legacy)
		buf_adds(text, ", even with --tls-legacy");
	if (s->barred.versions || s->barred.ciphers) {
		char *barred = tls_legacy_barred_text(s);

		buf_addf(text, "; %s", barred);
		free(barred);
	}
}

static const struct {
	unsigned version;
	const char *name;
} versions[] = {
	[GNUTLS_SSL3] = { VERSION_SSL3, "SSLv3" },
	[GNUTLS_TLS1_0] = { VERSION_TLS1_0, "TLS 1.0" },
	[GNUTLS_TLS1_1] = { VERSION_TLS1_1, "TLS 1.1" },
	[GNUTLS_TLS1_2] = { VERSION_TLS1_2, "TLS 1.2" },
	[GNUTLS_TLS1_3] = { VERSION_TLS1_3, "TLS 1.3" },
};

enum { VERSIONS = sizeof(versions) / sizeof(*versions) };

/* It stands in the ServerHello, which is the first record's; 0: none does. */
static size_t version_chosen(const struct tls *t)
{
	enum { HELLO_TYPE = 5, HELLO_VERSION = 9 };
	size_t version = 0;

	if (t->first_len > HELLO_VERSION + 1 && t->first[HELLO_TYPE] == 2)
		version = GNUTLS_SSL3 + t->first[HELLO_VERSION + 1];
	return version < VERSIONS ? version : 0;
}

static void tell_version(const struct tls *t, struct buf *text)
{
	const struct tls_setup *s = t->setup;
	size_t version = version_chosen(t);
	const char *name = versions[version].name;
	char *policy;

	buf_addf(text, "the server chose %s, which ",
		 name ? name : "an odd version");
	if (version == GNUTLS_SSL3) {
		buf_adds(text, "GnuTLS cannot speak");
	} else if (s->barred.versions & versions[version].version) {
		policy = tls_system_policy();
		buf_addf(text, "%s forbids", policy);
		free(policy);
	} else if (s->versions_named) {
		buf_adds(text, "--tls-protocol leaves out");
	} else {
		buf_adds(text, s->versions ? "this side forbids"
					   : "--tls-cipher does not offer");
	}
}

static void add_versions(const struct tls *t, struct buf *text)
{
	const char *separator = " (";

	for (size_t i = 0; i < VERSIONS; i++)
		if (t->setup->versions & versions[i].version &
		    ~t->setup->barred.versions) {
			buf_addf(text, "%s%s", separator, versions[i].name);
			separator = ", ";
		}
	if (*separator == ',')
		buf_addc(text, ')');
}

/* What an alert means, by what had been said before. */
static void add_meaning(const struct tls *t, gnutls_alert_description_t alert,
			struct buf *text)
{
	bool asked = gnutls_certificate_client_get_request_status(t->session);

	if (asked && alert != GNUTLS_A_PROTOCOL_VERSION) {
		buf_addf(text, ": it had asked for a client certificate and "
			 "got %s", t->setup->client_count ? "one" : "none");
		return;
	}
	if (alert == GNUTLS_A_PROTOCOL_VERSION) {
		buf_adds(text, ": it takes none of the TLS versions offered");
		add_versions(t, text);
	} else if (alert == GNUTLS_A_HANDSHAKE_FAILURE) {
		buf_addf(text, ": it has nothing in common with what %s",
			 t->setup->ciphers.named.count ? "--tls-cipher names"
						       : "this side offers");
	} else if (alert == GNUTLS_A_INSUFFICIENT_SECURITY) {
		buf_adds(text, ": it wants more security than this side "
			 "offers");
	} else {
		return;
	}
	add_limits(t, text);
}

static void tell_alert(const struct tls *t, struct buf *text)
{
	char alert[64];

	buf_addf(text, "the server refused the TLS handshake, alert %s",
		 tls_alert_text(t, alert, sizeof(alert)));
	add_meaning(t, gnutls_alert_get(t->session), text);
}

static void tell_prime(const struct tls *t, struct buf *text)
{
	buf_adds(text, "the server's DH prime ");
	if (t->seen.prime_bits)
		buf_addf(text, "of %u bits ", t->seen.prime_bits);
	if (t->setup->prime_least)
		buf_addf(text, "is below this side's minimum of %u",
			 t->setup->prime_least);
	else
		buf_adds(text, "is too small for GnuTLS");
}

static void tell_signature(const struct tls *t, struct buf *text)
{
	static const char *const hashes[] = { NULL, "MD5", "SHA-1" };
	unsigned hash = t->seen.hash;

	buf_addf(text, "the server signed the handshake %s%s, which this side "
		 "forbids", hash && hash < 3 ? "with " : "in a way",
		 hash && hash < 3 ? hashes[hash] : "");
}

static void tell_suite(const struct tls *t, struct buf *text)
{
	buf_adds(text, "the server chose a cipher suite ");
	if (t->seen.suite)
		buf_addf(text, "(0x%04X) ", t->seen.suite);
	buf_adds(text, "that this side did not offer");
}

static void tell_usage(const struct tls *t, struct buf *text)
{
	(void)t;
	buf_adds(text, "the key usage in the server's certificate forbids what "
		 "the server does with its key");
}

static void tell_renegotiation(const struct tls *t, struct buf *text)
{
	(void)t;
	buf_adds(text, "the server lacks secure renegotiation (RFC 5746), "
		 "without which this side refuses it");
}

static void tell_curve(const struct tls *t, struct buf *text)
{
	(void)t;
	buf_adds(text, "the server chose an elliptic curve that this side did "
		 "not offer");
}

/* What GnuTLS refused of a server's; reason is OpenSSL's, 0: it has none. */
static const struct refusal {
	int code, reason;
	void (*tell)(const struct tls *, struct buf *);
} refusals[] = {
	{ GNUTLS_E_UNSUPPORTED_VERSION_PACKET, REASON_UNSUPPORTED_PROTOCOL,
	  tell_version },
	{ GNUTLS_E_DH_PRIME_UNACCEPTABLE, REASON_SMALL_PRIME, tell_prime },
	{ GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM, REASON_WRONG_SIGNATURE,
	  tell_signature },
	{ GNUTLS_E_UNKNOWN_CIPHER_SUITE, REASON_UNKNOWN_CIPHER, tell_suite },
	{ GNUTLS_E_NO_CIPHER_SUITES, REASON_UNKNOWN_CIPHER, tell_suite },
	{ GNUTLS_E_KEY_USAGE_VIOLATION, 0, tell_usage },
	{ GNUTLS_E_SAFE_RENEGOTIATION_FAILED, REASON_UNSAFE_RENEGOTIATION,
	  tell_renegotiation },
	{ GNUTLS_E_UNSAFE_RENEGOTIATION_DENIED, REASON_UNSAFE_RENEGOTIATION,
	  tell_renegotiation },
	{ GNUTLS_E_ECC_UNSUPPORTED_CURVE, REASON_WRONG_CURVE, tell_curve },
};

static const struct refusal alert_received = {
	.code = GNUTLS_E_FATAL_ALERT_RECEIVED, .tell = tell_alert,
};

static const struct refusal *refusal_of(int code)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (refusals[i].code == code)
			return &refusals[i];
	return NULL;
}

/* The whole of the sentence, with what --tls-legacy had not helped. */
static int tell(const struct tls *t, const struct refusal *r, struct err *err)
{
	struct buf text;

	buf_init(&text, TEXT_MOST);
	r->tell(t, &text);
	if (r != &alert_received && t->setup->legacy)
		buf_adds(&text, ", even with --tls-legacy");
	err_set(err, ERR_TLS_HANDSHAKE, "%s", buf_str(&text));
	buf_release(&text);
	return -1;
}

int tls_handshake_failed(struct tls *t, int code, struct tls_facts *facts,
			 struct err *err)
{
	const struct refusal *r = refusal_of(code);

	if (!speaks_tls(t)) {
		tls_set_failure(facts, REASON_WRONG_VERSION);
		return not_tls(t, err);
	}
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED) {
		tls_set_failure(facts, REASON_ALERT +
				(int)gnutls_alert_get(t->session));
		return tell(t, &alert_received, err);
	}
	if (t->number)
		return err_system(err, ERR_TLS_HANDSHAKE, t->number,
				  "the connection broke in the TLS handshake");
	if (t->ended) {
		tls_set_failure(facts, REASON_UNEXPECTED_EOF);
		return err_set(err, ERR_TLS_HANDSHAKE,
			       "the server hung up in the TLS handshake");
	}
	gnutls_alert_send_appropriate(t->session, code);
	if (!r)
		return tls_library_failed(code, ERR_TLS_HANDSHAKE,
					  "the TLS handshake failed", err);
	if (r->reason)
		tls_set_failure(facts, r->reason);
	return tell(t, r, err);
}
