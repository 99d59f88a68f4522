/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/sts: records and policies of MTA-STS, and what follows from them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/sts.h"
#include "base/tls_facts.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))
#define ID_32 "0123456789abcdefghijABCDEFGHIJ00"

static void records(void **state)
{
	static const struct {
		const char *text;
		int kind;
		const char *id;
	} table[] = {
		{ "v=STSv1; id=20160831085700Z;", 1, "20160831085700Z" },
		{ "v=STSv1;id=1", 1, "1" },
		{ "v=STSv1 ;  id=1 ; ", 1, "1" },
		{ "v=STSv1; id=" ID_32, 1, ID_32 },
		{ "v=STSv1; x-new=a,b:c; id=1;", 1, "1" },
		{ "v=STSv1; id=" ID_32 "0", -1, NULL },
		{ "v=STSv1;", -1, NULL },
		{ "v=STSv1", -1, NULL },
		{ "v=STSv1; id=", -1, NULL },
		{ "v=STSv1; id=a-b", -1, NULL },
		{ "v=STSv1; id=1; id=2", -1, NULL },
		{ "v=STSv1; id", -1, NULL },
		{ "v=STSv1; id=1;; x=y", -1, NULL },
		{ "v=STSv1; id=1; =y", -1, NULL },
		{ "v=STSv1; id=1; x=a b", -1, NULL },
		{ "v=STSv2; id=1;", 0, NULL },
		{ "V=STSv1; id=1;", 0, NULL },
		{ " v=STSv1; id=1;", 0, NULL },
		{ "v=STSv1x; id=1;", 0, NULL },
		{ "v=spf1 -all", 0, NULL },
		{ "", 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		char *id = NULL;
		size_t n = strlen(table[i].text);

		assert_int_equal(sts_record_read(table[i].text, n, &id),
				 table[i].kind);
		if (table[i].id)
			assert_string_equal(id, table[i].id);
		else
			assert_null(id);
		free(id);
	}
}

static void good_policies(void **state)
{
	static const struct {
		const char *text;
		enum sts_mode mode;
		unsigned long max_age;
		size_t mx;
	} table[] = {
		{ "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\n"
		  "mx: *.example.net\r\nmx: backupmx.example.com\r\n"
		  "max_age: 604800\r\n",
		  STS_MODE_ENFORCE, 604800, 3 },
		{ "version: STSv1\nmode: testing\nmx: a.example\nmax_age: 0",
		  STS_MODE_TESTING, 0, 1 },
		{ "max_age:31557600\nmode:none\nversion:STSv1\n", STS_MODE_NONE,
		  31557600, 0 },
		{ "version: STSv1 \nmode:\t enforce\nmx: a.example \n"
		  "max_age: 1\nnew_key: any thing: at all\n\n",
		  STS_MODE_ENFORCE, 1, 1 },
		{ "version: STSv1\nmode: none\nmode: enforce\nmax_age: 1\n"
		  "max_age: 2\n", STS_MODE_NONE, 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct sts_policy p = { .max_age = 0 };
		struct err err = { 0 };
		size_t n = strlen(table[i].text);

		assert_int_equal(sts_policy_read(table[i].text, n, &p, &err),
				 0);
		assert_int_equal(p.mode, table[i].mode);
		assert_int_equal(p.max_age, table[i].max_age);
		assert_int_equal(p.mx.count, table[i].mx);
		sts_policy_release(&p);
	}
}

#define REST "mode: enforce\nmx: a.example\nmax_age: 1\n"

static void bad_policies(void **state)
{
	static const char *const table[] = {
		"", REST, "version: STSv2\n" REST, "version: stsv1\n" REST,
		"version: STSv1\nmode: enforce\nmx: a.example\n",
		"version: STSv1\nmode: enforce\nmax_age: 1\n",
		"version: STSv1\nmode: testing\nmax_age: 1\n",
		"version: STSv1\nmx: a.example\nmax_age: 1\n",
		"version: STSv1\nmode: Enforce\nmx: a.example\nmax_age: 1\n",
		"version: STSv1\n<html>\n" REST, "version: STSv1\n: x\n" REST,
		"version: STSv1\n a b: x\n" REST,
		"version: STSv1\nmx:\n" REST, "version: STSv1\nmx: *.\n" REST,
		"version: STSv1\nmx: a.*.b\n" REST,
		"version: STSv1\nmx: *\n" REST,
		"version: STSv1\nmx: a..b\n" REST,
		"version: STSv1\nmx: a.b.\n" REST,
		"version: STSv1\nmx: a b\n" REST,
		"version: STSv1\nmode: none\nmax_age: -1\n",
		"version: STSv1\nmode: none\nmax_age: 1d\n",
		"version: STSv1\nmode: none\nmax_age:\n",
		"version: STSv1\nmode: none\nmax_age: 31557601\n",
		"version: STSv1\nmode: none\n"
		"max_age: 99999999999999999999999999\n",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct sts_policy p = { .max_age = 0 };
		struct err err = { 0 };

		assert_int_equal(sts_policy_read(table[i], strlen(table[i]),
						 &p, &err), -1);
		assert_int_equal(err.kind, ERR_GRAMMAR);
		sts_policy_release(&p);
	}
}

static void patterns(void **state)
{
	static const struct {
		const char *pattern, *host;
		bool matches;
	} table[] = {
		{ "mail.example.com", "mail.example.com", true },
		{ "Mail.Example.com", "mail.EXAMPLE.com", true },
		{ "mail.example.com", "mail.example.com.", true },
		{ "*.example.com", "mail.example.com", true },
		{ "*.example.com", "mail.example.com.", true },
		{ "*.example.com", "example.com", false },
		{ "*.example.com", "a.mail.example.com", false },
		{ "*.example.com", ".example.com", false },
		{ "*.example.com", "mail.example.org", false },
		{ "example.com", "mail.example.com", false },
		{ "mail.example.com", "mail.example.co", false },
		{ "*.com", "com", false },
		{ "mail.example.com", "", false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		assert_int_equal(sts_pattern_matches(table[i].pattern,
						     table[i].host),
				 table[i].matches);
}

static struct sts_result result_of(const char *mode)
{
	struct sts_result r = { .state = STS_POLICY };
	char text[256];
	struct err err;

	snprintf(text, sizeof(text), "version: STSv1\nmode: %s\n"
		 "mx: *.example\nmax_age: 1\n", mode);
	assert_int_equal(sts_policy_read(text, strlen(text), &r.policy, &err),
			 0);
	return r;
}

static void what_follows(void **state)
{
	static const struct {
		const char *mode, *host;
		unsigned reasons;
		bool refused, told;
	} table[] = {
		{ "enforce", "mx.example", 0, false, false },
		{ "enforce", "mx.other", 0, true, true },
		{ "enforce", NULL, 0, true, true },
		{ "enforce", "mx.example", REASON_EXPIRED, true, true },
		{ "enforce", "mx.example", REASON_NAME_MISMATCH, true, true },
		{ "enforce", "mx.example", REASON_PIN | REASON_DANE, false,
		  false },
		{ "testing", "mx.other", 0, false, true },
		{ "testing", "mx.example", 0, false, false },
		{ "none", "mx.other", REASON_EXPIRED, false, false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct sts_result r = result_of(table[i].mode), copy;

		assert_int_equal(sts_judge(&r, table[i].host,
					   table[i].reasons),
				 table[i].refused);
		sts_copy(&copy, &r);
		sts_release(&r);
		assert_int_equal(sts_would_refuse(&copy), table[i].told);
		assert_int_equal(sts_is_amiss(&copy), table[i].told);
		sts_release(&copy);
	}
}

static void what_is_said(void **state)
{
	struct sts_result r = { .state = STS_NOT_FETCHED };
	struct buf text;

	(void)state;
	r.domain = mem_string("a.example");
	r.why = mem_string("HTTP status 301, which points to \x1b[2J");
	buf_init(&text, 4096);
	sts_describe(&r, &text);
	assert_string_equal(buf_str(&text),
			    "MTA-STS of a.example: there is a record, but its "
			    "policy cannot be had: HTTP status 301, which "
			    "points to \\x1b[2J; a sender would deliver as "
			    "without one");
	assert_true(sts_is_amiss(&r));
	assert_false(sts_judge(&r, "mx.example", 0));
	buf_release(&text);
	sts_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records),
		cmocka_unit_test(good_policies),
		cmocka_unit_test(bad_policies),
		cmocka_unit_test(patterns),
		cmocka_unit_test(what_follows),
		cmocka_unit_test(what_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
