/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/tls_judging: the day, limits, staples and pins by which certificates
 * are judged, and what of them ends a run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/tls_facts.h"
#include "making.h"

#define ALL (REASONS_CHAIN | REASONS_NAME)

/* 00 01 02 ... 1f, in each form */
#define HEX "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F"
#define COLONS                                                                 \
	"00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:"                     \
	"10:11:12:13:14:15:16:17:18:19:1a:1b:1c:1d:1e:1f"
#define BASE64 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static void by_default(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(SERVER, TO, "-tls"));
	assert_true(m.plan.tls.policy.heed_staple);
	assert_int_equal(m.plan.tls.policy.warn.value, 25);
	assert_int_equal(m.plan.tls.policy.warn.most_days, 30);
	assert_int_equal(m.plan.tls.policy.crit.value, 10);
	assert_int_equal(m.plan.tls.policy.crit.most_days, 14);
	assert_int_equal(m.plan.tls.policy.verify_at, 0);
	assert_int_equal(m.plan.tls.policy.pin_count, 0);
	assert_int_equal(m.plan.tls.fatal, ALL);
	making_close(&m);
	making_good(&m, "swaks", LIST(SERVER, TO, "-tls"));
	assert_false(m.plan.tls.policy.heed_staple);
	assert_int_equal(m.plan.tls.policy.warn.value, 0);
	assert_int_equal(m.plan.tls.policy.crit.value, 0);
	assert_int_equal(m.plan.tls.fatal, 0);
	making_close(&m);
}

static const struct {
	const char *args[6];
	int warn, crit;
	bool fatal;
} limits[] = {
	{ { "--cert-warn", "14d" }, 14, 10, false },
	{ { "--cert-warn", "off" }, 0, 10, false },
	{ { "--no-cert-warn" }, 0, 10, false },
	{ { "--cert-crit", "20%" }, 25, 20, true },
	{ { "--cert-crit", "off" }, 25, 0, true }, /* of nothing */
	{ { "--no-cert-crit" }, 25, 0, false },
	{ { "--cert-crit", "7d", "-k" }, 25, 7, false },
	{ { "--cert-crit", "7d", "-k", "--tls-verify" }, 25, 7, true },
	{ { "--cert-crit", "7d", "-tlso" }, 25, 7, true },
};

static void every_limit(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(limits); i++) {
		const struct tls_plan *t;
		struct making m;

		making_good(&m, "smtpcheck",
			    making_join(LIST(SERVER, TO, "-tls"),
					limits[i].args));
		t = &m.plan.tls;
		assert_int_equal(t->policy.warn.value, limits[i].warn);
		assert_int_equal(t->policy.crit.value, limits[i].crit);
		assert_int_equal((t->fatal & REASON_NEARLY_EXPIRED) != 0,
				 limits[i].fatal);
		assert_int_equal(t->fatal & ~t->no_password, 0);
		making_close(&m);
	}
}

/* A share that the user gives is taken as it is. */
static void share_as_given(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck",
		    LIST(SERVER, TO, "-tls", "--cert-warn", "25%"));
	assert_true(m.plan.tls.policy.warn.share);
	assert_int_equal(m.plan.tls.policy.warn.most_days, 0);
	making_close(&m);
}

static void every_pin(void **state)
{
	static const char *const good[] = {
		"sha256:" HEX, "SHA256:" HEX, "sha256:" COLONS,
		"sha256:" BASE64,
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(good); i++) {
		for (size_t n = 0; n < 2; n++) {
			const struct tls_policy *p;
			struct making m;

			making_good(&m, making_names[n],
				    LIST(SERVER, TO, "-tlso", "-k",
					 "--tls-pin", good[i]));
			p = &m.plan.tls.policy;
			assert_int_equal(p->pin_count, 1);
			for (int byte = 0; byte < 32; byte++)
				assert_int_equal(p->pins[0].hash[byte], byte);
			/* nothing lifts it */
			assert_true(m.plan.tls.fatal & REASON_PIN);
			assert_true(m.plan.tls.no_password & REASON_PIN);
			making_close(&m);
		}
	}
}

static void bad_pins(void **state)
{
	static const char *const bad[] = {
		"", "sha256:", HEX, "sha1:" HEX, "sha256:" HEX "00",
		"sha256:" COLONS ":", "sha256:" COLONS "x", "sha256:00:" HEX,
		"sha256:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
		"sha256:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
		"sha256:0001020304050607:08090a0b0c0d0e0f1011121314151617",
		"sha256:00010203",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++)
		making_bad("smtpcheck",
			   LIST(SERVER, TO, "-tls", "--tls-pin", bad[i]),
			   "--tls-pin: '");
	making_bad("smtpcheck",
		   LIST(SERVER, TO, "-tls", "--tls-pin", "sha256:" HEX,
			"--tls-pin", "sha256:x"), "'sha256:x'");
}

static const struct {
	const char *args[6];
	unsigned waives;
} waiving[] = {
	{ { NULL }, REASONS_TRUST | REASONS_NAME },
	{ { "-k" }, REASONS_TRUST | REASONS_NAME },
	{ { "--tls-verify" }, 0 },
	{ { "--tls-verify-ca" }, REASONS_NAME },
	{ { "--tls-verify-host" }, REASONS_TRUST },
};

/* What is asked for beside a pin must hold as well. */
static void what_a_pin_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(waiving); i++) {
		struct making m;

		making_good(&m, "smtpcheck",
			    making_join(LIST(SERVER, TO, "-tls", "--tls-pin",
					     "sha256:" HEX), waiving[i].args));
		assert_int_equal(m.plan.tls.policy.pin_waives,
				 waiving[i].waives);
		making_close(&m);
	}
}

static void bad_values(void **state)
{
	(void)state;
	making_bad("smtpcheck", LIST(SERVER, TO, "-tls", "--cert-warn", "14"),
		   "--cert-warn: '14'");
	making_bad("swaks", LIST(SERVER, TO, "-tls", "--cert-crit", "101%"),
		   "--cert-crit: '101%'");
	making_bad("smtpcheck", LIST(SERVER, TO, "--tls-verify-at", "soon"),
		   "--tls-verify-at: 'soon'");
}

static void another_day(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "swaks",
		    LIST(SERVER, TO, "-tls", "--tls-verify-at", "2027-01-15"));
	assert_true(m.plan.tls.policy.verify_at == 1799971200);
	making_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_default),
		cmocka_unit_test(every_limit),
		cmocka_unit_test(share_as_given),
		cmocka_unit_test(every_pin),
		cmocka_unit_test(bad_pins),
		cmocka_unit_test(what_a_pin_answers),
		cmocka_unit_test(bad_values),
		cmocka_unit_test(another_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
