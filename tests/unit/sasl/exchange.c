/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SASL exchange: see exchange.h. */
#include "exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

void begin(struct exchange *x, const struct sasl_mechanism *m,
	   const char *user, const char *password)
{
	*x = (struct exchange){
		.sasl = { .mechanism = m, .user = user,
			  .password = password, .token = password,
			  .binding_type = "tls-exporter",
			  .binding = "binding", .binding_n = 7 },
	};
	buf_init(&x->out, RESPONSE_MOST);
}

void end(struct exchange *x)
{
	sasl_release(&x->sasl);
	buf_release(&x->out);
}

enum sasl_result step(struct exchange *x, const char *challenge, size_t n)
{
	enum sasl_result result;

	buf_clear(&x->out);
	x->err = (struct err){ 0 };
	result = sasl_step(&x->sasl, challenge, n, &x->out, &x->err);
	/* the reason is told, but for a success */
	assert_int_equal(result == SASL_SEND, x->err.kind == ERR_NONE);
	assert_int_equal(result == SASL_SEND, !*x->err.text);
	return result;
}

void check_response(const struct exchange *x, const void *bytes, size_t n)
{
	assert_int_equal(x->out.len, n);
	assert_memory_equal(buf_str(&x->out), bytes, n);
}

/* The secret's place covers just what it should. */
void check_secret(const struct exchange *x, const char *secret)
{
	const struct sasl *s = &x->sasl;

	assert_int_equal(s->secret_n, strlen(secret));
	assert_true(s->secret_at + s->secret_n <= x->out.len);
	assert_memory_equal(buf_str(&x->out) + s->secret_at, secret,
			    s->secret_n);
}

static const char digest_challenge[] =
	"realm=\"r\",nonce=\"n\",algorithm=md5-sess,charset=utf-8";
static const char ntlm_challenge[] =
	"NTLMSSP\0\2\0\0\0\0\0\0\0\0\0\0\0\1\2\0\0"
	"\1\2\3\4\5\6\7\10\0\0\0\0\0\0\0";

/* The nonce of the client's first message, and what makes it longer. */
static enum sasl_result step_scram(struct exchange *x)
{
	char text[RESPONSE_MOST];

	if (x->sasl.round == 1)
		snprintf(text, sizeof(text), "%s+,s=QSXCR+Q6sek8bf92,i=4096",
			 strstr(buf_str(&x->out), ",r=") + 1);
	else
		snprintf(text, sizeof(text), "v=%s", x->sasl.proof);
	return step(x, text, strlen(text));
}

enum sasl_result step_well(struct exchange *x)
{
	const struct sasl_mechanism *m = x->sasl.mechanism;
	char proof[sizeof("rspauth=") + SASL_PROOF_MOST] = "rspauth=";

	if (x->sasl.round == 0 && m->client_first)
		return step(x, NULL, 0);
	if (strncmp(m->name, "SCRAM-", 6) == 0 && x->sasl.round < 3)
		return step_scram(x);
	if (m == &sasl_ntlm)
		return step(x, ntlm_challenge, sizeof(ntlm_challenge));
	if (m != &sasl_digest_md5)
		return step(x, "x", 1);
	if (x->sasl.round == 0)
		return step(x, digest_challenge, strlen(digest_challenge));
	memccpy(proof + strlen(proof), x->sasl.proof, '\0', SASL_PROOF_MOST);
	return step(x, proof, strlen(proof));
}
