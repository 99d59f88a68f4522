/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net/tls_refused, tls_watch, tls_legacy: which side refused what, and that
 * --tls-legacy takes what may be taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/tls_version.h"
#include "peer.h"

#define ONLY_1_2 "NORMAL:-VERS-ALL:+VERS-TLS1.2"
#define ONLY_1_0 "NORMAL:-VERS-ALL:+VERS-TLS1.0"

static const struct tls_policy legacy = {
	.allow_old_versions = true, .allow_weak = true, .legacy = true,
};

static void told(struct scene s, const char *text, const char *phrase)
{
	assert_int_equal(start(&s, LATER), -1);
	assert_int_equal(s.err.kind, ERR_TLS_HANDSHAKE);
	if (strcmp(s.err.text, text) != 0)
		fail_msg("\"%s\", not \"%s\"", s.err.text, text);
	if (!strstr(s.facts.failure, phrase) || (!*phrase && *s.facts.failure))
		fail_msg("\"%s\", not \"%s\"", s.facts.failure, phrase);
	finish(&s, true);
}

static void versions(void **state)
{
	(void)state;
	told((struct scene){ .priority = ONLY_1_0 },
	     "the server chose TLS 1.0, which this side forbids",
	     "unsupported protocol");
	told((struct scene){ .priority = ONLY_1_0,
			     .policy.versions = VERSION_TLS1_2 },
	     "the server chose TLS 1.0, which --tls-protocol leaves out",
	     "unsupported protocol");
	told((struct scene){ .priority = ONLY_1_0,
			     .policy.ciphers = ONLY_1_2 },
	     "the server chose TLS 1.0, which --tls-cipher does not offer",
	     "unsupported protocol");
	told((struct scene){ .priority = ONLY_1_2,
			     .policy.versions = VERSION_TLS1_3 },
	     "the server chose TLS 1.2, which --tls-protocol leaves out",
	     "unsupported protocol");
}

static void nothing_in_common(void **state)
{
	static const char priority[] = ONLY_1_2 ":-CIPHER-ALL:+3DES-CBC";

	(void)state;
	told((struct scene){ .priority = priority },
	     "the server refused the TLS handshake, alert 40 "
	     "(handshake_failure): it has nothing in common with what this "
	     "side offers",
	     "sslv3 alert handshake failure");
	told((struct scene){ .priority = priority,
			     .policy.versions = VERSION_TLS1_2,
			     .policy.ciphers = "ECDHE-ECDSA-AES128-SHA" },
	     "the server refused the TLS handshake, alert 40 "
	     "(handshake_failure): it has nothing in common with what "
	     "--tls-cipher names",
	     "sslv3 alert handshake failure");
}

static void client_certificate(void **state)
{
	struct scene s = { .priority = ONLY_1_2, .asks = true,
			   .requires = true };

	(void)state;
	expect_failure(&s, ERR_TLS_HANDSHAKE,
		       ": it had asked for a client certificate and got none");
}

static void renegotiation(void **state)
{
	(void)state;
	told((struct scene){ .priority = ONLY_1_2
					 ":%DISABLE_SAFE_RENEGOTIATION",
			     .policy.ciphers = "NORMAL:%SAFE_RENEGOTIATION" },
	     "the server lacks secure renegotiation (RFC 5746), without which "
	     "this side refuses it",
	     "unsafe legacy renegotiation disabled");
}

/* ---- servers that do as they like ---- */

static void say(struct scene *s, const void *bytes, size_t n)
{
	char hello[2048];

	if (read(s->fd, hello, sizeof(hello)) <= 0)
		print_error("no ClientHello\n");
	if (send(s->fd, bytes, n, MSG_NOSIGNAL) != (ssize_t)n)
		print_error("the client has left\n");
}

/* version and suite, two octets each */
#define HELLO(version, suite)                                                  \
	"\x16" version "\x00\x2a\x02\x00\x00\x26" version                      \
	"0123456789abcdef0123456789abcdef\x00" suite "\x00"

static void say_ssl_3(struct scene *s)
{
	static const char hello[] = HELLO("\x03\x00", "\x00\x0a");

	say(s, hello, sizeof(hello) - 1);
}

static void say_3des(struct scene *s)
{
	static const char hello[] = HELLO("\x03\x03", "\x00\x0a");

	say(s, hello, sizeof(hello) - 1);
}

static void say_nothing_in_common(struct scene *s)
{
	say(s, "\x15\x03\x03\x00\x02\x02\x28", 7);
}

static void say_no_version(struct scene *s)
{
	say(s, "\x15\x03\x03\x00\x02\x02\x46", 7);
}

static void say_insecure(struct scene *s)
{
	say(s, "\x15\x03\x03\x00\x02\x02\x47", 7);
}

static void freely(void **state)
{
	(void)state;
	told((struct scene){ .raw = say_ssl_3 },
	     "the server chose SSLv3, which GnuTLS cannot speak",
	     "unsupported protocol");
	told((struct scene){ .raw = say_3des },
	     "the server chose a cipher suite (0x000A) that this side did not "
	     "offer",
	     "unknown cipher returned");
	told((struct scene){ .raw = say_no_version },
	     "the server refused the TLS handshake, alert 70 "
	     "(protocol_version): it takes none of the TLS versions offered "
	     "(TLS 1.2, TLS 1.3)",
	     "tlsv1 alert protocol version");
	told((struct scene){ .raw = say_insecure },
	     "the server refused the TLS handshake, alert 71 "
	     "(insufficient_security): it wants more security than this side "
	     "offers",
	     "tlsv1 alert insufficient security");
}

static void even_with_legacy(void **state)
{
	(void)state;
	told((struct scene){ .raw = say_nothing_in_common, .policy = legacy },
	     "the server refused the TLS handshake, alert 40 "
	     "(handshake_failure): it has nothing in common with what this "
	     "side offers, even with --tls-legacy",
	     "sslv3 alert handshake failure");
	told((struct scene){ .raw = say_ssl_3, .policy = legacy },
	     "the server chose SSLv3, which GnuTLS cannot speak, even with "
	     "--tls-legacy",
	     "unsupported protocol");
}

/*
 * Messages of one record: what a server says up to its key exchange.  Its
 * certificate is not parsed before that was read.
 */
static void add_message(unsigned char *out, size_t *n, int type,
			const void *body, size_t size)
{
	out[(*n)++] = (unsigned char)type;
	out[(*n)++] = 0;
	out[(*n)++] = (unsigned char)(size >> 8);
	out[(*n)++] = (unsigned char)size;
	memcpy(out + *n, body, size);
	*n += size;
}

static void add_certificate(unsigned char *out, size_t *n)
{
	gnutls_datum_t der = peer_certificate();
	unsigned char body[4096];
	size_t size = der.size + 6;

	assert_true(size <= sizeof(body));
	body[0] = body[3] = 0;
	body[1] = (unsigned char)((size - 3) >> 8);
	body[2] = (unsigned char)(size - 3);
	body[4] = (unsigned char)(der.size >> 8);
	body[5] = (unsigned char)der.size;
	memcpy(body + 6, der.data, der.size);
	gnutls_free(der.data);
	add_message(out, n, 11, body, size);
}

/* ECDHE on P-256, the point being the curve's own; signed by two octets. */
static void say_signed(struct scene *s, const char *algorithm)
{
	static const char hello[] =
		"\x03\x03" "0123456789abcdef0123456789abcdef\x00\xc0\x2b\x00";
	static const char exchange[] =
		"\x03\x00\x17\x41\x04"
		"\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40"
		"\xf2\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98"
		"\xc2\x96\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c"
		"\x0f\x9e\x16\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68"
		"\x37\xbf\x51\xf5";
	unsigned char body[sizeof(exchange) + 12], out[8192] = "\x16\x03\x03";
	size_t n = 5;

	memcpy(body, exchange, sizeof(exchange) - 1);
	memcpy(body + sizeof(exchange) - 1, algorithm, 2);
	memcpy(body + sizeof(exchange) + 1,
	       "\x00\x08\x30\x06\x02\x01\x01\x02\x01\x01", 10);
	add_message(out, &n, 2, hello, sizeof(hello) - 1);
	add_certificate(out, &n);
	add_message(out, &n, 12, body, sizeof(exchange) + 11);
	out[3] = (unsigned char)((n - 5) >> 8);
	out[4] = (unsigned char)(n - 5);
	say(s, out, n);
}

static void say_sha_1(struct scene *s)
{
	say_signed(s, "\x02\x03");
}

static void say_md5(struct scene *s)
{
	say_signed(s, "\x01\x03");
}

static void signatures(void **state)
{
	(void)state;
	told((struct scene){ .raw = say_sha_1 },
	     "the server signed the handshake with SHA-1, which this side "
	     "forbids",
	     "wrong signature type");
	told((struct scene){ .raw = say_md5, .policy = legacy },
	     "the server signed the handshake with MD5, which this side "
	     "forbids, even with --tls-legacy",
	     "wrong signature type");
}

/* ---- what comes about for this one run ---- */

static void with_legacy(void **state)
{
	static const struct {
		const char *priority, *version, *cipher;
	} table[] = {
		{ ONLY_1_0, "TLSv1", "ECDHE-ECDSA-AES256-SHA" },
		{ ONLY_1_2 ":-CIPHER-ALL:+3DES-CBC", "TLSv1.2",
		  "ECDHE-ECDSA-DES-CBC3-SHA" },
		{ ONLY_1_2 ":-CIPHER-ALL:+ARCFOUR-128", "TLSv1.2",
		  "ECDHE-ECDSA-RC4-SHA" },
		{ ONLY_1_2 ":-SIGN-ALL:+SIGN-ECDSA-SHA1", "TLSv1.2",
		  "ECDHE-ECDSA-AES256-GCM-SHA384" },
		{ "NORMAL:+3DES-CBC", "TLSv1.3", "TLS_AES_256_GCM_SHA384" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct scene strict = { .priority = table[i].priority };
		struct scene s = { .priority = table[i].priority,
				   .policy = legacy };

		assert_int_equal(start(&strict, LATER),
				 strcmp(table[i].version, "TLSv1.3") ? -1 : 0);
		finish(&strict, true);
		if (start(&s, LATER) < 0)
			fail_msg("%s: %s", table[i].priority, s.err.text);
		assert_string_equal(s.facts.version, table[i].version);
		assert_string_equal(s.facts.cipher, table[i].cipher);
		assert_int_equal(s.facts.reasons, 0);
		finish(&s, true);
	}
}

/* It is no way around what a certificate must be. */
static void still_verified(void **state)
{
	struct scene s = { .priority = ONLY_1_0, .policy = legacy };

	(void)state;
	s.policy.verify_name = "other.example.net";
	assert_int_equal(start(&s, LATER), 0);
	assert_int_equal(s.facts.reasons, REASON_NAME_MISMATCH);
	finish(&s, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions),
		cmocka_unit_test(nothing_in_common),
		cmocka_unit_test(client_certificate),
		cmocka_unit_test(renegotiation),
		cmocka_unit_test(freely),
		cmocka_unit_test(even_with_legacy),
		cmocka_unit_test(signatures),
		cmocka_unit_test(with_legacy),
		cmocka_unit_test(still_verified),
	};

	signal(SIGPIPE, SIG_IGN); /* as main() does */
	return cmocka_run_group_tests(tests, peer_set_up, peer_tear_down);
}
