/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/auth_types: names for mechanisms that the user gives, what goes with
 * them besides the credentials, and what is tried of it in which order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "making.h"
#include "sasl/sasl.h"

#define BASE SERVER, TO, "-au", "fred", "-ap", "pw"

/* Each try as NAME/OFFER/MECHANISM, a space between. */
static void check_tries(const struct auth_plan *a, const char *expected)
{
	struct buf out;

	buf_init(&out, 1000);
	for (size_t i = 0; i < a->try_count; i++) {
		const struct auth_type *t = &a->types[a->tries[i]];

		buf_addf(&out, "%s%s/%s/%s", i ? " " : "", t->name, t->offer,
			 t->mechanism->name);
	}
	assert_string_equal(buf_str(&out), expected);
	buf_release(&out);
}

static void tries(void **state)
{
	static const struct {
		const char *args[7];
		const char *tries;
	} table[] = {
		{ { "-a", "PLAIN" }, "PLAIN/PLAIN/PLAIN" },
		{ { "-a", "login-initial,LOGIN" },
		  "LOGIN-INITIAL/LOGIN/LOGIN-INITIAL LOGIN/LOGIN/LOGIN" },
		{ { "-a", "SPA,MSN,NTLM" },
		  "SPA/SPA/NTLM MSN/MSN/NTLM NTLM/NTLM/NTLM" },
		{ { "-a", "X", "-am", "X=PLAIN" }, "X/X/PLAIN" },
		{ { "-a", "x-p", "-am", "X-p=plain" }, "X-p/X-p/PLAIN" },
		{ { "-a", "X", "-am", "X=LOGIN,X=PLAIN" },
		  "X/X/LOGIN X/X/PLAIN" },
		{ { "-a", "X", "-am", "X=LOGIN-INITIAL" },
		  "X/X/LOGIN-INITIAL" },
		/* the user's own meaning first, then the usual one */
		{ { "-a", "LOGIN", "-am", "LOGIN=PLAIN" },
		  "LOGIN/LOGIN/PLAIN LOGIN/LOGIN/LOGIN" },
		{ { "-a", "PLAIN,PLAIN" },
		  "PLAIN/PLAIN/PLAIN PLAIN/PLAIN/PLAIN" },
		{ { "-a", "PLAIN, LOGIN" },
		  "PLAIN/PLAIN/PLAIN LOGIN/LOGIN/LOGIN" },
		/* the last map counts */
		{ { "-am", "X=LOGIN", "-am", "Y=PLAIN", "-a", "Y" },
		  "Y/Y/PLAIN" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(BASE), table[i].args));
			check_tries(&m.plan.auth, table[i].tries);
			making_close(&m);
		}
}

/* LOGIN and LOGIN-INITIAL are one to a server: it is asked once. */
static void initial_on_request(void **state)
{
	static const char *const any[] = { "any", "ANY", "" };

	(void)state;
	for (size_t i = 0; i < LENGTH(any); i++) {
		struct making m;

		making_good(&m, "smtpcheck", LIST(BASE, "-a", any[i]));
		assert_false(m.plan.auth.chosen);
		check_tries(&m.plan.auth,
			    "SCRAM-SHA-512-PLUS/SCRAM-SHA-512-PLUS/"
			    "SCRAM-SHA-512-PLUS "
			    "SCRAM-SHA-256-PLUS/SCRAM-SHA-256-PLUS/"
			    "SCRAM-SHA-256-PLUS "
			    "SCRAM-SHA-1-PLUS/SCRAM-SHA-1-PLUS/"
			    "SCRAM-SHA-1-PLUS "
			    "SCRAM-SHA-512/SCRAM-SHA-512/SCRAM-SHA-512 "
			    "SCRAM-SHA-256/SCRAM-SHA-256/SCRAM-SHA-256 "
			    "SCRAM-SHA-1/SCRAM-SHA-1/SCRAM-SHA-1 "
			    "CRAM-MD5/CRAM-MD5/CRAM-MD5 "
			    "CRAM-SHA1/CRAM-SHA1/CRAM-SHA1 "
			    "DIGEST-MD5/DIGEST-MD5/DIGEST-MD5 "
			    "NTLM/NTLM/NTLM SPA/SPA/NTLM MSN/MSN/NTLM "
			    "PLAIN/PLAIN/PLAIN LOGIN/LOGIN/LOGIN");
		making_close(&m);
	}
}

/* As swaks, a name for what nobody knows is taken, but not tried. */
static void map_to_the_unknown(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "swaks", LIST(BASE, "-a", "FOO", "-am", "FOO=BAR"));
	assert_int_equal(m.plan.auth.mechanisms.count, 1);
	assert_int_equal(m.plan.auth.try_count, 0);
	assert_string_equal(m.plan.auth.types[0].base, "BAR");
	making_close(&m);
	making_bad("smtpcheck", LIST(BASE, "-am", "FOO=BAR"),
		   "no AUTH type BAR");
}

static void no_pairs(void **state)
{
	static const char *const bad[] = { "FOO", "FOO=", "=FOO", "X=PLAIN,Y" };

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++)
		for (size_t n = 0; n < 2; n++)
			making_bad(making_names[n], LIST(BASE, "-am", bad[i]),
				   "no KEY=VALUE");
	for (size_t n = 0; n < 2; n++) {
		making_bad(making_names[n], LIST(BASE, "-ae", "realm"),
			   "no KEY=VALUE");
		making_bad(making_names[n], LIST(BASE, "-ae", "realm="),
			   "no KEY=VALUE");
		/* it would stand behind AUTH */
		making_bad(making_names[n], LIST(BASE, "-am", "X\nY=PLAIN"),
			   "a line end");
	}
}

static void check_extra(const char *found, const char *expected)
{
	if (expected)
		assert_string_equal(found, expected);
	else
		assert_null(found);
}

static void extras(void **state)
{
	static const struct {
		const char *text, *listed;
		const char *realm, *service, *host, *service_name;
	} table[] = {
		{ "realm=a", "REALM=a", "a", NULL, NULL, NULL },
		{ "domain=a", "DOMAIN=a REALM=a", "a", NULL, NULL, NULL },
		{ "domain=a,realm=b", "DOMAIN=a REALM=a", "a", NULL, NULL,
		  NULL },
		{ "realm=a,realm=b", "REALM=b", "b", NULL, NULL, NULL },
		{ "REALM=x=y", "REALM=x=y", "x=y", NULL, NULL, NULL },
		{ "dmd5-serv-type=t,dmd5-host=h,dmd5-serv-name=n",
		  "DMD5-HOST=h DMD5-SERV-NAME=n DMD5-SERV-TYPE=t", NULL, "t",
		  "h", "n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct auth_plan *a;
		struct making m;
		struct buf out;

		making_good(&m, "smtpcheck", LIST(BASE, "-ae", table[i].text));
		a = &m.plan.auth;
		buf_init(&out, 1000);
		for (size_t n = 0; n < a->extras.count; n++)
			buf_addf(&out, "%s%s", n ? " " : "", a->extras.at[n]);
		assert_string_equal(buf_str(&out), table[i].listed);
		check_extra(a->realm, table[i].realm);
		check_extra(a->service, table[i].service);
		check_extra(a->host, table[i].host);
		check_extra(a->service_name, table[i].service_name);
		buf_release(&out);
		making_close(&m);
	}
}

/* A key that means nothing is a slip of the finger, but swaks takes it. */
static void unknown_extra(void **state)
{
	struct making m;

	(void)state;
	making_bad("smtpcheck", LIST(BASE, "-ae", "rehlm=x"),
		   "there is no REHLM");
	making_good(&m, "swaks", LIST(BASE, "-ae", "rehlm=x"));
	assert_string_equal(m.plan.auth.extras.at[0], "REHLM=x");
	making_close(&m);
}

/* A hash that is guessed in minutes is sent in swaks' place alone. */
static void lan_manager(void **state)
{
	(void)state;
	for (size_t n = 0; n < 2; n++) {
		struct making m;

		making_good(&m, making_names[n], LIST(BASE));
		assert_int_equal(m.plan.auth.lan_manager, n == 1);
		making_close(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tries),
		cmocka_unit_test(initial_on_request),
		cmocka_unit_test(map_to_the_unknown),
		cmocka_unit_test(no_pairs),
		cmocka_unit_test(extras),
		cmocka_unit_test(unknown_extra),
		cmocka_unit_test(lan_manager),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
