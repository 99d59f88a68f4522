/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/dn: names as they are shown, and whether they name a host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tls_facts.h"
#include "certs.h"
#include "net/dn.h"

static char *line_of(const char *rfc4514)
{
	gnutls_x509_dn_t dn;
	char *line;

	MUST(gnutls_x509_dn_init(&dn));
	MUST(gnutls_x509_dn_set_str(dn, rfc4514, NULL));
	line = dn_one_line(dn);
	gnutls_x509_dn_deinit(dn);
	return line;
}

/* GnuTLS makes a name of the text's last element first. */
static void one_line(void **state)
{
	static const struct {
		const char *text, *line;
	} table[] = {
		{ "EMAIL=a@b.example,CN=node,O=Swaks (x\\, y),ST=Indiana,C=US",
		  "/C=US/ST=Indiana/O=Swaks (x, y)/CN=node"
		  "/emailAddress=a@b.example" },
		{ "CN=host,OU=unit,L=place,DC=example,DC=net",
		  "/DC=net/DC=example/L=place/OU=unit/CN=host" },
		{ "UID=fred,CN=a/b\\+c", "/CN=a\\/b\\+c/UID=fred" },
		{ "CN=M\xc3\xbcller", "/CN=M\\xC3\\xBCller" },
		{ "1.2.3.4=#0c0178", "/1.2.3.4=x" },
		{ "CN=#0c03610062", "/CN=a\\x00b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		char *line = line_of(table[i].text);

		assert_string_equal(line, table[i].line);
		free(line);
	}
}

static void two_attributes_in_one_set(void **state)
{
	static unsigned char der[] = "\x30\x2a\x31\x0b\x30\x09\x06\x03\x55\x04"
				     "\x06\x13\x02US"
				     "\x31\x1b\x30\x08\x06\x03\x55\x04\x03"
				     "\x0c\x01x"
				     "\x30\x0f\x06\x0a\x09\x92\x26\x89\x93\xf2"
				     "\x2c\x64\x01\x01\x0c\x01y";
	gnutls_datum_t name = { der, sizeof(der) - 1 };
	gnutls_x509_dn_t dn;
	char *line;

	(void)state;
	MUST(gnutls_x509_dn_init(&dn));
	MUST(gnutls_x509_dn_import(dn, &name));
	line = dn_one_line(dn);
	assert_string_equal(line, "/C=US/CN=x+UID=y");
	gnutls_x509_dn_deinit(dn);
	free(line);
}

/* A certificate with the DER of a subjectAltName as it is given. */
static struct made with_raw_names(const char *cn, const char *der, unsigned n)
{
	struct made m = make((struct spec){ .cn = cn });

	MUST(gnutls_x509_crt_set_extension_by_oid(m.crt, "2.5.29.17", der, n,
						  0));
	MUST(gnutls_x509_crt_sign2(m.crt, m.crt, m.key, GNUTLS_DIG_SHA256, 0));
	return m;
}

static struct tls_facts described(const struct made *m)
{
	gnutls_datum_t der = exported(m, GNUTLS_X509_FMT_DER);
	struct tls_facts f = { .chain_count = 1 };
	gnutls_x509_crt_t parsed;

	f.chain = calloc(1, sizeof(*f.chain));
	assert_non_null(f.chain);
	MUST(gnutls_x509_crt_init(&parsed));
	MUST(gnutls_x509_crt_import(parsed, &der, GNUTLS_X509_FMT_DER));
	dn_describe(parsed, &der, f.chain);
	gnutls_x509_crt_deinit(parsed);
	gnutls_free(der.data);
	return f;
}

static void every_kind_of_name(void **state)
{
	/* email, URI, DNS, IPv4, IPv6, registered ID, otherName */
	static const char der[] = "\x30\x42"
				  "\x81\x03"
				  "a@b"
				  "\x86\x05"
				  "x:y/z"
				  "\x82\x03"
				  "h.n"
				  "\x87\x04\x7f\x00\x00\x01"
				  "\x87\x10\x20\x01\x0d\xb8\x00\x00\x00\x00"
				  "\x00\x00\x00\x00\x00\x00\x00\x01"
				  "\x88\x03\x2a\x03\x04"
				  "\xa0\x12\x06\x0a\x2b\x06\x01\x04\x01\x82\x37"
				  "\x14\x02\x03\xa0\x04\x0c\x02"
				  "me";
	static const char *const names[] = {
		"email:a@b",
		"URI:x:y/z",
		"DNS:h.n",
		"IP Address:127.0.0.1",
		"IP Address:2001:DB8:0:0:0:0:0:1",
		"Registered ID:1.2.3.4",
		"othername:<unsupported>",
	};
	struct made m = with_raw_names("x", der, sizeof(der) - 1);
	struct tls_facts f = described(&m);

	(void)state;
	assert_int_equal(f.chain[0].names.count,
			 sizeof(names) / sizeof(*names));
	for (size_t i = 0; i < f.chain[0].names.count; i++)
		assert_string_equal(f.chain[0].names.at[i], names[i]);
	tls_facts_release(&f);
	unmake(&m);
}

/* "good.example\0.evil.example" is the oldest trick with certificates. */
static void nul_in_a_name(void **state)
{
	static const char der[] = "\x30\x0e\x82\x0c"
				  "good\0.evil.x";
	struct made m = with_raw_names("good", der, sizeof(der) - 1);
	struct tls_facts f = described(&m);

	(void)state;
	assert_int_equal(f.chain[0].names.count, 1);
	assert_string_equal(f.chain[0].names.at[0], "DNS:good\\x00.evil.x");
	assert_false(dn_names_host(m.crt, "good", true));
	tls_facts_release(&f);
	unmake(&m);
}

static void nothing_to_describe(void **state)
{
	struct made m = make((struct spec){ .cn = NULL });
	struct tls_facts f = described(&m);

	(void)state;
	assert_string_equal(f.chain[0].common_name, "");
	assert_int_equal(f.chain[0].names.count, 0);
	assert_false(dn_names_host(m.crt, "", true));
	tls_facts_release(&f);
	unmake(&m);
}

static void hosts(void **state)
{
	static const struct {
		const char *name, *wanted;
		bool match;
	} table[] = {
		{ "mail.example.net", "mail.example.net", true },
		{ "mail.example.net", "MAIL.Example.NET", true },
		{ "mail.example.net", "mail.example.net.", true },
		{ "mail.example.net", "mail.example.net..", false },
		{ "mail.example.net", "mail.example.ne", false },
		{ "mail.example.net", "amail.example.net", false },
		{ "mail.example.net", "example.net", false },
		{ "mail.example.net", "", false },
		{ "mail.example.net", ".", false },
		{ "mail.example.net.", "mail.example.net", false },
		{ "*.example.net", "a.example.net", true },
		{ "*.example.net", "A.EXAMPLE.net.", true },
		{ "*.example.net", "a.b.example.net", false },
		{ "*.example.net", "example.net", false },
		{ "*.example.net", ".example.net", false },
		{ "*.example.net", "*.example.net", false },
		{ "*.example.net", "aexample.net", false },
		{ "*.example.net.", "a.example.net", false },
		{ "*.example.net", "xn--mller-kva.example.net", true },
		{ "*.net", "a.net", false },
		{ "*.", "a.", false },
		{ "*", "a", false },
		{ "m*.example.net", "mail.example.net", false },
		{ "*l.example.net", "mail.example.net", false },
		{ "mail.*.net", "mail.example.net", false },
		{ "*.*.net", "mail.example.net", false },
		{ "127.0.0.1", "127.0.0.1", false },
		{ "xn--mller-kva.example", "m\xc3\xbcller.example", true },
		{ "xn--mller-kva.example", "M\xc3\x9cLLER.example", true },
		{ "xn--mller-kva.example", "m\xff.example", false },
		{ "localhost", "localhost", true },
		{ "a_b.example.net", "a_b.example.net", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct made m = make((struct spec){ .dns = { table[i].name } });
		bool match = dn_names_host(m.crt, table[i].wanted, true);

		if (match != table[i].match)
			fail_msg("%s for %s: %d", table[i].name,
				 table[i].wanted, match);
		unmake(&m);
	}
}

static void addresses(void **state)
{
	static const char six[] = "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1";
	struct made four = make((struct spec){
		.cn = "127.0.0.2", .ip = "\x7f\0\0\1", .ip_size = 4 });
	struct made v6 = make((struct spec){ .ip = six, .ip_size = 16 });

	(void)state;
	assert_true(dn_names_host(four.crt, "127.0.0.1", false));
	assert_false(dn_names_host(four.crt, "127.0.0.2", true));
	assert_false(dn_names_host(four.crt, "127.1", true));
	assert_false(dn_names_host(four.crt, "::ffff:127.0.0.1", true));
	assert_true(dn_names_host(v6.crt, "2001:db8::1", false));
	assert_true(dn_names_host(v6.crt, "2001:DB8:0::0:1", false));
	assert_false(dn_names_host(v6.crt, "2001:db8::2", false));
	unmake(&four);
	unmake(&v6);
}

static void common_name(void **state)
{
	struct made alone = make((struct spec){ .cn = "cn.example.net" });
	struct made wild = make((struct spec){ .cn = "*.example.net" });
	struct made with_dns = make((struct spec){
		.cn = "cn.example.net", .dns = { "other.example.net" } });
	struct made with_ip = make((struct spec){
		.cn = "cn.example.net", .ip = "\x7f\0\0\1", .ip_size = 4 });
	struct made address = make((struct spec){ .cn = "127.0.0.1" });

	(void)state;
	assert_true(dn_names_host(alone.crt, "cn.example.net", true));
	assert_false(dn_names_host(alone.crt, "cn.example.net", false));
	assert_true(dn_names_host(wild.crt, "cn.example.net", true));
	assert_false(dn_names_host(with_dns.crt, "cn.example.net", true));
	assert_true(dn_names_host(with_ip.crt, "cn.example.net", true));
	assert_false(dn_names_host(address.crt, "127.0.0.1", true));
	unmake(&alone);
	unmake(&wild);
	unmake(&with_dns);
	unmake(&with_ip);
	unmake(&address);
}

/* Of two common names neither can be told to be the right one. */
static void two_common_names(void **state)
{
	struct made m = make((struct spec){ .cn = "one.example.net" });

	(void)state;
	MUST(gnutls_x509_crt_set_dn(
		m.crt, "CN=two.example.net,CN=one.example.net", NULL));
	MUST(gnutls_x509_crt_sign2(m.crt, m.crt, m.key, GNUTLS_DIG_SHA256, 0));
	assert_false(dn_names_host(m.crt, "one.example.net", true));
	assert_false(dn_names_host(m.crt, "two.example.net", true));
	unmake(&m);
}

/* What cannot be read may hold a DNS name: no way around it by the CN. */
static void damaged_names(void **state)
{
	struct made m = with_raw_names("cn.example.net", "\x30\x7f\x82", 3);

	(void)state;
	assert_false(dn_names_host(m.crt, "cn.example.net", true));
	unmake(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line),
		cmocka_unit_test(two_attributes_in_one_set),
		cmocka_unit_test(every_kind_of_name),
		cmocka_unit_test(nul_in_a_name),
		cmocka_unit_test(nothing_to_describe),
		cmocka_unit_test(hosts),
		cmocka_unit_test(addresses),
		cmocka_unit_test(common_name),
		cmocka_unit_test(two_common_names),
		cmocka_unit_test(damaged_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
