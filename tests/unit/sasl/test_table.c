/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sasl: loops over the table of mechanisms: names, order, too many rounds,
 * what is too long, where the secret is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "exchange.h"
#include "sasl/digest.h"

static void names(void **state)
{
	(void)state;
	assert_true(sasl_mechanism_count >= 3);
	for (size_t i = 0; i < sasl_mechanism_count; i++) {
		const struct sasl_mechanism *m = sasl_mechanisms[i];
		size_t n = strlen(m->name);
		char *name = mem_string(m->name);

		/* RFC 4422 section 3.1: 1 to 20 of these */
		assert_in_range(n, 1, 20);
		assert_int_equal(strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					"0123456789-_"), n);
		assert_ptr_equal(sasl_find(name, n), m);
		for (size_t c = 0; c < n; c++) {	/* in any case */
			name[c] = (char)tolower((unsigned char)name[c]);
			assert_ptr_equal(sasl_find(name, n), m);
		}
		assert_null(sasl_find(name, n - 1));
		free(name);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(m->name,
						sasl_mechanisms[j]->name);
	}
}

static void not_found(void **state)
{
	(void)state;
	assert_null(sasl_find("", 0));
	assert_null(sasl_find("PLAI", 4));
	assert_null(sasl_find("PLAIN2", 6));
	assert_null(sasl_find("NOSUCH", 6));
	/* the length counts, not what stands behind it */
	assert_ptr_equal(sasl_find("PLAIN LOGIN", 5), &sasl_plain);
}

/* What does not give the password away is tried first. */
static void preference(void **state)
{
	bool cleartext = false;

	(void)state;
	for (size_t i = 0; i < sasl_mechanism_count; i++) {
		assert_true(sasl_mechanisms[i]->cleartext || !cleartext);
		cleartext = sasl_mechanisms[i]->cleartext;
	}
	assert_true(sasl_plain.cleartext && sasl_login.cleartext);
	assert_false(sasl_cram_md5.cleartext);
	assert_true(sasl_plain.client_first);
	assert_false(sasl_login.client_first || sasl_cram_md5.client_first);
}

/* A server that goes on asking is told so, and soon. */
static void too_many_rounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sasl_mechanism_count; i++) {
		const struct sasl_mechanism *m = sasl_mechanisms[i];
		enum sasl_result result = SASL_SEND;
		struct exchange x;
		int rounds = 0;

		if (m->means == SASL_BY_TICKET)
			continue;	/* what it says is a library's */
		begin(&x, m, "tim", "tanstaaf");
		if (m->client_first)
			assert_int_equal(step(&x, NULL, 0), SASL_SEND);
		while (result == SASL_SEND && rounds++ < ROUNDS_MOST)
			result = step(&x, "again", 5);
		assert_int_equal(result, SASL_BAD_CHALLENGE);
		assert_true(rounds < ROUNDS_MOST);
		assert_int_equal(x.err.kind, ERR_GRAMMAR);
		assert_non_null(strstr(x.err.text, m->name));
		/* nothing was answered, and the next is no better */
		assert_int_equal(x.out.len, 0);
		assert_int_equal(x.sasl.secret_n, 0);
		assert_int_equal(step(&x, "again", 5), SASL_BAD_CHALLENGE);
		end(&x);
	}
}

/* Credentials of any length that does not fit: ours is the fault. */
static void too_long(void **state)
{
	char *most = mem_new(RESPONSE_MOST + 2);

	(void)state;
	memset(most, 'a', RESPONSE_MOST + 1);
	for (size_t i = 0; i < sasl_mechanism_count; i++) {
		enum sasl_result result = SASL_SEND;
		struct exchange x;

		if (sasl_mechanisms[i]->means == SASL_BY_TICKET)
			continue;
		begin(&x, sasl_mechanisms[i], most, "tanstaaf");
		for (int n = 0; result == SASL_SEND && n < ROUNDS_MOST; n++)
			result = step_well(&x);
		assert_int_equal(result, SASL_UNUSABLE);
		assert_int_equal(x.err.kind, ERR_LIMIT);
		assert_true(x.out.len <= RESPONSE_MOST);
		end(&x);
	}
	free(most);
}

static void passwords_too_long(void **state)
{
	static const struct sasl_mechanism *const table[] = {
		&sasl_plain, &sasl_login,
	};
	char *most = mem_new(RESPONSE_MOST + 2);

	(void)state;
	memset(most, 'a', RESPONSE_MOST + 1);
	for (size_t i = 0; i < LENGTH(table); i++) {
		enum sasl_result result = SASL_SEND;
		struct exchange x;

		begin(&x, table[i], "tim", most);
		for (int n = 0; result == SASL_SEND && n < ROUNDS_MOST; n++)
			result = step(&x, "x", 1);
		assert_int_equal(result, SASL_UNUSABLE);
		assert_int_equal(x.err.kind, ERR_LIMIT);
		assert_null(strstr(x.err.text, "aaaa"));
		end(&x);
	}
	free(most);
}

/* What fits exactly is sent. */
static void just_short_enough(void **state)
{
	char *most = mem_new(RESPONSE_MOST + 1);
	struct exchange x;

	(void)state;
	memset(most, 'a', RESPONSE_MOST - 2);
	begin(&x, &sasl_plain, "", most);
	assert_int_equal(step(&x, NULL, 0), SASL_SEND);
	assert_int_equal(x.out.len, RESPONSE_MOST);
	check_secret(&x, most);
	end(&x);
	free(most);
}

/*
 * A mechanism that gives the password away says where: outside of the span
 * nothing of it is sent, in no round.
 */
static void spans_cover_the_secret(void **state)
{
	static const char password[] = "tanstaaf";

	(void)state;
	for (size_t i = 0; i < sasl_mechanism_count; i++) {
		const enum sasl_means means = sasl_mechanisms[i]->means;
		struct exchange x;
		bool told = false;

		if (means != SASL_BY_PASSWORD && means != SASL_BY_TOKEN)
			continue;	/* there is no secret */
		begin(&x, sasl_mechanisms[i], "tim", password);
		for (int n = 0; n < ROUNDS_MOST; n++) {
			void *found;

			if (step_well(&x) != SASL_SEND)
				break;
			found = memmem(buf_str(&x.out), x.out.len, password,
				       strlen(password));
			assert_int_equal(found != NULL, x.sasl.secret_n &&
					 !x.sasl.derived);
			if (found)
				assert_ptr_equal(found, buf_str(&x.out) +
						 x.sasl.secret_at);
			/* nobody may say yes before */
			told = told || x.sasl.secret_n;
			assert_true(told || !x.sasl.done);
		}
		assert_true(told);
		end(&x);
	}
}

/* A response is appended; then the span is still where the secret is. */
static void spans_behind_other_bytes(void **state)
{
	static const struct sasl_mechanism *const table[] = {
		&sasl_plain, &sasl_cram_md5, &sasl_login,
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct exchange x;
		char hex[DIGEST_HEX_MOST];

		digest_hmac_hex(DIGEST_MD5, "tanstaaf", "x", 1, hex);
		begin(&x, table[i], "tim", "tanstaaf");
		if (table[i] == &sasl_login)
			step(&x, "x", 1);
		buf_clear(&x.out);
		buf_adds(&x.out, "before ");
		assert_int_equal(sasl_step(&x.sasl, "x", 1, &x.out, &x.err),
				 SASL_SEND);
		check_secret(&x, x.sasl.derived ? hex : "tanstaaf");
		end(&x);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(not_found),
		cmocka_unit_test(preference),
		cmocka_unit_test(too_many_rounds),
		cmocka_unit_test(too_long),
		cmocka_unit_test(passwords_too_long),
		cmocka_unit_test(just_short_enough),
		cmocka_unit_test(spans_cover_the_secret),
		cmocka_unit_test(spans_behind_other_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
