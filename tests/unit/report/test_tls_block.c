/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report/tls_block: what is known of a TLS session, for people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/tls_facts.h"
#include "report/tls_block.h"

#define NOW ((time_t)1800000000)	/* 2027-01-15 08:00 */

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

enum { DAY = 86400 };

static char san1[] = "DNS:a.example", san2[] = "IP Address:192.0.2.1";
static char *sans[] = { san1, san2 };

static struct tls_certificate leaf = {
	.subject = (char[]){ "/O=Test/CN=a.example" },
	.issuer = (char[]){ "/CN=root" },
	.common_name = (char[]){ "a.example" },
	.names = { sans, 2 },
	.not_before = NOW - 29 * DAY,
	.not_after = NOW + 61 * DAY,
	.key = "RSA", .key_bits = 2048, .signature = "ECDSA-SHA256",
	.sha256 = { 0xab, 0x01 }, .key_sha256 = { 0xcd, 0x02 },
	.issuer_url = (char[]){ "http://ca.example/root.crt" },
};

static struct tls_certificate plain = {
	.subject = (char[]){ "/CN=root" },
	.issuer = (char[]){ "/CN=root" },
	.common_name = (char[]){ "root" },
	.not_before = NOW - 30 * DAY,
	.not_after = NOW - DAY,
	.key = "Ed25519", .key_bits = 256, .signature = "Ed25519",
	.ocsp_url = (char[]){ "http://ocsp.example" },
};

#define ZEROS "00000000000000000000000000000000000000000000000000000000" "0000"

#define LEAF                                                                   \
	"  subject      /O=Test/CN=a.example\n"                                \
	"  issuer       /CN=root\n"                                            \
	"  names        DNS:a.example, IP Address:192.0.2.1\n"                 \
	"  key          RSA 2048\n"                                            \
	"  signature    ECDSA-SHA256\n"                                        \
	"  valid        2026-12-17 08:00 to 2027-03-17 08:00 UTC\n"            \
	"               61 of 90 days left (67%)\n"                            \
	"  sha256       ab01" ZEROS "\n"                                       \
	"  key sha256   cd02" ZEROS "\n"                                       \
	"  issuer at    http://ca.example/root.crt\n"

#define ROOT                                                                   \
	"  subject      /CN=root\n"                                            \
	"  issuer       /CN=root\n"                                            \
	"  names        none\n"                                                \
	"  key          Ed25519\n"                                             \
	"  signature    Ed25519\n"                                             \
	"  valid        2026-12-16 08:00 to 2027-01-14 08:00 UTC\n"            \
	"               expired less than a day ago\n"                         \
	"  sha256       0000" ZEROS "\n"                                       \
	"  key sha256   0000" ZEROS "\n"                                       \
	"  ocsp at      http://ocsp.example\n"

static char *block(const struct tls_facts *f, int width)
{
	char *text = NULL;
	size_t n = 0;
	const struct tls_block_options o = {
		.out = open_memstream(&text, &n), .width = width, .now = NOW,
	};

	assert_non_null(o.out);
	tls_block_write(f, &o);
	assert_int_equal(fclose(o.out), 0);
	return text;
}

static void expect(const struct tls_facts *f, const char *expected)
{
	char *text = block(f, 80);

	assert_string_equal(text, expected);
	free(text);
}

static void expect_line(const struct tls_facts *f, const char *line)
{
	char *text = block(f, 80), *with_end = malloc(strlen(line) + 3);

	assert_non_null(with_end);
	sprintf(with_end, "\n%s\n", line);
	if (!strstr(text, with_end))
		fail_msg("no line \"%s\" in\n%s", line, text);
	free(with_end);
	free(text);
}

static struct tls_facts of_1_3(void)
{
	static char name[] = "a.example";

	return (struct tls_facts){
		.version = "TLSv1.3", .cipher = "TLS_AES_256_GCM_SHA384",
		.bits = 256, .group = "X25519", .forward_secret = true,
		.signature = "RSA-PSS-RSAE-SHA256",
		.sni = name,
		.bind_exporter = true, .bind_end_point = true,
		.chain = &leaf, .chain_count = 1,
		.name_wanted = name,
		.judgement = { .as_of = NOW },
	};
}

static void good(void **state)
{
	struct tls_facts f = of_1_3();

	(void)state;
	expect(&f,
	       "TLS\n"
	       "  session      TLSv1.3, TLS_AES_256_GCM_SHA384 (256 bits), "
	       "group X25519,\n"
	       "               signature RSA-PSS-RSAE-SHA256\n"
	       "  sni          a.example\n"
	       "  alpn         none (none was offered)\n"
	       "  resumed      no\n"
	       "  client cert  not asked for, not sent\n"
	       "  ocsp staple  none\n"
	       "  bindings     tls-exporter, tls-server-end-point\n"
	       "  verified     chain and name (a.example) are good\n"
	       "CERTIFICATE 0 (the server's own)\n"
	       LEAF);
}

static void old_and_bad(void **state)
{
	struct tls_fault expired = { REASON_EXPIRED, 1, NULL, NULL };
	struct tls_certificate both[] = { leaf, plain };
	struct tls_facts f = {
		.version = "TLSv1.2", .cipher = "AES128-SHA", .bits = 128,
		.group = "RSA", .client_asked = true, .client_sent = true,
		.alpn_offered = (char[]){ "smtp,x" }, .resumed = true,
		.stapled = true, .secure_renegotiation = true,
		.chain = both, .chain_count = 2,
		.client = &plain, .client_count = 1,
		.reasons = REASON_EXPIRED | REASON_NO_NAME_WANTED,
		.judgement = { .faults = &expired, .fault_count = 1,
			       .pinned_at = -1 },
		.trust_error = (char[]){ "cannot read /etc/ca" },
	};

	(void)state;
	expect(&f,
	       "TLS\n"
	       "  session      TLSv1.2, AES128-SHA (128 bits), key exchange "
	       "RSA (no forward\n"
	       "               secrecy)\n"
	       "  sni          none\n"
	       "  alpn         none (offered: smtp,x)\n"
	       "  resumed      yes\n"
	       "  client cert  asked for, sent\n"
	       "  ocsp staple  sent\n"
	       "  bindings     none\n"
	       "  safeguards   secure renegotiation yes, extended master "
	       "secret no\n"
	       "  verified     NO:\n"
	       "               certificate has expired (depth 1)\n"
	       "               no host name to verify\n"
	       "  trust store  cannot read /etc/ca\n"
	       "CERTIFICATE 0 (the server's own)\n"
	       LEAF
	       "CERTIFICATE 1\n"
	       ROOT
	       "CLIENT CERTIFICATE 0\n"
	       ROOT);
}

static void no_session(void **state)
{
	(void)state;
	expect(NULL, "TLS\n  session      none came about\n");
}

/* Each at each of its places, and as of a day. */
static void reasons_of_the_judgement(void **state)
{
	struct tls_fault faults[] = {
		{ REASON_EXPIRED, 1, (char[]){ "/CN=ca" },
		  (char[]){ "on 2026-01-02" } },
		{ REASON_EXPIRED, 2, (char[]){ "/CN=root" }, NULL },
		{ REASON_WEAK_KEY, 0, NULL, (char[]){ "RSA, 1024 bits" } },
	};
	struct tls_facts f = of_1_3();

	(void)state;
	f.reasons = REASON_EXPIRED | REASON_WEAK_KEY | REASON_PIN;
	f.judgement.faults = faults;
	f.judgement.fault_count = LENGTH(faults);
	f.judgement.as_of = NOW + 62 * DAY;
	f.judgement.pins_wanted = true;
	f.judgement.pinned_at = -1;
	expect_line(&f, "  verified     NO, as of 2027-03-18:\n"
			"               certificate has expired (depth 1, "
			"/CN=ca: on 2026-01-02)\n"
			"               certificate has expired (depth 2, "
			"/CN=root)\n"
			"               EE certificate key too weak (depth 0: "
			"RSA, 1024 bits)\n"
			"  pin          no pin matches the certificate or its "
			"key");
	expect_line(&f, "  valid        2026-12-17 08:00 to 2027-03-17 08:00 "
			"UTC\n"
			"               expired less than a day ago");
	f.waived = REASON_EXPIRED | REASON_WEAK_KEY;
	f.judgement.pinned_at = 0;
	expect_line(&f, "  verified     by a pin, as of 2027-03-18, else:\n"
			"               certificate has expired (depth 1, "
			"/CN=ca: on 2026-01-02)");
	expect_line(&f, "  pin          matches at depth 0");
}

static void as_of_another_day(void **state)
{
	struct tls_facts f = of_1_3();

	(void)state;
	f.judgement.as_of = NOW - 30 * DAY;
	expect_line(&f, "  verified     chain and name (a.example) are good, "
			"as of 2026-12-16");
	expect_line(&f, "  valid        2026-12-17 08:00 to 2027-03-17 08:00 "
			"UTC\n"
			"               not yet valid");
}

static void beside_chain_and_name(void **state)
{
	struct tls_ending ending = { .depth = 0, .days = 2, .percent = 3,
				     .subject = (char[]){ "/CN=a" },
				     .critical = true, .limit = "10%" };
	struct tls_facts f = of_1_3();

	(void)state;
	f.reasons = REASON_NO_ISSUER | REASON_NEARLY_EXPIRED;
	f.judgement.issuer_missing = (char[]){ "/CN=ca" };
	f.judgement.issuer_url = (char[]){ "http://ca.example/" };
	f.judgement.endings = &ending;
	f.judgement.ending_count = 1;
	expect_line(&f, "  verified     NO:\n"
			"               unable to get local issuer "
			"certificate\n"
			"  missing      /CN=ca, to be had at "
			"http://ca.example/\n"
			"  ending       critical: 2 days (3%) left, the limit "
			"is 10%: /CN=a");
}

/* In the words that the tls step has for them. */
static void published(void **state)
{
	struct tls_facts f = of_1_3();
	char *text;

	(void)state;
	f.dane.state = DANE_ABSENT;
	f.sts.state = STS_NO_RECORD;
	text = block(&f, 80);
	assert_non_null(strstr(text, "\n  published    DANE"));
	assert_non_null(strstr(text, "\n  published    MTA-STS"));
	free(text);
}

static void staple_and_alpn(void **state)
{
	struct tls_facts f = of_1_3();

	(void)state;
	f.alpn = (char[]){ "x" };
	f.alpn_offered = (char[]){ "x,y" };
	f.stapled = true;
	f.judgement.staple.state = STAPLE_GOOD;
	expect_line(&f, "  alpn         x (offered: x,y)");
	expect_line(&f, "  ocsp staple  good");
}

/* No byte that the server chose is obeyed, and none makes a line of its own. */
static void hostile_bytes(void **state)
{
	static char bad[] = "x\x1b[31m\nverified     yes\r\x9b\x7f";
	static char shown[] = "x\\x1b[31m\\x0averified     yes\\x0d\\x9b\\x7f";
	static char *const names[] = { bad };
	struct tls_certificate c = leaf;
	struct tls_facts f = of_1_3();
	char *text, *at;
	int count = 0;

	(void)state;
	c.subject = c.issuer = c.issuer_url = c.ocsp_url = bad;
	c.names = (struct strings){ (char **)(uintptr_t)names, 1 };
	f.chain = &c;
	f.alpn = f.alpn_offered = f.sni = f.name_wanted = bad;
	f.trust_error = bad;
	text = block(&f, 1000);
	for (at = text; *at; at++)
		assert_true(*at == '\n' || (*at >= ' ' && *at <= '~'));
	for (at = text; (at = strstr(at, shown)); at++)
		count++;
	assert_int_equal(count, 10);
	free(text);
}

static void no_line_is_too_long(void **state)
{
	struct tls_certificate both[] = { leaf, plain };
	struct tls_facts f = of_1_3();

	(void)state;
	f.chain = both;
	f.chain_count = 2;
	for (int width = -1; width < 120; width++) {
		size_t most = width < 40 ? 40 : (size_t)width;
		char *text = block(&f, width), *rest = text, *line;

		while ((line = strsep(&rest, "\n")))
			assert_true(str_width(line, strlen(line)) <= most);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(old_and_bad),
		cmocka_unit_test(no_session),
		cmocka_unit_test(reasons_of_the_judgement),
		cmocka_unit_test(as_of_another_day),
		cmocka_unit_test(beside_chain_and_name),
		cmocka_unit_test(published),
		cmocka_unit_test(staple_and_alpn),
		cmocka_unit_test(hostile_bytes),
		cmocka_unit_test(no_line_is_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
