/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan/alpn: the protocols to offer, and what is shown of TLS. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "making.h"

#define OF_32 "12345678901234567890123456789012"

static void offered(void **state)
{
	static const char *const lists[] = {
		"smtp", "a,b,c,d,e,f,g,h", OF_32, "x,,y",
	};

	(void)state;
	for (size_t n = 0; n < 2; n++)
		for (size_t i = 0; i < LENGTH(lists); i++) {
			struct making m;

			making_good(&m, making_names[n],
				    LIST(SERVER, TO, "-tls", "--tls-alpn",
					 lists[i]));
			assert_string_equal(m.plan.tls.policy.alpn, lists[i]);
			making_close(&m);
		}
}

static void not_offered(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(SERVER, TO, "-tls"));
	assert_null(m.plan.tls.policy.alpn);
	assert_false(m.plan.output.tls_facts);
	making_close(&m);
}

static void refused(void **state)
{
	static const char *const lists[] = {
		",", "a,b,c,d,e,f,g,h,i", OF_32 "3",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(lists); i++)
		making_bad("smtpcheck", LIST(SERVER, TO, "-tls", "--tls-alpn",
					     lists[i]), "--tls-alpn");
}

/* What TLS is not used for is not looked at. */
static void without_tls(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "swaks", LIST(SERVER, TO, "--tls-alpn", ","));
	making_close(&m);
}

static void facts_shown(void **state)
{
	(void)state;
	for (size_t n = 0; n < 2; n++) {
		struct making m;

		making_good(&m, making_names[n],
			    LIST(SERVER, TO, "-tls", "--tls-facts"));
		assert_true(m.plan.output.tls_facts);
		making_close(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offered),
		cmocka_unit_test(not_offered),
		cmocka_unit_test(refused),
		cmocka_unit_test(without_tls),
		cmocka_unit_test(facts_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
