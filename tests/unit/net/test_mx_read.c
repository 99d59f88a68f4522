/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/mx_read: answers of name servers, honest and not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/mx.h"
#include "packet.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))
#define DOMAIN "example.org"

/* Read from memory of just that size, so that reading on is seen. */
static int read_as(const struct packet *p, const char *domain,
		   struct mx_list *list, struct err *err)
{
	unsigned char *exact = malloc(p->n ? p->n : 1);
	int result;

	assert_non_null(exact);
	memcpy(exact, p->bytes, p->n);
	*list = (struct mx_list){ .count = 0 };
	*err = (struct err){ 0 };
	result = mx_read(exact, p->n, domain, list, err);
	free(exact);
	return result;
}

/* "10 a.example 20 b.example" */
static void check_list(const struct mx_list *list, const char *expected)
{
	char text[4096] = "";

	for (size_t i = 0; i < list->count; i++) {
		size_t n = strlen(text);

		snprintf(text + n, sizeof(text) - n, "%s%u %s", n ? " " : "",
			 list->at[i].preference, list->at[i].host);
	}
	assert_string_equal(text, expected);
}

static void check(const struct packet *p, const char *domain,
		  const char *expected)
{
	struct mx_list list;
	struct err err;

	assert_int_equal(read_as(p, domain, &list, &err), 0);
	check_list(&list, expected);
	assert_false(list.null);
	mx_release(&list);
}

static void check_bad(const struct packet *p, enum err_kind kind)
{
	struct mx_list list;
	struct err err;

	assert_int_equal(read_as(p, DOMAIN, &list, &err), -1);
	assert_int_equal(err.kind, kind);
	assert_non_null(strstr(err.text, DOMAIN));
	mx_release(&list);
}

static void exchanges(void **state)
{
	struct packet p;

	(void)state;
	packet_open(&p, DOMAIN, 0);
	check(&p, DOMAIN, "");
	packet_mx(&p, DOMAIN, 20, "b.example.org");
	check(&p, DOMAIN, "20 b.example.org");
	packet_mx(&p, DOMAIN, 10, "a.example.net");
	packet_mx(&p, DOMAIN, 65535, "c.example.net");
	check(&p, DOMAIN, "20 b.example.org 10 a.example.net "
			  "65535 c.example.net");
}

/* Case is no difference, a final dot is none, and who else is in it is. */
static void whose_they_are(void **state)
{
	struct packet p;

	(void)state;
	packet_open(&p, DOMAIN, 0);
	packet_mx(&p, "EXAMPLE.org", 1, "a.example");
	packet_mx(&p, "example.com", 2, "evil.example");
	packet_mx(&p, "example.org.example.com", 3, "evil.example");
	check(&p, DOMAIN, "1 a.example");
	check(&p, "Example.ORG.", "1 a.example");
	check(&p, "example.com", "2 evil.example");
}

/* A pointer into what came before, as servers write names. */
static void compressed(void **state)
{
	struct packet p;

	(void)state;
	packet_open(&p, DOMAIN, 0);
	packet_record(&p, DOMAIN, TYPE_MX);
	packet_16(&p, 5);
	packet_add(&p, "\2mx\xc0\x0c", 5);
	packet_end(&p);
	check(&p, DOMAIN, "5 mx.example.org");
}

static void aliases(void **state)
{
	struct mx_list list;
	struct packet p;
	struct err err;

	(void)state;
	packet_open(&p, DOMAIN, 0);
	packet_cname(&p, DOMAIN, "one.example");
	packet_mx(&p, "two.example", 7, "mx.example");
	packet_cname(&p, "one.example", "two.example");
	check(&p, DOMAIN, "7 mx.example");
	/* where it does not say more, the alias is what to ask for */
	packet_open(&p, DOMAIN, 0);
	packet_cname(&p, DOMAIN, "one.example");
	assert_int_equal(read_as(&p, DOMAIN, &list, &err), 0);
	assert_int_equal(list.count, 0);
	assert_string_equal(list.alias, "one.example");
	mx_release(&list);
	/* a loop */
	packet_cname(&p, "one.example", DOMAIN);
	check_bad(&p, ERR_RESOLVE_TEMPORARY);
}

static void null_mx(void **state)
{
	struct mx_list list;
	struct packet p;
	struct err err;

	(void)state;
	packet_open(&p, DOMAIN, 0);
	packet_mx(&p, DOMAIN, 0, "");
	assert_int_equal(read_as(&p, DOMAIN, &list, &err), 0);
	assert_true(list.null);
	assert_int_equal(list.count, 0);
	mx_release(&list);
	/* RFC 7505 section 3: it must stand alone, so it counts for nothing */
	packet_mx(&p, DOMAIN, 10, "a.example");
	check(&p, DOMAIN, "10 a.example");
}

static void codes(void **state)
{
	static const struct {
		unsigned code;
		enum err_kind kind;
	} table[] = {
		{ 1, ERR_RESOLVE_TEMPORARY },	/* FORMERR */
		{ 2, ERR_RESOLVE_TEMPORARY },	/* SERVFAIL */
		{ 3, ERR_NO_SUCH_HOST },	/* NXDOMAIN */
		{ 5, ERR_RESOLVE_TEMPORARY },	/* REFUSED */
		{ 15, ERR_RESOLVE_TEMPORARY },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct packet p;

		packet_open(&p, DOMAIN, table[i].code);
		check_bad(&p, table[i].kind);
	}
}

/* What can be no host's name is left out: nothing would be found for it. */
static void odd_hosts(void **state)
{
	static const char *const hosts[] = {
		"a b.example", "a\n.example", "-\x1b[2J.example",
		"\xff.example", "a/b.example", "a@b.example",
	};
	struct packet p;

	(void)state;
	packet_open(&p, DOMAIN, 0);
	for (size_t i = 0; i < LENGTH(hosts); i++)
		packet_mx(&p, DOMAIN, 1, hosts[i]);
	packet_mx(&p, DOMAIN, 2, "_a-1.example");
	check(&p, DOMAIN, "2 _a-1.example");
}

static void more_than_any(void **state)
{
	struct mx_list list;
	struct packet p;
	struct err err;

	(void)state;
	packet_open(&p, "x", 0);
	for (size_t i = 0; i < MX_MOST + 9; i++)
		packet_mx(&p, "x", 1, "y");
	assert_int_equal(read_as(&p, "x", &list, &err), 0);
	assert_int_equal(list.count, MX_MOST);
	mx_release(&list);
}

/* ---- lies ---- */

/* Cut anywhere, it is malformed, and nothing behind its end is read. */
static void cut(void **state)
{
	struct packet whole, p;

	(void)state;
	packet_open(&whole, DOMAIN, 0);
	packet_cname(&whole, DOMAIN, "one.example");
	packet_mx(&whole, "one.example", 7, "mx.example");
	for (p = whole; p.n > 0; p.n--) {
		struct mx_list list;
		struct err err;
		int result = read_as(&p, DOMAIN, &list, &err);

		assert_int_equal(result, p.n == whole.n ? 0 : -1);
		mx_release(&list);
	}
}

/* Any byte may be wrong, which may make it mean anything, but no harm. */
static void spoiled(void **state)
{
	struct packet whole;

	(void)state;
	packet_open(&whole, DOMAIN, 0);
	packet_mx(&whole, DOMAIN, 7, "mx.example");
	packet_cname(&whole, "one.example", DOMAIN);
	for (size_t i = 0; i < whole.n; i++)
		for (unsigned byte = 0; byte < 256; byte++) {
			struct packet p = whole;
			struct mx_list list;
			struct err err;

			p.bytes[i] = (unsigned char)byte;
			read_as(&p, DOMAIN, &list, &err);
			mx_release(&list);
		}
}

static void wrong_lengths(void **state)
{
	struct packet p;

	(void)state;
	/* a name that ends before its record does */
	packet_open(&p, DOMAIN, 0);
	packet_record(&p, DOMAIN, TYPE_MX);
	packet_16(&p, 1);
	packet_name(&p, "a.example");
	packet_add(&p, "xx", 2);
	packet_end(&p);
	check_bad(&p, ERR_RESOLVE_TEMPORARY);
	/* one that goes on past it */
	packet_open(&p, DOMAIN, 0);
	packet_record(&p, DOMAIN, TYPE_MX);
	packet_16(&p, 1);
	packet_end(&p);
	packet_name(&p, "a.example");
	check_bad(&p, ERR_RESOLVE_TEMPORARY);
	/* no room for a preference */
	packet_open(&p, DOMAIN, 0);
	packet_record(&p, DOMAIN, TYPE_MX);
	packet_add(&p, "x", 1);
	packet_end(&p);
	check_bad(&p, ERR_RESOLVE_TEMPORARY);
	/* a pointer to itself */
	packet_open(&p, DOMAIN, 0);
	packet_record(&p, DOMAIN, TYPE_MX);
	packet_16(&p, 1);
	packet_16(&p, 0xc000 | (unsigned)p.n);
	packet_end(&p);
	check_bad(&p, ERR_RESOLVE_TEMPORARY);
}

/* ---- order ---- */

static struct mx_list list_of(const unsigned *preferences, size_t n)
{
	struct mx_list list = { .count = n };

	for (size_t i = 0; i < n; i++)
		list.at[i] = (struct mx){ preferences[i], NULL };
	return list;
}

static void by_preference(void **state)
{
	static const unsigned preferences[] = { 30, 10, 20, 10, 0, 65535, 20 };
	struct mx_list list = list_of(preferences, LENGTH(preferences));

	(void)state;
	mx_sort(&list);
	for (size_t i = 1; i < list.count; i++)
		assert_true(list.at[i - 1].preference <=
			    list.at[i].preference);
	assert_int_equal(list.at[0].preference, 0);
	list.count = 0;
	mx_sort(&list);
}

/* Equals take turns: of 200 runs each of two is first in some. */
static void equals_at_random(void **state)
{
	char *hosts[] = { (char[]){ "a" }, (char[]){ "b" } };
	size_t first[2] = { 0 };

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		struct mx_list list = { .count = 2 };

		list.at[0] = (struct mx){ 5, hosts[0] };
		list.at[1] = (struct mx){ 5, hosts[1] };
		mx_sort(&list);
		first[list.at[0].host == hosts[1]]++;
	}
	assert_true(first[0] > 0);
	assert_true(first[1] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exchanges),
		cmocka_unit_test(whose_they_are),
		cmocka_unit_test(compressed),
		cmocka_unit_test(aliases),
		cmocka_unit_test(null_mx),
		cmocka_unit_test(codes),
		cmocka_unit_test(odd_hosts),
		cmocka_unit_test(more_than_any),
		cmocka_unit_test(cut),
		cmocka_unit_test(spoiled),
		cmocka_unit_test(wrong_lengths),
		cmocka_unit_test(by_preference),
		cmocka_unit_test(equals_at_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
