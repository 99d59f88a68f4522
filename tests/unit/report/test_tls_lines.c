/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report/tls_lines: a TLS session in the transcript's words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/tls_facts.h"
#include "report/tls_lines.h"

static char san1[] = "DNS:a.example", san2[] = "IP Address:192.0.2.1";
static char *sans[] = { san1, san2 };

static struct tls_certificate certs[] = {
	{ .subject = (char[]){ "/CN=a" }, .common_name = (char[]){ "a" },
	  .names = { sans, 2 }, .not_after = 1,
	  .pem = (char[]){ "-----BEGIN CERTIFICATE-----\nMIIB\n"
			   "-----END CERTIFICATE-----\n" } },
	{ .subject = (char[]){ "/O=b" }, .common_name = (char[]){ "" },
	  .not_after = 1800000000,
	  .pem = (char[]){ "-----BEGIN CERTIFICATE-----\nMIIC\n"
			   "-----END CERTIFICATE-----\n" } },
};

static void expect(const struct tls_facts *f, const char *const *lines)
{
	struct strings got = { 0 };

	tls_lines(&got, f);
	for (size_t i = 0; i < got.count; i++)
		assert_string_equal(got.at[i], lines[i]);
	assert_null(lines[got.count]);
	strings_release(&got);
}

static void both_ends(void **state)
{
	struct tls_facts f = {
		.version = "TLSv1.3", .cipher = "TLS_AES_256_GCM_SHA384",
		.bits = 256, .client_asked = true, .client_sent = true,
		.chain = certs, .chain_count = 2, .client = certs,
		.client_count = 2, .name_wanted = (char[]){ "a.example" },
	};

	(void)state;
	expect(&f, (const char *const[]){
		"TLS started with cipher TLSv1.3:TLS_AES_256_GCM_SHA384:256",
		"TLS client certificate requested and sent",
		"TLS client[0] subject=[/CN=a]",
		"              commonName=[a], subjectAltName=[DNS:a.example, "
		"IP Address:192.0.2.1] notAfter=[1970-01-01T00:00:01Z]",
		"TLS client[1] subject=[/O=b]",
		"              commonName=[], subjectAltName=[] "
		"notAfter=[2027-01-15T08:00:00Z]",
		"TLS peer[0]   subject=[/CN=a]",
		"              commonName=[a], subjectAltName=[DNS:a.example, "
		"IP Address:192.0.2.1] notAfter=[1970-01-01T00:00:01Z]",
		"TLS peer[1]   subject=[/O=b]",
		"              commonName=[], subjectAltName=[] "
		"notAfter=[2027-01-15T08:00:00Z]",
		"TLS peer certificate passed CA verification, passed host "
		"verification (using host a.example to verify)",
		NULL });
}

static void neither_end(void **state)
{
	struct tls_facts f = { .version = "TLSv1.2", .cipher = "AES128-SHA",
			       .bits = 128,
			       .reasons = REASON_NO_CERTIFICATE |
					  REASON_NO_NAME_WANTED };

	(void)state;
	expect(&f, (const char *const[]){
		"TLS started with cipher TLSv1.2:AES128-SHA:128",
		"TLS client certificate not requested and not sent",
		"TLS no client certificate set",
		"TLS peer certificate failed CA verification (the server sent "
		"no certificate), failed host verification (no host string "
		"available to verify)",
		NULL });
}

static void pem(void **state)
{
	struct strings got = { 0 };

	(void)state;
	tls_pem_lines(&got, certs, 0);
	assert_int_equal(got.count, 0);
	tls_pem_lines(&got, certs, 2);
	assert_int_equal(got.count, 6);
	assert_string_equal(got.at[0], "-----BEGIN CERTIFICATE-----");
	assert_string_equal(got.at[1], "MIIB");
	assert_string_equal(got.at[4], "MIIC");
	strings_release(&got);
}

static void refusals(void **state)
{
	static const struct {
		unsigned reasons;
		const char *text;
	} table[] = {
		{ REASON_EXPIRED, "certificate verification failed "
				  "(certificate has expired)" },
		{ REASON_NAME_MISMATCH, "server certificate did not match "
					"target host h" },
		{ REASON_NO_NAME_WANTED, "no host available for host "
					 "verification" },
		{ REASON_EXPIRED | REASON_NAME_MISMATCH,
		  "certificate verification failed (certificate has expired), "
		  "server certificate did not match target host h" },
		{ REASON_SELF_SIGNED | REASON_NO_NAME_WANTED,
		  "certificate verification failed (self-signed certificate), "
		  "no host available for host verification" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct tls_facts f = { .reasons = table[i].reasons,
				       .name_wanted = (char[]){ "h" } };
		char *text = tls_refusal(&f);

		assert_string_equal(text, table[i].text);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ends),
		cmocka_unit_test(neither_end),
		cmocka_unit_test(pem),
		cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
