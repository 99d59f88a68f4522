/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report/transcript: a TLS session, its certificates, and why it failed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/tls_facts.h"
#include "showing.h"

static struct tls_certificate chain[] = {
	{ .subject = "/CN=host.example", .issuer = "/CN=CA",
	  .common_name = "host.example", .not_after = 1893456000 },
	{ .subject = "/CN=CA", .issuer = "/CN=CA", .common_name = "CA",
	  .not_after = 4102444800 },
};

static const struct tls_facts facts = {
	.version = "TLSv1.3", .cipher = "TLS_AES_256_GCM_SHA384",
	.bits = 256, .chain = chain, .chain_count = 2,
};

static void tls(void **state)
{
	struct tls_facts f = facts;
	const struct event e = { .kind = EVENT_TLS, .tls = &f };
	char *names[] = { (char[]){ "DNS:host.example" },
			  (char[]){ "IP Address:192.0.2.1" } };

	(void)state;
	chain[0].names = (struct strings){ .at = names, .count = 2 };
	f.name_wanted = (char[]){ "host.example" };
	check_both(&e,
		   "=== TLS started with cipher TLSv1.3:"
		   "TLS_AES_256_GCM_SHA384:256\n"
		   "=== TLS client certificate not requested and not sent\n"
		   "=== TLS no client certificate set\n"
		   "=== TLS peer[0]   subject=[/CN=host.example]\n"
		   "===               commonName=[host.example], "
		   "subjectAltName=[DNS:host.example, IP Address:192.0.2.1] "
		   "notAfter=[2030-01-01T00:00:00Z]\n"
		   "=== TLS peer[1]   subject=[/CN=CA]\n"
		   "===               commonName=[CA], subjectAltName=[] "
		   "notAfter=[2100-01-01T00:00:00Z]\n"
		   "=== TLS peer certificate passed CA verification, passed "
		   "host verification (using host host.example to verify)\n",
		   "");
	chain[0].names = (struct strings){ 0 };
}

static void client_certificate(void **state)
{
	struct tls_facts f = { .version = "TLSv1.2", .cipher = "C",
			       .client_asked = true };
	const struct event e = { .kind = EVENT_TLS, .tls = &f };
	struct shown s;

	(void)state;
	open_shown(&s, &swaks_settings);
	take(&s, &e);
	finish(&s);
	assert_non_null(strstr(s.out, "=== TLS client certificate requested "
				      "and not sent\n"));
	close_shown(&s);
}

static const struct {
	unsigned reasons;
	const char *name, *line, *refusal;
} verdicts[] = {
	{ 0, "h",
	  "passed CA verification, passed host verification (using host h to "
	  "verify)", NULL },
	{ REASON_EXPIRED, "h",
	  "failed CA verification (certificate has expired), passed host "
	  "verification (using host h to verify)",
	  "certificate verification failed (certificate has expired)" },
	{ REASON_NAME_MISMATCH, "h",
	  "passed CA verification, failed host verification (using host h to "
	  "verify)", "server certificate did not match target host h" },
	{ REASON_NO_ISSUER | REASON_NAME_MISMATCH, "h",
	  "failed CA verification (unable to get local issuer certificate), "
	  "failed host verification (using host h to verify)",
	  "certificate verification failed (unable to get local issuer "
	  "certificate), server certificate did not match target host h" },
	{ REASON_NO_NAME_WANTED, NULL,
	  "passed CA verification, failed host verification (no host string "
	  "available to verify)",
	  "no host available for host verification" },
	{ REASON_SELF_SIGNED | REASON_NO_NAME_WANTED, NULL,
	  "failed CA verification (self-signed certificate), failed host "
	  "verification (no host string available to verify)",
	  "certificate verification failed (self-signed certificate), no "
	  "host available for host verification" },
};

static void verification(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(verdicts); i++) {
		struct tls_facts f = { .version = "V", .cipher = "C",
				       .reasons = verdicts[i].reasons };
		const struct event e = { .kind = EVENT_TLS, .tls = &f };
		char name[] = "h", line[300];
		struct shown s;

		f.name_wanted = verdicts[i].name ? name : NULL;
		snprintf(line, sizeof(line), "=== TLS peer certificate %s\n",
			 verdicts[i].line);
		open_shown(&s, &swaks_settings);
		take(&s, &e);
		finish(&s);
		assert_non_null(strstr(s.out, line));
		close_shown(&s);
	}
}

static void tls_failed(void **state)
{
	const struct event without = { .kind = EVENT_TLS_FAILED,
				       .text = "handshake failure" };

	(void)state;
	for (size_t i = 0; i < LENGTH(verdicts); i++) {
		struct tls_facts f = { .reasons = verdicts[i].reasons };
		const struct event e = { .kind = EVENT_TLS_FAILED,
					 .tls = &f };
		char name[] = "h", line[300];

		if (!verdicts[i].refusal)
			continue;
		f.name_wanted = verdicts[i].name ? name : NULL;
		snprintf(line, sizeof(line), "*** TLS startup failed "
			 "(connect(): %s)\n", verdicts[i].refusal);
		check_both(&e, "", line);
	}
	check_both(&without, "", "*** TLS startup failed (connect(): "
				 "handshake failure)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tls),
		cmocka_unit_test(client_certificate),
		cmocka_unit_test(verification),
		cmocka_unit_test(tls_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
