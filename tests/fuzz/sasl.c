/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SASL mechanisms met with any challenges, the base64 around them, and what
 * the bus makes of a response when secrets are hidden.
 *
 *	input = mechanism %xff user %xff password *(%xff challenge)
 *
 * The nonce is always the same, so that a challenge can extend it; a token is
 * the password once more.
 */
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "event/bus.h"
#include "fuzz.h"
#include "sasl/sasl.h"

enum { SEPARATOR = 0xff, ROUNDS_MOST = 8, LONG = 8 };

/* A strict decoder and the encoder are each other's inverse. */
static void check_base64(const char *text, size_t n)
{
	struct buf raw, again;
	char *whole = malloc(BASE64_LENGTH(n) + 1);

	buf_init(&raw, 1 << 24);
	buf_init(&again, 1 << 24);
	if (base64_decode(&raw, text, n) == 0) {
		base64_add(&again, raw.data, raw.len);
		fuzz_must(again.len == n &&
			  memcmp(buf_str(&again), text, n) == 0,
			  "base64 has one form");
	}
	buf_clear(&again);
	base64_add(&again, text, n);
	base64_encode(text, n, whole);
	fuzz_must(again.len == BASE64_LENGTH(n) &&
		  memcmp(buf_str(&again), whole, again.len) == 0,
		  "both encoders agree");
	buf_clear(&raw);
	fuzz_must(base64_decode(&raw, buf_str(&again), again.len) == 0 &&
		  raw.len == n && memcmp(buf_str(&raw), text, n) == 0,
		  "what is encoded can be decoded");
	free(whole);
	buf_release(&raw);
	buf_release(&again);
}

struct shown {
	const struct sasl *sasl;
	const char *secret;
};

/* A secret that is no part of the name is not to be seen. */
static void take(void *self, const struct event *e)
{
	const struct shown *shown = self;

	if (strlen(shown->secret) >= LONG &&
	    !strstr(shown->sasl->user, shown->secret) &&
	    !strstr("PROVIDED_BUT_REMOVED", shown->secret))
		fuzz_must(!memmem(e->text, e->text_n, shown->secret,
				  strlen(shown->secret)), "it is hidden");
}

static void show(const struct sasl *sasl, const struct buf *response,
		 bool plaintext)
{
	struct shown shown = { sasl, sasl->password };
	const struct auth_view view = {
		.prefix = "AUTH ", .bytes = buf_str(response),
		.n = response->len, .secret_at = sasl->secret_at,
		.secret_n = sasl->secret_n, .derived = sasl->derived,
	};
	const struct secret_policy policy = {
		.hide = true, .hide_derived = true, .plaintext = plaintext,
		.substitute = "PROVIDED_BUT_REMOVED",
	};
	const struct event e = { .kind = EVENT_SENT, .text = "AUTH",
				 .auth = &view };
	struct bus bus;

	bus_init(&bus, &policy);
	bus_add_secret(&bus, sasl->password);
	bus_add_sink(&bus, (struct sink){ .take = take, .self = &shown });
	bus_emit(&bus, &e);
	bus_release(&bus);
}

static void check_response(const struct sasl *sasl, const struct buf *out)
{
	fuzz_must(sasl->secret_at <= out->len &&
		  sasl->secret_n <= out->len - sasl->secret_at,
		  "the secret lies inside the response");
	if (sasl->mechanism->means == SASL_BY_NOTHING ||
	    sasl->mechanism->means == SASL_BY_CERTIFICATE)
		fuzz_must(sasl->secret_n == 0, "there is no secret");
	if (!sasl->derived && sasl->secret_n)
		fuzz_must(memcmp(out->data + sasl->secret_at, sasl->password,
				 sasl->secret_n) == 0, "and is the password");
	show(sasl, out, false);
	show(sasl, out, true);
}

static void exchange(struct sasl *sasl, struct input *in)
{
	bool first = sasl->mechanism->client_first;

	for (int round = 0; round < ROUNDS_MOST; round++) {
		size_t n = 0;
		char *challenge = first ? NULL :
			input_part(in, SEPARATOR, &n);
		struct err err = { 0 };
		enum sasl_result result;
		struct buf out;

		first = false;
		buf_init(&out, 16384);
		result = sasl_step(sasl, challenge, n, &out, &err);
		if (result == SASL_SEND)
			check_response(sasl, &out);
		else
			fuzz_must(err.kind != ERR_NONE && *err.text,
				  "a reason");
		fuzz_must(result == SASL_SEND || !sasl->done,
			  "what failed is not done");
		fuzz_must(!*sasl->refusal || !sasl->done,
			  "nor is what was refused");
		if (challenge)
			check_base64(challenge, n);
		buf_release(&out);
		free(challenge);
		if (result != SASL_SEND)
			return;
	}
	fuzz_must(false, "no mechanism talks for ever");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	char *name = input_string(&in, SEPARATOR);
	char *user = input_string(&in, SEPARATOR);
	char *password = input_string(&in, SEPARATOR);
	struct sasl sasl = {
		.mechanism = sasl_find(name, strlen(name)),
		.user = user, .password = password, .token = password,
		.binding_type = "tls-exporter", .binding = "\0binding",
		.binding_n = 8, .nonce = "abc", .now = 1700000000,
	};

	/* what Kerberos says is for its library to fuzz */
	if (sasl.mechanism && sasl.mechanism->means != SASL_BY_TICKET)
		exchange(&sasl, &in);
	sasl_release(&sasl);
	free(name);
	free(user);
	free(password);
	return 0;
}
