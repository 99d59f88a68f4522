/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/tls_facts: the phrase of each reason, and the days that are left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tls_facts.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

enum { DAY = 86400 };

/* Every reason there is has a phrase, and none shares another's. */
static void every_reason(void **state)
{
	const unsigned all = REASONS_ALL;

	(void)state;
	assert_int_equal(REASONS_CHAIN & REASONS_NAME, 0);
	assert_int_equal(REASONS_TRUST & ~REASONS_CHAIN, 0);
	assert_int_equal((REASONS_CHAIN | REASONS_NAME) & ~all, 0);
	for (unsigned bit = 1; bit & all; bit <<= 1) {
		const char *phrase = tls_reason_phrase(bit);

		assert_string_not_equal(phrase, "ok");
		assert_true(strlen(phrase) > 0);
		for (unsigned other = 1; other < bit; other <<= 1)
			assert_string_not_equal(phrase,
						tls_reason_phrase(other));
	}
	assert_string_equal(tls_reason_phrase(0), "ok");
	assert_string_equal(tls_reason_phrase(~all), "ok");
}

/* The words that people search for. */
static void phrases(void **state)
{
	static const struct {
		unsigned reason;
		const char *phrase;
	} table[] = {
		{ REASON_NO_ISSUER, "unable to get local issuer certificate" },
		{ REASON_SELF_SIGNED, "self-signed certificate" },
		{ REASON_SELF_SIGNED_IN_CHAIN,
		  "self-signed certificate in certificate chain" },
		{ REASON_EXPIRED, "certificate has expired" },
		{ REASON_NOT_YET_VALID, "certificate is not yet valid" },
		{ REASON_NAME_MISMATCH, "hostname mismatch" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		assert_string_equal(tls_reason_phrase(table[i].reason),
				    table[i].phrase);
}

/* Of any two it is the one that comes first in the list. */
static void first_of_several(void **state)
{
	(void)state;
	for (unsigned a = 1; a <= REASON_NO_NAME_WANTED; a <<= 1)
		for (unsigned b = a; b <= REASON_NO_NAME_WANTED; b <<= 1)
			assert_string_equal(tls_reason_phrase(a | b),
					    tls_reason_phrase(a));
}

static void days_left(void **state)
{
	static const struct {
		time_t not_after, now;
		long days;
	} table[] = {
		{ 0, 0, 0 },
		{ 1, 0, 0 },
		{ DAY - 1, 0, 0 },
		{ DAY, 0, 1 },
		{ 61 * DAY + DAY / 2, 0, 61 },
		/* gone by a second or by a day: no day is left of it */
		{ -1, 0, -1 },
		{ -DAY, 0, -1 },
		{ -DAY - 1, 0, -2 },
		{ 1000000000, 1000000000 + 3 * DAY, -3 },
		{ 253402300799, 0, 2932896 },	/* 9999-12-31 */
		{ 0, 253402300799, -2932897 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct tls_certificate leaf = {
			.not_after = table[i].not_after,
		};
		struct tls_facts f = { .chain = &leaf, .chain_count = 1 };

		assert_int_equal(tls_facts_days_left(&f, table[i].now),
				 table[i].days);
	}
}

/* Of the leaf, whatever the others are; without one there is none. */
static void days_of_the_leaf(void **state)
{
	struct tls_certificate chain[] = {
		{ .not_after = 5 * DAY }, { .not_after = -DAY },
	};
	struct tls_facts f = { .chain = chain, .chain_count = 2 };

	(void)state;
	assert_int_equal(tls_facts_days_left(&f, 0), 5);
	assert_int_equal(tls_facts_days_left(&(struct tls_facts){ 0 }, 0), 0);
}

/* Everything it owns goes: the leak checkers look. */
static void release(void **state)
{
	struct tls_facts f = { .chain_count = 2 };

	(void)state;
	f.chain = mem_new(2 * sizeof(*f.chain));
	for (size_t i = 0; i < 2; i++) {
		f.chain[i].subject = mem_string("/CN=a");
		f.chain[i].issuer = mem_string("/CN=b");
		f.chain[i].common_name = mem_string("a");
		f.chain[i].pem = mem_string("-----BEGIN CERTIFICATE-----");
		strings_add(&f.chain[i].names, "DNS:a");
	}
	f.name_wanted = mem_string("a");
	f.trust_error = mem_string("cannot read it");
	tls_facts_release(&f);
	assert_null(f.chain);
	assert_int_equal(f.chain_count, 0);
	tls_facts_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reason),
		cmocka_unit_test(phrases),
		cmocka_unit_test(first_of_several),
		cmocka_unit_test(days_left),
		cmocka_unit_test(days_of_the_leaf),
		cmocka_unit_test(release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
