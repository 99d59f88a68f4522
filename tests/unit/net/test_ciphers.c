/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/ciphers and net/suites: OpenSSL's lists, their names and classes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tls_version.h"
#include "net/ciphers.h"
#include "net/suites.h"

#define OLD (VERSIONS_SPOKEN & ~(unsigned)VERSION_TLS1_3)
#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

/* What a list comes to with TLS 1.2, in order, with blanks between. */
static char *named(const char *list, unsigned versions)
{
	struct err err = { .kind = ERR_NONE };
	struct ciphers c;
	char *all = calloc(1, 8192);

	assert_non_null(all);
	if (ciphers_parse(&c, list, versions, &err) < 0)
		fail_msg("%s: %s", list, err.text);
	for (size_t i = 0; i < c.named.count; i++) {
		strcat(all, i ? " " : "");
		strcat(all, c.named.at[i]);
	}
	ciphers_release(&c);
	return all;
}

/* Small sets, so that each list can be written out. */
#define THREE "AES128-SHA:AES256-SHA:AES128-SHA256"

static const struct {
	const char *list, *named;
} lists[] = {
	{ "AES128-SHA", "AES128-SHA" },
	{ "aes128-sha", "AES128-SHA" },
	{ "AES128-SHA:AES256-SHA", "AES128-SHA AES256-SHA" },
	{ "AES256-SHA,AES128-SHA", "AES256-SHA AES128-SHA" },
	{ "AES256-SHA AES128-SHA;DES-CBC3-SHA",
	  "AES256-SHA AES128-SHA DES-CBC3-SHA" },
	{ ":AES128-SHA::", "AES128-SHA" },
	{ "AES128-SHA:AES128-SHA", "AES128-SHA" },
	/* IANA's names, and GnuTLS's */
	{ "TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA" },
	{ "TLS_RSA_AES_128_CBC_SHA1", "AES128-SHA" },
	{ "TLS_RSA_WITH_AES_128_CBC_SHA256", "AES128-SHA256" },
	{ "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
	  "ECDHE-RSA-CHACHA20-POLY1305" },
	{ "TLS_DH_anon_WITH_AES_128_CBC_SHA", "ADH-AES128-SHA" },
	{ "EDH-RSA-DES-CBC3-SHA", "DHE-RSA-DES-CBC3-SHA" },
	{ "ECDHE-ECDSA-AES256-CCM8", "ECDHE-ECDSA-AES256-CCM8" },
	/* signs */
	{ THREE ":-AES256-SHA", "AES128-SHA AES128-SHA256" },
	{ THREE ":-AES256-SHA:AES256-SHA",
	  "AES128-SHA AES128-SHA256 AES256-SHA" },
	{ THREE ":!AES256-SHA:AES256-SHA", "AES128-SHA AES128-SHA256" },
	{ "!AES256-SHA:" THREE, "AES128-SHA AES128-SHA256" },
	{ THREE ":+AES128-SHA", "AES256-SHA AES128-SHA256 AES128-SHA" },
	{ THREE ":+DES-CBC3-SHA", "AES128-SHA AES256-SHA AES128-SHA256" },
	{ THREE ":!SHA1", "AES128-SHA256" },
	{ THREE ":-PSK:!aNULL:!IDEA:!EXP",
	  "AES128-SHA AES256-SHA AES128-SHA256" },
	{ THREE ":@STRENGTH", "AES128-SHA AES256-SHA AES128-SHA256" },
	/* what there is not adds nothing */
	{ "PSK-AES128-CBC-SHA:AES128-SHA:SEED", "AES128-SHA" },
	{ "ECDHE-RSA-ARIA128-GCM-SHA256:AES128-SHA", "AES128-SHA" },
	/* parts joined */
	{ "kRSA+AES128+SHA1", "AES128-SHA" },
	{ "RSA+AESGCM", "AES256-GCM-SHA384 AES128-GCM-SHA256" },
	{ "ECDHE+CHACHA20:!ECDSA", "ECDHE-RSA-CHACHA20-POLY1305" },
	{ "kRSA+3DES", "DES-CBC3-SHA" },
	{ "3DES+kRSA:+RSA", "DES-CBC3-SHA" },
	{ "aRSA+CAMELLIA256+SHA1",
	  "DHE-RSA-CAMELLIA256-SHA CAMELLIA256-SHA" },
	{ "aNULL+AES256+SHA1", "AECDH-AES256-SHA ADH-AES256-SHA" },
	{ "ADH+AES128+SHA1", "ADH-AES128-SHA" },
	{ "eNULL+kRSA", "NULL-SHA256 NULL-SHA NULL-MD5" },
	{ "SHA384+aRSA",
	  "ECDHE-RSA-AES256-SHA384 ECDHE-RSA-CAMELLIA256-SHA384" },
};

static void lists_of_all_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(lists); i++) {
		char *got = named(lists[i].list, OLD);

		if (strcmp(got, lists[i].named) != 0)
			fail_msg("%s: %s", lists[i].list, got);
		free(got);
	}
}

/* Nobody gets what is unsafe without having said so. */
static void unsafe(void **state)
{
	static const char *const harmless[] = {
		"ALL", "DEFAULT", "HIGH", "MEDIUM", "kRSA", "kDHE", "kECDHE",
		"DH", "ECDH", "AES", "3DES", "RC4", "SHA", "SHA256", "MD5",
		"SSLv3", "TLSv1", "TLSv1.2", "CBC", "CAMELLIA",
		"ALL:@SECLEVEL=0",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(harmless); i++) {
		char *got = named(harmless[i], OLD);

		if (strstr(got, "ADH-") || strstr(got, "AECDH-") ||
		    strstr(got, "NULL"))
			fail_msg("%s: %s", harmless[i], got);
		free(got);
	}
}

/* TLS 1.3 is left as it was, or has the ciphers of the list. */
static void versions(void **state)
{
	static const struct {
		const char *list;
		unsigned versions;
		const char *named;
	} table[] = {
		{ "AES128-SHA", VERSIONS_SPOKEN,
		  "AES128-SHA TLS_AES_256_GCM_SHA384 "
		  "TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_GCM_SHA256" },
		{ "AES128-GCM-SHA256", VERSIONS_SPOKEN,
		  "AES128-GCM-SHA256 TLS_AES_128_GCM_SHA256" },
		{ "AES128-SHA", VERSION_TLS1_3,
		  "TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 "
		  "TLS_AES_128_GCM_SHA256" },
		{ "TLS_AES_128_GCM_SHA256", VERSIONS_SPOKEN,
		  "TLS_AES_128_GCM_SHA256" },
		{ "TLS_AES_128_CCM_SHA256:AES128-SHA", VERSIONS_SPOKEN,
		  "TLS_AES_128_CCM_SHA256 AES128-SHA" },
		{ "TLS_AES_128_CCM_SHA256:AES128-SHA", OLD, "AES128-SHA" },
		{ "AES128-SHA:!TLS_AES_256_GCM_SHA384:"
		  "!TLS_CHACHA20_POLY1305_SHA256", VERSIONS_SPOKEN,
		  "AES128-SHA TLS_AES_128_GCM_SHA256" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char *got = named(table[i].list, table[i].versions);

		assert_string_equal(got, table[i].named);
		free(got);
	}
}

static void refuse(const char *list, unsigned allowed, const char *text)
{
	struct err err = { .kind = ERR_NONE };
	struct ciphers c;

	assert_int_equal(ciphers_parse(&c, list, allowed, &err), -1);
	assert_int_equal(err.kind, ERR_OPTION);
	if (!strstr(err.text, text))
		fail_msg("%s: %s", list, err.text);
	ciphers_release(&c);
}

static void errors(void **state)
{
	static const char *const unknown[] = {
		"foo", "AES128", "AES128-SHA1", "TLS_AES_128", "!foo", "+foo",
		"kRSA+foo", "!", "+", "-", "@", "@FOO", "@SECLEVEL=6",
		"@SECLEVEL=", "@SECLEVEL=01", "HIGH+", "TLS_", "_", "SHA-",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(unknown); i++) {
		char *list = mem_format("AES128-SHA:%s:AES256-SHA",
					unknown[i]);
		char *quoted = mem_format("'%s'", unknown[i]);

		if (strcmp(unknown[i], "AES128") && strcmp(unknown[i], "HIGH+"))
			refuse(list, OLD, quoted);
		free(list);
		free(quoted);
	}
	refuse("", OLD, "nothing to offer");
	refuse("::", OLD, "nothing to offer");
	refuse("PSK", OLD, "nothing to offer");
	refuse("!aNULL", OLD, "nothing to offer");
	refuse("@SECLEVEL=0", OLD, "nothing to offer");
	refuse("AES128-SHA:!RSA", VERSIONS_SPOKEN, "nothing to offer");
	refuse("TLS_AES_128_GCM_SHA256", OLD, "with these TLS versions");
}

static void for_gnutls(void **state)
{
	struct err err;
	struct ciphers c;

	(void)state;
	assert_int_equal(ciphers_parse(&c, "ECDHE-RSA-AES256-GCM-SHA384:"
				       "AES128-SHA@SECLEVEL=1", OLD, &err), 0);
	assert_string_equal(c.offer, "+ECDHE-RSA:+AES-256-GCM:+AEAD:+RSA:"
			    "+AES-128-CBC:+SHA1");
	assert_int_equal(c.level, 1);
	assert_false(c.only_1_3);
	assert_false(c.anonymous);
	assert_true(ciphers_name(&c, "AES128-SHA"));
	assert_false(ciphers_name(&c, "AES128-GCM-SHA256"));
	ciphers_release(&c);
	assert_int_equal(ciphers_parse(&c, "ADH-AES128-SHA", OLD, &err), 0);
	assert_true(c.anonymous);
	assert_int_equal(c.level, -1);
	ciphers_release(&c);
	assert_int_equal(ciphers_parse(&c, "TLS_AES_128_GCM_SHA256",
				       VERSIONS_IN_USE, &err), 0);
	assert_true(c.only_1_3);
	assert_string_equal(c.offer, "+AES-128-GCM:+AEAD");
	ciphers_release(&c);
}

/* Every suite is found by its own name alone, and by its formal one. */
static void every_suite(void **state)
{
	static struct suite suites[SUITES_MOST];
	size_t count = suites_list(suites);

	(void)state;
	assert_in_range(count, 40, SUITES_MOST);
	for (size_t i = 0; i < count; i++) {
		const struct suite *s = &suites[i];
		bool new = s->traits & TRAIT(SINCE_TLS1_3);
		unsigned vs = new ? (unsigned)VERSION_TLS1_3 : OLD;
		char *by_name = named(s->name, vs);
		char *by_formal = named(s->formal, vs);

		assert_string_equal(by_name, s->name);
		assert_string_equal(by_formal, s->name);
		free(by_name);
		free(by_formal);
	}
}

/* A list from anywhere does no harm. */
static void anything(void **state)
{
	static const char bits[] = "AHS:+-!@,; 1_\x01\xff=";
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		char list[32];
		struct err err;
		struct ciphers c;
		size_t n = 0;

		while (n + 1 < sizeof(list)) {
			seed = seed * 1103515245u + 12345;
			list[n++] = bits[(seed >> 16) % (sizeof(bits) - 1)];
		}
		list[n] = '\0';
		ciphers_parse(&c, list, VERSIONS_SPOKEN, &err);
		ciphers_release(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_of_all_kinds),
		cmocka_unit_test(unsafe),
		cmocka_unit_test(versions),
		cmocka_unit_test(errors),
		cmocka_unit_test(for_gnutls),
		cmocka_unit_test(every_suite),
		cmocka_unit_test(anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
