/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/verify: the way from the leaf to a root, and the name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "judging.h"
#include "net/verify.h"

static void good_chain(void **state)
{
	(void)state;
	expect(JUDGE(&strict, &cast.leaf, &cast.middle), 0, 0);
	expect(JUDGE(&strict, &cast.leaf, &cast.middle, &cast.root), 0, 0);
}

static void facts_of_the_chain(void **state)
{
	struct tls_facts f = JUDGE(&strict, &cast.leaf, &cast.middle);

	(void)state;
	assert_int_equal(f.chain_count, 2);
	assert_string_equal(f.chain[0].subject, "/O=Test/CN=leaf");
	assert_string_equal(f.chain[0].issuer, "/O=Test/CN=Middle");
	assert_string_equal(f.chain[0].common_name, "leaf");
	assert_int_equal(f.chain[0].names.count, 2);
	assert_string_equal(f.chain[0].names.at[0], "DNS:" HOST);
	assert_true(f.chain[0].not_before == NOW - 10 * DAY);
	assert_true(f.chain[0].not_after == NOW + 90 * DAY);
	assert_ptr_equal(
		strstr(f.chain[0].pem, "-----BEGIN CERTIFICATE-----\n"),
		f.chain[0].pem);
	assert_non_null(
		strstr(f.chain[0].pem, "\n-----END CERTIFICATE-----\n"));
	assert_string_equal(f.chain[1].subject, "/O=Test/CN=Middle");
	assert_string_equal(f.name_wanted, HOST);
	assert_null(f.trust_error);
	tls_facts_release(&f);
}

static void any_order_behind_the_leaf(void **state)
{
	struct made low = make((struct spec){
		.cn = "Low", .ca = true, .issuer = &cast.middle });
	struct made leaf =
		make((struct spec){ .dns = { HOST }, .issuer = &low });

	(void)state;
	expect(JUDGE(&strict, &leaf, &cast.root, &cast.middle, &low), 0, 0);
	expect(JUDGE(&strict, &leaf, &cast.other_root, &cast.middle, &low), 0,
	       0);
	unmake(&low);
	unmake(&leaf);
}

static void no_certificate(void **state)
{
	struct tls_facts facts = { 0 };

	(void)state;
	verify_peer(&(struct peer_proof){ 0 }, &strict, NOW, &facts);
	expect(facts, REASON_NO_CERTIFICATE | REASON_NAME_MISMATCH, 0);
}

static void missing_intermediate(void **state)
{
	(void)state;
	expect(JUDGE(&strict, &cast.leaf), REASON_NO_ISSUER, 0);
	expect(JUDGE(&strict, &cast.leaf, &cast.root), REASON_NO_ISSUER, 0);
}

static void intermediate_from_the_store(void **state)
{
	(void)state;
	STORE(&cast.middle, &cast.root);
	expect(JUDGE(&strict, &cast.leaf), 0, 0);
}

/* OpenSSL's rule: a path ends at a root, whatever the store holds. */
static void store_without_the_root(void **state)
{
	(void)state;
	STORE(&cast.middle);
	expect(JUDGE(&strict, &cast.leaf), REASON_NO_ROOT, 1);
	expect(JUDGE(&strict, &cast.leaf, &cast.middle, &cast.root),
	       REASON_NO_ROOT, 1);
	STORE(&cast.leaf);
	expect(JUDGE(&strict, &cast.leaf), REASON_NO_ISSUER, 0);
}

static void unknown_root(void **state)
{
	(void)state;
	STORE(&cast.other_root);
	expect(JUDGE(&strict, &cast.leaf, &cast.middle), REASON_NO_ISSUER, 1);
	expect(JUDGE(&strict, &cast.leaf, &cast.middle, &cast.root),
	       REASON_SELF_SIGNED_IN_CHAIN, 2);
}

static void self_signed(void **state)
{
	struct made leaf = make((struct spec){ .cn = "x", .dns = { HOST } });
	struct made again = make((struct spec){ .cn = "x", .dns = { HOST } });

	(void)state;
	expect(JUDGE(&strict, &leaf), REASON_SELF_SIGNED, 0);
	STORE(&leaf);
	expect(JUDGE(&strict, &leaf), 0, 0);
	/* made anew under the same name: that one is not trusted */
	expect(JUDGE(&strict, &again), REASON_SELF_SIGNED, 0);
	unmake(&leaf);
	unmake(&again);
}

static void unreadable_store(void **state)
{
	struct tls_policy p = { .verify_name = HOST,
				.ca_path = "/nonexistent/ca.pem" };
	struct tls_facts f = JUDGE(&p, &cast.leaf, &cast.middle);

	(void)state;
	assert_non_null(f.trust_error);
	assert_non_null(strstr(f.trust_error, "/nonexistent/ca.pem: No such"));
	expect(f, REASON_NO_ISSUER, 1);
}

/* A root that was renewed with its key: the one in time counts. */
static void renewed_root(void **state)
{
	struct made old = make((struct spec){
		.cn = "Renewed", .ca = true, .from = -9, .until = -1 });
	struct made fresh = make(
		(struct spec){ .cn = "Renewed", .ca = true, .same_key = &old });
	struct made leaf =
		make((struct spec){ .dns = { HOST }, .issuer = &old });

	(void)state;
	STORE(&old, &fresh);
	expect(JUDGE(&strict, &leaf), 0, 0);
	STORE(&fresh, &old);
	expect(JUDGE(&strict, &leaf), 0, 0);
	unmake(&old);
	unmake(&fresh);
	unmake(&leaf);
}

/* Two CAs of one name, told apart by nothing but the key. */
static void same_name_other_key(void **state)
{
	struct spec spec = { .cn = "Twin", .ca = true, .no_key_id = true };
	struct made one = make(spec), two = make(spec);
	struct made leaf = make((struct spec){
		.dns = { HOST }, .issuer = &two, .no_key_id = true });

	(void)state;
	STORE(&one, &two);
	expect(JUDGE(&strict, &leaf), 0, 0);
	STORE(&one);
	expect(JUDGE(&strict, &leaf), REASON_BAD_SIGNATURE, 0);
	unmake(&one);
	unmake(&two);
	unmake(&leaf);
}

/* Two CAs that vouch for each other lead nowhere, and to an end. */
static void circle_of_issuers(void **state)
{
	struct made a = make((struct spec){ .cn = "A", .ca = true });
	struct made b =
		make((struct spec){ .cn = "B", .ca = true, .issuer = &a });
	struct made a_by_b = make((struct spec){
		.cn = "A", .ca = true, .issuer = &b, .same_key = &a });
	struct made leaf = make((struct spec){ .dns = { HOST }, .issuer = &b });
	struct tls_facts f;

	(void)state;
	expect(JUDGE(&strict, &leaf, &b, &a_by_b), REASON_NO_ISSUER, 2);
	STORE(&b, &a_by_b);
	f = JUDGE(&strict, &leaf);
	assert_int_equal(f.reasons, REASON_NO_ROOT);
	tls_facts_release(&f);
	unmake(&a);
	unmake(&b);
	unmake(&a_by_b);
	unmake(&leaf);
}

static void names(void **state)
{
	static const struct {
		const char *wanted;
		unsigned reason;
	} table[] = {
		{ HOST, 0 },
		{ "x.example.org", 0 },
		{ "example.net", REASON_NAME_MISMATCH },
		{ "leaf", REASON_NAME_MISMATCH },
		{ NULL, REASON_NO_NAME_WANTED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct tls_policy p = { .verify_name = table[i].wanted,
					.allow_common_name = true };

		expect(JUDGE(&p, &cast.leaf, &cast.middle), table[i].reason, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(good_chain),
		SCENE(facts_of_the_chain),
		SCENE(any_order_behind_the_leaf),
		SCENE(no_certificate),
		SCENE(missing_intermediate),
		SCENE(intermediate_from_the_store),
		SCENE(store_without_the_root),
		SCENE(unknown_root),
		SCENE(self_signed),
		SCENE(unreadable_store),
		SCENE(renewed_root),
		SCENE(same_name_other_key),
		SCENE(circle_of_issuers),
		SCENE(names),
	};

	return cmocka_run_group_tests(tests, judging_set_up, judging_tear_down);
}
