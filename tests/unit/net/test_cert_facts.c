/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/cert_facts: keys, signatures, fingerprints and AIA of certificates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/tls_certificate.h"
#include "certs.h"
#include "net/cert_facts.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static struct tls_certificate facts_of(const struct made *m)
{
	gnutls_datum_t der = exported(m, GNUTLS_X509_FMT_DER);
	struct tls_certificate c = { .key_bits = 0 };
	gnutls_x509_crt_t parsed;

	MUST(gnutls_x509_crt_init(&parsed));
	MUST(gnutls_x509_crt_import(parsed, &der, GNUTLS_X509_FMT_DER));
	cert_facts(parsed, &der, &c);
	gnutls_x509_crt_deinit(parsed);
	gnutls_free(der.data);
	return c;
}

static void kinds(void **state)
{
	static const struct {
		gnutls_pk_algorithm_t kind;
		unsigned bits;
		gnutls_digest_algorithm_t hash;
		const char *key, *curve, *signature, *text;
		int key_bits;
	} table[] = {
		{ GNUTLS_PK_RSA, 2048, GNUTLS_DIG_SHA256, "RSA", "",
		  "RSA-SHA256", "RSA 2048", 2048 },
		{ GNUTLS_PK_RSA, 1024, GNUTLS_DIG_SHA1, "RSA", "", "RSA-SHA1",
		  "RSA 1024", 1024 },
		{ GNUTLS_PK_ECDSA,
		  GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1),
		  GNUTLS_DIG_SHA256, "ECDSA", "SECP256R1", "ECDSA-SHA256",
		  "ECDSA SECP256R1", 256 },
		{ GNUTLS_PK_ECDSA,
		  GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1),
		  GNUTLS_DIG_SHA384, "ECDSA", "SECP384R1", "ECDSA-SHA384",
		  "ECDSA SECP384R1", 384 },
		{ GNUTLS_PK_EDDSA_ED25519, 256, GNUTLS_DIG_SHA512, "Ed25519",
		  "", "Ed25519", "Ed25519", 256 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct made m = make((struct spec){ .cn = "x",
						    .kind = table[i].kind,
						    .bits = table[i].bits,
						    .hash = table[i].hash });
		struct tls_certificate c = facts_of(&m);
		char *text = tls_certificate_key_text(&c);

		assert_string_equal(c.key, table[i].key);
		assert_int_equal(c.key_bits, table[i].key_bits);
		assert_string_equal(c.curve, table[i].curve);
		assert_string_equal(c.signature, table[i].signature);
		assert_string_equal(text, table[i].text);
		assert_null(c.issuer_url);
		assert_null(c.ocsp_url);
		free(text);
		tls_certificate_release(&c);
		unmake(&m);
	}
}

/* As GnuTLS would have them, which writes keys as others do. */
static void fingerprints(void **state)
{
	struct made m = make((struct spec){ .cn = "x" });
	struct tls_certificate c = facts_of(&m);
	unsigned char hash[SHA256_SIZE];
	size_t n = sizeof(hash);

	(void)state;
	MUST(gnutls_x509_crt_get_fingerprint(m.crt, GNUTLS_DIG_SHA256, hash,
					     &n));
	assert_memory_equal(c.sha256, hash, sizeof(hash));
	MUST(gnutls_x509_crt_get_key_id(m.crt, GNUTLS_KEYID_USE_SHA256, hash,
					&n));
	assert_memory_equal(c.key_sha256, hash, sizeof(hash));
	tls_certificate_release(&c);
	unmake(&m);
}

/* A version 1 certificate has no [0] before its serial number. */
static void key_of_version_1(void **state)
{
	struct made m = make((struct spec){ .cn = "x", .version = 1 });
	struct tls_certificate c = facts_of(&m);
	unsigned char hash[SHA256_SIZE];
	size_t n = sizeof(hash);

	(void)state;
	MUST(gnutls_x509_crt_get_key_id(m.crt, GNUTLS_KEYID_USE_SHA256, hash,
					&n));
	assert_memory_equal(c.key_sha256, hash, sizeof(hash));
	tls_certificate_release(&c);
	unmake(&m);
}

/* Cut short anywhere, nothing behind its end is looked at: the checkers see
 * that, since each piece is just as long as it is. */
static void key_of_a_piece(void **state)
{
	struct made m = make((struct spec){ .cn = "x" });
	gnutls_datum_t der = exported(&m, GNUTLS_X509_FMT_DER), key;

	(void)state;
	assert_true(cert_find_key(&der, &key));
	for (unsigned n = 0; n < der.size; n++) {
		gnutls_datum_t piece = { malloc(n + !n), n };

		memcpy(piece.data, der.data, n);
		assert_false(cert_find_key(&piece, &key));
		free(piece.data);
	}
	gnutls_free(der.data);
	unmake(&m);
}

static void no_key(void **state)
{
	static const struct {
		const char *bytes;
		unsigned n;
	} table[] = {
		{ "\x30\x80\x00\x00", 4 },		/* without a length */
		{ "\x30\x85\x01\x00\x00\x00\x00", 7 },	/* too long a one */
		{ "\x30\x84\xff\xff\xff\xff\x30", 7 },
		{ "\x30\x02\x30\x00", 4 },		/* nothing in it */
		{ "\x30\x04\x30\x02\xa0\x00", 6 },
		{ "\x30\x04\x30\x05\xa0\x00", 6 },	/* more than it has */
	};
	gnutls_datum_t key;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		gnutls_datum_t der = {
			(unsigned char *)(uintptr_t)table[i].bytes, table[i].n
		};

		assert_false(cert_find_key(&der, &key));
	}
}

static struct made with_access(const char *der, unsigned n)
{
	struct made m = make((struct spec){ .cn = "x" });

	MUST(gnutls_x509_crt_set_extension_by_oid(m.crt, "1.3.6.1.5.5.7.1.1",
						  der, n, 0));
	MUST(gnutls_x509_crt_sign2(m.crt, m.crt, m.key, GNUTLS_DIG_SHA256, 0));
	return m;
}

#define CA_ISSUERS "\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02"
#define OCSP "\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x01"

static void access_places(void **state)
{
	static const struct {
		const char *der;
		unsigned n;
		const char *issuer, *ocsp;
	} table[] = {
		{ "\x30\x22" "\x30\x0f" OCSP "\x86\x03" "o:1"
		  "\x30\x0f" CA_ISSUERS "\x86\x03" "i:1", 36, "i:1", "o:1" },
		/* the first of two; what is no URI does not count */
		{ "\x30\x33" "\x30\x0f" CA_ISSUERS "\x82\x03" "h.n"
		  "\x30\x0f" CA_ISSUERS "\x86\x03" "i:1"
		  "\x30\x0f" CA_ISSUERS "\x86\x03" "i:2", 53, "i:1", NULL },
		/* a NUL, and nothing at all */
		{ "\x30\x22" "\x30\x0f" OCSP "\x86\x03" "o\0" "1"
		  "\x30\x0f" CA_ISSUERS "\x86\x03" "i:1", 36, "i:1", NULL },
		{ "\x30\x0e" "\x30\x0c" CA_ISSUERS "\x86\x00", 16, NULL,
		  NULL },
		/* damaged */
		{ "\x30\x7f\x82", 3, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct made m = with_access(table[i].der, table[i].n);
		struct tls_certificate c = facts_of(&m);

		if (table[i].issuer)
			assert_string_equal(c.issuer_url, table[i].issuer);
		else
			assert_null(c.issuer_url);
		if (table[i].ocsp)
			assert_string_equal(c.ocsp_url, table[i].ocsp);
		else
			assert_null(c.ocsp_url);
		tls_certificate_release(&c);
		unmake(&m);
	}
}

static void names_of_algorithms(void **state)
{
	(void)state;
	assert_string_equal(cert_algorithm_name("EdDSA-Ed25519"), "Ed25519");
	assert_string_equal(cert_algorithm_name("RSA-SHA256"), "RSA-SHA256");
	assert_string_equal(cert_algorithm_name(NULL), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		cmocka_unit_test(fingerprints),
		cmocka_unit_test(key_of_version_1),
		cmocka_unit_test(key_of_a_piece),
		cmocka_unit_test(no_key),
		cmocka_unit_test(access_places),
		cmocka_unit_test(names_of_algorithms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
