/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/tlsa and base/dane: records as people and answers have them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/dane.h"
#include "base/mem.h"
#include "base/tls_facts.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))
#define SHA256                                                                 \
	"2b98a70ce6d8e1b5a0d9dfdb5b6fcd6f1b1e1e2c3d4e5f60718293a4b5c6d7e8"

static char *text_of(const struct dane_record *r)
{
	struct buf text;

	buf_init(&text, 4096);
	dane_record_text(r, &text);
	return buf_take(&text);
}

static void good_records(void **state)
{
	static const struct {
		const char *in, *out;
	} table[] = {
		{ "3 1 1 " SHA256, "3 1 1 " SHA256 },
		{ "  2\t0 0   ab CD ef01", "2 0 0 abcdef01" },
		{ "DANE-EE SPKI SHA2-256 00ff", "3 1 1 00ff" },
		{ "dane-ta cert full 00", "2 0 0 00" },
		{ "PKIX-TA Cert SHA2-512 00", "0 0 2 00" },
		{ "pkix-ee 1 1 00", "1 1 1 00" },
		{ "255 255 255 00", "255 255 255 00" },
		{ "003 01 1 00", "3 1 1 00" },
		{ "2 0 0 " SHA256 "00",
		  "2 0 0 2b98a70ce6d8e1b5a0d9dfdb5b6fcd6f... (33 bytes)" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct dane_record r;
		struct err err = { 0 };
		char *text;

		assert_int_equal(dane_record_parse(table[i].in, &r, &err), 0);
		text = text_of(&r);
		assert_string_equal(text, table[i].out);
		free(text);
		free(r.data);
	}
}

static void bad_records(void **state)
{
	static const char *const table[] = {
		"", "3", "3 1", "3 1 1", "3 1 1 ", "3 1 1 0", "3 1 1 0g",
		"256 1 1 00", "-1 1 1 00", "3 x 1 00", "3 1 SHA1 00",
		"1000 1 1 00", "3 1 1 00 0", "DANE-XX 1 1 00", "SPKI 1 1 00",
		"3 1 1 \n00", "3,1,1,00",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct dane_record r;
		struct err err = { 0 };

		assert_int_equal(dane_record_parse(table[i], &r, &err), -1);
		assert_int_equal(err.kind, ERR_OPTION);
		assert_true(*err.text);
	}
}

static void from_an_answer(void **state)
{
	static const unsigned char bytes[] = { 3, 1, 1, 0xab, 0xcd };
	struct dane_record r;
	char *text;

	(void)state;
	for (size_t n = 0; n < 4; n++)
		assert_int_equal(dane_record_read(bytes, n, &r), -1);
	assert_int_equal(dane_record_read(bytes, 5, &r), 0);
	text = text_of(&r);
	assert_string_equal(text, "3 1 1 abcd");
	free(text);
	free(r.data);
}

static void which_are_usable(void **state)
{
	static const struct {
		struct dane_record r;
		bool usable;
	} table[] = {
		{ { .usage = 3, .selector = 1, .matching = 1, .n = 32 }, true },
		{ { .usage = 2, .selector = 0, .matching = 2, .n = 64 }, true },
		{ { .usage = 2, .selector = 0, .matching = 0, .n = 1 }, true },
		{ { .usage = 0, .selector = 0, .matching = 1, .n = 32 },
		  false },
		{ { .usage = 1, .selector = 1, .matching = 1, .n = 32 },
		  false },
		{ { .usage = 4, .selector = 1, .matching = 1, .n = 32 },
		  false },
		{ { .usage = 3, .selector = 2, .matching = 1, .n = 32 },
		  false },
		{ { .usage = 3, .selector = 1, .matching = 3, .n = 32 },
		  false },
		{ { .usage = 3, .selector = 1, .matching = 1, .n = 31 },
		  false },
		{ { .usage = 3, .selector = 1, .matching = 2, .n = 32 },
		  false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		assert_int_equal(!dane_record_fault(&table[i].r),
				 table[i].usable);
}

static void expect_lines(const struct dane_result *d, const char *expected)
{
	struct buf text;

	buf_init(&text, 4096);
	dane_describe(d, &text);
	assert_string_equal(buf_str(&text), expected);
	buf_release(&text);
}

static void what_is_said(void **state)
{
	unsigned char byte = 0;
	struct dane_record r = { .usage = 2, .data = &byte, .n = 1 };
	struct dane_result d = { .state = DANE_ABSENT };

	(void)state;
	expect_lines(&d, "DANE: TLSA records: DNSSEC: secure, there are none; "
		     "judged by CA and name");
	d.state = DANE_BOGUS;
	d.why = mem_string("a \x1b[31mkey");
	expect_lines(&d, "DANE: TLSA records: DNSSEC: BOGUS (a \\x1b[31mkey)\n"
		     "DANE: NOT authenticated: the DNSSEC answer is bogus");
	d.state = DANE_SECURE;
	d.base = mem_string("mx.example");
	r.verdict = DANE_MATCH;
	dane_add(&d, &r);
	d.authenticated = true;
	d.depth = 1;
	d.waived = REASON_NO_ISSUER;
	expect_lines(&d, "DANE: TLSA records of mx.example: DNSSEC: secure "
		     "(a \\x1b[31mkey)\n  2 0 0 00: matches\n"
		     "DANE: authenticated by 2 0 0 00 (a trust anchor, at "
		     "depth 1); waived: unable to get local issuer "
		     "certificate");
	dane_release(&d);
}

static void copies_own_what_they_hold(void **state)
{
	struct dane_record r;
	struct dane_result d = { .state = DANE_BY_HAND }, copy;
	struct err err;

	(void)state;
	assert_int_equal(dane_record_parse("3 1 1 " SHA256, &r, &err), 0);
	dane_add(&d, &r);
	free(r.data);
	d.base = mem_string("a.example");
	dane_copy(&copy, &d);
	dane_release(&d);
	assert_int_equal(d.count, 0);
	assert_int_equal(copy.count, 1);
	assert_true(dane_is_usable(&copy));
	assert_string_equal(copy.base, "a.example");
	dane_release(&copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_records),
		cmocka_unit_test(bad_records),
		cmocka_unit_test(from_an_answer),
		cmocka_unit_test(which_are_usable),
		cmocka_unit_test(what_is_said),
		cmocka_unit_test(copies_own_what_they_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
