/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/trust: files of every kind and state, and what is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/trust.h"
#include "stores.h"

static void bundle(void **state)
{
	(void)state;
	put_text("store", "# a comment -- with dashes\nsubject=/CN=One\n");
	put_pem("store", 0);
	put_text("store", "\n----- more -----\n");
	put_pem("store", 1);
	put_pem("store", 2);
	assert_int_equal(in_file(0), 0);
	assert_int_equal(in_file(1), 2);
	assert_int_equal(in_file(2), 3);
}

static void found_is_what_was_sought(void **state)
{
	gnutls_x509_crt_t *found;
	struct err err;

	(void)state;
	put_pem("store", 0);
	put_pem("store", 1);
	assert_int_equal(
		trust_find(path_of("store"), &set.name[1], 1, &found, &err), 1);
	assert_true(gnutls_x509_crt_equals(found[0], set.two.crt));
	gnutls_x509_crt_deinit(found[0]);
	free(found);
}

/* The base64 of the i-th certificate, its lines of another length. */
static void put_rewrapped(int which, size_t width, const char *end,
			  const char *label)
{
	const char *p = strchr((char *)set.pem[which].data, '\n');
	char line[256];
	size_t n = 0;

	put_text("store", "-----BEGIN ");
	put_text("store", label);
	put_text("store", "-----");
	put_text("store", end);
	for (; *p != '-'; p++) {
		if (*p != '\n')
			line[n++] = *p;
		if (n == width || (n && p[1] == '-')) {
			put("store", line, n);
			put_text("store", end);
			n = 0;
		}
	}
	put_text("store", "-----END ");
	put_text("store", label);
	put_text("store", "-----");
	put_text("store", end);
}

static void other_ways_to_write_it(void **state)
{
	(void)state;
	put_rewrapped(0, 64, "\r\n", "CERTIFICATE");
	put_rewrapped(0, 76, "\n", "X509 CERTIFICATE");
	put_rewrapped(0, 61, " \t\n", "TRUSTED CERTIFICATE");
	put_rewrapped(0, 1, "\n", "CERTIFICATE");
	put_rewrapped(0, 64, "\n", "PRIVATE KEY");
	assert_int_equal(in_file(1), 4);
}

static void no_line_end_at_the_end(void **state)
{
	(void)state;
	put("store", set.pem[0].data, set.pem[0].size - 1);
	assert_int_equal(in_file(1), 1);
}

/* Cut after any byte: the END line's last dashes are all that may miss. */
static void truncated(void **state)
{
	(void)state;
	for (unsigned n = 1; n < set.pem[0].size; n++) {
		struct err err;
		gnutls_x509_crt_t *found = NULL;
		int got;

		remove(path_of("store"));
		put_pem("store", 1);
		put("store", set.pem[0].data, n);
		got = trust_find(path_of("store"), set.name, 1, &found, &err);
		if (n < set.pem[0].size - sizeof("CERTIFICATE-----\n"))
			assert_int_equal(got, 0);
		for (int i = 0; i < got; i++)
			gnutls_x509_crt_deinit(found[i]);
		free(found);
	}
}

static void truncated_before_a_good_one(void **state)
{
	(void)state;
	put("store", set.pem[1].data, set.pem[1].size / 2);
	put_text("store", "\n");
	put_pem("store", 0);
	assert_int_equal(in_file(2), 1);
}

/* Any byte of it damaged: never a crash, and the other is still found. */
static void damaged(void **state)
{
	(void)state;
	for (unsigned i = 0; i < set.pem[0].size; i += 3) {
		unsigned char was = set.pem[0].data[i];

		remove(path_of("store"));
		set.pem[0].data[i] = (unsigned char)(i % 2 ? '!' : 'A');
		put_pem("store", 0);
		set.pem[0].data[i] = was;
		put_pem("store", 1);
		assert_true(in_file(2) >= 1);
	}
}

/* DER that promises more than is there, in every header up to the name. */
static void lying_lengths(void **state)
{
	gnutls_datum_t der = exported(&set.one, GNUTLS_X509_FMT_DER);
	gnutls_datum_t pem;

	(void)state;
	for (unsigned i = 0; i < 200 && i < der.size; i++) {
		unsigned char was = der.data[i];

		for (int value = 0x7f; value <= 0xff; value += 4) {
			remove(path_of("store"));
			der.data[i] = (unsigned char)value;
			MUST(gnutls_pem_base64_encode2("CERTIFICATE", &der,
						       &pem));
			put("store", pem.data, pem.size);
			gnutls_free(pem.data);
			assert_true(in_file(2) >= 0);
		}
		der.data[i] = was;
	}
	gnutls_free(der.data);
}

static void no_certificate_at_all(void **state)
{
	(void)state;
	put("store", NULL, 0);
	assert_int_equal(find(path_of("store"), 1, "no certificate"), -1);
	put_text("store", "just text\n-----");
	assert_int_equal(find(path_of("store"), 1, "no certificate"), -1);
	put_text("store", "BEGIN CERTIFICATE-----");
	assert_int_equal(find(path_of("store"), 1, "no certificate"), -1);
}

static void empty_blocks(void **state)
{
	(void)state;
	put_text("store", "-----BEGIN CERTIFICATE-----\n"
			  "-----END CERTIFICATE-----\n"
			  "-----BEGIN CERTIFICATE----------END CERTIFICATE-----"
			  "-----BEGIN CERTIFICATE-----\nM\n"
			  "-----END CERTIFICATE-----\n"
			  "-----BEGIN CERTIFICATE-----\n====\n"
			  "-----END CERTIFICATE-----\n");
	assert_int_equal(in_file(2), 0);
}

/* Certificates lie across the borders of the pieces that are read. */
static void larger_than_a_piece(void **state)
{
	(void)state;
	for (int i = 0; i < 500; i++)
		put_pem("store", 1);
	put_pem("store", 0);
	assert_int_equal(in_file(1), 1);
	/* a limit that nothing but an attack reaches */
	assert_int_equal(find(path_of("store"), 2, NULL), 64);
}

static void longer_than_any_certificate(void **state)
{
	(void)state;
	put_text("store", "-----BEGIN CERTIFICATE-----\n");
	for (int i = 0; i < 4000; i++)
		put_text("store", "MIICMIICMIICMIICMIICMIICMIICMIICMIICMIIC\n");
	put_text("store", "-----END CERTIFICATE-----\n");
	put_pem("store", 0);
	assert_int_equal(in_file(1), 1);
}

static void garbage(void **state)
{
	unsigned char bytes[4096];
	unsigned seed = 1;

	(void)state;
	for (int k = 0; k < 64; k++) {
		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1103515245 + 12345;
			bytes[i] = (unsigned char)(seed >> 16);
			if (bytes[i] < 40)
				bytes[i] = '-';
		}
		put("store", bytes, sizeof(bytes));
		put_text("store", "-----BEGIN CERTIFICATE-----\n");
	}
	put_pem("store", 0);
	assert_int_equal(in_file(1), 1);
}

/* OpenSSL's trust settings: what is behind the certificate's own DER. */
static void put_trusted(const char *aux, size_t n)
{
	gnutls_datum_t der = exported(&set.one, GNUTLS_X509_FMT_DER);
	unsigned char both[4096];
	gnutls_datum_t all = { both, der.size + (unsigned)n }, pem;

	memcpy(both, der.data, der.size);
	memcpy(both + der.size, aux, n);
	MUST(gnutls_pem_base64_encode2("TRUSTED CERTIFICATE", &all, &pem));
	remove(path_of("store"));
	put("store", pem.data, pem.size);
	gnutls_free(pem.data);
	gnutls_free(der.data);
}

static void trust_settings(void **state)
{
#define SERVER "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01"
#define MAIL "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04"
#define CASE(aux, n)                                                           \
	{                                                                      \
		aux, sizeof(aux) - 1, n                                        \
	}
	static const struct {
		const char *aux;
		size_t n;
		int found;
	} table[] = {
		CASE("", 1),
		CASE("\x30\x0c\x30\x0a" SERVER, 1),
		CASE("\x30\x16\x30\x14" MAIL SERVER, 1),
		CASE("\x30\x0c\x30\x0a" MAIL, 0),
		CASE("\x30\x0c\xa0\x0a" SERVER, 0),
		CASE("\x30\x18\x30\x0a" SERVER "\xa0\x0a" SERVER, 0),
		CASE("\x30\x18\x30\x0a" SERVER "\xa0\x0a" MAIL, 1),
		CASE("\x30\x0e\x30\x0a" SERVER "\x0c\x00", 1),
		CASE("\x30\x08\x30\x06\x06\x04\x55\x1d\x25\x00", 1),
		CASE("\x30\x0c\x30\x7f" SERVER, 0),
		CASE("\x30\x7f\x30\x0a" SERVER, 0),
		CASE("\x30", 0),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		put_trusted(table[i].aux, table[i].n);
		if (in_file(1) != table[i].found)
			fail_msg("case %zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(bundle),
		SCENE(found_is_what_was_sought),
		SCENE(other_ways_to_write_it),
		SCENE(no_line_end_at_the_end),
		SCENE(truncated),
		SCENE(truncated_before_a_good_one),
		SCENE(damaged),
		SCENE(lying_lengths),
		SCENE(no_certificate_at_all),
		SCENE(empty_blocks),
		SCENE(larger_than_a_piece),
		SCENE(longer_than_any_certificate),
		SCENE(garbage),
		SCENE(trust_settings),
	};

	return cmocka_run_group_tests(tests, stores_set_up, stores_tear_down);
}
