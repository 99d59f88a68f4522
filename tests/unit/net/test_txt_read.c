/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net/txt_read: TXT records of name servers, honest and not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "net/txt.h"
#include "packet.h"

#define NAME "_mta-sts.example.org"

enum { TYPE_TXT = 16, SERVFAIL = 2, NXDOMAIN = 3 };

static int read_as(const struct packet *p, size_t n, struct strings *out,
		   struct err *err)
{
	unsigned char *exact = malloc(n ? n : 1);
	int result;

	assert_non_null(exact);
	memcpy(exact, p->bytes, n);
	*out = (struct strings){ .at = NULL };
	result = txt_read(exact, n, out, err);
	free(exact);
	return result;
}

/* A record of these strings, with NULL behind them. */
static void add_txt(struct packet *p, const char *const *parts)
{
	packet_record(p, NAME, TYPE_TXT);
	for (; *parts; parts++) {
		unsigned char n = (unsigned char)strlen(*parts);

		packet_add(p, &n, 1);
		packet_add(p, *parts, n);
	}
	packet_end(p);
}

#define ADD(p, ...) add_txt(p, (const char *const[]){ __VA_ARGS__, NULL })

static void as_they_come(void **state)
{
	struct packet p;
	struct strings found;
	struct err err;

	(void)state;
	packet_open(&p, NAME, 0);
	packet_cname(&p, NAME, "other.example");
	ADD(&p, "v=STSv1;", " id=1;");
	ADD(&p, "");
	ADD(&p, "b");
	packet_mx(&p, NAME, 10, "mx.example");
	assert_int_equal(read_as(&p, p.n, &found, &err), 0);
	assert_int_equal(found.count, 3);
	assert_string_equal(found.at[0], "v=STSv1; id=1;");
	assert_string_equal(found.at[1], "");
	assert_string_equal(found.at[2], "b");
	strings_release(&found);
	for (size_t n = 0; n < p.n; n++) {
		assert_int_equal(read_as(&p, n, &found, &err), -1);
		assert_int_equal(err.kind, ERR_RESOLVE_TEMPORARY);
		strings_release(&found);
	}
}

static void no_text(void **state)
{
	struct packet p;
	struct strings found;
	struct err err;

	(void)state;
	packet_open(&p, NAME, 0);
	packet_record(&p, NAME, TYPE_TXT);
	packet_add(&p, "\x03" "a\0b", 4);	/* a NUL */
	packet_end(&p);
	packet_record(&p, NAME, TYPE_TXT);
	packet_add(&p, "\x09" "abc", 4);	/* past its end */
	packet_end(&p);
	assert_int_equal(read_as(&p, p.n, &found, &err), 0);
	assert_int_equal(found.count, 0);
}

static void codes(void **state)
{
	struct packet p;
	struct strings found;
	struct err err = { 0 };

	(void)state;
	packet_open(&p, NAME, NXDOMAIN);
	assert_int_equal(read_as(&p, p.n, &found, &err), 0);
	assert_int_equal(found.count, 0);
	packet_open(&p, NAME, SERVFAIL);
	assert_int_equal(read_as(&p, p.n, &found, &err), -1);
	assert_int_equal(err.kind, ERR_RESOLVE_TEMPORARY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_they_come),
		cmocka_unit_test(no_text),
		cmocka_unit_test(codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
