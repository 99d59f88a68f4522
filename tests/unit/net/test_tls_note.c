/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/tls_note: what is known of sessions of every kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "certs.h"
#include "peer.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

/* What others would use: an echo proves that the session is good. */
static void open_session(struct scene *s)
{
	s->talk = echo;
	if (start(s, LATER) < 0)
		fail_msg("%s: %s", s->priority, s->err.text);
	expect_echo(s);
}

/* The server's key decides the signature, its priorities the group. */
static const struct {
	gnutls_pk_algorithm_t kind;
	unsigned bits;
	const char *priority;
	const char *version, *group, *signature;
	int dh_bits;
	bool forward_secret;
} sessions[] = {
	{ GNUTLS_PK_RSA, 2048,
	  "NORMAL:-GROUP-ALL:+GROUP-X25519",
	  "TLSv1.3", "X25519", "RSA-PSS-RSAE-SHA256", 0, true },
	{ GNUTLS_PK_ECDSA, 0,
	  "NORMAL:-GROUP-ALL:+GROUP-SECP256R1",
	  "TLSv1.3", "SECP256R1", "ECDSA-SECP256R1-SHA256", 0, true },
	{ GNUTLS_PK_EDDSA_ED25519, 256,
	  "NORMAL:-GROUP-ALL:+GROUP-SECP384R1",
	  "TLSv1.3", "SECP384R1", "Ed25519", 0, true },
	{ GNUTLS_PK_RSA, 2048,
	  "NORMAL:-GROUP-ALL:+GROUP-FFDHE2048",
	  "TLSv1.3", "FFDHE2048 (2048 bits)", "RSA-PSS-RSAE-SHA256",
	  2048, true },
	{ GNUTLS_PK_RSA, 2048,
	  "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ECDHE-RSA:"
	  "-GROUP-ALL:+GROUP-X25519",
	  "TLSv1.2", "X25519", "RSA-SHA256", 0, true },
	{ GNUTLS_PK_ECDSA, 0,
	  "NORMAL:-VERS-ALL:+VERS-TLS1.2:-GROUP-ALL:+GROUP-SECP256R1",
	  "TLSv1.2", "SECP256R1", "ECDSA-SHA256", 0, true },
	{ GNUTLS_PK_RSA, 2048,
	  "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA:"
	  "-GROUP-ALL:+GROUP-FFDHE3072",
	  "TLSv1.2", "FFDHE3072 (3072 bits)", "RSA-SHA256", 3072,
	  true },
	{ GNUTLS_PK_RSA, 2048,
	  "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA",
	  "TLSv1.2", "RSA", "", 0, false },
};

static void groups_and_signatures(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(sessions); i++) {
		struct made leaf = make((struct spec){
			.cn = "x", .kind = sessions[i].kind,
			.bits = sessions[i].bits,
			.hash = sessions[i].kind == GNUTLS_PK_EDDSA_ED25519
					? GNUTLS_DIG_SHA512 : 0 });
		struct scene s = { .leaf = &leaf,
				   .priority = sessions[i].priority };

		open_session(&s);
		assert_string_equal(s.facts.version, sessions[i].version);
		assert_string_equal(s.facts.group, sessions[i].group);
		assert_string_equal(s.facts.signature, sessions[i].signature);
		assert_int_equal(s.facts.dh_bits, sessions[i].dh_bits);
		assert_int_equal(s.facts.forward_secret,
				 sessions[i].forward_secret);
		finish(&s, true);
		unmake(&leaf);
	}
}

/* As of old, before RFC 7919: a prime has no name. */
static void prime_without_a_name(void **state)
{
	static const char only_dhe[] = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:"
				       "+DHE-RSA:-GROUP-ALL";
	struct made leaf = make((struct spec){
		.cn = "x", .kind = GNUTLS_PK_RSA, .bits = 2048 });
	struct scene s = { .leaf = &leaf, .policy.ciphers = only_dhe };

	(void)state;
	open_session(&s);
	assert_string_equal(s.facts.group, "DHE (2048 bits)");
	assert_int_equal(s.facts.dh_bits, 2048);
	assert_true(s.facts.forward_secret);
	finish(&s, true);
	unmake(&leaf);
}

static void safety_of_1_3(void **state)
{
	struct scene s = { .policy.sni = HOST "." };

	(void)state;
	open_session(&s);
	assert_true(s.facts.bind_exporter);
	assert_true(s.facts.bind_end_point);
	assert_false(s.facts.resumed);
	assert_false(s.facts.stapled);
	assert_null(s.facts.alpn);
	assert_null(s.facts.alpn_offered);
	assert_string_equal(s.facts.sni, HOST);
	finish(&s, true);
	assert_string_equal(s.sni, HOST);
}

static void safety_of_1_2(void **state)
{
	struct scene s = { .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2",
			   .policy.sni = "192.0.2.1" };

	(void)state;
	open_session(&s);
	assert_false(s.facts.bind_exporter);
	assert_true(s.facts.bind_end_point);
	assert_true(s.facts.secure_renegotiation);
	assert_true(s.facts.extended_master_secret);
	assert_false(s.facts.resumed);
	assert_null(s.facts.sni);
	finish(&s, true);
}

static void no_safeguards(void **state)
{
	struct scene s = { .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2:"
				       "%DISABLE_SAFE_RENEGOTIATION:"
				       "%NO_SESSION_HASH" };

	(void)state;
	open_session(&s);
	assert_false(s.facts.secure_renegotiation);
	assert_false(s.facts.extended_master_secret);
	finish(&s, true);
}

static void alpn_taken(void **state)
{
	struct scene s = { .alpn = "smtp", .policy.alpn = "x,smtp" };

	(void)state;
	open_session(&s);
	assert_string_equal(s.facts.alpn, "smtp");
	assert_string_equal(s.facts.alpn_offered, "x,smtp");
	finish(&s, true);
}

/* A server that knows of no ALPN, as those for SMTP, does not answer it. */
static void alpn_not_taken(void **state)
{
	struct scene s = { .policy.alpn = "smtp" };

	(void)state;
	open_session(&s);
	assert_null(s.facts.alpn);
	assert_string_equal(s.facts.alpn_offered, "smtp");
	finish(&s, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_and_signatures),
		cmocka_unit_test(prime_without_a_name),
		cmocka_unit_test(safety_of_1_3),
		cmocka_unit_test(safety_of_1_2),
		cmocka_unit_test(no_safeguards),
		cmocka_unit_test(alpn_taken),
		cmocka_unit_test(alpn_not_taken),
	};

	return cmocka_run_group_tests(tests, peer_set_up, peer_tear_down);
}
