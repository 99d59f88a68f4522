/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan/route: where to without a server, and the ends of the connection. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "making.h"

/* ---- by the recipient ---- */

static void domains(void **state)
{
	static const struct {
		const char *to, *place;
		bool by_mx;
	} table[] = {
		{ "a@example.org", "example.org", true },
		{ "a@Example.ORG.", "Example.ORG.", true },
		{ "a@b@example.org", "example.org", true },
		{ "x@one.example,y@two.example", "two.example", true },
		/* RFC 6761: no name server is asked about this one */
		{ "a@localhost", "localhost", false },
		{ "a@LocalHost.", "LocalHost.", false },
		{ "a@x.localhost", "x.localhost", false },
		{ "a@xlocalhost", "xlocalhost", true },
		{ "a@localhost.example", "localhost.example", true },
		/* RFC 5321 section 4.1.3 */
		{ "a@[192.0.2.1]", "192.0.2.1", false },
		{ "a@[IPv6:2001:db8::1]", "2001:db8::1", false },
		{ "a@[ipv6:::1]", "::1", false },
		{ "a@[::1]", "::1", false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    LIST("-t", table[i].to));
			assert_int_equal(m.plan.target.transport,
					 TRANSPORT_TCP);
			assert_string_equal(m.plan.target.place,
					    table[i].place);
			assert_int_equal(m.plan.target.by_mx, table[i].by_mx);
			assert_int_equal(m.plan.target.port, 25);
			making_close(&m);
		}
}

/* A certificate is then for the exchange, which is not known yet. */
static void names_to_verify(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(TO, "-tls"));
	assert_true(m.plan.tls.verify_exchange);
	assert_true(m.plan.tls.sni_exchange);
	assert_null(m.plan.tls.policy.verify_name);
	making_close(&m);
	making_good(&m, "swaks", LIST(TO, "-tls"));
	assert_true(m.plan.tls.verify_exchange);
	assert_false(m.plan.tls.sni_exchange);
	making_close(&m);
	making_good(&m, "smtpcheck", LIST(TO, "-tls", "--tls-verify-target",
					  "mx.example.org"));
	assert_false(m.plan.tls.verify_exchange);
	assert_string_equal(m.plan.tls.policy.verify_name, "mx.example.org");
	making_close(&m);
	making_good(&m, "smtpcheck", LIST(TO, "-tls", SERVER));
	assert_false(m.plan.tls.verify_exchange);
	making_close(&m);
}

/* An answer that does not come is no answer, but for swaks it is "no MX". */
static void no_answer(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(TO));
	assert_false(m.plan.target.mx_lenient);
	making_close(&m);
	making_good(&m, "swaks", LIST(TO));
	assert_true(m.plan.target.mx_lenient);
	making_close(&m);
}

static void protocols_and_ports(void **state)
{
	static const struct {
		const char *args[5];
		unsigned port;
	} table[] = {
		{ { "-p", "2525" }, 2525 },
		{ { "-tlsc" }, 465 },
		{ { "--protocol", "LMTP" }, 24 },
		{ { "--protocol", "SSMTP", "-p", "25" }, 25 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct making m;

		making_good(&m, "smtpcheck",
			    making_join(LIST(TO), table[i].args));
		assert_true(m.plan.target.by_mx);
		assert_int_equal(m.plan.target.port, table[i].port);
		making_close(&m);
	}
}

static void copied(void **state)
{
	static const struct {
		const char *from, *place;
		bool by_mx;
	} table[] = {
		{ "example.net", "example.net", true },
		{ "me@example.net", "example.net", true },
		{ "me@[192.0.2.1]", "192.0.2.1", false },
		{ "[192.0.2.1]", "192.0.2.1", false },
		{ "localhost", "localhost", false },
	};
	struct making m;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		making_good(&m, "smtpcheck", LIST(TO, "--copy-routing",
						  table[i].from));
		assert_string_equal(m.plan.target.place, table[i].place);
		assert_int_equal(m.plan.target.by_mx, table[i].by_mx);
		making_close(&m);
	}
	/* a server says it all */
	making_good(&m, "smtpcheck", LIST(TO, SERVER, "--copy-routing", "x"));
	assert_string_equal(m.plan.target.place, "mail.example.net");
	assert_false(m.plan.target.by_mx);
	making_close(&m);
	/* nor is a recipient needed then */
	making_good(&m, "smtpcheck", LIST("-q", "helo", "--copy-routing",
					  "example.net"));
	assert_string_equal(m.plan.target.place, "example.net");
	making_close(&m);
}

static void nowhere(void **state)
{
	static const struct {
		const char *args[4], *part;
	} table[] = {
		{ { "-q", "helo" }, "no server given" },
		{ { "-t", "fred" }, "no domain" },
		{ { "-t", "fred@" }, "no domain" },
		{ { "-t", "x@y,fred" }, "no domain" },
		{ { "-t", "a@[]" }, "no address" },
		{ { "-t", "a@[example]" }, "no address" },
		{ { "-t", "a@[192.0.2.1" }, "no address" },
		{ { "-t", "a@[192.0.2.256]" }, "no address" },
		{ { "-t", "a@[IPv6:]" }, "no address" },
		{ { "-t", "a@b\r\nQUIT" }, "line end" },
		{ { "-t", "a@b", "--copy-routing", "x@" }, "no domain" },
		{ { "-t", "a@b", "--copy-routing", "x\n" }, "line end" },
		{ { "-t", "a@b", "--copy-routing" }, "s an argument" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		for (size_t n = 0; n < 2; n++) {
			const char *args[5] = { NULL };

			memcpy(args, table[i].args, sizeof(table[i].args));
			making_bad(making_names[n], args, table[i].part);
		}
}

/* ---- this end ---- */

static void local_ends(void **state)
{
	static const struct {
		const char *args[5], *local;
		unsigned port;
	} table[] = {
		{ { "-li", "192.0.2.7" }, "192.0.2.7", 0 },
		{ { "-li", "192.0.2.7:99" }, "192.0.2.7", 99 },
		{ { "-li", "192.0.2.7/99" }, "192.0.2.7", 99 },
		{ { "-li", "here.example:99" }, "here.example", 99 },
		{ { "-li", "[2001:db8::7]:99" }, "2001:db8::7", 99 },
		{ { "-li", "[2001:db8::7]" }, "2001:db8::7", 0 },
		{ { "-li", "2001:db8::7/99" }, "2001:db8::7", 99 },
		{ { "-li", "2001:db8::7" }, "2001:db8::7", 0 },
		{ { "-li", "here:smtp" }, "here", 25 },
		{ { "-li", ":99" }, NULL, 99 },
		{ { "-lp", "99" }, NULL, 99 },
		{ { "--lport", "0" }, NULL, 0 },
		{ { "--local-port", "submission" }, NULL, 587 },
		{ { "-li", "here:1111", "-lp", "2222" }, "here", 2222 },
		{ { "-li", "here:1111", "-lp", "0" }, "here", 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER, TO),
						table[i].args));
			if (table[i].local)
				assert_string_equal(m.plan.target.local,
						    table[i].local);
			else
				assert_null(m.plan.target.local);
			assert_int_equal(m.plan.target.local_port,
					 table[i].port);
			making_close(&m);
		}
}

static void bad_local_ends(void **state)
{
	static const struct {
		const char *args[3], *part;
	} table[] = {
		{ { "-lp", "65536" }, "between 0 and 65535" },
		{ { "-lp", "99999999999999999999" }, "between 0 and 65535" },
		{ { "-lp", "nosuch" }, "no service" },
		{ { "-lp", "-1" }, "" },
		{ { "-li", "[::1]:nosuch" }, "no service" },
		{ { "-li", "a\r\nb" }, "line end" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		making_bad("smtpcheck", making_join(LIST(SERVER, TO),
						    table[i].args),
			   table[i].part);
}

static void families(void **state)
{
	static const struct {
		const char *args[6];
		int family;
	} table[] = {
		{ { "-s", "192.0.2.1", "-4" }, AF_INET },
		{ { "-s", "::1", "-6" }, AF_INET6 },
		{ { "-s", "[fe80::1%lo]", "-6" }, AF_INET6 },
		{ { "-s", "h", "-li", "192.0.2.1" }, AF_INET },
		{ { "-s", "h", "-li", "::1" }, AF_INET6 },
		{ { "-s", "h", "-li", "here" }, AF_UNSPEC },
		{ { "-s", "::1", "-li", "::2" }, AF_INET6 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct making m;

		making_good(&m, "swaks", making_join(LIST(TO), table[i].args));
		assert_int_equal(m.plan.target.family, table[i].family);
		making_close(&m);
	}
}

static void families_that_exclude_each_other(void **state)
{
	static const struct {
		const char *args[6], *part;
	} table[] = {
		{ { "-s", "::1", "-4" }, "-4 excludes the server ::1" },
		{ { "-s", "[::1]:25", "-4" }, "-4 excludes the server" },
		{ { "-s", "::ffff:192.0.2.1", "-4" }, "-4 excludes" },
		{ { "-s", "fe80::1%lo", "-4" }, "-4 excludes" },
		{ { "-s", "192.0.2.1", "-6" }, "-6 excludes the server" },
		{ { "-s", "h", "-li", "::1", "-4" },
		  "-4 excludes the local interface ::1" },
		{ { "-s", "h", "-li", "192.0.2.1", "-6" }, "-6 excludes" },
		{ { "-s", "192.0.2.1", "-li", "::1" },
		  "an IPv6 address, the server 192.0.2.1 is not" },
		{ { "-s", "::1", "-li", "192.0.2.1" }, "is not" },
		{ { "-t", "a@[192.0.2.1]", "-6" }, "-6 excludes" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		for (size_t n = 0; n < 2; n++)
			making_bad(making_names[n],
				   making_join(LIST(TO), table[i].args),
				   table[i].part);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(domains),
		cmocka_unit_test(names_to_verify),
		cmocka_unit_test(no_answer),
		cmocka_unit_test(protocols_and_ports),
		cmocka_unit_test(copied),
		cmocka_unit_test(nowhere),
		cmocka_unit_test(local_ends),
		cmocka_unit_test(bad_local_ends),
		cmocka_unit_test(families),
		cmocka_unit_test(families_that_exclude_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
