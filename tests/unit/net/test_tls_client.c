/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net/tls_client and net/tls_setup: the certificate of this end, its trouble
 * and how it goes out; versions and ciphers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tls_version.h"
#include "net/tls_setup.h"
#include "peer.h"
#include "stores.h"

#define ONLY_1_2 "NORMAL:-VERS-ALL:+VERS-TLS1.2"

/* The client's certificates, and files of them. */
static struct {
	struct made root, middle, leaf, other, old;
	char leaf_pem[96], key_pem[96], chain_pem[96];
} mine;

static void keep(char *path, const char *name)
{
	snprintf(path, sizeof(mine.leaf_pem), "%s", path_of(name));
}

static void put_cert(const char *name, const struct made *m)
{
	gnutls_datum_t pem = exported(m, GNUTLS_X509_FMT_PEM);

	put(name, pem.data, pem.size);
	gnutls_free(pem.data);
}

static void put_key(const char *name, const struct made *m)
{
	gnutls_datum_t pem;

	MUST(gnutls_x509_privkey_export2(m->key, GNUTLS_X509_FMT_PEM, &pem));
	put(name, pem.data, pem.size);
	gnutls_free(pem.data);
}

static int set_up(void **state)
{
	if (peer_set_up(state) < 0 || stores_make_dir(state) < 0)
		return -1;
	mine.root = make((struct spec){ .cn = "R", .ca = true });
	mine.middle = make((struct spec){
		.cn = "M", .ca = true, .issuer = &mine.root });
	mine.leaf = make((struct spec){
		.cn = "me", .dns = { "me.example" }, .issuer = &mine.middle });
	mine.other = make((struct spec){ .cn = "other" });
	mine.old = make((struct spec){ .cn = "old", .from = -90,
				       .until = -10 });
	put_cert("leaf", &mine.leaf);
	put_key("key", &mine.leaf);
	put_cert("chain", &mine.middle);
	put_cert("chain", &mine.root);
	put_cert("reversed", &mine.root);
	put_cert("reversed", &mine.middle);
	put_cert("full", &mine.leaf);
	put_cert("full", &mine.middle);
	put_cert("old", &mine.old);
	put_key("old-key", &mine.old);
	put_key("other-key", &mine.other);
	keep(mine.leaf_pem, "leaf");
	keep(mine.key_pem, "key");
	keep(mine.chain_pem, "chain");
	return 0;
}

static int tear_down(void **state)
{
	struct made *const all[] = { &mine.root, &mine.middle, &mine.leaf,
				     &mine.other, &mine.old };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		unmake(all[i]);
	stores_remove_dir(state);
	return peer_tear_down(state);
}

/* ---- what goes out ---- */

static void sent_where_asked(void **state)
{
	static const char *const priorities[] = { "NORMAL", ONLY_1_2 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct scene s = { .talk = echo, .asks = true,
				   .priority = priorities[i],
				   .policy = { .cert = mine.leaf_pem,
					       .key = mine.key_pem } };

		assert_int_equal(start(&s, LATER), 0);
		expect_echo(&s);
		assert_true(s.facts.client_asked);
		assert_true(s.facts.client_sent);
		assert_int_equal(s.facts.client_count, 1);
		assert_string_equal(s.facts.client[0].subject, "/O=Test/CN=me");
		assert_string_equal(s.facts.client[0].names.at[0],
				    "DNS:me.example");
		finish(&s, true);
		assert_int_equal(s.certs, 1);
	}
}

static void not_sent_where_not_asked(void **state)
{
	struct scene s = { .talk = echo, .policy = { .cert = mine.leaf_pem,
						     .key = mine.key_pem } };

	(void)state;
	assert_int_equal(start(&s, LATER), 0);
	expect_echo(&s);
	assert_false(s.facts.client_asked);
	assert_false(s.facts.client_sent);
	assert_int_equal(s.facts.client_count, 1);
	finish(&s, true);
	assert_int_equal(s.certs, 0);
}

/* As it stands in the file, even where that makes no sense. */
static void chain_in_its_order(void **state)
{
	static const struct {
		const char *file, *subjects;
	} table[] = {
		{ "chain", "O=Test,CN=me O=Test,CN=M O=Test,CN=R" },
		{ "reversed", "O=Test,CN=me O=Test,CN=R O=Test,CN=M" },
		{ "old", "O=Test,CN=me O=Test,CN=old" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		char chain[96];
		struct scene s = { .talk = echo, .asks = true,
				   .policy = { .cert = mine.leaf_pem,
					       .key = mine.key_pem,
					       .chain = chain } };

		keep(chain, table[i].file);
		assert_int_equal(start(&s, LATER), 0);
		expect_echo(&s);
		finish(&s, true);
		assert_string_equal(s.subjects, table[i].subjects);
	}
}

/* Of a file with more than one certificate the first is sent alone. */
static void first_of_the_file(void **state)
{
	char full[96];
	struct scene s = { .talk = echo, .asks = true,
			   .policy = { .cert = full, .key = mine.key_pem } };

	(void)state;
	keep(full, "full");
	assert_int_equal(start(&s, LATER), 0);
	expect_echo(&s);
	finish(&s, true);
	assert_int_equal(s.certs, 1);
}

/* One setup is good for several sessions. */
static void setup_of_before(void **state)
{
	struct tls_policy policy = { .cert = mine.leaf_pem,
				     .key = mine.key_pem };
	struct err err;
	struct tls_setup *setup = tls_setup_new(&policy, &err);

	(void)state;
	assert_non_null(setup);
	for (int i = 0; i < 2; i++) {
		struct scene s = { .talk = echo, .asks = true,
				   .policy.setup = setup };

		assert_int_equal(start(&s, LATER), 0);
		expect_echo(&s);
		finish(&s, true);
		assert_int_equal(s.certs, 1);
	}
	tls_setup_free(setup);
}

/* ---- trouble ---- */

static void refused(struct tls_policy policy, enum err_kind kind,
		    const char *text)
{
	struct err err = { .kind = ERR_NONE };
	struct tls_setup *setup = tls_setup_new(&policy, &err);

	assert_null(setup);
	assert_int_equal(err.kind, kind);
	if (!strstr(err.text, text))
		fail_msg("'%s' lacks '%s'", err.text, text);
}

static void files(void **state)
{
	static const struct {
		const char *cert, *key, *chain, *text;
	} table[] = {
		{ "none", "key", NULL, "--tls-cert: cannot read " },
		{ "leaf", "none", NULL, "--tls-key: cannot read " },
		{ "leaf", "key", "none", "--tls-chain: cannot read " },
		{ ".", "key", NULL, "Is a directory" },
		{ "key", "key", NULL, "--tls-cert: no certificate" },
		{ "leaf", "leaf", NULL, "--tls-key: no private key" },
		{ "leaf", "key", "key", "--tls-chain: no certificate" },
		{ "leaf", "empty", NULL, "--tls-key: no private key" },
		{ "empty", "key", NULL, "--tls-cert: no certificate" },
		{ "damaged", "key", NULL, "--tls-cert: no certificate" },
		{ "leaf", "other-key", NULL, "is not that of the certificate" },
		{ "leaf", "secret", NULL, "is encrypted" },
		{ "leaf", "old-secret", NULL, "is encrypted" },
		{ "leaf", "key", "long", "more than 15 certificates in " },
	};
	char cert[96], key[96], chain[96];

	(void)state;
	put("empty", "", 0);
	put_text("damaged", "-----BEGIN CERTIFICATE-----\nMIIB\n"
			    "-----END CERTIFICATE-----\n");
	put_text("secret", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n"
			   "-----END ENCRYPTED PRIVATE KEY-----\n");
	put_text("old-secret", "-----BEGIN RSA PRIVATE KEY-----\n"
			       "Proc-Type: 4,ENCRYPTED\n"
			       "DEK-Info: AES-128-CBC,00\n\nMIIB\n"
			       "-----END RSA PRIVATE KEY-----\n");
	for (int i = 0; i < 16; i++)
		put_cert("long", &mine.root);
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct tls_policy policy = { .cert = cert, .key = key };

		keep(cert, table[i].cert);
		keep(key, table[i].key);
		keep(chain, table[i].chain ? table[i].chain : "");
		policy.chain = table[i].chain ? chain : NULL;
		refused(policy, ERR_FILE, table[i].text);
	}
}

/* The same trouble where nobody had looked before. */
static void trouble_in_the_handshake(void **state)
{
	struct scene s = { .policy = { .cert = mine.leaf_pem,
				       .key = mine.leaf_pem } };

	(void)state;
	assert_int_equal(start(&s, LATER), -1);
	assert_int_equal(s.err.kind, ERR_FILE);
	finish(&s, true);
}

/* ---- versions and ciphers ---- */

static void versions(void **state)
{
	static const struct {
		unsigned versions;
		const char *got;
	} table[] = {
		{ VERSION_TLS1_2, "TLSv1.2" },
		{ VERSION_TLS1_3, "TLSv1.3" },
		{ VERSION_TLS1_2 | VERSION_TLS1_3, "TLSv1.3" },
		{ VERSION_TLS1_2 | VERSION_SSL3 | VERSION_SSL2, "TLSv1.2" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct scene s = { .talk = echo,
				   .policy.versions = table[i].versions };

		assert_int_equal(start(&s, LATER), 0);
		assert_string_equal(s.facts.version, table[i].got);
		finish(&s, true);
	}
	refused((struct tls_policy){ .versions = VERSION_SSL3 }, ERR_OPTION,
		"cannot speak SSLv2 or SSLv3");
}

static void ciphers(void **state)
{
	static const struct {
		const char *list;
		unsigned versions;
		const char *got;
	} table[] = {
		{ "ECDHE-ECDSA-AES128-SHA", VERSION_TLS1_2,
		  "ECDHE-ECDSA-AES128-SHA" },
		{ "HIGH:!AES256", VERSION_TLS1_2,
		  "ECDHE-ECDSA-CHACHA20-POLY1305" },
		{ "ECDHE-ECDSA-AES128-SHA", 0, "TLS_AES_256_GCM_SHA384" },
		{ "TLS_AES_128_GCM_SHA256", 0, "TLS_AES_128_GCM_SHA256" },
		{ "NORMAL:-CIPHER-ALL:+AES-128-GCM", 0,
		  "TLS_AES_128_GCM_SHA256" },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2", 0,
		  "ECDHE-ECDSA-AES256-GCM-SHA384" },
		/* --tls-protocol holds for GnuTLS's words, too */
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2", VERSION_TLS1_3,
		  "TLS_AES_256_GCM_SHA384" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct scene s = { .talk = echo,
				   .policy = { .ciphers = table[i].list,
					       .versions =
						       table[i].versions } };

		if (start(&s, LATER) < 0)
			fail_msg("%s: %s", table[i].list, s.err.text);
		assert_string_equal(s.facts.cipher, table[i].got);
		finish(&s, true);
	}
}

static void words_that_mean_nothing(void **state)
{
	(void)state;
	refused((struct tls_policy){ .ciphers = "HIGH:FOO" }, ERR_OPTION,
		"'FOO' is neither");
	refused((struct tls_policy){ .ciphers = "NORMAL:+FOO:-BAR" },
		ERR_OPTION, "does not know the priority '+FOO'");
	refused((struct tls_policy){ .ciphers = "NONE" }, ERR_OPTION,
		"cannot use the priority 'NONE'");
	refused((struct tls_policy){ .ciphers = "PSK" }, ERR_OPTION,
		"nothing to offer");
}

/* What the list lets arise besides what it names is no success. */
static void chosen_but_not_named(void **state)
{
	struct scene s = {
		.priority = ONLY_1_2 ":-CIPHER-ALL:+AES-128-GCM",
		.policy.ciphers = "ECDHE-ECDSA-AES128-SHA",
	};

	(void)state;
	assert_int_equal(start(&s, LATER), -1);
	assert_int_equal(s.err.kind, ERR_TLS_HANDSHAKE);
	assert_non_null(strstr(s.err.text, "the server chose ECDHE-ECDSA-"
			       "AES128-GCM-SHA256, which --tls-cipher does "
			       "not name"));
	assert_string_equal(s.facts.failure, "error:0A000105:SSL routines::"
					     "wrong cipher returned");
	finish(&s, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sent_where_asked),
		cmocka_unit_test(not_sent_where_not_asked),
		cmocka_unit_test(chain_in_its_order),
		cmocka_unit_test(first_of_the_file),
		cmocka_unit_test(setup_of_before),
		cmocka_unit_test(files),
		cmocka_unit_test(trouble_in_the_handshake),
		cmocka_unit_test(versions),
		cmocka_unit_test(ciphers),
		cmocka_unit_test(words_that_mean_nothing),
		cmocka_unit_test(chosen_but_not_named),
	};

	signal(SIGPIPE, SIG_IGN); /* as main() does */
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
