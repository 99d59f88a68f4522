/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net/name_hash: the hashes that "openssl x509 -hash" gives, for names in
 * every kind of string, and DER that is no name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "net/name_hash.h"

static int hash_of(const char *hex, uint32_t *hash)
{
	size_t n = strlen(hex) / 2;
	unsigned char *der = malloc(n + 1);
	gnutls_datum_t name = { der, (unsigned)n };
	int result;

	assert_non_null(der);
	for (size_t i = 0; i < n; i++) {
		char digits[3] = { hex[2 * i], hex[2 * i + 1] };

		der[i] = (unsigned char)strtoul(digits, NULL, 16);
	}
	result = name_hash(&name, hash);
	free(der);
	return result;
}

/* As OpenSSL 3.0 made certificates with these names and hashed them. */
static const struct {
	uint32_t hash;
	const char *der;
} names[] = {
	/* UTF8String, space inside */
	{ 0x59d33821, "30133111300f06035504030c084120204220202043" },
	/* the same name as BMPString, T61String with PrintableString, */
	{ 0xbb750282,
	  "304f3121301f060355040a1e18005300740072006100df006500200020004700"
	  "6d006200483117301506035504031e0e00410042004300200064006500663111"
	  "300f06035504091e080078002000200059" },
	{ 0xbb750282,
	  "303831153013060355040a140c53747261df652020476d62483110300e060355"
	  "0403130741424320646566310d300b0603550409130478202059" },
	/* ... and UTF8String, and T61String throughout */
	{ 0xbb750282,
	  "303931163014060355040a0c0d53747261c39f652020476d62483110300e0603"
	  "5504030c0741424320646566310d300b06035504090c0478202059" },
	{ 0xbb750282,
	  "303831153013060355040a140c53747261df652020476d62483110300e060355"
	  "0403140741424320646566310d300b0603550409140478202059" },
	/* space at both ends, letters outside ASCII */
	{ 0x9f02ca04,
	  "3036311b301906035504030c1220204c65616420616e6420747261696c202031"
	  "173015060355040a0c0ec384c396c39c2053747261c39f65" },
	/* several attributes in one set */
	{ 0x1730147c,
	  "302e311f300806035504030c01623008060355040a0c01613009060355040b0c"
	  "027a7a310b3009060355040613024445" },
	/* IA5String */
	{ 0x38fbda71,
	  "3028311a301806092a864886f70d010901160b464f4f404261722e434f4d310a"
	  "300806035504030c0178" },
	{ 0xe177a55d,
	  "305531133011060a0992268993f22c6401010c0361626331173015060a099226"
	  "8993f22c64011916074578616d706c6531133011060a0992268993f22c640119"
	  "16034f52473110300e0603550405130731323320343536" },
	/* none at all */
	{ 0xeea339da, "3000" },
	/* lengths of more than an octet */
	{ 0x296033dd,
	  "3081dd3145304306035504030c3c787878787878787878787878787878787878"
	  "7878787878787878787878787878787878787878787878787878787878787878"
	  "7878787878787878787831493047060355040a0c407979797979797979797979"
	  "7979797979797979797979797979797979797979797979797979797979797979"
	  "79797979797979797979797979797979797979797931493047060355040b0c40"
	  "7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a"
	  "7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a" },
};

static void known_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		uint32_t hash = 0;

		assert_int_equal(hash_of(names[i].der, &hash), 0);
		assert_int_equal(hash, names[i].hash);
	}
}

/* Cut anywhere, or with any one octet changed, it is read within bounds. */
static void damaged_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *der = strdup(names[i].der);
		size_t n = strlen(der);
		uint32_t hash;

		assert_non_null(der);
		for (size_t at = 0; at < n; at++) {
			char was = der[at];

			der[at] = 'f';
			hash_of(der, &hash);
			der[at] = '8';
			hash_of(der, &hash);
			der[at] = was;
		}
		for (; n >= 2; n -= 2) {
			der[n - 2] = '\0';
			assert_int_equal(hash_of(der, &hash), -1);
		}
		free(der);
	}
}

static void no_names(void **state)
{
	static const char *const ders[] = {
		"", "30", "0400", "3180", "30023000", "300231ff",
		"3084000000023000", "3006310430020600", "3080",
		"30023100ff", /* what is behind a name does not matter */
	};
	uint32_t hash;

	(void)state;
	for (size_t i = 0; i < sizeof(ders) / sizeof(*ders) - 1; i++)
		assert_int_equal(hash_of(ders[i], &hash), -1);
	assert_int_equal(hash_of(ders[sizeof(ders) / sizeof(*ders) - 1],
				 &hash), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_names),
		cmocka_unit_test(damaged_names),
		cmocka_unit_test(no_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
