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

/* OpenSSL's numbers for reasons; that of an alert is 1000 and its own. */
enum {
	REASON_WRONG_CIPHER = 261,
	REASON_UNSUPPORTED_PROTOCOL = 258,
	REASON_WRONG_VERSION = 267,
	REASON_UNEXPECTED_EOF = 294,
	REASON_ALERT = 1000
};

static const struct {
	int reason;
	const char *phrase;
} phrases[] = {
	{ REASON_WRONG_CIPHER, "wrong cipher returned" },
	{ REASON_UNSUPPORTED_PROTOCOL, "unsupported protocol" },
	{ REASON_WRONG_VERSION, "wrong version number" },
	{ REASON_UNEXPECTED_EOF, "unexpected eof while reading" },
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
static void set_failure(struct tls_facts *facts, int reason)
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

/* The version stands in the ServerHello, which is the first record's. */
static int version_refused(const struct tls *t, struct err *err)
{
	enum { HELLO_TYPE = 5, HELLO_VERSION = 9 };
	size_t version = GNUTLS_VERSION_UNKNOWN;

	if (t->first_len > HELLO_VERSION + 1 && t->first[HELLO_TYPE] == 2)
		version = GNUTLS_SSL3 + t->first[HELLO_VERSION + 1];
	return err_set(err, ERR_TLS_HANDSHAKE,
		       "the server chose %s, which is not allowed here",
		       tls_version_text(version));
}

static int refused(const struct tls *t, struct tls_facts *facts,
		   struct err *err)
{
	char alert[64];

	set_failure(facts, REASON_ALERT + (int)gnutls_alert_get(t->session));
	return err_set(err, ERR_TLS_HANDSHAKE,
		       "the server refused the TLS handshake, alert %s",
		       tls_alert_text(t, alert, sizeof(alert)));
}

int tls_handshake_failed(struct tls *t, int code, struct tls_facts *facts,
			 struct err *err)
{
	if (!speaks_tls(t)) {
		set_failure(facts, REASON_WRONG_VERSION);
		return not_tls(t, err);
	}
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
		return refused(t, facts, err);
	if (t->number)
		return err_system(err, ERR_TLS_HANDSHAKE, t->number,
				  "the connection broke in the TLS handshake");
	if (t->ended) {
		set_failure(facts, REASON_UNEXPECTED_EOF);
		return err_set(err, ERR_TLS_HANDSHAKE,
			       "the server hung up in the TLS handshake");
	}
	gnutls_alert_send_appropriate(t->session, code);
	if (code == GNUTLS_E_UNSUPPORTED_VERSION_PACKET) {
		set_failure(facts, REASON_UNSUPPORTED_PROTOCOL);
		return version_refused(t, err);
	}
	return tls_library_failed(code, ERR_TLS_HANDSHAKE,
				  "the TLS handshake failed", err);
}

int tls_cipher_unwanted(const char *cipher, struct tls_facts *facts,
			struct err *err)
{
	set_failure(facts, REASON_WRONG_CIPHER);
	return err_set(err, ERR_TLS_HANDSHAKE, "the server chose %s, which "
		       "--tls-cipher does not name: GnuTLS offers key "
		       "exchanges, ciphers and MACs, not single suites; "
		       "--tls-protocol no_tlsv1_3 offers less besides", cipher);
}
