/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/tls_weak: what is weak in a TLS session, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/tls_facts.h"
#include "base/tls_weak.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static const struct row {
	const char *version, *cipher, *group;
	int dh_bits;
	const char *signature;
	const char *told;	/* a part of it; "" for nothing at all */
} rows[] = {
	{ "TLSv1.3", "TLS_AES_256_GCM_SHA384", "X25519", 0, "RSA-PSS-SHA256",
	  "" },
	{ "TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256", "FFDHE2048 (2048 bits)",
	  2048, "Ed25519", "" },
	{ "TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384", "SECP256R1", 0,
	  "RSA-SHA256", "" },
	/* HMAC-SHA1 in a record is no signature */
	{ "TLSv1.2", "ECDHE-RSA-AES128-SHA", "SECP256R1", 0,
	  "ECDSA-SHA256", "" },
	{ "TLSv1.2", "DHE-RSA-AES128-GCM-SHA256", "DHE (2048 bits)", 2048,
	  "RSA-SHA512", "" },
	{ "TLSv1.2", "AES256-GCM-SHA384", "", 0, "", "" },
	{ "", "", "", 0, "", "" },

	{ "TLSv1", "ECDHE-RSA-AES128-SHA", "X25519", 0, "",
	  "TLSv1 is out of use" },
	{ "TLSv1.1", "ECDHE-RSA-AES128-SHA", "X25519", 0, "",
	  "TLSv1.1 is out of use" },
	{ "TLSv1.2", "AES256-GCM-SHA384", "RSA", 0, "",
	  "AES256-GCM-SHA384: keys are exchanged by RSA" },
	{ "TLSv1.2", "DHE-RSA-AES128-GCM-SHA256", "DHE (1024 bits)", 1024,
	  "", "1024 bits, where 2048 are the least" },
	{ "TLSv1.2", "ECDHE-RSA-RC4-SHA", "X25519", 0, "", "RC4" },
	{ "TLSv1.2", "RC4-MD5", "RSA", 0, "", "RC4" },
	{ "TLSv1.2", "ECDHE-RSA-DES-CBC3-SHA", "X25519", 0, "", "3DES" },
	{ "TLSv1.2", "DES-CBC3-SHA", "RSA", 0, "", "3DES" },
	{ "TLSv1", "DES-CBC-SHA", "RSA", 0, "", "DES is broken" },
	{ "TLSv1", "EXP-RC4-MD5", "RSA", 0, "", "export" },
	{ "TLSv1.2", "ECDHE-RSA-NULL-SHA", "X25519", 0, "",
	  "nothing is encrypted" },
	{ "TLSv1.2", "NULL-SHA256", "RSA", 0, "", "nothing is encrypted" },
	{ "TLSv1.2", "ADH-AES128-GCM-SHA256", "DHE (2048 bits)", 2048, "",
	  "no certificate" },
	{ "TLSv1.2", "AECDH-AES128-SHA", "X25519", 0, "", "no certificate" },
	{ "TLSv1.2", "ECDHE-RSA-AES128-SHA", "X25519", 0, "RSA-SHA1",
	  "RSA-SHA1 signed the handshake" },
	{ "TLSv1.2", "ECDHE-RSA-AES128-SHA", "X25519", 0, "RSA-MD5",
	  "RSA-MD5 signed the handshake" },
};

static void describe(const struct row *row, struct buf *text)
{
	struct tls_facts f = { .dh_bits = row->dh_bits };

	snprintf(f.version, sizeof(f.version), "%s", row->version);
	snprintf(f.cipher, sizeof(f.cipher), "%s", row->cipher);
	snprintf(f.group, sizeof(f.group), "%s", row->group);
	snprintf(f.signature, sizeof(f.signature), "%s", row->signature);
	tls_weak_describe(&f, text);
}

static void sessions(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct buf text;

		buf_init(&text, 1 << 16);
		describe(&rows[i], &text);
		if ((*rows[i].told && !strstr(buf_str(&text), rows[i].told)) ||
		    (!*rows[i].told && text.len))
			fail_msg("%s %s: '%s', not '%s'", rows[i].version,
				 rows[i].cipher, buf_str(&text), rows[i].told);
		buf_release(&text);
	}
}

/* All that is weak is told, not only the first. */
static void several(void **state)
{
	static const struct row row = { "TLSv1", "EXP-DES-CBC-SHA", "RSA", 0,
					"RSA-MD5-SHA1", NULL };
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 16);
	describe(&row, &text);
	assert_non_null(strstr(buf_str(&text), "TLSv1 is out of use"));
	assert_non_null(strstr(buf_str(&text), "; EXP-DES-CBC-SHA: an export"));
	assert_non_null(strstr(buf_str(&text), "; EXP-DES-CBC-SHA: DES is"));
	assert_non_null(strstr(buf_str(&text), "exchanged by RSA"));
	assert_non_null(strstr(buf_str(&text), "signed the handshake"));
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sessions),
		cmocka_unit_test(several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
