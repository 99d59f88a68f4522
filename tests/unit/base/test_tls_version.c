/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/tls_version: the words for versions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/tls_version.h"

static void words(void **state)
{
	static const struct {
		const char *word;
		unsigned version;
	} table[] = {
		{ "sslv2", VERSION_SSL2 },
		{ "SSLv3", VERSION_SSL3 },
		{ "tlsv1", VERSION_TLS1_0 },
		{ "TLSV1_1", VERSION_TLS1_1 },
		{ "tlsv1_2", VERSION_TLS1_2 },
		{ "tlsv1.2", VERSION_TLS1_2 },
		{ "TLSv1_3", VERSION_TLS1_3 },
		{ "", 0 },
		{ "tls", 0 },
		{ "tlsv1_", 0 },
		{ "tlsv1_4", 0 },
		{ "tlsv1_22", 0 },
		{ "tlsv1_0", 0 },
		{ " tlsv1", 0 },
		{ "no_tlsv1", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_int_equal(tls_version_of(table[i].word),
				 table[i].version);
}

static void rows(void **state)
{
	unsigned all = 0;

	(void)state;
	for (size_t i = 0; i < tls_version_count; i++) {
		const struct tls_version_row *row = &tls_version_rows[i];

		assert_int_equal(tls_version_of(row->word), row->version);
		assert_int_equal(all & row->version, 0);
		assert_true(row->version > all);
		all |= row->version;
	}
	assert_int_equal(all & VERSIONS_SPOKEN, VERSIONS_SPOKEN);
	assert_int_equal(VERSIONS_SPOKEN & VERSIONS_IN_USE, VERSIONS_IN_USE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
