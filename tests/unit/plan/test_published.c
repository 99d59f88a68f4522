/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan/published: DANE and MTA-STS, looked up or given by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/tls_facts.h"
#include "making.h"

static void nothing_unless_asked(void **state)
{
	struct making m;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		making_good(&m, making_names[i], LIST(SERVER, TO, "-tls"));
		assert_false(m.plan.published.dane);
		assert_false(m.plan.published.sts);
		assert_int_equal(m.plan.published.records.state,
				 DANE_NOT_ASKED);
		assert_int_equal(m.plan.published.policy.state,
				 STS_NOT_ASKED);
		assert_false(m.plan.tls.fatal & (REASON_DANE | REASON_STS));
		making_close(&m);
	}
}

/* Each of them asks for STARTTLS, and -k does not lift what it finds. */
static void each_needs_tls(void **state)
{
	static const struct {
		const char *args[3];
		unsigned reason;
	} table[] = {
		{ { "--dane" }, REASON_DANE },
		{ { "--dane-only" }, REASON_DANE },
		{ { "--tlsa", "3 1 0 00" }, REASON_DANE },
		{ { "--mta-sts" }, REASON_STS },
		{ { "--mta-sts-domain", "example.org" }, REASON_STS },
	};
	struct making m;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		making_good(&m, making_names[i % 2],
			    making_join(LIST(SERVER, TO, "--no-tls-verify"),
					table[i].args));
		assert_int_equal(m.plan.tls.starttls, DEMAND_REQUIRED);
		assert_int_equal(m.plan.tls.fatal, table[i].reason);
		assert_int_equal(m.plan.tls.no_password, table[i].reason);
		making_close(&m);
	}
	making_good(&m, making_names[0], LIST(SERVER, TO, "--dane", "-tlsc"));
	assert_int_equal(m.plan.tls.starttls, DEMAND_NONE);
	assert_true(m.plan.tls.on_connect);
	making_close(&m);
}

static void records_by_hand(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, making_names[0],
		    LIST("-s", "192.0.2.1", TO, "--dane-only", "--tlsa",
			 "3 1 0 00ff", "--tlsa", "DANE-TA Cert Full 01"));
	assert_false(m.plan.published.dane);	/* nothing to look up */
	assert_true(m.plan.published.dane_only);
	assert_int_equal(m.plan.published.records.state, DANE_BY_HAND);
	assert_int_equal(m.plan.published.records.count, 2);
	assert_int_equal(m.plan.published.records.records[1].usage, 2);
	making_close(&m);
}

static void whose_policy(void **state)
{
	static const struct {
		const char *args[8], *domain;
	} table[] = {
		{ { SERVER, TO, "--mta-sts" }, "example.org" },
		{ { TO, "--mta-sts" }, "example.org" },
		{ { TO, "--mta-sts-domain", "a.example" }, "a.example" },
		{ { TO, "--copy-routing", "b.example", "--mta-sts" },
		  "b.example" },
	};
	struct making m;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		making_good(&m, making_names[0], table[i].args);
		assert_true(m.plan.published.sts);
		assert_string_equal(m.plan.published.policy.domain,
				    table[i].domain);
		making_close(&m);
	}
}

static void whom_to_ask(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, making_names[0],
		    LIST(SERVER, TO, "--dns-server", "192.0.2.7:5300"));
	assert_string_equal(m.plan.published.server_text, "192.0.2.7@5300");
	assert_int_equal(ntohs(m.plan.published.server.sin_port), 5300);
	making_close(&m);
	making_good(&m, making_names[1],
		    LIST(SERVER, TO, "--dns-server", "192.0.2.7"));
	assert_string_equal(m.plan.published.server_text, "192.0.2.7@53");
	making_close(&m);
}

static void a_policy_from_a_file(void **state)
{
	static const char text[] = "version: STSv1\nmode: testing\n"
				   "mx: *.example.net\nmax_age: 1\n";
	char path[] = "/tmp/test_published-XXXXXX";
	int fd = mkstemp(path);
	struct making m;

	(void)state;
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	making_good(&m, making_names[0],
		    LIST(SERVER, TO, "--mta-sts-policy", path));
	assert_false(m.plan.published.sts);
	assert_int_equal(m.plan.published.policy.state, STS_POLICY);
	assert_string_equal(m.plan.published.policy.policy.mx.at[0],
			    "*.example.net");
	making_close(&m);
	assert_int_equal(ftruncate(fd, 20), 0);
	making_bad(making_names[0],
		   LIST(SERVER, TO, "--mta-sts-policy", path), "is no MTA-STS");
	close(fd);
	unlink(path);
	making_bad(making_names[0],
		   LIST(SERVER, TO, "--mta-sts-policy", path), path);
}

static void what_cannot_be(void **state)
{
	static const struct {
		const char *args[8], *part;
	} table[] = {
		{ { SERVER, TO, "--dane", "-tlso" }, "not optional" },
		{ { SERVER, TO, "--mta-sts", "-tlsos" }, "not optional" },
		{ { "-s", "192.0.2.1", TO, "--dane" }, "--tls-verify-target" },
		{ { "-s", "2001:db8::1", TO, "--dane-only" },
		  "--tls-verify-target" },
		{ { "--pipe", "cat", TO, "--dane" }, "--tls-verify-target" },
		{ { SERVER, TO, "--tlsa", "3 1 1" }, "--tlsa" },
		{ { SERVER, TO, "--tlsa", "3 1 1 00ff" }, "32 bytes" },
		{ { SERVER, TO, "--tlsa", "3 1 2 00ff" }, "64 bytes" },
		{ { SERVER, TO, "--tlsa", "4 1 0 00" }, "no such usage" },
		{ { SERVER, TO, "--tlsa", "3 2 0 00" }, "no such selector" },
		{ { SERVER, TO, "--tlsa", "3 1 3 00" },
		  "no such matching type" },
		{ { SERVER, TO, "--mta-sts-domain", "" }, "it is empty" },
		{ { SERVER, TO, "--mta-sts-policy", "" }, "it is empty" },
		{ { SERVER, "-q", "helo", "--mta-sts" }, "--mta-sts-domain" },
		{ { SERVER, "-t", "postmaster", "--mta-sts" },
		  "--mta-sts-domain" },
		{ { SERVER, TO, "--mta-sts-domain", "a\nb" },
		  "--mta-sts-domain" },
		{ { SERVER, TO, "--dns-server", "ns.example.org" },
		  "no IPv4 address" },
		{ { SERVER, TO, "--dns-server", "192.0.2.7:99999" },
		  "--dns-server" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		making_bad(making_names[0], table[i].args, table[i].part);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_unless_asked),
		cmocka_unit_test(each_needs_tls),
		cmocka_unit_test(records_by_hand),
		cmocka_unit_test(whose_policy),
		cmocka_unit_test(whom_to_ask),
		cmocka_unit_test(a_policy_from_a_file),
		cmocka_unit_test(what_cannot_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
