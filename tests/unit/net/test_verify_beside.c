/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net/verify: what is judged beside the path: staples, pins, what runs out
 * soon, another day; and each reason with the depths at which it occurred.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "judging.h"
#include "net/verify.h"
#include "staple.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

/* What comes of a leaf of the root's, with a staple's bytes beside it. */
static struct tls_facts judge_stapled(const struct tls_policy *policy,
				      const struct made *leaf,
				      const gnutls_datum_t *staple)
{
	gnutls_datum_t der = exported(leaf, GNUTLS_X509_FMT_DER);
	struct tls_policy p = *policy;
	struct peer_proof proof = { .certs = &der, .count = 1,
				    .staple = *staple };
	struct tls_facts facts = { 0 };

	p.ca_path = cast.store;
	verify_peer(&proof, &p, NOW, &facts);
	gnutls_free(der.data);
	return facts;
}

static struct made direct(bool must_staple)
{
	return make((struct spec){ .cn = "direct", .dns = { HOST },
				   .issuer = &cast.root,
				   .must_staple = must_staple });
}

static gnutls_datum_t staple_of(const struct made *leaf, enum staple_kind kind,
				unsigned char out[static STAPLE_ROOM])
{
	const struct staple_order order = {
		.kind = kind,
		.cert = leaf->crt,
		.issuer = cast.root.crt,
		.issuer_key = cast.root.key,
		.now = NOW,
	};
	gnutls_datum_t bytes = { out, 0 };

	bytes.size = (unsigned)staple_make(&order, out);
	assert_true(bytes.size > 0);
	return bytes;
}

static const struct {
	enum staple_kind kind;
	enum tls_staple_state state;
	const char *why;
} staples[] = {
	{ MAKE_GOOD, STAPLE_GOOD, NULL },
	{ MAKE_REVOKED, STAPLE_REVOKED, "keyCompromise" },
	{ MAKE_UNKNOWN, STAPLE_UNKNOWN, NULL },
	{ MAKE_STALE, STAPLE_STALE, NULL },
	{ MAKE_EARLY, STAPLE_EARLY, NULL },
	{ MAKE_OTHER, STAPLE_OTHER, NULL },
	{ MAKE_BAD_SIGNATURE, STAPLE_BAD_SIGNATURE, "it does not match" },
	{ MAKE_NO_ANSWER, STAPLE_NO_ANSWER, "tryLater" },
	{ MAKE_DAMAGED, STAPLE_DAMAGED, NULL },
};

/* What reasons a staple is for; a certificate may demand a good one. */
static unsigned reasons_of(enum tls_staple_state state, bool demanded)
{
	if (state == STAPLE_REVOKED)
		return REASON_REVOKED;
	return demanded && state != STAPLE_GOOD ? REASON_NO_STAPLE : 0;
}

static void every_staple(void **state)
{
	const struct tls_policy heeding = { .verify_name = HOST,
					    .heed_staple = true };

	(void)state;
	for (int demanded = 0; demanded < 2; demanded++) {
		struct made leaf = direct(demanded);

		for (size_t i = 0; i < LENGTH(staples); i++) {
			unsigned char room[STAPLE_ROOM];
			gnutls_datum_t bytes =
				staple_of(&leaf, staples[i].kind, room);
			struct tls_facts f =
				judge_stapled(&heeding, &leaf, &bytes);
			const struct tls_staple *s = &f.judgement.staple;

			assert_int_equal(s->state, staples[i].state);
			assert_int_equal(s->demanded, demanded);
			if (staples[i].why)
				assert_string_equal(s->why, staples[i].why);
			if (s->state == STAPLE_REVOKED)
				assert_true(s->revoked_at == NOW - 3600);
			expect(f, reasons_of(s->state, demanded), 0);
		}
		unmake(&leaf);
	}
}

/* As swaks it is told, and no more than that. */
static void staple_not_heeded(void **state)
{
	struct made leaf = direct(true);
	unsigned char room[STAPLE_ROOM];
	gnutls_datum_t bytes = staple_of(&leaf, MAKE_REVOKED, room);
	struct tls_facts f = judge_stapled(&strict, &leaf, &bytes);

	(void)state;
	assert_int_equal(f.judgement.staple.state, STAPLE_REVOKED);
	expect(f, 0, 0);
	unmake(&leaf);
}

static void no_staple(void **state)
{
	const struct tls_policy heeding = { .verify_name = HOST,
					    .heed_staple = true };
	const gnutls_datum_t none = { NULL, 0 };
	struct made plain = direct(false), demanding = direct(true);

	(void)state;
	expect(judge_stapled(&heeding, &plain, &none), 0, 0);
	expect(judge_stapled(&heeding, &demanding, &none), REASON_NO_STAPLE,
	       0);
	unmake(&plain);
	unmake(&demanding);
}

/* Who else may have signed it cannot be known. */
static void staple_without_issuer(void **state)
{
	struct made leaf = direct(false);
	unsigned char room[STAPLE_ROOM];
	gnutls_datum_t bytes = staple_of(&leaf, MAKE_REVOKED, room);
	struct tls_facts f;

	(void)state;
	STORE(&cast.other_root);
	f = judge_stapled(&(struct tls_policy){ .verify_name = HOST,
						.heed_staple = true },
			  &leaf, &bytes);
	assert_int_equal(f.judgement.staple.state, STAPLE_UNCHECKED);
	expect(f, REASON_NO_ISSUER, 0);
	unmake(&leaf);
}

/* Whatever comes, nothing breaks, and nothing broken is good. */
static void damaged_staples(void **state)
{
	struct made leaf = direct(false);
	unsigned char room[STAPLE_ROOM];
	gnutls_datum_t bytes = staple_of(&leaf, MAKE_GOOD, room);
	const unsigned whole = bytes.size;

	(void)state;
	for (unsigned n = 0; n < whole; n++) {
		struct tls_facts f;

		bytes.size = n;
		f = judge_stapled(&strict, &leaf, &bytes);
		assert_true(f.judgement.staple.state != STAPLE_GOOD);
		expect(f, 0, 0);
	}
	bytes.size = whole;
	for (unsigned n = 0; n < whole; n += 3) {
		room[n] ^= 0x55;
		expect(judge_stapled(&strict, &leaf, &bytes), 0, 0);
		room[n] ^= 0x55;
	}
	unmake(&leaf);
}

/* ---- pins ---- */

static struct tls_pin pin_of(const struct made *m)
{
	gnutls_datum_t der = exported(m, GNUTLS_X509_FMT_DER);
	struct tls_pin pin;

	MUST(gnutls_hash_fast(GNUTLS_DIG_SHA256, der.data, der.size,
			      pin.hash));
	gnutls_free(der.data);
	return pin;
}

/* GnuTLS's own idea of it. */
static struct tls_pin key_pin_of(const struct made *m)
{
	struct tls_pin pin;
	size_t n = sizeof(pin.hash);

	MUST(gnutls_x509_crt_get_key_id(m->crt, GNUTLS_KEYID_USE_SHA256,
					pin.hash, &n));
	assert_int_equal(n, sizeof(pin.hash));
	return pin;
}

static struct tls_policy pinning(const struct tls_pin *pins, size_t count)
{
	return (struct tls_policy){
		.verify_name = HOST,
		.pins = pins,
		.pin_count = count,
		.pin_waives = REASONS_TRUST | REASONS_NAME,
	};
}

static void pin_of_leaf(void **state)
{
	const struct tls_pin pins[] = { pin_of(&cast.other_root),
					pin_of(&cast.leaf),
					key_pin_of(&cast.leaf) };
	struct tls_policy one;
	struct tls_facts f;

	(void)state;
	for (size_t i = 1; i < LENGTH(pins); i++) {
		one = pinning(&pins[i], 1);
		f = JUDGE(&one, &cast.leaf);
		assert_int_equal(f.judgement.pinned_at, 0);
		assert_int_equal(f.waived, REASON_NO_ISSUER);
		assert_int_equal(tls_faults(&f, ~0u), 0);
		expect(f, REASON_NO_ISSUER, 0);
	}
	one = pinning(pins, 3);
	expect(JUDGE(&one, &cast.leaf,
		     &cast.middle), 0, 0);
	one = pinning(pins, 1);
	expect(JUDGE(&one, &cast.leaf,
		     &cast.middle), REASON_PIN, 0);
}

/* It says who it is, and nothing else. */
static void what_a_pin_leaves(void **state)
{
	struct made old = make((struct spec){ .dns = { "other.example" },
					      .from = -20, .until = -1 });
	struct tls_pin pin = key_pin_of(&old);
	struct tls_policy p = pinning(&pin, 1);
	struct tls_facts f = JUDGE(&p, &old);

	(void)state;
	assert_int_equal(tls_faults(&f, ~0u), REASON_EXPIRED);
	expect(f, REASON_SELF_SIGNED | REASON_EXPIRED | REASON_NAME_MISMATCH,
	       0);
	p.pin_waives = REASONS_NAME;
	f = JUDGE(&p, &old);
	assert_int_equal(tls_faults(&f, ~0u),
			 REASON_EXPIRED | REASON_SELF_SIGNED);
	tls_facts_release(&f);
	unmake(&old);
}

/* A CA's counts where all is good, and answers nothing. */
static void pin_of_ca(void **state)
{
	struct tls_pin pin = key_pin_of(&cast.middle);
	struct tls_policy p = pinning(&pin, 1);
	struct tls_facts f = JUDGE(&p, &cast.leaf, &cast.middle);

	(void)state;
	assert_int_equal(f.judgement.pinned_at, 1);
	expect(f, 0, 0);
	p.verify_name = "other.example";
	expect(JUDGE(&p, &cast.leaf, &cast.middle),
	       REASON_NAME_MISMATCH | REASON_PIN, 0);
	p.verify_name = HOST;
	STORE(&cast.other_root);
	f = JUDGE(&p, &cast.leaf, &cast.middle);
	assert_int_equal(tls_faults(&f, ~0u), REASON_NO_ISSUER | REASON_PIN);
	tls_facts_release(&f);
}

static void pin_of_nothing(void **state)
{
	struct tls_pin pin = pin_of(&cast.leaf);
	struct tls_policy p = pinning(&pin, 1);
	struct tls_facts f = { 0 };

	(void)state;
	verify_peer(&(struct peer_proof){ 0 }, &p, NOW, &f);
	assert_int_equal(f.judgement.pinned_at, -1);
	expect(f, REASON_NO_CERTIFICATE | REASON_NAME_MISMATCH | REASON_PIN,
	       0);
}

/* ---- what runs out soon ---- */

static struct tls_policy limiting(int warn, int crit)
{
	return (struct tls_policy){
		.verify_name = HOST,
		.warn = { .value = warn },
		.crit = { .value = crit },
	};
}

static void endings(void **state)
{
	struct made leaf = make((struct spec){ .cn = "short", .dns = { HOST },
					       .from = -86, .until = 4,
					       .issuer = &cast.root });
	struct tls_policy p = limiting(10, 0);
	struct tls_facts f = JUDGE(&p, &leaf);
	const struct tls_ending *e = f.judgement.endings;

	(void)state;
	assert_int_equal(f.judgement.ending_count, 1);
	assert_int_equal(e->depth, 0);
	assert_int_equal(e->days, 4);
	assert_int_equal(e->percent, 4);
	assert_false(e->critical);
	assert_string_equal(e->subject, "/O=Test/CN=short");
	assert_string_equal(e->limit, "10 days");
	expect(f, 0, 0);
	p = limiting(10, 5);
	f = JUDGE(&p, &leaf);
	assert_true(f.judgement.endings[0].critical);
	assert_string_equal(f.judgement.endings[0].limit, "5 days");
	expect(f, REASON_NEARLY_EXPIRED, 0);
	p = limiting(4, 4);
	f = JUDGE(&p, &leaf);
	assert_int_equal(f.judgement.ending_count, 0);
	expect(f, 0, 0);
	unmake(&leaf);
}

/* All of the path, leaf first, then what was sent for nothing. */
static void endings_above(void **state)
{
	struct tls_policy p = limiting(100, 0);
	struct made old = make((struct spec){ .cn = "Old", .ca = true,
					      .from = -20, .until = -1 });
	struct tls_facts f = JUDGE(&p, &cast.leaf, &old, &cast.middle);

	(void)state;
	assert_int_equal(f.judgement.ending_count, 4);
	for (int i = 0; i < 3; i++)
		assert_int_equal(f.judgement.endings[i].depth, i);
	assert_int_equal(f.judgement.endings[3].depth, -1);
	assert_int_equal(f.judgement.endings[3].days, -1);
	assert_int_equal(f.judgement.endings[3].percent, 0);
	expect(f, 0, 0);
	/* which is never critical; what has run out in the path is expired */
	p = limiting(0, 50);
	expect(JUDGE(&p, &cast.leaf, &cast.middle, &old), 0, 0);
	STORE(&old);
	f = JUDGE(&p, &old);
	assert_int_equal(f.judgement.ending_count, 0);
	expect(f, REASON_EXPIRED | REASON_NAME_MISMATCH, 0);
	unmake(&old);
}

static void another_day(void **state)
{
	struct tls_policy p = limiting(10, 0);
	struct tls_facts f;

	(void)state;
	p.verify_at = NOW + 85 * DAY;
	f = JUDGE(&p, &cast.leaf, &cast.middle);
	assert_true(f.judgement.as_of == p.verify_at);
	assert_int_equal(f.judgement.endings[0].days, 5);
	expect(f, 0, 0);
	p.verify_at = NOW + 91 * DAY;
	expect(JUDGE(&p, &cast.leaf, &cast.middle), REASON_EXPIRED, 0);
	p.verify_at = NOW - 11 * DAY;
	expect(JUDGE(&p, &cast.leaf, &cast.middle), REASON_NOT_YET_VALID, 0);
}

/* ---- reasons with their depths ---- */

static void every_depth(void **state)
{
	struct spec old = { .cn = "Old", .ca = true, .from = -20, .until = -1,
			    .issuer = &cast.root };
	struct made middle = make(old), leaf;
	struct tls_facts f;

	(void)state;
	old = (struct spec){ .cn = "leaf", .dns = { HOST }, .from = -20,
			     .until = -2, .issuer = &middle };
	leaf = make(old);
	f = JUDGE(&(struct tls_policy){ .verify_name = "x" }, &leaf, &middle);
	assert_int_equal(f.judgement.fault_count, 3);
	assert_int_equal(f.judgement.faults[0].reason, REASON_EXPIRED);
	assert_int_equal(f.judgement.faults[0].depth, 0);
	assert_string_equal(f.judgement.faults[0].note,
			    "on 2027-01-13, 2 days ago");
	assert_int_equal(f.judgement.faults[1].reason, REASON_EXPIRED);
	assert_int_equal(f.judgement.faults[1].depth, 1);
	assert_string_equal(f.judgement.faults[1].subject, "/O=Test/CN=Old");
	assert_int_equal(f.judgement.faults[2].reason, REASON_NAME_MISMATCH);
	assert_string_equal(f.judgement.faults[2].note, "wanted x");
	expect(f, REASON_EXPIRED | REASON_NAME_MISMATCH, 0);
	unmake(&middle);
	unmake(&leaf);
}

static void missing_issuer(void **state)
{
	struct made leaf = make((struct spec){
		.dns = { HOST }, .issuer = &cast.middle,
		.issuer_url = "http://ca.example/middle.crt" });
	struct tls_facts f = JUDGE(&strict, &leaf);

	(void)state;
	assert_string_equal(f.judgement.issuer_missing, "/O=Test/CN=Middle");
	assert_string_equal(f.judgement.issuer_url,
			    "http://ca.example/middle.crt");
	expect(f, REASON_NO_ISSUER, 0);
	f = JUDGE(&strict, &leaf, &cast.middle);
	assert_null(f.judgement.issuer_missing);
	assert_null(f.judgement.issuer_url);
	expect(f, 0, 0);
	STORE(&cast.other_root);
	f = JUDGE(&strict, &leaf, &cast.middle);
	assert_string_equal(f.judgement.issuer_missing, "/O=Test/CN=Root");
	assert_null(f.judgement.issuer_url);
	expect(f, REASON_NO_ISSUER, 1);
	unmake(&leaf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(every_staple),	  SCENE(staple_not_heeded),
		SCENE(no_staple),	  SCENE(staple_without_issuer),
		SCENE(damaged_staples),	  SCENE(pin_of_leaf),
		SCENE(what_a_pin_leaves), SCENE(pin_of_ca),
		SCENE(pin_of_nothing),	  SCENE(endings),
		SCENE(endings_above),	  SCENE(another_day),
		SCENE(every_depth),	  SCENE(missing_issuer),
	};

	return cmocka_run_group_tests(tests, judging_set_up, judging_tear_down);
}
