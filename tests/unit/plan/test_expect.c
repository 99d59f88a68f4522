/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/tls: what a user who knows that the server has STARTTLS asks for, and
 * the probe, which is never passed over in silence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "making.h"

#define PROBE "--probe-command-injection"
#define EXPECT "--expect-starttls"

static const struct {
	const char *args[4];
	enum demand starttls;
	bool on_connect, expects, probes;
} plans[] = {
	{ { "-tls" }, DEMAND_REQUIRED, false, false, false },
	{ { EXPECT }, DEMAND_REQUIRED, false, true, false },
	{ { EXPECT, "-tlso" }, DEMAND_OPTIONAL, false, true, false },
	{ { EXPECT, "-tlsos" }, DEMAND_IF_OFFERED, false, true, false },
	{ { EXPECT, "-tlsc" }, DEMAND_NONE, true, true, false },
	{ { EXPECT, "--protocol", "SSMTP" }, DEMAND_NONE, true, true, false },
	{ { EXPECT, "--no-expect-starttls" }, DEMAND_NONE, false, false,
	  false },
	{ { PROBE }, DEMAND_REQUIRED, false, false, true },
	{ { PROBE, "-tlso" }, DEMAND_REQUIRED, false, false, true },
	{ { PROBE, EXPECT }, DEMAND_REQUIRED, false, true, true },
	{ { PROBE, "--no-probe-command-injection" }, DEMAND_NONE, false,
	  false, false },
};

static void every_plan(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(plans); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER, TO),
						plans[i].args));
			assert_int_equal(m.plan.tls.starttls,
					 plans[i].starttls);
			assert_int_equal(m.plan.tls.on_connect,
					 plans[i].on_connect);
			assert_int_equal(m.plan.tls.expect_starttls,
					 plans[i].expects);
			assert_int_equal(m.plan.tls.probe_injection,
					 plans[i].probes);
			assert_true(!plans[i].probes ||
				    m.plan.quit_after == STOP_HELO);
			making_close(&m);
		}
	}
}

/* A probe sends no mail, so that it needs no recipient. */
static void no_recipient(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(SERVER, PROBE));
	making_close(&m);
	/* XCLIENT before STARTTLS moves no end before the probe */
	making_good(&m, "smtpcheck",
		    LIST(SERVER, PROBE, "--xclient-before-starttls",
			 "--xclient-addr", "192.0.2.1"));
	assert_int_equal(m.plan.quit_after, STOP_HELO);
	making_close(&m);
}

static void impossible(void **state)
{
	static const char *const args[][3] = {
		{ "-tlsc" }, { "--quit-after", "mail" },
		{ "--quit-after", "banner" }, { "--drop-after", "tls" },
		{ "--drop-after-send", "rcpt" }, { "--protocol", "SMTP" },
		{ "--protocol", "SSMTP" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(args); i++)
		for (size_t n = 0; n < 2; n++)
			making_bad(making_names[n],
				   making_join(LIST(SERVER, TO, PROBE),
					       args[i]),
				   "probe-command-injection");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_plan),
		cmocka_unit_test(no_recipient),
		cmocka_unit_test(impossible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
