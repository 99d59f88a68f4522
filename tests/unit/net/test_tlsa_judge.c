/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/tlsa: what records make of a chain, and of its verification. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judging.h"
#include "net/tlsa.h"
#include "net/verify.h"

static void add_record(struct dane_result *d, unsigned usage,
		       const struct made *m)
{
	gnutls_datum_t der = exported(m, GNUTLS_X509_FMT_DER);
	unsigned char hash[32];
	struct dane_record r = { .usage = usage, .matching = MATCHING_SHA256,
				 .data = hash, .n = sizeof(hash) };

	MUST(gnutls_hash_fast(GNUTLS_DIG_SHA256, der.data, der.size, hash));
	dane_add(d, &r);
	gnutls_free(der.data);
}

/* The certificates judged by CA and name first, then by the records. */
static struct tls_facts dane(const struct tls_policy *policy,
			     const struct made *const *certs,
			     struct dane_result *d)
{
	struct tls_facts facts = judge(policy, certs);
	gnutls_datum_t ders[8] = { 0 };
	struct peer_proof proof = { .certs = ders };

	for (; certs[proof.count]; proof.count++)
		ders[proof.count] =
			exported(certs[proof.count], GNUTLS_X509_FMT_DER);
	facts.dane = *d;
	tlsa_judge(&proof, policy, NOW, &facts);
	for (unsigned i = 0; i < proof.count; i++)
		gnutls_free(ders[i].data);
	return facts;
}

#define DANE(policy, d, ...) dane(policy, LIST(__VA_ARGS__), d)

static struct dane_result by_hand(unsigned usage, const struct made *m)
{
	struct dane_result d = { .state = DANE_BY_HAND };

	add_record(&d, usage, m);
	return d;
}

static void holds(struct tls_facts f, size_t depth)
{
	assert_true(f.dane.authenticated);
	assert_int_equal(f.dane.depth, depth);
	assert_false(f.reasons & REASON_DANE);
	assert_int_equal(tls_faults(&f, ~0u), 0);
	tls_facts_release(&f);
}

static void fails(struct tls_facts f)
{
	assert_false(f.dane.authenticated);
	assert_true(tls_faults(&f, REASON_DANE));
	assert_int_equal(f.waived, 0);
	tls_facts_release(&f);
}

static void usage_3_waives_all(void **state)
{
	struct made bad = make((struct spec){
		.dns = { "other.example" }, .from = -20, .until = -10 });
	struct dane_result d = by_hand(3, &bad);
	struct tls_facts f = DANE(&strict, &d, &bad);

	(void)state;
	assert_true(f.waived & REASON_SELF_SIGNED);
	assert_true(f.waived & REASON_EXPIRED);
	assert_true(f.waived & REASON_NAME_MISMATCH);
	holds(f, 0);
	unmake(&bad);
}

static void usage_3_leaves_a_weak_key(void **state)
{
	struct made bad = make((struct spec){
		.dns = { HOST }, .kind = GNUTLS_PK_RSA, .bits = 1024 });
	struct dane_result d = by_hand(3, &bad);
	struct tls_facts f = DANE(&strict, &d, &bad);

	(void)state;
	assert_true(f.dane.authenticated);
	assert_int_equal(tls_faults(&f, ~0u), REASON_WEAK_KEY);
	tls_facts_release(&f);
	unmake(&bad);
}

static void usage_3_is_the_leaf_alone(void **state)
{
	struct dane_result d = by_hand(3, &cast.middle);

	(void)state;
	fails(DANE(&strict, &d, &cast.leaf, &cast.middle));
}

static void usage_2_is_an_anchor(void **state)
{
	struct dane_result d;

	(void)state;
	STORE(&cast.other_root);
	d = by_hand(2, &cast.middle);
	holds(DANE(&strict, &d, &cast.leaf, &cast.middle), 1);
	d = by_hand(2, &cast.root);
	holds(DANE(&strict, &d, &cast.leaf, &cast.middle, &cast.root), 2);
	d = by_hand(2, &cast.root);	/* in any order */
	holds(DANE(&strict, &d, &cast.leaf, &cast.root, &cast.middle), 2);
}

static void usage_2_must_have_issued_it(void **state)
{
	struct dane_result d;

	(void)state;
	d = by_hand(2, &cast.other_root);
	fails(DANE(&strict, &d, &cast.leaf, &cast.middle, &cast.other_root));
	d = by_hand(2, &cast.root);	/* which is not sent */
	fails(DANE(&strict, &d, &cast.leaf, &cast.middle));
	d = by_hand(2, &cast.leaf);
	fails(DANE(&strict, &d, &cast.leaf, &cast.middle));
}

static void usage_2_keeps_name_and_dates(void **state)
{
	struct made name = make((struct spec){
		.dns = { "other.example" }, .issuer = &cast.middle });
	struct made old = make((struct spec){
		.dns = { HOST }, .issuer = &cast.middle,
		.from = -20, .until = -10 });
	struct dane_result d;

	(void)state;
	d = by_hand(2, &cast.middle);
	fails(DANE(&strict, &d, &name, &cast.middle));
	d = by_hand(2, &cast.middle);
	d.domain = mem_string("other.example");	/* whose MX it is */
	holds(DANE(&strict, &d, &name, &cast.middle), 1);
	d = by_hand(2, &cast.middle);
	fails(DANE(&strict, &d, &old, &cast.middle));
	unmake(&name);
	unmake(&old);
}

static void usage_2_must_be_a_ca(void **state)
{
	struct made no_ca = make((struct spec){ .cn = "no CA" });
	struct made leaf = make((struct spec){
		.dns = { HOST }, .issuer = &no_ca });
	struct dane_result d = by_hand(2, &no_ca);

	(void)state;
	fails(DANE(&strict, &d, &leaf, &no_ca));
	unmake(&leaf);
	unmake(&no_ca);
}

static void usage_2_in_the_record(void **state)
{
	gnutls_datum_t der = exported(&cast.root, GNUTLS_X509_FMT_DER);
	struct dane_record r = { .usage = 2, .data = der.data,
				 .n = der.size };
	struct dane_result d = { .state = DANE_SECURE };

	(void)state;
	STORE(&cast.other_root);
	dane_add(&d, &r);
	holds(DANE(&strict, &d, &cast.leaf, &cast.middle), 2);
	gnutls_free(der.data);
}

static void good_by_ca_is_not_enough(void **state)
{
	struct dane_result d = by_hand(3, &cast.middle);
	struct tls_facts f = DANE(&strict, &d, &cast.leaf, &cast.middle);

	(void)state;
	assert_int_equal(f.reasons, REASON_DANE);
	assert_int_equal(strncmp(f.dane.would_match, "3 1 1 ", 6), 0);
	tls_facts_release(&f);
}

static void unusable_is_as_none(void **state)
{
	struct dane_result d = by_hand(1, &cast.leaf);
	struct tls_facts f = DANE(&strict, &d, &cast.leaf, &cast.middle);

	(void)state;
	assert_int_equal(f.reasons, 0);
	assert_int_equal(f.dane.records[0].verdict, DANE_UNUSABLE);
	tls_facts_release(&f);
	d = by_hand(1, &cast.leaf);
	d.only = true;
	fails(DANE(&strict, &d, &cast.leaf, &cast.middle));
}

/* What each state of the answer means, without and with --dane-only. */
static void states(void **state)
{
	static const struct {
		enum dane_state state;
		unsigned reasons, only;
	} table[] = {
		{ DANE_ABSENT, 0, REASON_DANE },
		{ DANE_INSECURE, 0, REASON_DANE },
		{ DANE_BOGUS, REASON_DANE, REASON_DANE },
		{ DANE_FAILED, REASON_DANE, REASON_DANE },
		{ DANE_NOT_ASKED, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		for (int only = 0; only < 2; only++) {
			struct dane_result d = { .state = table[i].state,
						 .only = only };
			struct tls_facts f = DANE(&strict, &d, &cast.leaf,
						  &cast.middle);

			assert_int_equal(f.reasons, only ? table[i].only
							 : table[i].reasons);
			tls_facts_release(&f);
		}
	}
}

static void insecure_mx(void **state)
{
	struct dane_result d = by_hand(3, &cast.leaf);

	(void)state;
	d.insecure_mx = true;
	holds(DANE(&strict, &d, &cast.leaf, &cast.middle), 0);
	d = by_hand(3, &cast.leaf);
	d.insecure_mx = d.only = true;
	expect(DANE(&strict, &d, &cast.leaf, &cast.middle), REASON_DANE, 0);
}

static void no_certificate(void **state)
{
	struct dane_result d = by_hand(3, &cast.leaf);
	static const struct made *const none[] = { NULL };

	(void)state;
	fails(dane(&strict, none, &d));
	d = by_hand(2, &cast.root);
	fails(dane(&strict, none, &d));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(usage_3_waives_all),
		SCENE(usage_3_leaves_a_weak_key),
		SCENE(usage_3_is_the_leaf_alone),
		SCENE(usage_2_is_an_anchor),
		SCENE(usage_2_must_have_issued_it),
		SCENE(usage_2_keeps_name_and_dates),
		SCENE(usage_2_must_be_a_ca),
		SCENE(usage_2_in_the_record),
		SCENE(good_by_ca_is_not_enough),
		SCENE(unusable_is_as_none),
		SCENE(states),
		SCENE(insecure_mx),
		SCENE(no_certificate),
	};

	return cmocka_run_group_tests(tests, judging_set_up,
				      judging_tear_down);
}
