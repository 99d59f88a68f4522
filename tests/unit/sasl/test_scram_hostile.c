/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sasl/scram against a server that means no good: each field wrong in turn is
 * an error of its own, none is accepted, none takes long.
 */
#include "exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define R "r=abcdef"
#define S ",s=QSXCR+Q6sek8bf92"
#define I ",i=4096"

static enum sasl_result say(struct exchange *x, const char *challenge)
{
	return step(x, challenge, strlen(challenge));
}

static void begin_tim(struct exchange *x)
{
	begin(x, &sasl_scram_sha256, "tim", "tanstaaf");
	x->sasl.nonce = "abc";
	assert_int_equal(step(x, NULL, 0), SASL_SEND);
}

/* Nothing is answered, and nothing that follows makes it good. */
static void check_refused(struct exchange *x, const char *part)
{
	assert_int_equal(x->err.kind, ERR_GRAMMAR);
	assert_non_null(strstr(x->err.text, "SCRAM-SHA-256"));
	assert_non_null(strstr(x->err.text, part));
	assert_int_equal(x->out.len, 0);
	assert_false(x->sasl.done);
	assert_int_not_equal(say(x, "v="), SASL_SEND);
	assert_false(x->sasl.done);
}

static void challenges(void **state)
{
	static const struct {
		const char *challenge, *part;
	} table[] = {
		{ "", "empty" },
		{ "garbage", "no nonce" },
		{ "R=abcdef" S I, "no nonce" },
		{ S I, "no nonce" },
		{ "s=QSXCR+Q6sek8bf92,r=abcdef,i=4096", "no nonce" },
		{ "m=x," R S I, "extension" },
		{ "r=" S I, "does not begin with" },
		{ "r=xyzdef" S I, "does not begin with" },
		{ "r=ab" S I, "does not begin with" },
		{ "r=ABCdef" S I, "does not begin with" },
		{ "r=abc" S I, "adds nothing" },
		{ "r=abc def" S I, "not printable" },
		{ "r=abc\xc3\xa4" S I, "not printable" },
		{ "r=abc\x07" S I, "not printable" },
		{ R, "no salt" },
		{ R I S, "no salt" },
		{ R ",s=" I, "empty salt" },
		{ R ",s=QSX" I, "not base64" },
		{ R ",s=QS XC" I, "not base64" },
		{ R ",s=====" I, "not base64" },
		{ R S, "no iteration count" },
		{ R S ",x=1" I, "no iteration count" },
		{ R S ",i=", "no number" },
		{ R S ",i=0", "no number" },
		{ R S ",i=-1", "no number" },
		{ R S ",i=+1", "no number" },
		{ R S ",i=04096", "no number" },
		{ R S ",i=4096x", "no number" },
		{ R S ",i=0x10", "no number" },
		{ R S ",i= 1", "no number" },
		{ R S ",i=1000001", "more than 1000000" },
		{ R S ",i=100000000", "wants 100000000 iterations" },
		{ R S ",i=4294967297", "more than 1000000" },
		{ R S ",i=18446744073709551617", "more than 1000000" },
		{ R S ",i=99999999999999999999999999999999999999999999999",
		  "more than 1000000" },
		{ R S I ",x=\xff", "not UTF-8" },
		{ "r=abc\xc0\xaf" S I, "not UTF-8" },
		{ R S I ",x=\xed\xa0\x80", "not UTF-8" },
		{ "v=AAAA", "no nonce" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct exchange x;

		begin_tim(&x);
		assert_int_equal(say(&x, table[i].challenge),
				 SASL_BAD_CHALLENGE);
		check_refused(&x, table[i].part);
		end(&x);
	}
}

static void nul_bytes(void **state)
{
	static const char good[] = R S I;

	(void)state;
	for (size_t i = 0; i < sizeof(good); i++) {
		char text[sizeof(good) + 1];
		struct exchange x;

		memcpy(text, good, i);
		text[i] = '\0';
		memcpy(text + i + 1, good + i, sizeof(good) - i);
		begin_tim(&x);
		assert_int_equal(step(&x, text, sizeof(good)),
				 SASL_BAD_CHALLENGE);
		check_refused(&x, "NUL");
		end(&x);
	}
}

/* Cut anywhere it is no challenge, but for the digits of the number. */
static void cut(void **state)
{
	static const char good[] = R S I;
	size_t digits = strlen(I) - strlen(",i=");

	(void)state;
	for (size_t n = 0; n + digits < sizeof(good); n++) {
		struct exchange x;

		begin_tim(&x);
		assert_int_equal(step(&x, good, n), SASL_BAD_CHALLENGE);
		end(&x);
	}
}

/* A challenge as long as they may be; the answer repeats its nonce. */
static void long_ones(void **state)
{
	enum { LONG = 12288 };
	char *text = mem_new(LONG + 64);
	struct exchange x;

	(void)state;
	memset(text, 'a', LONG);
	begin_tim(&x);
	assert_int_equal(step(&x, text, LONG), SASL_BAD_CHALLENGE);
	end(&x);
	memcpy(text, "r=abc", 5);
	memcpy(text + LONG, S I, sizeof(S I));
	begin_tim(&x);
	assert_int_equal(say(&x, text), SASL_UNUSABLE);
	assert_int_equal(x.err.kind, ERR_LIMIT);
	assert_int_equal(x.out.len, 0);
	end(&x);
	/* 9 KiB of salt are salt */
	memcpy(text, "r=abcdef,s=", 11);
	memset(text + 11, 'A', LONG - 11);
	memcpy(text + 11 + 9216, I, sizeof(I));
	begin_tim(&x);
	assert_int_equal(say(&x, text), SASL_SEND);
	end(&x);
	free(text);
}

/* Few iterations are warned about, and are answered all the same. */
static void few_iterations(void **state)
{
	static const struct {
		const char *challenge, *warning;
	} table[] = {
		{ R S ",i=1", "1 iteration, fewer than 4096" },
		{ R S ",i=4095", "4095 iterations" },
		{ R S ",i=4096", NULL },
		{ R S ",i=10000", NULL },
		{ R S ",i=4096,x=y,z", NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct exchange x;

		begin_tim(&x);
		assert_int_equal(say(&x, table[i].challenge), SASL_SEND);
		if (table[i].warning)
			assert_non_null(strstr(x.sasl.warning,
					       table[i].warning));
		else
			assert_string_equal(x.sasl.warning, "");
		end(&x);
	}
}

/* A million is still computed; and not what no number stands for. */
static void most_iterations(void **state)
{
	struct exchange x;

	(void)state;
	begin_tim(&x);
	assert_int_equal(say(&x, R S ",i=1000000"), SASL_SEND);
	end(&x);
}

/* Who has no signature does not know the password. */
static void signatures(void **state)
{
	static const struct {
		const char *text, *part;
		enum sasl_result result;
	} table[] = {
		{ "v=AAAA", "signature is wrong", SASL_FALSE_PROOF },
		{ "v=", "signature is wrong", SASL_FALSE_PROOF },
		{ "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
		  "signature is wrong", SASL_FALSE_PROOF },
		{ "v", "signature (v=) is missing", SASL_FALSE_PROOF },
		{ "", "empty", SASL_FALSE_PROOF },
		{ R S I, "signature (v=) is missing", SASL_FALSE_PROOF },
		{ "x=1,v=AAAA", "signature (v=) is missing", SASL_FALSE_PROOF },
		{ "v=\xff", "not UTF-8", SASL_FALSE_PROOF },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct exchange x;

		begin_tim(&x);
		assert_int_equal(say(&x, R S I), SASL_SEND);
		assert_int_equal(say(&x, table[i].text), table[i].result);
		check_refused(&x, table[i].part);
		end(&x);
	}
}

/* The right one, a byte more or less. */
static void signatures_cut(void **state)
{
	char text[SASL_PROOF_MOST + 8];
	struct exchange x;

	(void)state;
	for (int change = 0; change < 3; change++) {
		begin_tim(&x);
		assert_int_equal(say(&x, R S I), SASL_SEND);
		memcpy(text, "v=", 2);
		memcpy(text + 2, x.sasl.proof, SASL_PROOF_MOST);
		if (change == 0)
			text[strlen(text) - 1] = '\0';
		else if (change == 1)
			memcpy(text + strlen(text), "=", 2);
		else
			text[2] = text[2] == 'A' ? 'B' : 'A';
		assert_int_equal(say(&x, text), SASL_FALSE_PROOF);
		end(&x);
	}
}

/* Why it refuses, in words; the refusal itself is still to come. */
static void errors(void **state)
{
	static const struct {
		const char *text, *part;
		bool suspect;
	} table[] = {
		{ "e=invalid-proof", "password is wrong", false },
		{ "e=unknown-user,x=y", "no such user", false },
		{ "e=other-error", "does not say", false },
		{ "e=channel-bindings-dont-match", "in between", true },
		{ "e=server-does-support-channel-binding", "in between", true },
		{ "e=unsupported-channel-binding-type", "--auth-binding",
		  false },
		{ "e=something of its own", "something of its own", false },
		{ "e=", "", false },
	};

	(void)state;
	for (size_t i = 0; i < 2 * LENGTH(table); i++) {
		struct exchange x;

		begin_tim(&x);
		if (i % 2)
			assert_int_equal(say(&x, R S I), SASL_SEND);
		assert_int_equal(say(&x, table[i / 2].text), SASL_SEND);
		assert_int_equal(x.out.len, 0);
		assert_false(x.sasl.done);
		assert_non_null(strstr(x.sasl.refusal, table[i / 2].part));
		assert_int_equal(x.sasl.suspect, table[i / 2].suspect);
		/* and after it nothing is any good */
		assert_int_not_equal(say(&x, R S I), SASL_SEND);
		end(&x);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(challenges),
		cmocka_unit_test(nul_bytes),
		cmocka_unit_test(cut),
		cmocka_unit_test(long_ones),
		cmocka_unit_test(few_iterations),
		cmocka_unit_test(most_iterations),
		cmocka_unit_test(signatures),
		cmocka_unit_test(signatures_cut),
		cmocka_unit_test(errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
