/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why TLS failed: in plain words, and in those that OpenSSL has for it, which
 * are what people search for.  Alerts are RFC 8446 section 6.
 */
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/tls_facts.h"
#include "net/tls_session.h"
#include "net/tls_why.h"

static const struct {
	int reason;
	const char *phrase;
} phrases[] = {
	{ REASON_WRONG_CIPHER, "wrong cipher returned" },
	{ REASON_UNSUPPORTED_PROTOCOL, "unsupported protocol" },
	{ REASON_WRONG_VERSION, "wrong version number" },
	{ REASON_UNEXPECTED_EOF, "unexpected eof while reading" },
	{ REASON_UNKNOWN_CIPHER, "unknown cipher returned" },
	{ REASON_UNSAFE_RENEGOTIATION,
	  "unsafe legacy renegotiation disabled" },
	{ REASON_WRONG_SIGNATURE, "wrong signature type" },
	{ REASON_WRONG_CURVE, "wrong curve" },
	{ REASON_SMALL_PRIME, "dh key too small" },
	{ REASON_ALERT + 10, "sslv3 alert unexpected message" },
	{ REASON_ALERT + 20, "sslv3 alert bad record mac" },
	{ REASON_ALERT + 21, "tlsv1 alert decryption failed" },
	{ REASON_ALERT + 22, "tlsv1 alert record overflow" },
	{ REASON_ALERT + 30, "sslv3 alert decompression failure" },
	{ REASON_ALERT + 40, "sslv3 alert handshake failure" },
	{ REASON_ALERT + 41, "sslv3 alert no certificate" },
	{ REASON_ALERT + 42, "sslv3 alert bad certificate" },
	{ REASON_ALERT + 43, "sslv3 alert unsupported certificate" },
	{ REASON_ALERT + 44, "sslv3 alert certificate revoked" },
	{ REASON_ALERT + 45, "sslv3 alert certificate expired" },
	{ REASON_ALERT + 46, "sslv3 alert certificate unknown" },
	{ REASON_ALERT + 47, "sslv3 alert illegal parameter" },
	{ REASON_ALERT + 48, "tlsv1 alert unknown ca" },
	{ REASON_ALERT + 49, "tlsv1 alert access denied" },
	{ REASON_ALERT + 50, "tlsv1 alert decode error" },
	{ REASON_ALERT + 51, "tlsv1 alert decrypt error" },
	{ REASON_ALERT + 60, "tlsv1 alert export restriction" },
	{ REASON_ALERT + 70, "tlsv1 alert protocol version" },
	{ REASON_ALERT + 71, "tlsv1 alert insufficient security" },
	{ REASON_ALERT + 80, "tlsv1 alert internal error" },
	{ REASON_ALERT + 86, "tlsv1 alert inappropriate fallback" },
	{ REASON_ALERT + 90, "tlsv1 alert user cancelled" },
	{ REASON_ALERT + 100, "tlsv1 alert no renegotiation" },
	{ REASON_ALERT + 109, "tlsv13 alert missing extension" },
	{ REASON_ALERT + 110, "tlsv1 unsupported extension" },
	{ REASON_ALERT + 111, "tlsv1 certificate unobtainable" },
	{ REASON_ALERT + 112, "tlsv1 unrecognized name" },
	{ REASON_ALERT + 113, "tlsv1 bad certificate status response" },
	{ REASON_ALERT + 114, "tlsv1 bad certificate hash value" },
	{ REASON_ALERT + 115, "tlsv1 alert unknown psk identity" },
	{ REASON_ALERT + 116, "tlsv13 alert certificate required" },
	{ REASON_ALERT + 120, "tlsv1 alert no application protocol" },
};

/* As openssl-errstr(1): the library's number in front of the reason's. */
void tls_set_failure(struct tls_facts *facts, int reason)
{
	enum { LIBRARY = 20, SHIFT = 23 };
	unsigned number = (unsigned)LIBRARY << SHIFT | (unsigned)reason;
	char unnamed[32];
	const char *phrase = unnamed;

	snprintf(unnamed, sizeof(unnamed), "reason(%d)", reason);
	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
		if (phrases[i].reason == reason)
			phrase = phrases[i].phrase;
	snprintf(facts->failure, sizeof(facts->failure),
		 "error:%08X:SSL routines::%s", number, phrase);
}

int tls_library_failed(ssize_t code, enum err_kind kind, const char *what,
		       struct err *err)
{
	const char *why = gnutls_strerror((int)code);
	size_t n = strlen(why);

	if (n && why[n - 1] == '.')
		n--;
	err_set(err, kind, "%s: %.*s", what, (int)n, why);
	err->number = (int)code;
	return -1;
}

/* GnuTLS has the names, in capitals. */
const char *tls_alert_text(const struct tls *t, char *text, size_t n)
{
	static const char prefix[] = "GNUTLS_A_";
	gnutls_alert_description_t alert = gnutls_alert_get(t->session);
	const char *name = gnutls_alert_get_strname(alert);

	if (name && str_starts(name, prefix))
		name += sizeof(prefix) - 1;
	snprintf(text, n, "%d (%s)", (int)alert, name ? name : "unknown");
	for (char *at = text; *at; at++)
		*at = str_lower(*at);
	return text;
}

const char *tls_version_text(size_t version)
{
	static const char *const texts[] = {
		[GNUTLS_SSL3] = "SSLv3",     [GNUTLS_TLS1_0] = "TLSv1",
		[GNUTLS_TLS1_1] = "TLSv1.1", [GNUTLS_TLS1_2] = "TLSv1.2",
		[GNUTLS_TLS1_3] = "TLSv1.3",
	};

	if (version < sizeof(texts) / sizeof(*texts) && texts[version])
		return texts[version];
	return "an odd version";
}

int tls_cipher_unwanted(const char *cipher, struct tls_facts *facts,
			struct err *err)
{
	tls_set_failure(facts, REASON_WRONG_CIPHER);
	return err_set(err, ERR_TLS_HANDSHAKE, "the server chose %s, which "
		       "--tls-cipher does not name: GnuTLS offers key "
		       "exchanges, ciphers and MACs, not single suites; "
		       "--tls-protocol no_tlsv1_3 offers less besides", cipher);
}
