/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/verify: dates, strength, CAs, constraints and damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "judging.h"
#include "net/verify.h"

static void dates(void **state)
{
	struct made old = make((struct spec){ .dns = { HOST },
					      .from = -20,
					      .until = -1,
					      .issuer = &cast.root });
	struct made young = make((struct spec){ .dns = { HOST },
						.from = 1,
						.until = 20,
						.issuer = &cast.root });

	(void)state;
	expect(JUDGE(&strict, &old), REASON_EXPIRED, 0);
	expect(JUDGE(&strict, &young), REASON_NOT_YET_VALID, 0);
	/* found, but told after the missing issuer, as OpenSSL does */
	STORE(&cast.other_root);
	expect(JUDGE(&strict, &old), REASON_NO_ISSUER | REASON_EXPIRED, 0);
	unmake(&old);
	unmake(&young);
}

static void dates_above_the_leaf(void **state)
{
	struct spec old = { .cn = "Old", .ca = true, .from = -9, .until = -1 };
	struct made root = make(old);
	struct made middle, leaf;

	(void)state;
	leaf = make((struct spec){ .dns = { HOST }, .issuer = &root });
	STORE(&root);
	expect(JUDGE(&strict, &leaf), REASON_EXPIRED, 1);
	unmake(&leaf);
	old.issuer = &cast.root;
	middle = make(old);
	leaf = make((struct spec){ .dns = { HOST }, .issuer = &middle });
	STORE(&cast.root);
	expect(JUDGE(&strict, &leaf, &middle), REASON_EXPIRED, 1);
	unmake(&root);
	unmake(&middle);
	unmake(&leaf);
}

static void weak_key(void **state)
{
	struct made leaf = make((struct spec){ .dns = { HOST },
					       .issuer = &cast.root,
					       .kind = GNUTLS_PK_RSA,
					       .bits = 1024 });
	struct made ca = make(
		(struct spec){ .cn = "Weak", .ca = true, .same_key = &leaf });
	struct made below =
		make((struct spec){ .dns = { HOST }, .issuer = &ca });

	(void)state;
	expect(JUDGE(&strict, &leaf), REASON_WEAK_KEY, 0);
	expect(JUDGE(&weak, &leaf), 0, 0);
	STORE(&ca);
	expect(JUDGE(&strict, &below), REASON_WEAK_CA_KEY, 1);
	expect(JUDGE(&weak, &below), 0, 0);
	unmake(&leaf);
	unmake(&ca);
	unmake(&below);
}

static void weak_signature(void **state)
{
	struct made leaf = make((struct spec){ .dns = { HOST },
					       .issuer = &cast.root,
					       .hash = GNUTLS_DIG_SHA1 });
	struct made root = make((struct spec){
		.cn = "Sha", .ca = true, .hash = GNUTLS_DIG_SHA1 });
	struct made below =
		make((struct spec){ .dns = { HOST }, .issuer = &root });

	(void)state;
	expect(JUDGE(&strict, &leaf), REASON_WEAK_SIGNATURE, 0);
	expect(JUDGE(&weak, &leaf), 0, 0);
	/* nobody relies on what a root says of itself */
	STORE(&root);
	expect(JUDGE(&strict, &below), 0, 0);
	unmake(&leaf);
	unmake(&root);
	unmake(&below);
}

static void not_a_ca(void **state)
{
	struct made cheat = make((struct spec){ .cn = "cheat",
						.dns = { "cheat.example" },
						.issuer = &cast.root });
	struct made leaf =
		make((struct spec){ .dns = { HOST }, .issuer = &cheat });
	struct tls_facts f = JUDGE(&weak, &leaf, &cheat);

	(void)state;
	assert_true(f.reasons & REASON_NOT_A_CA);
	assert_int_equal(f.bad_at, 1);
	tls_facts_release(&f);
	unmake(&cheat);
	unmake(&leaf);
}

static void old_root(void **state)
{
	struct made root = make((struct spec){ .cn = "V1", .version = 1 });
	struct made leaf =
		make((struct spec){ .dns = { HOST }, .issuer = &root });
	struct made middle = make((struct spec){
		.cn = "V1 middle", .version = 1, .issuer = &cast.root });
	struct made below =
		make((struct spec){ .dns = { HOST }, .issuer = &middle });
	struct tls_facts f;

	(void)state;
	STORE(&root, &cast.root);
	expect(JUDGE(&strict, &leaf), 0, 0);
	f = JUDGE(&strict, &below, &middle);
	assert_true(f.reasons & REASON_NOT_A_CA);
	tls_facts_release(&f);
	unmake(&root);
	unmake(&leaf);
	unmake(&middle);
	unmake(&below);
}

static void path_length(void **state)
{
	struct made top = make(
		(struct spec){ .cn = "Top", .ca = true, .path_length = 1 });
	struct made middle =
		make((struct spec){ .cn = "M", .ca = true, .issuer = &top });
	struct made leaf =
		make((struct spec){ .dns = { HOST }, .issuer = &middle });
	struct made direct =
		make((struct spec){ .dns = { HOST }, .issuer = &top });

	(void)state;
	STORE(&top);
	expect(JUDGE(&strict, &direct), 0, 0);
	expect(JUDGE(&strict, &leaf, &middle), REASON_PATH_LENGTH, 2);
	unmake(&top);
	unmake(&middle);
	unmake(&leaf);
	unmake(&direct);
}

static void name_constraints(void **state)
{
	struct made ca = make((struct spec){ .cn = "Narrow",
					     .ca = true,
					     .issuer = &cast.root,
					     .permitted = "example.org" });
	struct made out = make((struct spec){ .dns = { HOST }, .issuer = &ca });
	struct made in = make(
		(struct spec){ .dns = { "a.example.org" }, .issuer = &ca });
	struct tls_policy p = { .verify_name = "a.example.org" };

	(void)state;
	expect(JUDGE(&p, &in, &ca), 0, 0);
	expect(JUDGE(&strict, &out, &ca), REASON_CONSTRAINTS, 0);
	unmake(&ca);
	unmake(&out);
	unmake(&in);
}

static void purpose(void **state)
{
	struct made client =
		make((struct spec){ .dns = { HOST },
				    .issuer = &cast.root,
				    .purpose = GNUTLS_KP_TLS_WWW_CLIENT });
	struct made server =
		make((struct spec){ .dns = { HOST },
				    .issuer = &cast.root,
				    .purpose = GNUTLS_KP_TLS_WWW_SERVER });

	(void)state;
	expect(JUDGE(&strict, &client), REASON_PURPOSE, 0);
	expect(JUDGE(&strict, &server), 0, 0);
	unmake(&client);
	unmake(&server);
}

/* Of whichever element it is, the leaf or one above it. */
static void unknown_extension(void **state)
{
	struct made ca = make((struct spec){ .cn = "Odd",
					     .ca = true,
					     .issuer = &cast.root,
					     .unknown = true });
	struct made under = make(
		(struct spec){ .dns = { HOST }, .issuer = &ca });
	struct made leaf = make((struct spec){ .dns = { HOST },
					       .issuer = &cast.root,
					       .unknown = true });

	(void)state;
	expect(JUDGE(&strict, &leaf), REASON_EXTENSION, 0);
	expect(JUDGE(&strict, &under, &ca), REASON_EXTENSION, 1);
	unmake(&ca);
	unmake(&under);
	unmake(&leaf);
}

static void bad_signature(void **state)
{
	gnutls_datum_t ders[2] = { exported(&cast.leaf, GNUTLS_X509_FMT_DER),
				   exported(&cast.middle,
					    GNUTLS_X509_FMT_DER) };
	struct tls_policy p = { .verify_name = HOST, .ca_path = cast.store };
	struct tls_facts facts = { 0 };

	(void)state;
	ders[0].data[ders[0].size - 1] ^= 1;
	verify_peer(&(struct peer_proof){ .certs = ders, .count = 2 }, &p, NOW,
		    &facts);
	expect(facts, REASON_BAD_SIGNATURE, 0);
	gnutls_free(ders[0].data);
	gnutls_free(ders[1].data);
}

/* Whatever the peer sends, nothing breaks, and nothing broken is good. */
static void damaged_certificates(void **state)
{
	gnutls_datum_t good = exported(&cast.leaf, GNUTLS_X509_FMT_DER);
	struct tls_policy p = { .verify_name = HOST, .ca_path = cast.store };

	(void)state;
	for (unsigned n = 0; n < good.size; n++) {
		gnutls_datum_t cut = { good.data, n };
		struct tls_facts facts = { 0 };

		verify_peer(&(struct peer_proof){ .certs = &cut, .count = 1 },
			    &p, NOW, &facts);
		expect(facts, REASON_OTHER | REASON_NAME_MISMATCH, 0);
	}
	for (unsigned n = 0; n < good.size; n++) {
		struct tls_facts facts = { 0 };

		good.data[n] ^= 0x55;
		verify_peer(&(struct peer_proof){ .certs = &good, .count = 1 },
			    &p, NOW, &facts);
		assert_true(facts.reasons & REASONS_CHAIN);
		tls_facts_release(&facts);
		good.data[n] ^= 0x55;
	}
	gnutls_free(good.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(dates),
		SCENE(dates_above_the_leaf),
		SCENE(weak_key),
		SCENE(weak_signature),
		SCENE(not_a_ca),
		SCENE(old_root),
		SCENE(path_length),
		SCENE(name_constraints),
		SCENE(purpose),
		SCENE(unknown_extension),
		SCENE(bad_signature),
		SCENE(damaged_certificates),
	};

	return cmocka_run_group_tests(tests, judging_set_up, judging_tear_down);
}
