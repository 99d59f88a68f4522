/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net/tlsa: records against a certificate, with what openssl(1) makes of it:
 *
 *	openssl x509 -outform der | sha256sum
 *	openssl x509 -noout -pubkey | openssl pkey -pubin -outform der
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/dane.h"
#include "certs.h"
#include "net/cert_facts.h"
#include "net/tlsa.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static const char pem[] =
	"-----BEGIN CERTIFICATE-----\n"
	"MIIBqTCCAVCgAwIBAgIUHpFRuxs1JoBY/O8aOi5XK9SADnkwCgYIKoZIzj0EAwIw\n"
	"GzEZMBcGA1UEAwwQbWFpbC5leGFtcGxlLm5ldDAgFw0yNjExMjUwMjAwMDZaGA8y\n"
	"MTI2MTEwMTAyMDAwNlowGzEZMBcGA1UEAwwQbWFpbC5leGFtcGxlLm5ldDBZMBMG\n"
	"ByqGSM49AgEGCCqGSM49AwEHA0IABPBTOaS1R7+N/wY/QCEif4DpEaLbJIUh0Agj\n"
	"bm6C8hAmMLy05YSZsAiHXPjASRDlxfufFmlgwF5o0M2PzmLlZZKjcDBuMB0GA1Ud\n"
	"DgQWBBT3GrhQEFc0iWx66NS9J/aXrFtGmzAfBgNVHSMEGDAWgBT3GrhQEFc0iWx6\n"
	"6NS9J/aXrFtGmzAPBgNVHRMBAf8EBTADAQH/MBsGA1UdEQQUMBKCEG1haWwuZXhh\n"
	"bXBsZS5uZXQwCgYIKoZIzj0EAwIDRwAwRAIgUAoOug5X+Do1l8gCIxSyX96aHYyu\n"
	"fpkpeEl790zFuKwCIEc1JyoIdU9vq1lbajp0VAawtibVVXQBpOq1xoORwFox\n"
	"-----END CERTIFICATE-----\n";

#define CERT_SHA256                                                            \
	"517e07a0ad2e71a5b4d7cbcfcbcc32b3"         \
	"f2591bdf319d4ad9cc94564125c62671"
#define CERT_SHA512                                                            \
	"258ead411b9fe19d274ece90a2bb04cb829588c139bb3332f4479b40bbd8" \
	"95a54b4bcb356e6a6f234bfe77ec3e89e83358f6509744661cbc572afaa8" \
	"4cae7ebe"
#define KEY_SHA256                                                             \
	"256d86a576b1e3c11f654686e4664389"         \
	"e9294bbab53447689a9244c05ed35cb3"
#define KEY_SHA512                                                             \
	"1e38d02c0ace0e0e61b3298a03c7ef8298b1ac96fb92baf9cb711251d6bb" \
	"8bf1fe9ce4f48b3864b6ecd539cb43a6c9b8b35875c6583803c74053a08b" \
	"e010c58d"
#define KEY                                                                    \
	"3059301306072a8648ce3d020106082a8648ce3d03010703420004f05339" \
	"a4b547bf8dff063f4021227f80e911a2db248521d008236e6e82f2102630" \
	"bcb4e58499b008875cf8c04910e5c5fb9f166960c05e68d0cd8fce62e565" \
	"92"

static gnutls_datum_t der;

static int set_up(void **state)
{
	const gnutls_datum_t text = { (unsigned char *)pem, sizeof(pem) - 1 };

	(void)state;
	MUST(gnutls_pem_base64_decode2("CERTIFICATE", &text, &der));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	gnutls_free(der.data);
	return 0;
}

static bool matches(const char *text)
{
	struct dane_record r;
	struct err err;
	bool result;

	assert_int_equal(dane_record_parse(text, &r, &err), 0);
	result = tlsa_matches(&r, &der);
	free(r.data);
	return result;
}

static void vectors(void **state)
{
	(void)state;
	assert_true(matches("3 0 1 " CERT_SHA256));
	assert_true(matches("3 0 2 " CERT_SHA512));
	assert_true(matches("3 1 1 " KEY_SHA256));
	assert_true(matches("3 1 2 " KEY_SHA512));
	assert_true(matches("3 1 0 " KEY));
	assert_true(matches("2 1 1 " KEY_SHA256));
}

static void others(void **state)
{
	(void)state;
	assert_false(matches("3 0 1 " KEY_SHA256));
	assert_false(matches("3 1 1 " CERT_SHA256));
	assert_false(matches("3 1 2 " CERT_SHA512));
	assert_false(matches("3 0 0 " KEY));
	assert_false(matches("3 1 0 " KEY "00"));
	assert_false(matches("3 1 0 30"));
}

static void the_whole(void **state)
{
	struct dane_record r = { .usage = 3, .data = der.data, .n = der.size };

	(void)state;
	assert_true(tlsa_matches(&r, &der));
	r.n--;
	assert_false(tlsa_matches(&r, &der));
}

/* From memory of just that size, so that reading on is seen. */
static void cut_short(void **state)
{
	(void)state;
	for (unsigned n = 0; n < der.size; n++) {
		gnutls_datum_t part = { malloc(n ? n : 1), n }, key;

		assert_non_null(part.data);
		memcpy(part.data, der.data, n);
		assert_false(cert_find_key(&part, &key));
		free(part.data);
	}
}

static void no_der(void **state)
{
	static const struct {
		unsigned char bytes[8];
		unsigned n;
	} table[] = {
		{ { 0x30, 0x80, 0, 0 }, 4 },	/* of indefinite length */
		{ { 0x30, 0x84, 0xff, 0xff, 0xff, 0xff }, 6 },
		{ { 0x30, 0x83, 0xff, 0xff, 0xff, 0 }, 6 },
		{ { 0x30, 0x02, 0x30, 0x00 }, 4 },
		{ { 0x30, 0x06, 0x30, 0x04, 0xa0, 0, 2, 0 }, 8 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		gnutls_datum_t d = { (unsigned char *)table[i].bytes,
				     table[i].n }, key;

		assert_false(cert_find_key(&d, &key));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(others),
		cmocka_unit_test(the_whole),
		cmocka_unit_test(cut_short),
		cmocka_unit_test(no_der),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
