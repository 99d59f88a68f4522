/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/tls: versions, ciphers, the client's certificate and the files for the
 * server's, under both names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/tls_version.h"
#include "making.h"

#define V(n) ((unsigned)VERSION_TLS1_##n)
#define SSL ((unsigned)VERSION_SSL2 | VERSION_SSL3)

static const struct {
	const char *text;
	unsigned smtpcheck, swaks;
} protocols[] = {
	{ "tlsv1_2", V(2), V(2) },
	{ "tlsv1_1,tlsv1_2", V(1) | V(2), V(1) | V(2) },
	{ "TLSv1_3, TLSV1_2", V(2) | V(3), V(2) | V(3) },
	{ "tlsv1.2,,tlsv1.2", V(2), V(2) },
	/* what is asked for by name is to be had under either name */
	{ "tlsv1", V(0), V(0) },
	{ "sslv3", VERSION_SSL3, VERSION_SSL3 },
	{ "sslv2,tlsv1_2", VERSION_SSL2 | V(2), VERSION_SSL2 | V(2) },
	/* what is excluded is so from the usual ones */
	{ "no_tlsv1_3", SSL | V(2), SSL | V(0) | V(1) | V(2) },
	{ "NO_tlsv1_3,no_SSLv2", (unsigned)VERSION_SSL3 | V(2),
	  (unsigned)VERSION_SSL3 | V(0) | V(1) | V(2) },
	{ "no_sslv2,no_sslv3", V(2) | V(3), V(0) | V(1) | V(2) | V(3) },
	{ "no_tlsv1_2,no_tlsv1_3", SSL, SSL | V(0) | V(1) },
};

static void versions(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(protocols); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    LIST(SERVER, TO, "-tls", "--tls-protocol",
					 protocols[i].text));
			assert_int_equal(m.plan.tls.policy.versions,
					 n ? protocols[i].swaks
					   : protocols[i].smtpcheck);
			making_close(&m);
		}
	}
}

static void no_versions(void **state)
{
	static const struct {
		const char *text, *part;
	} table[] = {
		{ "asdf", "there is no protocol 'asdf'" },
		{ "tlsv1_2,asdf", "there is no protocol 'asdf'" },
		{ "tlsv1_2:tlsv1_3", "there is no protocol" },
		{ "no_asdf", "there is no protocol 'no_asdf'" },
		{ "no_", "there is no protocol" },
		{ "tlsv1_2,no_tlsv1", "cannot be mixed" },
		{ "no_tlsv1,tlsv1_2", "cannot be mixed" },
		{ ",", "no protocol is left" },
		{ "no_sslv2,no_sslv3,no_tlsv1,no_tlsv1_1,no_tlsv1_2,"
		  "no_tlsv1_3", "no protocol is left" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct making m;

		for (size_t n = 0; n < 2; n++)
			making_bad(making_names[n],
				   LIST(SERVER, TO, "-tlsc", "--tlsp",
					table[i].text),
				   table[i].part);
		/* as with swaks, no one looks where there is no TLS */
		making_good(&m, "swaks", LIST(SERVER, TO, "--tlsp",
					      table[i].text));
		making_close(&m);
	}
}

static void client_certificate(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "swaks", LIST(SERVER, TO, "-tls", "--tls-cert", "/c",
				      "--tls-key", "/k", "--tls-chain", "/i"));
	assert_string_equal(m.plan.tls.policy.cert, "/c");
	assert_string_equal(m.plan.tls.policy.key, "/k");
	assert_string_equal(m.plan.tls.policy.chain, "/i");
	assert_null(m.plan.tls.policy.setup);
	making_close(&m);
	making_bad("swaks", LIST(SERVER, TO, "-tls", "--tls-cert", "/c"),
		   "--tls-cert: ");
	making_bad("swaks", LIST(SERVER, TO, "-tls", "--tls-key", "/k"),
		   "--tls-key: ");
	making_bad("swaks", LIST(SERVER, TO, "-tls", "--tls-chain", "/i"),
		   "--tls-chain: ");
	making_bad("swaks", LIST(SERVER, TO, "-tls", "--tls-cert", "/c",
				 "--tls-key", "/k", "--no-tls-cert"),
		   "--tls-key: ");
	making_good(&m, "swaks", LIST(SERVER, TO, "--tls-cert", "/c"));
	making_close(&m);
}

static void rest(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(SERVER, TO, "-tls", "--tls-cipher",
					  "HIGH", "--tls-get-peer-cert",
					  "--tls-get-peer-chain", "/f"));
	assert_string_equal(m.plan.tls.policy.ciphers, "HIGH");
	assert_string_equal(m.plan.tls.peer_cert, "");
	assert_string_equal(m.plan.tls.peer_chain, "/f");
	assert_true(m.plan.output.peer_cert);
	assert_false(m.plan.output.peer_chain);
	making_close(&m);
	making_good(&m, "smtpcheck", LIST(SERVER, TO, "-tls",
					  "--tls-get-peer-cert", "/f",
					  "--no-tls-get-peer-cert"));
	assert_null(m.plan.tls.peer_cert);
	assert_false(m.plan.output.peer_cert);
	making_close(&m);
}

/* A URL that says TLS is stronger than an option that asks for STARTTLS. */
static void url(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST("-s", "smtps://mail.example.net",
					  TO, "-tls"));
	assert_true(m.plan.tls.on_connect);
	assert_int_equal(m.plan.tls.starttls, DEMAND_NONE);
	making_close(&m);
}

static void failure_ends(void **state)
{
	static const struct {
		const char *option;
		bool smtpcheck, swaks;
	} table[] = {
		{ "-tls", true, true },
		{ "-tlsos", true, true },
		{ "-tlsc", true, true },
		{ "-tlso", true, false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    LIST(SERVER, TO, table[i].option));
			assert_int_equal(m.plan.tls.failure_ends,
					 n ? table[i].swaks
					   : table[i].smtpcheck);
			assert_true(plan_uses_tls(&m.plan));
			making_close(&m);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions),
		cmocka_unit_test(no_versions),
		cmocka_unit_test(client_certificate),
		cmocka_unit_test(rest),
		cmocka_unit_test(url),
		cmocka_unit_test(failure_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
