/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options/sources: the command line, and the secrets in it: overwritten where
 * others may read them, kept in the config, told in no error.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

#define SECRET "hunter22x"

static void check_error(const char *const *args, const char *part)
{
	struct reading r;

	reading_open(&r, args, NOTHING);
	assert_int_equal(r.result, -1);
	assert_int_equal(r.err.kind, ERR_OPTION);
	if (!strstr(r.err.text, part))
		fail_msg("no '%s' in: %s", part, r.err.text);
	reading_close(&r);
}

static void nothing(void **state)
{
	struct reading r;

	(void)state;
	reading_open(&r, NOTHING, NOTHING);
	assert_int_equal(r.result, 0);
	for (size_t i = 0; i < option_count; i++)
		assert_int_equal(option_value(&r.config,
					      &option_rows[i])->state,
				 VALUE_UNSET);
	reading_close(&r);
	reading_open(&r, LIST("--"), NOTHING);
	assert_int_equal(r.result, 0);
	reading_close(&r);
}

/* No environment at all, and no name of the program either. */
static void nothing_at_all(void **state)
{
	char *none[] = { NULL };
	struct config c = { 0 };
	struct err err;

	(void)state;
	assert_int_equal(sources_read(&c, &reading_names, none, NULL, &err),
			 0);
	config_release(&c);
}

static void values(void **state)
{
	static const struct {
		const char *args[3];
		const char *from;
	} table[] = {
		{ { "-f", "a@b" }, "a@b" },
		{ { "--from", "a@b" }, "a@b" },
		{ { "--from=a@b" }, "a@b" },
		{ { "-f=a@b" }, "a@b" },
		{ { "--fro=a@b" }, "a@b" },
		{ { "-f", "" }, "" },
		{ { "--from=" }, "" },
		{ { "-f", "a=b" }, "a=b" },
		{ { "--from=a=b" }, "a=b" },
		{ { "--from==" }, "=" },
		/* a dash alone is a value, behind = everything is */
		{ { "-f", "-" }, "-" },
		{ { "--from=-x" }, "-x" },
		{ { "--from=--tls" }, "--tls" },
		{ { "-f", "a b\tc" }, "a b\tc" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct reading r;

		reading_open(&r, table[i].args, NOTHING);
		assert_int_equal(r.result, 0);
		assert_string_equal(value_text(&r.config.from), table[i].from);
		assert_int_equal(r.config.tls.state, VALUE_UNSET);
		reading_close(&r);
	}
}

static void last_one_wins(void **state)
{
	struct reading r;

	(void)state;
	reading_open(&r, LIST("-f", "a", "-tls", "--from", "b", "-no-tls",
			      "-f=c"), NOTHING);
	assert_int_equal(r.result, 0);
	assert_string_equal(value_text(&r.config.from), "c");
	assert_string_equal(r.config.from.where, "-f");
	assert_int_equal(r.config.tls.state, VALUE_NEGATED);
	reading_close(&r);
}

static void headers(void **state)
{
	static const char *const expected[] = {
		"Subject: a b", "X-Test: -", "To: ", "X: y: z", "Y: 1",
	};
	struct reading r;
	const struct strings *list = &r.config.header.list;

	(void)state;
	reading_open(&r, LIST("--h-Subject", "a b", "-header-X-Test", "-",
			      "--h-To", "--header", "X: y: z", "--h-Y=1"),
		     NOTHING);
	assert_int_equal(r.result, 0);
	assert_int_equal(list->count, LENGTH(expected));
	for (size_t i = 0; i < LENGTH(expected); i++)
		assert_string_equal(list->at[i], expected[i]);
	reading_close(&r);
	/* the no- form of any header drops them all, as with swaks */
	reading_open(&r, LIST("--h-A", "1", "--no-h-B", "--h-C", "3"),
		     NOTHING);
	assert_int_equal(r.result, 0);
	assert_int_equal(list->count, 1);
	assert_string_equal(list->at[0], "C: 3");
	reading_close(&r);
}

static void refused(void **state)
{
	char *long_name = malloc(1000);

	(void)state;
	assert_non_null(long_name);
	check_error(LIST("mail.example.net"),
		    "'mail.example.net' belongs to no option");
	check_error(LIST("-tls", "yes"), "'yes' belongs to no option");
	check_error(LIST("-s", "host", "port"), "'port' belongs");
	check_error(LIST("-"), "belongs to no option");
	check_error(LIST(""), "belongs to no option");
	check_error(LIST("--", "-s"), "'-s' belongs to no option");
	check_error(LIST("---tls"), "there is no option");
	check_error(LIST("-=x"), "a dash with no option");
	check_error(LIST("--nosuch", "-s"), "--nosuch");
	memset(long_name, 'a', 999);
	long_name[0] = long_name[1] = '-';
	long_name[999] = '\0';
	check_error(LIST(long_name), "no option of 999 characters");
	free(long_name);
}

/* ---- secrets ---- */

/* Is the secret in none of the arguments any more? */
static bool hidden(const struct reading *r)
{
	for (int i = 0; i < r->argc; i++)
		if (strstr(r->argv[i], SECRET))
			return false;
	return true;
}

static void check_hidden(const char *const *args, const struct option *row,
			 const char *value)
{
	struct reading r;

	reading_open(&r, args, NOTHING);
	assert_int_equal(r.result, 0);
	assert_true(hidden(&r));
	/* neither longer nor shorter, and the rest as it was */
	for (int i = 1; i < r.argc; i++) {
		const char *secret = strstr(args[i - 1], SECRET);

		assert_int_equal(strlen(r.argv[i]), strlen(args[i - 1]));
		if (!secret)
			assert_string_equal(r.argv[i], args[i - 1]);
	}
	assert_string_equal(value_text(option_value(&r.config, row)), value);
	reading_close(&r);
}

/* Every name of every secret option, in each way it can be written. */
static void secrets_are_overwritten(void **state)
{
	char name[64], one[80], two[80], joined[100];
	size_t secret = 0;

	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		const struct option *row = &option_rows[i];

		secret += row->secret;
		for (size_t n = 0; row->secret &&
		     row_name(row, n, name, sizeof(name)); n++) {
			snprintf(one, sizeof(one), "-%s", name);
			snprintf(two, sizeof(two), "--%s", name);
			snprintf(joined, sizeof(joined), "--%s=" SECRET, name);
			check_hidden(LIST(one, SECRET), row, SECRET);
			check_hidden(LIST(two, SECRET, "-tls"), row, SECRET);
			check_hidden(LIST("-s", "x", joined), row, SECRET);
			check_hidden(LIST("--config", joined), row, SECRET);
		}
	}
	assert_true(secret > 0);
}

static void secrets_by_abbreviation_and_twice(void **state)
{
	const struct option *row = row_named("auth-password");

	(void)state;
	check_hidden(LIST("--auth-pass", SECRET), row, SECRET);
	check_hidden(LIST("--auth-pas", SECRET "1", "-ap", SECRET "2"), row,
		     SECRET "2");
	check_hidden(LIST("-ap=" SECRET "=" SECRET), row, SECRET "=" SECRET);
}

static void urls_are_overwritten(void **state)
{
	const struct option *row = row_named("server");
	static const char url[] = "smtps://fred:" SECRET "@mail.example";
	struct reading r;

	(void)state;
	check_hidden(LIST("-s", url, "-t", "a@b"), row, url);
	check_hidden(LIST("--server=smtps://fred:" SECRET "@mail.example"),
		     row, url);
	/* what holds no password stays, for whoever looks at the process */
	reading_open(&r, LIST("-s", "smtp://mail.example"), NOTHING);
	assert_string_equal(r.argv[2], "smtp://mail.example");
	reading_close(&r);
	reading_open(&r, LIST("-au", "fred@example", "-s", "mail"), NOTHING);
	assert_string_equal(r.argv[2], "fred@example");
	assert_string_equal(r.argv[4], "mail");
	reading_close(&r);
}

static void check_untold(const char *const *args,
			 const char *const *environment)
{
	struct reading r;

	reading_open(&r, args, environment);
	assert_int_equal(r.result, -1);
	if (strstr(r.err.text, SECRET))
		fail_msg("told: %s", r.err.text);
	reading_close(&r);
}

static void no_error_tells_a_secret(void **state)
{
	(void)state;
	check_untold(LIST("--auth-pasword", SECRET), NOTHING);
	check_untold(LIST("--auth-pasword=" SECRET), NOTHING);
	check_untold(LIST("--no-auth-password=" SECRET), NOTHING);
	check_untold(LIST("--no-ap=" SECRET), NOTHING);
	check_untold(LIST("-ap", SECRET, "-nosuch"), NOTHING);
	check_untold(LIST("-ap", SECRET, "--timeout", "soon"), NOTHING);
	check_untold(NOTHING, LIST("SMTPCHECK_OPT_auth_pasword=" SECRET));
	check_untold(NOTHING, LIST("SMTPCHECK_OPT_no_ap=" SECRET));
	check_untold(LIST("-nosuch"), LIST("SMTPCHECK_OPT_ap=" SECRET));
}

/*
 * A password that starts with a dash is taken for an option; so its text must
 * not be told.
 */
static void no_error_tells_a_dashed_secret(void **state)
{
	(void)state;
	check_untold(LIST("-ap", "-" SECRET), NOTHING);
	check_untold(LIST("-au", "fred", "--auth-password", "--" SECRET),
		     NOTHING);
}

/* swaks: "--header-Foo: bar" is "--header-Foo bar". */
static void header_names_with_a_colon(void **state)
{
	struct reading r;

	(void)state;
	reading_open(&r, LIST("--h-Subject:", "a"), NOTHING);
	assert_int_equal(r.result, 0);
	assert_string_equal(r.config.header.list.at[0], "Subject: a");
	reading_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing),
		cmocka_unit_test(nothing_at_all),
		cmocka_unit_test(values),
		cmocka_unit_test(last_one_wins),
		cmocka_unit_test(headers),
		cmocka_unit_test(refused),
		cmocka_unit_test(secrets_are_overwritten),
		cmocka_unit_test(secrets_by_abbreviation_and_twice),
		cmocka_unit_test(urls_are_overwritten),
		cmocka_unit_test(no_error_tells_a_secret),
		cmocka_unit_test(header_names_with_a_colon),
		/* open: these fail */
		cmocka_unit_test(no_error_tells_a_dashed_secret),
	};

	return cmocka_run_group_tests(tests, home_setup, home_teardown);
}
