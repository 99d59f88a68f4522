/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan/auth: whether to authenticate, by which mechanisms in which order, as
 * whom, and what MAIL FROM says of it.
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

#define CREDENTIALS "-au", "fred", "-ap", "pw"

static void join(const struct strings *list, struct buf *out)
{
	buf_init(out, 1000);
	for (size_t i = 0; i < list->count; i++)
		buf_addf(out, "%s%s", i ? " " : "", list->at[i]);
}

static void check_list(const struct strings *list, const char *expected)
{
	struct buf joined;

	join(list, &joined);
	assert_string_equal(buf_str(&joined), expected);
	buf_release(&joined);
}

static void demands(void **state)
{
	static const struct {
		const char *args[6];
		enum demand demand;
	} table[] = {
		{ { "-a" }, DEMAND_REQUIRED },
		{ { "-a", "PLAIN" }, DEMAND_REQUIRED },
		{ { NULL }, DEMAND_REQUIRED },	/* the credentials say so */
		{ { "-ao" }, DEMAND_OPTIONAL },
		{ { "-aos" }, DEMAND_IF_OFFERED },
		{ { "-a", "-ao" }, DEMAND_OPTIONAL },
		{ { "-ao", "-a" }, DEMAND_OPTIONAL },
		{ { "-a", "-aos" }, DEMAND_IF_OFFERED },
		{ { "-aos", "-ao" }, DEMAND_IF_OFFERED },
		{ { "-ao", "--no-ao", "-a" }, DEMAND_REQUIRED },
		{ { "-ao", "--no-ao" }, DEMAND_REQUIRED },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER, TO, CREDENTIALS),
						table[i].args));
			assert_int_equal(m.plan.auth.demand, table[i].demand);
			making_close(&m);
		}
	}
}

static void no_auth(void **state)
{
	(void)state;
	for (size_t n = 0; n < 2; n++) {
		struct making m;

		making_good(&m, making_names[n], LIST(SERVER, TO));
		assert_int_equal(m.plan.auth.demand, DEMAND_NONE);
		assert_null(m.plan.auth.user);
		assert_null(m.plan.auth.password);
		assert_int_equal(m.plan.auth.mechanisms.count, 0);
		making_close(&m);
		making_good(&m, making_names[n],
			    LIST(SERVER, TO, "-a", "--no-a"));
		assert_int_equal(m.plan.auth.demand, DEMAND_NONE);
		making_close(&m);
	}
}

/* ---- credentials ---- */

static void credentials(void **state)
{
	static const struct {
		const char *args[6];
		const char *user, *password;
	} table[] = {
		{ { "-au", "u", "-ap", "p" }, "u", "p" },
		{ { "-au", "<>", "-ap", "<>" }, "", "" },
		{ { "-au", "", "-ap", "" }, "", "" },
		{ { "-au", "<x>", "-ap", "<>>" }, "<x>", "<>>" },
		{ { "-au", "a b", "-ap=-x" }, "a b", "-x" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER, TO),
						table[i].args));
			assert_string_equal(m.plan.auth.user, table[i].user);
			assert_string_equal(m.plan.auth.password,
					    table[i].password);
			making_close(&m);
		}
	}
}

/* What is missing is named, with the environment that would hold it. */
static void missing(void **state)
{
	(void)state;
	for (size_t n = 0; n < 2; n++) {
		const char *name = making_names[n];
		const char *variable = n ? "SWAKS_OPT_auth_password"
					 : "SMTPCHECK_OPT_auth_password";

		making_bad(name, LIST(SERVER, TO, "-a"),
			   "AUTH needs a user name: --auth-user");
		making_bad(name, LIST(SERVER, TO, "-ao"), "a user name");
		making_bad(name, LIST(SERVER, TO, "-ap", "x"), "a user name");
		making_bad(name, LIST(SERVER, TO, "-au", "fred"), variable);
		making_bad(name, LIST(SERVER, TO, "-au", "fred"),
			   "--auth-password PASSWORD");
		making_bad(name, LIST(SERVER, TO, "-a", "PLAIN", "-au", "x"),
			   "a password");
	}
}

static void cleartext(void **state)
{
	static const struct {
		const char *args[3];
		bool smtpcheck, swaks;
	} table[] = {
		{ { NULL }, false, true },
		{ { "--auth-cleartext" }, true, true },
		{ { "--no-auth-cleartext" }, false, false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER, TO, CREDENTIALS),
						table[i].args));
			assert_int_equal(m.plan.auth.allow_cleartext,
					 n ? table[i].swaks
					   : table[i].smtpcheck);
			making_close(&m);
		}
	}
}

/* ---- mechanisms ---- */

/* Every mechanism and every other name of one, and none twice. */
static void check_all(const struct strings *list, bool own)
{
	size_t count = sasl_alias_count;

	for (size_t i = 0; i < sasl_mechanism_count; i++)
		count += own || !sasl_mechanisms[i]->own;
	assert_int_equal(list->count, count);
	for (size_t i = 0; i < list->count; i++) {
		const char *name = list->at[i];
		size_t known = sasl_find(name, strlen(name)) != NULL;

		for (size_t n = 0; n < sasl_alias_count; n++)
			known += strcmp(sasl_aliases[n].name, name) == 0;
		assert_int_equal(known, 1);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(list->at[j], name);
	}
}

/* By worth: those of the table in its order. */
static void order_of_smtpcheck(void **state)
{
	struct making m;
	const struct strings *list = &m.plan.auth.mechanisms;
	size_t next = 0;

	(void)state;
	making_good(&m, "smtpcheck", LIST(SERVER, TO, CREDENTIALS));
	check_all(list, true);
	for (size_t i = 0; i < list->count; i++)
		if (next < sasl_mechanism_count &&
		    strcmp(list->at[i], sasl_mechanisms[next]->name) == 0)
			next++;
	assert_int_equal(next, sasl_mechanism_count);
	assert_false(m.plan.auth.chosen);
	making_close(&m);
}

/* By name, as swaks. */
static void order_of_swaks(void **state)
{
	struct making m;
	const struct strings *list = &m.plan.auth.mechanisms;

	(void)state;
	making_good(&m, "swaks", LIST(SERVER, TO, CREDENTIALS));
	check_all(list, false);
	for (size_t i = 1; i < list->count; i++)
		assert_true(strcmp(list->at[i - 1], list->at[i]) < 0);
	making_close(&m);
}

/* Not one that is known: that ends it where AUTH is required. */
static void none_known(void **state)
{
	static const char notes[] =
		"BOGUS is not a recognized auth type, skipping No auth types "
		"supported";

	(void)state;
	for (size_t n = 0; n < 2; n++) {
		struct making m;

		making_open(&m, making_names[n],
			    LIST(SERVER, TO, CREDENTIALS, "-a", "bogus"));
		assert_int_equal(m.result, -1);
		assert_int_equal(m.err.kind, ERR_OPTION);
		assert_int_equal(m.err.number, EXIT_NO_MECHANISM);
		check_list(&m.plan.notes, notes);
		making_close(&m);
		making_good(&m, making_names[n],
			    LIST(SERVER, TO, CREDENTIALS, "-ao", "bogus"));
		assert_int_equal(m.plan.auth.demand, DEMAND_NONE);
		check_list(&m.plan.notes, notes);
		making_close(&m);
	}
}

/* As the user names them, under either name of the program. */
static void chosen(void **state)
{
	static const struct {
		const char *args[4];
		const char *mechanisms, *notes;
	} table[] = {
		{ { "-a", "PLAIN" }, "PLAIN", "" },
		{ { "-a", "LOGIN,PLAIN" }, "LOGIN PLAIN", "" },
		{ { "-a", "plain,Login,cram-MD5" }, "PLAIN LOGIN CRAM-MD5",
		  "" },
		{ { "-ao", "LOGIN" }, "LOGIN", "" },
		{ { "-aos", "LOGIN" }, "LOGIN", "" },
		{ { "-ao", "-a", "LOGIN" }, "LOGIN", "" },
		{ { "-ao=PLAIN", "-a", "LOGIN" }, "LOGIN", "" },
		{ { "-ao=PLAIN", "-a" }, "PLAIN", "" },
		{ { "-a", "bogus,PLAIN" }, "PLAIN",
		  "BOGUS is not a recognized auth type, skipping" },
		{ { "-a", ",PLAIN," }, "PLAIN", "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER, TO, CREDENTIALS),
						table[i].args));
			check_list(&m.plan.auth.mechanisms,
				   table[i].mechanisms);
			check_list(&m.plan.notes, table[i].notes);
			assert_true(m.plan.auth.chosen);
			making_close(&m);
		}
	}
}

/* Every mechanism of the table can be chosen. */
static void every_mechanism(void **state)
{
	(void)state;
	for (size_t i = 0; i < sasl_mechanism_count; i++) {
		const char *name = sasl_mechanisms[i]->name;
		struct making m;

		if (sasl_mechanisms[i]->means == SASL_BY_TOKEN)
			making_good(&m, "smtpcheck",
				    LIST(SERVER, TO, "-au", "fred", "-a", name,
					 "--auth-token", "t0ken"));
		else
			making_good(&m, "smtpcheck",
				    LIST(SERVER, TO, CREDENTIALS, "-a", name));
		check_list(&m.plan.auth.mechanisms, name);
		making_close(&m);
	}
}

/* ---- AUTH= of MAIL FROM ---- */

static void mail_auth(void **state)
{
	static const struct {
		const char *args[4];
		bool send, swaks_send;
		const char *address;
	} table[] = {
		{ { NULL }, true, false, NULL },
		{ { "--mail-auth", "a@b" }, true, true, "a@b" },
		{ { "--mail-auth", "<>" }, true, true, "" },
		{ { "--mail-auth", "" }, true, true, "" },
		{ { "--no-mail-auth" }, false, false, NULL },
		{ { "--mail-auth", "a@b", "--no-mail-auth" }, false, false,
		  NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER, TO),
						table[i].args));
			assert_int_equal(m.plan.mail_auth.send,
					 n ? table[i].swaks_send
					   : table[i].send);
			if (table[i].address)
				assert_string_equal(m.plan.mail_auth.address,
						    table[i].address);
			else
				assert_null(m.plan.mail_auth.address);
			making_close(&m);
		}
	}
	making_bad("smtpcheck", LIST(SERVER, TO, "--mail-auth", "a\r\nDATA"),
		   "--mail-auth: a line end");
	making_bad("swaks", LIST(SERVER, TO, "--mail-auth", "a\nb"),
		   "--mail-auth: a line end");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(demands),
		cmocka_unit_test(no_auth),
		cmocka_unit_test(credentials),
		cmocka_unit_test(missing),
		cmocka_unit_test(cleartext),
		cmocka_unit_test(order_of_smtpcheck),
		cmocka_unit_test(order_of_swaks),
		cmocka_unit_test(chosen),
		cmocka_unit_test(none_known),
		cmocka_unit_test(every_mechanism),
		cmocka_unit_test(mail_auth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
