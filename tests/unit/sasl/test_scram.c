/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sasl/scram: the examples of RFC 5802 and RFC 7677, the same for SHA-512 and
 * for the -PLUS forms (computed with Python's hashlib), names that must be
 * quoted, and what the first message says about channel binding.
 */
#include "exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#define NONCE1 "fyko+d2lbbFgONRv9qkxdawL"
#define SERVER1 NONCE1 "3rfcNHYJY1ZVvWVs7j"
#define NONCE256 "rOprNGfwEbeRWgbNEkqO"
#define SERVER256 NONCE256 "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define CHALLENGE1 "r=" SERVER1 ",s=QSXCR+Q6sek8bf92,i=4096"
#define CHALLENGE256 "r=" SERVER256 ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"

/* RFC 5802 section 5, RFC 7677 section 3 */
static const struct vector {
	const struct sasl_mechanism *mechanism;
	const char *nonce, *first, *challenge, *final, *secret, *signature;
} vectors[] = {
	{ &sasl_scram_sha1, NONCE1, "n,,n=user,r=" NONCE1, CHALLENGE1,
	  "c=biws,r=" SERVER1 ",p=", "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
	  "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
	{ &sasl_scram_sha256, NONCE256, "n,,n=user,r=" NONCE256, CHALLENGE256,
	  "c=biws,r=" SERVER256 ",p=",
	  "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
	  "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" },
	{ &sasl_scram_sha512, NONCE256, "n,,n=user,r=" NONCE256, CHALLENGE256,
	  "c=biws,r=" SERVER256 ",p=",
	  "gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC"
	  "6wdp6dybEmDYXYTxwnYPJQ==",
	  "v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4"
	  "+5ZxXnJq199RVG2rR7N7Zw==" },
	{ &sasl_scram_sha1_plus, NONCE1, "p=tls-exporter,,n=user,r=" NONCE1,
	  CHALLENGE1,
	  "c=cD10bHMtZXhwb3J0ZXIsLGJpbmRpbmc=,r=" SERVER1 ",p=",
	  "bQcXI/k+15ncmZCePfOGw9Jy0tc=", "v=iGbXuSF+tWyr+eikqPdGfCG5yXM=" },
	{ &sasl_scram_sha256_plus, NONCE256,
	  "p=tls-exporter,,n=user,r=" NONCE256, CHALLENGE256,
	  "c=cD10bHMtZXhwb3J0ZXIsLGJpbmRpbmc=,r=" SERVER256 ",p=",
	  "vlaVCaZ/4tEMvvhXCqFBrw3mj6GIYw1GtIoAPgb+Mlg=",
	  "v=uAPncFq/O878VR9urBbx2yhpB0i2luvOn6Ow8K9tW6c=" },
	{ &sasl_scram_sha512_plus, NONCE256,
	  "p=tls-exporter,,n=user,r=" NONCE256, CHALLENGE256,
	  "c=cD10bHMtZXhwb3J0ZXIsLGJpbmRpbmc=,r=" SERVER256 ",p=",
	  "Y7H6RH7HFnQqOmBTBTqZjHTqKCzAzNlpaHaNnNtStmjr7HG+71J82YJrzhITbA0O"
	  "xPJfP/ls5qOuyW7suxxEYQ==",
	  "v=Gs++ZuUc2Q5mZZq7gS5nhWOaJ0nl2Ut0Rfs9DuLlBllcsuONPYtipvZIn4AwSUXh"
	  "dmCfplf0EkuhIsaOv7vfsQ==" },
};

static enum sasl_result say(struct exchange *x, const char *challenge)
{
	return step(x, challenge, strlen(challenge));
}

/* Up to the proof; without a binding unless the form has one. */
static void prove(struct exchange *x, const struct vector *v)
{
	begin(x, v->mechanism, "user", "pencil");
	x->sasl.nonce = v->nonce;
	if (!v->mechanism->plus)
		x->sasl.binding_type = NULL;
	assert_int_equal(step(x, NULL, 0), SASL_SEND);
	check_response(x, v->first, strlen(v->first));
	assert_int_equal(x->sasl.secret_n, 0);
	assert_int_equal(say(x, v->challenge), SASL_SEND);
}

static void examples(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct exchange x;
		size_t at = 0;

		prove(&x, v);
		assert_int_equal(x.out.len, strlen(v->final) +
					    strlen(v->secret));
		assert_memory_equal(x.out.data, v->final, strlen(v->final));
		check_secret(&x, v->secret);
		assert_true(x.sasl.derived);
		assert_false(x.sasl.done);
		assert_string_equal(x.sasl.warning, "");
		assert_int_equal(v->mechanism->secret_in(
			v->signature, strlen(v->signature), &at),
			strlen(v->signature) - 2);
		assert_int_equal(at, 2);
		assert_int_equal(say(&x, v->signature), SASL_SEND);
		assert_int_equal(x.out.len, 0);
		assert_true(x.sasl.done);
		assert_int_equal(say(&x, "v=AAAA"), SASL_BAD_CHALLENGE);
		end(&x);
	}
}

/* "=" and "," in names, another identity, a password with a space. */
static void names(void **state)
{
	static const char first[] = "y,a=o=3D=2C,n=a=3Db=2Cc,r=abc";
	static const char final[] = "c=eSxhPW89M0Q9MkMs,r=abcdef,p=MVb5DiXIGF0"
		"Wi3e84uL95Dbf43Ff0Z1oEhURZdC9Npw=";
	struct exchange x;

	(void)state;
	begin(&x, &sasl_scram_sha256, "a=b,c", "p\xc3\xa4 ss");
	x.sasl.authzid = "o=,";
	x.sasl.nonce = "abc";
	assert_int_equal(step(&x, NULL, 0), SASL_SEND);
	check_response(&x, first, strlen(first));
	assert_int_equal(say(&x, "r=abcdef,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"),
			 SASL_SEND);
	check_response(&x, final, strlen(final));
	assert_int_equal(say(&x, "v=Zuv8gdxU2cA5qBWC6KDwovioh3z0Dc4ctNMuOM+l2F"
				 "g=,x=more"), SASL_SEND);
	assert_true(x.sasl.done);
	end(&x);
}

/* However it was typed it is the same password: composed, or not. */
static void prepared(void **state)
{
	static const char *const passwords[] = {
		"p\xc3\xa4 ss", "pa\xcc\x88 ss", "p\xc3\xa4\xc2\xa0ss",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(passwords); i++) {
		struct exchange x;

		begin(&x, &sasl_scram_sha256, "a=b,c", passwords[i]);
		x.sasl.authzid = "o=,";
		x.sasl.nonce = "abc";
		step(&x, NULL, 0);
		say(&x, "r=abcdef,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
		check_secret(&x, "MVb5DiXIGF0Wi3e84uL95Dbf43Ff0Z1oEhURZdC9"
				 "Npw=");
		end(&x);
	}
}

/* What cannot be prepared is ours, and nothing is sent of it. */
static void unprepared(void **state)
{
	static const struct {
		const char *user, *password;
	} table[] = {
		{ "t\xffm", "x" }, { "tim", "\xff" }, { "tim", "\xc3" },
		{ "tim", "a\x07" "b" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		enum sasl_result result;
		struct exchange x;

		begin(&x, &sasl_scram_sha1, table[i].user, table[i].password);
		x.sasl.nonce = NONCE1;
		result = step(&x, NULL, 0);
		if (result == SASL_SEND)
			result = say(&x, CHALLENGE1);
		assert_int_equal(result, SASL_UNUSABLE);
		assert_int_equal(x.out.len, 0);
		assert_null(strstr(x.err.text, "\xff"));
		end(&x);
	}
}

/* RFC 5802 section 6: p= where bound, y where it could be, n else. */
static void flags(void **state)
{
	static const struct {
		const struct sasl_mechanism *mechanism;
		const char *type;
		bool offered;
		const char *begin;
	} table[] = {
		{ &sasl_scram_sha1, NULL, false, "n,," },
		{ &sasl_scram_sha1, NULL, true, "n,," },
		{ &sasl_scram_sha1, "tls-exporter", false, "y,," },
		{ &sasl_scram_sha1, "tls-exporter", true, "n,," },
		{ &sasl_scram_sha1_plus, "tls-exporter", true,
		  "p=tls-exporter,," },
		{ &sasl_scram_sha512_plus, "tls-server-end-point", true,
		  "p=tls-server-end-point,," },
	};
	struct exchange x;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		begin(&x, table[i].mechanism, "tim", "x");
		x.sasl.binding_type = table[i].type;
		x.sasl.plus_offered = table[i].offered;
		assert_int_equal(step(&x, NULL, 0), SASL_SEND);
		assert_memory_equal(x.out.data, table[i].begin,
				    strlen(table[i].begin));
		end(&x);
	}
	begin(&x, &sasl_scram_sha1_plus, "tim", "x");
	x.sasl.binding_type = NULL;
	assert_int_equal(step(&x, NULL, 0), SASL_UNUSABLE);
	assert_non_null(strstr(x.err.text, "TLS"));
	end(&x);
}

/* Those that bind to the TLS session say so. */
static void forms(void **state)
{
	(void)state;
	assert_true(sasl_scram_sha1_plus.plus && !sasl_scram_sha1.plus);
	assert_true(sasl_scram_sha256_plus.plus && !sasl_scram_sha256.plus);
	assert_true(sasl_scram_sha512_plus.plus && !sasl_scram_sha512.plus);
}

/* Two exchanges have two nonces, of what a nonce may have. */
static void nonces(void **state)
{
	struct exchange x, y;

	(void)state;
	begin(&x, &sasl_scram_sha1, "tim", "x");
	begin(&y, &sasl_scram_sha1, "tim", "x");
	step(&x, NULL, 0);
	step(&y, NULL, 0);
	assert_int_equal(x.out.len, y.out.len);
	assert_true(x.out.len >= strlen("y,,n=tim,r=") + 20);
	assert_memory_not_equal(x.out.data, y.out.data, x.out.len);
	end(&x);
	end(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples),
		cmocka_unit_test(names),
		cmocka_unit_test(prepared),
		cmocka_unit_test(unprepared),
		cmocka_unit_test(flags),
		cmocka_unit_test(forms),
		cmocka_unit_test(nonces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
