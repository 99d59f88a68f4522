/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A SCRAM server's messages, RFC 5802 section 7:
 *
 *	server-first   = [reserved-mext ","] nonce "," salt ","
 *			 iteration-count ["," extensions]
 *	reserved-mext  = "m=" 1*(value-char)
 *	nonce          = "r=" c-nonce [s-nonce]		; printable but ","
 *	salt           = "s=" base64
 *	iteration-count = "i=" posit-number
 *	server-final   = (server-error / verifier) ["," extensions]
 *	server-error   = "e=" server-error-value
 *	verifier       = "v=" base64
 *
 * The order is fixed, what follows may be anything.
 */
#include "sasl/scram_message.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "sasl/charset.h"

enum { SALT_MOST = 12288 };

enum sasl_result scram_check_text(const struct sasl *s, const char *text,
				  size_t n, struct err *err)
{
	if (n == 0)
		return sasl_bad(s, err, "is empty");
	if (strlen(text) != n)
		return sasl_bad(s, err, "has a NUL byte in it");
	if (!charset_is_utf8(text))
		return sasl_bad(s, err, "is not UTF-8");
	return SASL_SEND;
}

/* The value of the attribute that must come next, freed by the caller. */
static char *take(const char **rest, char name)
{
	const char *at = *rest;
	size_t n;

	if (at[0] != name || at[1] != '=')
		return NULL;
	at += 2;
	n = strcspn(at, ",");
	*rest = at + n + (at[n] == ',');
	return mem_copy(at, n);
}

static bool is_nonce(const char *text)
{
	for (; *text; text++)
		if (*text < 0x21 || *text > 0x7e)
			return false;
	return true;
}

static enum sasl_result read_nonce(struct scram_challenge *c,
				   const struct sasl *s, const char **rest,
				   const char *ours, struct err *err)
{
	c->nonce = take(rest, 'r');
	if (!c->nonce)
		return sasl_bad(s, err, "has no nonce (r=) in its place");
	if (!is_nonce(c->nonce))
		return sasl_bad(s, err, "has a nonce (r=) that is not "
				"printable");
	if (strncmp(c->nonce, ours, strlen(ours)) != 0)
		return sasl_bad(s, err, "has a nonce (r=) that does not begin "
				"with the one sent: it answers another "
				"exchange");
	if (!c->nonce[strlen(ours)])
		return sasl_bad(s, err, "adds nothing to the nonce (r=) sent");
	return SASL_SEND;
}

static enum sasl_result read_salt(struct scram_challenge *c,
				  const struct sasl *s, const char **rest,
				  struct err *err)
{
	char *text = take(rest, 's');
	enum sasl_result result = SASL_SEND;
	struct buf salt;

	buf_init(&salt, SALT_MOST);
	if (!text)
		result = sasl_bad(s, err, "has no salt (s=) in its place");
	else if (!*text)
		result = sasl_bad(s, err, "has an empty salt (s=)");
	else if (base64_decode(&salt, text, strlen(text)) < 0)
		result = sasl_bad(s, err, "has a salt (s=) that is not "
				  "base64");
	c->salt_n = salt.len;
	c->salt = buf_take(&salt);
	free(text);
	return result;
}

/* Digits of a positive number, without a zero before. */
static bool is_number(const char *text)
{
	return *text >= '1' && *text <= '9' && str_is_digits(text);
}

/* Millions of rounds are how a server stops a client: none is computed. */
static enum sasl_result read_rounds(struct scram_challenge *c,
				    const struct sasl *s, const char **rest,
				    struct err *err)
{
	enum { DIGITS_MOST = 7 };
	char *text = take(rest, 'i');
	enum sasl_result result = SASL_SEND;

	if (!text)
		result = sasl_bad(s, err, "has no iteration count (i=) in its "
				  "place");
	else if (!is_number(text))
		result = sasl_bad(s, err, "has an iteration count (i=) that is "
				  "no number above 0");
	else if (strlen(text) <= DIGITS_MOST)
		c->rounds = (unsigned)strtoul(text, NULL, 10);
	if (result == SASL_SEND &&
	    (!c->rounds || c->rounds > SCRAM_ROUNDS_MOST))
		result = sasl_bad(s, err, "wants %.40s iterations (i=); more "
				  "than %d are refused", text,
				  SCRAM_ROUNDS_MOST);
	free(text);
	return result;
}

enum sasl_result scram_challenge_read(struct scram_challenge *c,
				      const struct sasl *s, const char *text,
				      const char *nonce, struct err *err)
{
	enum sasl_result result;

	*c = (struct scram_challenge){ 0 };
	if (str_starts(text, "m="))
		return sasl_bad(s, err, "requires an extension (m=) that is "
				"not known");
	result = read_nonce(c, s, &text, nonce, err);
	if (result == SASL_SEND)
		result = read_salt(c, s, &text, err);
	if (result == SASL_SEND)
		result = read_rounds(c, s, &text, err);
	return result;
}

void scram_challenge_release(struct scram_challenge *c)
{
	free(c->nonce);
	free(c->salt);
}

const char *scram_error_words(const char *error)
{
	static const struct {
		const char *error, *words;
	} known[] = {
		{ "invalid-encoding", "it cannot read our message" },
		{ "extensions-not-supported",
		  "it does not know an extension" },
		{ "invalid-proof", "the password is wrong" },
		{ "channel-bindings-dont-match",
		  "its TLS session is not ours: someone may be in between" },
		{ "server-does-support-channel-binding",
		  "it offers the -PLUS form, which did not arrive here: "
		  "someone may be in between" },
		{ "channel-binding-not-supported",
		  "it cannot bind to the TLS session" },
		{ "unsupported-channel-binding-type",
		  "it cannot bind in this way: --auth-binding names others" },
		{ "unknown-user", "there is no such user" },
		{ "invalid-username-encoding",
		  "it cannot read the user name" },
		{ "no-resources", "it has no room for this now" },
		{ "other-error", "it does not say why" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(known[i].error, error) == 0)
			return known[i].words;
	return NULL;
}

bool scram_error_suspect(const char *error)
{
	return strcmp(error, "channel-bindings-dont-match") == 0 ||
	       strcmp(error, "server-does-support-channel-binding") == 0;
}
