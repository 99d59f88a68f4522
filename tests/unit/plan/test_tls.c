/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/tls: how much TLS is asked for, which flaws of a certificate end the
 * run, after which no password is sent, and what the policy is made of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "base/tls_facts.h"
#include "making.h"

#define ALL (REASONS_CHAIN | REASONS_NAME)

static const struct {
	const char *args[6];
	enum demand starttls;
	bool on_connect;
} demands[] = {
	{ { NULL }, DEMAND_NONE, false },
	{ { "-tls" }, DEMAND_REQUIRED, false },
	{ { "--no-tls" }, DEMAND_NONE, false },
	{ { "-tls", "--no-tls" }, DEMAND_NONE, false },
	{ { "-tlso" }, DEMAND_OPTIONAL, false },
	{ { "-tlsos" }, DEMAND_IF_OFFERED, false },
	{ { "-tlsc" }, DEMAND_NONE, true },
	/* -tlsos before -tlso before -tls, as with swaks */
	{ { "-tls", "-tlso" }, DEMAND_OPTIONAL, false },
	{ { "-tlso", "-tls" }, DEMAND_OPTIONAL, false },
	{ { "-tls", "-tlsos" }, DEMAND_IF_OFFERED, false },
	{ { "-tlsos", "-tlso", "-tls" }, DEMAND_IF_OFFERED, false },
	{ { "-tlso", "--no-tlso", "-tls" }, DEMAND_REQUIRED, false },
	{ { "--protocol", "ESMTPS", "-tlso" }, DEMAND_OPTIONAL, false },
	/* from the first byte: then there is nothing to start */
	{ { "-tls", "-tlsc" }, DEMAND_NONE, true },
	{ { "-tlso", "-tlsc" }, DEMAND_NONE, true },
	{ { "--protocol", "SSMTP" }, DEMAND_NONE, true },
	{ { "--protocol", "SSMTP", "-tls" }, DEMAND_REQUIRED, false },
	{ { "--protocol", "ESMTPS", "-tlsc" }, DEMAND_NONE, true },
	{ { "-tlsc", "--no-tlsc", "-tls" }, DEMAND_REQUIRED, false },
};

static void every_demand(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(demands); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER, TO),
						demands[i].args));
			assert_int_equal(m.plan.tls.starttls,
					 demands[i].starttls);
			assert_int_equal(m.plan.tls.on_connect,
					 demands[i].on_connect);
			making_close(&m);
		}
	}
}

static const struct {
	const char *args[6];
	unsigned fatal, no_password;		/* as smtpcheck */
	unsigned swaks_fatal, swaks_no_password;
} verifications[] = {
	{ { NULL }, ALL, ALL, 0, 0 },
	{ { "-tls" }, ALL, ALL, 0, 0 },
	{ { "-tlsos" }, ALL, ALL, 0, 0 },
	{ { "-tlsc" }, ALL, ALL, 0, 0 },
	/* any TLS is better than none, but not for a password */
	{ { "-tlso" }, 0, ALL, 0, 0 },
	{ { "-tls", "-k" }, 0, 0, 0, 0 },
	{ { "-tlso", "-k" }, 0, 0, 0, 0 },
	{ { "-tlsc", "--no-tls-verify" }, 0, 0, 0, 0 },
	{ { "-tls", "--tls-verify" }, ALL, ALL, ALL, ALL },
	{ { "-tlso", "--tls-verify" }, ALL, ALL, ALL, ALL },
	{ { "-tls", "--tls-verify-ca" }, REASONS_CHAIN, REASONS_CHAIN,
	  REASONS_CHAIN, REASONS_CHAIN },
	{ { "-tls", "--tls-verify-host" }, REASONS_NAME, REASONS_NAME,
	  REASONS_NAME, REASONS_NAME },
	{ { "-tls", "--tls-verify-ca", "--tls-verify-host" }, ALL, ALL, ALL,
	  ALL },
	{ { "-tls", "--tls-verify", "--tls-verify-ca" }, ALL, ALL, ALL, ALL },
	/* of -k and --tls-verify the later one holds */
	{ { "-tls", "-k", "--tls-verify" }, ALL, ALL, ALL, ALL },
	{ { "-tls", "--tls-verify", "-k" }, 0, 0, 0, 0 },
	{ { "-tls", "-k", "--tls-verify-ca" }, REASONS_CHAIN, REASONS_CHAIN,
	  REASONS_CHAIN, REASONS_CHAIN },
	{ { "-tls", "--tls-verify-ca", "--no-tls-verify-ca" }, ALL, ALL, 0,
	  0 },
};

static void every_verification(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(verifications); i++) {
		struct making m;

		making_good(&m, "smtpcheck",
			    making_join(LIST(SERVER, TO),
					verifications[i].args));
		assert_int_equal(m.plan.tls.fatal, verifications[i].fatal);
		assert_int_equal(m.plan.tls.no_password,
				 verifications[i].no_password);
		making_close(&m);
		making_good(&m, "swaks",
			    making_join(LIST(SERVER, TO),
					verifications[i].args));
		assert_int_equal(m.plan.tls.fatal,
				 verifications[i].swaks_fatal);
		assert_int_equal(m.plan.tls.no_password,
				 verifications[i].swaks_no_password);
		making_close(&m);
	}
}

/* Whatever ends the run keeps the password back too. */
static void no_password_where_it_is_fatal(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(verifications); i++) {
		assert_int_equal(verifications[i].fatal &
				 ~verifications[i].no_password, 0);
	}
}

/* ---- names ---- */

static const struct {
	const char *args[8];
	const char *name, *sni, *swaks_sni;
} names[] = {
	{ { SERVER }, "mail.example.net", "mail.example.net", NULL },
	{ { "-s", "mail.example.net:587" }, "mail.example.net",
	  "mail.example.net", NULL },
	{ { "-s", "smtps://mail.example.net" }, "mail.example.net",
	  "mail.example.net", NULL },
	{ { SERVER, "--tls-verify-target", "other" }, "other", "other", NULL },
	{ { SERVER, "--tls-sni", "other" }, "mail.example.net", "other",
	  "other" },
	{ { SERVER, "--tls-sni", "a", "--tls-verify-target", "b" }, "b", "a",
	  "a" },
	{ { SERVER, "--tls-sni", "a", "--no-tls-sni" }, "mail.example.net",
	  "mail.example.net", NULL },
	/* RFC 6066 section 3: no address is sent as a name */
	{ { "-s", "192.0.2.1" }, "192.0.2.1", NULL, NULL },
	{ { "-s", "[2001:db8::1]:25" }, "2001:db8::1", NULL, NULL },
	{ { "-s", "::1" }, "::1", NULL, NULL },
	{ { SERVER, "--tls-verify-target", "192.0.2.1" }, "192.0.2.1", NULL,
	  NULL },
	{ { "-s", "192.0.2.1", "--tls-verify-target", "a" }, "a", "a", NULL },
	{ { "-s", "192.0.2.1", "--tls-sni", "192.0.2.1" }, "192.0.2.1",
	  "192.0.2.1", "192.0.2.1" },
	/* a pipe has no name */
	{ { "--pipe", "cmd" }, NULL, NULL, NULL },
	{ { "--socket", "/run/x" }, NULL, NULL, NULL },
	{ { "--pipe", "cmd", "--tls-verify-target", "a" }, "a", "a", NULL },
	{ { "--pipe", "cmd", "--tls-sni", "a" }, NULL, "a", "a" },
};

static void check_text(const char *got, const char *expected)
{
	if (expected && got)
		assert_string_equal(got, expected);
	else
		assert_ptr_equal(got, expected);
}

static void every_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++) {
		for (size_t n = 0; n < 2; n++) {
			const struct tls_policy *policy;
			struct making m;

			making_good(&m, making_names[n],
				    making_join(names[i].args, LIST(TO)));
			policy = &m.plan.tls.policy;
			check_text(policy->verify_name, names[i].name);
			check_text(policy->sni, n ? names[i].swaks_sni
						  : names[i].sni);
			making_close(&m);
		}
	}
}

/* ---- what is allowed ---- */

static void check_allowed(const char *name, const char *const *args, bool old,
			  bool weak, bool common_name)
{
	struct making m;

	making_good(&m, name, making_join(LIST(SERVER, TO), args));
	assert_int_equal(m.plan.tls.policy.allow_old_versions, old);
	assert_int_equal(m.plan.tls.policy.allow_weak, weak);
	assert_int_equal(m.plan.tls.policy.allow_common_name, common_name);
	making_close(&m);
}

/* Each is loosened by its own option and by no other; -k is none of them. */
static void allowed(void **state)
{
	(void)state;
	check_allowed("smtpcheck", LIST(NULL), false, false, false);
	check_allowed("smtpcheck", LIST("-k"), false, false, false);
	check_allowed("smtpcheck", LIST("--tls-allow-old"), true, false,
		      false);
	check_allowed("smtpcheck", LIST("--tls-allow-weak"), false, true,
		      false);
	check_allowed("smtpcheck", LIST("--tls-allow-cn"), false, false, true);
	check_allowed("swaks", LIST(NULL), true, true, true);
	check_allowed("swaks", LIST("--no-tls-allow-old"), false, true, true);
	check_allowed("swaks", LIST("--no-tls-allow-weak"), true, false, true);
	check_allowed("swaks", LIST("--no-tls-allow-cn"), true, true, false);
}

static void ca_path(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(SERVER, TO));
	assert_null(m.plan.tls.policy.ca_path);
	making_close(&m);
	making_good(&m, "smtpcheck", LIST(SERVER, TO, "--tls-ca-path",
					  "/tmp"));
	assert_string_equal(m.plan.tls.policy.ca_path, "/tmp");
	assert_ptr_equal(m.plan.tls.policy.ca_path, m.plan.tls.ca_path);
	making_close(&m);
	making_bad("smtpcheck", LIST(SERVER, TO, "-tls", "--tls-ca-path",
				     "/nonexistent/ca.pem"),
		   "--tls-ca-path: cannot read /nonexistent/ca.pem");
	making_bad("swaks", LIST(SERVER, TO, "-tls", "--tls-ca-path", ""),
		   "--tls-ca-path: ");
}

/* An address with a zone is an address: no name to send. */
static void what_is_no_name(void **state)
{
	static const char *const bad[] = {
		"a b", "a\tb", "a\x7f", ".a", "a..b", ".", "",
	};
	static const char *const good[] = {
		"a.b", "a.b.", "_x.b", "192.0.2.1",
	};
	struct making m;

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++)
		making_bad("smtpcheck", LIST(SERVER, TO, "-tls", "--tls-sni",
					     bad[i]), "--tls-sni");
	for (size_t i = 0; i < LENGTH(good); i++) {
		making_good(&m, "smtpcheck", LIST(SERVER, TO, "-tls",
						  "--tls-sni", good[i]));
		making_close(&m);
	}
	making_bad("smtpcheck", LIST(SERVER, TO, "-tls",
				     "--tls-verify-target", ""),
		   "--tls-verify-target");
}

static void zone_is_no_name(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST("-s", "fe80::1%lo", TO));
	assert_null(m.plan.tls.policy.sni);
	making_close(&m);
}

/* RFC 6066 section 3: "without a trailing dot"; nor has a certificate one. */
static void trailing_dot(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST("-s", "mail.example.net.", TO));
	assert_string_equal(m.plan.tls.policy.sni, "mail.example.net");
	assert_string_equal(m.plan.tls.policy.verify_name, "mail.example.net");
	making_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_demand),
		cmocka_unit_test(every_verification),
		cmocka_unit_test(no_password_where_it_is_fatal),
		cmocka_unit_test(every_name),
		cmocka_unit_test(allowed),
		cmocka_unit_test(ca_path),
		cmocka_unit_test(what_is_no_name),
		cmocka_unit_test(zone_is_no_name),
		cmocka_unit_test(trailing_dot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
