/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net/tls_client, tls_key, pkcs12, passphrase: the forms that this end's key
 * and certificate come in, what opens them, and what is said of them before
 * there is a connection.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gnutls/abstract.h>
#include <gnutls/pkcs12.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/tls_setup.h"
#include "peer.h"
#include "stores.h"

#define PASSPHRASE "open sesame"

static struct made root, leaf, rsa;

static void put_datum(const char *name, gnutls_datum_t d)
{
	put(name, d.data, d.size);
	gnutls_free(d.data);
}

static void put_key(const char *name, const struct made *m,
		    gnutls_x509_crt_fmt_t format)
{
	gnutls_datum_t out;

	MUST(gnutls_x509_privkey_export2(m->key, format, &out));
	put_datum(name, out);
}

/* cipher 0: not encrypted. */
static void put_pkcs8(const char *name, const struct made *m,
		      gnutls_x509_crt_fmt_t format, unsigned cipher)
{
	gnutls_datum_t out;

	MUST(gnutls_x509_privkey_export2_pkcs8(
		m->key, format, cipher ? PASSPHRASE : NULL,
		cipher ? cipher : GNUTLS_PKCS_PLAIN, &out));
	put_datum(name, out);
}

static void add_bag(gnutls_pkcs12_t p12, gnutls_pkcs12_bag_t bag,
		    const char *passphrase)
{
	if (passphrase)
		MUST(gnutls_pkcs12_bag_encrypt(bag, passphrase,
					       GNUTLS_PKCS_PBES2_AES_256));
	MUST(gnutls_pkcs12_set_bag(p12, bag));
	gnutls_pkcs12_bag_deinit(bag);
}

/* A key and two certificates, of which the second is the first's issuer. */
static void put_pkcs12(const char *name, const char *passphrase)
{
	gnutls_pkcs12_bag_t bag;
	gnutls_datum_t out, id = { (unsigned char *)"1", 1 };
	gnutls_pkcs12_t p12;
	int n;

	MUST(gnutls_pkcs12_init(&p12));
	MUST(gnutls_pkcs12_bag_init(&bag));
	MUST(gnutls_pkcs12_bag_set_crt(bag, root.crt));
	MUST(n = gnutls_pkcs12_bag_set_crt(bag, leaf.crt));
	MUST(gnutls_pkcs12_bag_set_key_id(bag, (unsigned)n, &id));
	add_bag(p12, bag, passphrase);
	MUST(gnutls_x509_privkey_export2_pkcs8(
		leaf.key, GNUTLS_X509_FMT_DER, passphrase,
		GNUTLS_PKCS_PBES2_AES_256, &out));
	MUST(gnutls_pkcs12_bag_init(&bag));
	MUST(n = gnutls_pkcs12_bag_set_data(
		     bag, GNUTLS_BAG_PKCS8_ENCRYPTED_KEY, &out));
	MUST(gnutls_pkcs12_bag_set_key_id(bag, (unsigned)n, &id));
	gnutls_free(out.data);
	add_bag(p12, bag, NULL);
	MUST(gnutls_pkcs12_generate_mac(p12, passphrase));
	MUST(gnutls_pkcs12_export2(p12, GNUTLS_X509_FMT_DER, &out));
	put_datum(name, out);
	gnutls_pkcs12_deinit(p12);
}

/* An EC key of OpenSSL's "ec -aes128", whose passphrase is "open sesame". */
static const char old_key[] =
	"-----BEGIN EC PRIVATE KEY-----\n"
	"Proc-Type: 4,ENCRYPTED\n"
	"DEK-Info: AES-128-CBC,2DC2865B0D14D7AA5B5887B111BF1262\n"
	"\n"
	"OREIgJGt355h+Gl/q0vldAqH9QfvfdOtLXc7mKkzqbjkv+w858WsHZWoBYgsCw85\n"
	"kDVlOrORCNdUcTG5X7GBjzkcHfeXWRORo4ZAiLPplf1dFTPtHhZW679beE2xXC4b\n"
	"OnogSXAwuPm2JgHm/yMu4nvZe4vd5xs9k+KEMHeBnX0=\n"
	"-----END EC PRIVATE KEY-----\n";

static int set_up(void **state)
{
	if (peer_set_up(state) < 0 || stores_make_dir(state) < 0)
		return -1;
	root = make((struct spec){ .cn = "R", .ca = true });
	leaf = make((struct spec){ .cn = "me", .issuer = &root,
				   .purpose = GNUTLS_KP_TLS_WWW_CLIENT });
	rsa = make((struct spec){ .cn = "rsa", .kind = GNUTLS_PK_RSA,
				  .bits = 2048 });
	put_datum("leaf", exported(&leaf, GNUTLS_X509_FMT_PEM));
	put_datum("leaf.der", exported(&leaf, GNUTLS_X509_FMT_DER));
	put_datum("rsa", exported(&rsa, GNUTLS_X509_FMT_PEM));
	put_datum("two.der", exported(&root, GNUTLS_X509_FMT_DER));
	put_datum("two.der", exported(&leaf, GNUTLS_X509_FMT_DER));
	put_datum("cut.der", exported(&root, GNUTLS_X509_FMT_DER));
	put("cut.der", "\x30\x82\x01", 3);
	put_key("sec1", &leaf, GNUTLS_X509_FMT_PEM);
	put_key("sec1.der", &leaf, GNUTLS_X509_FMT_DER);
	put_key("pkcs1", &rsa, GNUTLS_X509_FMT_PEM);
	put_key("pkcs1.der", &rsa, GNUTLS_X509_FMT_DER);
	put_pkcs8("pkcs8", &leaf, GNUTLS_X509_FMT_PEM, 0);
	put_pkcs8("pkcs8.der", &leaf, GNUTLS_X509_FMT_DER, 0);
	put_pkcs8("locked", &leaf, GNUTLS_X509_FMT_PEM,
		  GNUTLS_PKCS_PBES2_AES_256);
	put_pkcs8("locked.der", &leaf, GNUTLS_X509_FMT_DER,
		  GNUTLS_PKCS_PBES2_3DES);
	put_pkcs12("p12", PASSPHRASE);
	put_pkcs12("open.p12", "");
	put_text("old", old_key);
	put_text("garbage", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n"
			    "-----END ENCRYPTED PRIVATE KEY-----\n");
	return 0;
}

static int tear_down(void **state)
{
	unmake(&root);
	unmake(&leaf);
	unmake(&rsa);
	stores_remove_dir(state);
	return peer_tear_down(state);
}

/* ---- whom to ask ---- */

struct asked {
	int times;
	const char *answer;
};

static char *answer(void *arg)
{
	struct asked *a = arg;

	a->times++;
	return mem_string(a->answer);
}

static struct tls_setup *set_up_with(const char *cert, const char *key,
				     const char *chain, struct asked *asked,
				     struct err *err)
{
	const struct tls_asker asker = { .ask = answer, .arg = asked };
	char paths[3][96];
	const struct tls_policy policy = {
		.cert = paths[0], .key = paths[1],
		.chain = chain ? paths[2] : NULL, .asker = &asker,
	};

	snprintf(paths[0], sizeof(paths[0]), "%s", path_of(cert));
	snprintf(paths[1], sizeof(paths[1]), "%s", path_of(key));
	snprintf(paths[2], sizeof(paths[2]), "%s", path_of(chain ? chain : ""));
	return tls_setup_new(&policy, err);
}

/* Whatever the form is, and asked for a passphrase only where it has one. */
static void forms(void **state)
{
	static const struct {
		const char *cert, *key, *chain;
		int asked;
	} table[] = {
		{ "leaf", "sec1", NULL, 0 },
		{ "leaf.der", "sec1.der", NULL, 0 },
		{ "rsa", "pkcs1", NULL, 0 },
		{ "rsa", "pkcs1.der", NULL, 0 },
		{ "leaf", "pkcs8", NULL, 0 },
		{ "leaf", "pkcs8.der", NULL, 0 },
		{ "leaf", "locked", NULL, 1 },
		{ "leaf", "locked.der", NULL, 1 },
		{ "leaf", "p12", NULL, 1 },
		{ "p12", "sec1", NULL, 1 },
		{ "p12", "p12", "p12", 1 },
		{ "open.p12", "open.p12", "open.p12", 0 },
		{ "leaf", "sec1", "two.der", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct asked asked = { .answer = PASSPHRASE };
		struct err err;
		struct tls_setup *s =
			set_up_with(table[i].cert, table[i].key,
				    table[i].chain, &asked, &err);

		if (!s)
			fail_msg("%s, %s: %s", table[i].cert, table[i].key,
				 err.text);
		assert_int_equal(asked.times, table[i].asked);
		tls_setup_free(s);
	}
}

static void refused(const char *key, const char *chain, const char *given,
		    const char *text)
{
	struct asked asked = { .answer = given };
	struct err err = { .kind = ERR_NONE };
	struct tls_setup *s = set_up_with("leaf", key, chain, &asked, &err);

	assert_null(s);
	assert_int_equal(err.kind, ERR_FILE);
	assert_true(asked.times <= 1);
	if (!strstr(err.text, text))
		fail_msg("%s: '%s' lacks '%s'", key, err.text, text);
	if (given && *given && strstr(err.text, given))
		fail_msg("the passphrase shows: %s", err.text);
}

static void wrong_passphrases(void **state)
{
	static const char *const locked[] = {
		"locked", "locked.der", "p12", "old",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(locked) / sizeof(*locked); i++) {
		refused(locked[i], NULL, "open barley",
			"the passphrase does not open ");
		refused(locked[i], NULL, "", "the passphrase does not open ");
		refused(locked[i], NULL, NULL, "is encrypted, and there is no "
					       "passphrase");
	}
	refused("p12", NULL, "open\nsesame", "does not open ");
	refused("garbage", NULL, PASSPHRASE, "or damaged");
	refused("old", NULL, PASSPHRASE, "is not that of the certificate");
	refused("sec1", "cut.der", NULL, "--tls-chain: no certificate (PEM or "
					 "DER) in ");
}

/* The first of PKCS#12 is its key's own; the others go behind it. */
static void what_pkcs12_sends(void **state)
{
	struct asked asked = { .answer = PASSPHRASE };
	struct err err;
	struct scene s = { .talk = echo, .asks = true };
	struct tls_setup *setup =
		set_up_with("p12", "p12", "p12", &asked, &err);

	(void)state;
	assert_non_null(setup);
	s.policy.setup = setup;
	assert_int_equal(start(&s, LATER), 0);
	expect_echo(&s);
	finish(&s, true);
	assert_string_equal(s.subjects, "O=Test,CN=me O=Test,CN=R");
	tls_setup_free(setup);
}

/* One that is given is used without a question, and one alone. */
static void given(void **state)
{
	struct asked asked = { .answer = PASSPHRASE };
	const struct tls_asker asker = { .ask = answer, .arg = &asked };
	char cert[96], key[96];
	struct tls_policy policy = { .cert = cert, .key = key,
				     .key_password = PASSPHRASE,
				     .asker = &asker };
	struct tls_setup *setup;
	struct err err;

	(void)state;
	snprintf(cert, sizeof(cert), "%s", path_of("leaf"));
	snprintf(key, sizeof(key), "%s", path_of("locked"));
	setup = tls_setup_new(&policy, &err);
	assert_non_null(setup);
	tls_setup_free(setup);
	policy.key_password = "wrong";
	assert_null(tls_setup_new(&policy, &err));
	assert_int_equal(asked.times, 0);
}

/* A URL may hold a PIN, which no error shows. */
static void no_pin_in_errors(void **state)
{
	char cert[96];
	const struct tls_policy policy = {
		.cert = cert,
		.key = "pkcs11:token=none;object=me?pin-value=s3cret",
	};
	struct err err;

	(void)state;
	snprintf(cert, sizeof(cert), "%s", path_of("leaf"));
	assert_null(tls_setup_new(&policy, &err));
	assert_int_equal(err.kind, ERR_FILE);
	assert_non_null(strstr(err.text, "pkcs11:token=none;object=me"));
	assert_null(strstr(err.text, "s3cret"));
}

/* ---- warnings ---- */

static void put_pair(const struct made *m)
{
	remove(path_of("cert"));
	remove(path_of("key"));
	put_datum("cert", exported(m, GNUTLS_X509_FMT_PEM));
	put_key("key", m, GNUTLS_X509_FMT_PEM);
}

/* NULL: nothing is said. */
static void warned_of(struct spec spec, time_t now, const char *text)
{
	struct asked asked = { 0 };
	struct made m = make(spec);
	struct strings said = { 0 };
	struct tls_setup *s;
	struct err err;

	put_pair(&m);
	unmake(&m);
	s = set_up_with("cert", "key", NULL, &asked, &err);
	assert_non_null(s);
	tls_setup_warnings(s, now, &said);
	assert_int_equal(said.count, text ? 1 : 0);
	if (text)
		assert_string_equal(said.at[0], text);
	strings_release(&said);
	tls_setup_free(s);
}

static void warnings(void **state)
{
	const struct spec plain = { .cn = "me" };
	const struct spec old = { .cn = "old", .from = -90, .until = -10 };
	const struct spec server = { .cn = "me",
				     .purpose = GNUTLS_KP_TLS_WWW_SERVER };
	const struct spec client = { .cn = "me",
				     .purpose = GNUTLS_KP_TLS_WWW_CLIENT };
	const struct spec any = { .cn = "me", .purpose = GNUTLS_KP_ANY };
	const struct spec ca = { .cn = "me", .ca = true };

	(void)state;
	warned_of(plain, NOW, NULL);
	warned_of(client, NOW, NULL);
	warned_of(any, NOW, NULL);
	warned_of(old, NOW - 20 * DAY, NULL);
	warned_of(old, NOW, "the client certificate (--tls-cert) expired 10 "
			    "days ago");
	warned_of(old, NOW - 95 * DAY, "the client certificate (--tls-cert) "
				       "is not valid for another 5 days");
	warned_of(server, NOW, "the client certificate (--tls-cert) is not "
			       "for TLS clients: its extended key usage lacks "
			       "clientAuth");
	warned_of(ca, NOW, "the client certificate (--tls-cert) is not for "
			   "signing: its key usage lacks digitalSignature");
}

static void warning_of_the_chain(void **state)
{
	struct made old = make((struct spec){ .cn = "old", .ca = true,
					      .from = -90, .until = -10 });
	struct asked asked = { 0 };
	struct strings said = { 0 };
	struct tls_setup *s;
	struct err err;

	(void)state;
	put_datum("behind", exported(&old, GNUTLS_X509_FMT_PEM));
	unmake(&old);
	s = set_up_with("leaf", "sec1", "behind", &asked, &err);
	assert_non_null(s);
	tls_setup_warnings(s, NOW, &said);
	assert_int_equal(said.count, 1);
	assert_string_equal(said.at[0], "a certificate behind the client's "
					"(--tls-chain) expired 10 days ago");
	strings_release(&said);
	tls_setup_free(s);
	tls_setup_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),
		cmocka_unit_test(wrong_passphrases),
		cmocka_unit_test(what_pkcs12_sends),
		cmocka_unit_test(given),
		cmocka_unit_test(no_pin_in_errors),
		cmocka_unit_test(warnings),
		cmocka_unit_test(warning_of_the_chain),
	};

	signal(SIGPIPE, SIG_IGN); /* as main() does */
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
