/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/auth: mechanisms that go by something else than a password, and what
 * each needs to be tried.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "making.h"
#include "sasl/sasl.h"

#define BASE SERVER, TO
#define USER "-au", "fred"

/* The mechanisms to try, with a space between. */
static void check_tries(const struct auth_plan *a, const char *expected)
{
	struct buf out;

	buf_init(&out, 1000);
	for (size_t i = 0; i < a->try_count; i++)
		buf_addf(&out, "%s%s", i ? " " : "",
			 a->types[a->tries[i]].name);
	assert_string_equal(buf_str(&out), expected);
	buf_release(&out);
}

/* A token excludes passwords, and the other way round. */
static void tries(void **state)
{
	static const struct {
		const char *args[10];
		const char *tries;
	} table[] = {
		{ { USER, "--auth-token", "t" }, "OAUTHBEARER XOAUTH2" },
		{ { USER, "--auth-token", "t", "-a", "PLAIN,XOAUTH2" },
		  "XOAUTH2" },
		{ { USER, "-ap", "p", "-a", "XOAUTH2,LOGIN" }, "LOGIN" },
		{ { "--auth-token", "t", "-a", "OAUTHBEARER" },
		  "OAUTHBEARER" },
		{ { "-a", "EXTERNAL" }, "EXTERNAL" },
		{ { "-a", "external,ANONYMOUS,gssapi" },
		  "EXTERNAL ANONYMOUS GSSAPI" },
		{ { USER, "-ap", "p", "-a", "SCRAM-SHA-256,EXTERNAL" },
		  "SCRAM-SHA-256 EXTERNAL" },
		{ { USER, "-ap", "p", "-am", "X-S=SCRAM-SHA-1", "-a", "X-S" },
		  "X-S" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			if (n == 1 && i == 0)
				continue;
			making_good(&m, making_names[n],
				    making_join(LIST(BASE), table[i].args));
			check_tries(&m.plan.auth, table[i].tries);
			assert_int_equal(m.plan.auth.demand, DEMAND_REQUIRED);
			assert_non_null(m.plan.auth.user);
			assert_non_null(m.plan.auth.password);
			making_close(&m);
		}
}

/* A certificate of one's own is a reason for EXTERNAL, but not as swaks. */
static void certificate(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(BASE, USER, "-ap", "p", "-tls",
					  "--tls-cert", "/dev/null",
				      "--tls-key", "/dev/null"));
	assert_string_equal(m.plan.auth.types[m.plan.auth.tries[0]].name,
			    "EXTERNAL");
	making_close(&m);
	making_good(&m, "swaks", LIST(BASE, USER, "-ap", "p", "-tls",
				      "--tls-cert", "/dev/null",
				      "--tls-key", "/dev/null"));
	assert_string_not_equal(m.plan.auth.types[m.plan.auth.tries[0]].name,
				"EXTERNAL");
	making_close(&m);
}

static void missing(void **state)
{
	static const struct {
		const char *args[10];
		const char *part;
	} table[] = {
		{ { USER, "-ap", "p", "-a", "XOAUTH2" },
		  "XOAUTH2 needs a token" },
		{ { USER, "--auth-token", "t", "-a", "PLAIN" },
		  "PLAIN takes no token" },
		{ { USER, "--auth-token", "t", "-ap", "p" },
		  "a token and a password" },
		{ { USER, "--auth-token", "" }, "token" },
		{ { "--auth-token", "t", "-a", "XOAUTH2" }, "a user name" },
		{ { USER, "--auth-token-file", "/nonexistent/token" },
		  "/nonexistent/token" },
		{ { USER, "--auth-token-file", "/dev/null" }, "empty" },
		{ { "-a", "EXTERNAL", "--auth-id", "a\nb" }, "line" },
		{ { "-a", "EXTERNAL", "--auth-binding", "tls-unique" },
		  "tls-unique" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		making_bad("smtpcheck", making_join(LIST(BASE), table[i].args),
			   table[i].part);
}

/* The first line of the file, whatever ends it. */
static void token_file(void **state)
{
	static const struct {
		const char *content, *token;
	} table[] = {
		{ "t0ken\n", "t0ken" }, { "t0ken", "t0ken" },
		{ "t0ken\r\nmore\n", "t0ken" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char path[] = "/tmp/smtpcheck-token.XXXXXX";
		int fd = mkstemp(path);
		size_t n = strlen(table[i].content);
		struct making m;

		assert_int_equal(write(fd, table[i].content, n), n);
		close(fd);
		making_good(&m, "smtpcheck", LIST(BASE, USER,
						  "--auth-token-file", path));
		assert_string_equal(m.plan.auth.token, table[i].token);
		making_close(&m);
		unlink(path);
	}
}

static void identity(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(BASE, USER, "-ap", "p"));
	assert_null(m.plan.auth.authzid);
	assert_null(m.plan.auth.token);
	assert_int_equal(m.plan.auth.binding, BINDING_BY_VERSION);
	making_close(&m);
	making_good(&m, "smtpcheck",
		    LIST(BASE, USER, "-ap", "p", "--auth-id", "tim",
			 "--auth-binding", "tls-server-end-point"));
	assert_string_equal(m.plan.auth.authzid, "tim");
	assert_int_equal(m.plan.auth.binding, BINDING_END_POINT);
	making_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tries),
		cmocka_unit_test(certificate),
		cmocka_unit_test(missing),
		cmocka_unit_test(token_file),
		cmocka_unit_test(identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
