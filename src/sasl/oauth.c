/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OAuth 2.0 bearer tokens: OAUTHBEARER, RFC 7628, and Google's XOAUTH2 before
 * it, one message each.
 *
 *	oauthbearer = "n," ["a=" saslname] "," %x01 ["host=" host %x01]
 *		      ["port=" port %x01] "auth=Bearer " token %x01 %x01
 *	xoauth2     = "user=" user %x01 "auth=Bearer " token %x01 %x01
 *
 * A server that refuses the token says why in a challenge, as JSON (RFC 7628
 * section 3.2.2): that is taken note of by %x01, or by nothing with XOAUTH2,
 * and the refusal follows.
 */
#include "sasl/sasl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "sasl/charset.h"
#include "sasl/json.h"
#include "sasl/jwt.h"

/* RFC 6750 section 2.1, and a little more: no byte may end a field. */
static bool is_token(const char *text)
{
	for (const char *c = text; *c; c++)
		if (*c < 0x21 || *c > 0x7e)
			return false;
	return *text;
}

static int add_name(struct buf *out, const char *name)
{
	int result = 0;

	for (; *name && result == 0; name++)
		result = *name == '=' ? buf_adds(out, "=3D") :
			 *name == ',' ? buf_adds(out, "=2C") :
			 buf_addc(out, *name);
	return result;
}

static int add_oauthbearer(const struct sasl *s, struct buf *out)
{
	const char *who = s->authzid ? s->authzid : s->user;
	int result = buf_adds(out, "n,");

	if (result == 0 && who && *who) {
		result = buf_adds(out, "a=");
		if (result == 0)
			result = add_name(out, who);
	}
	if (result == 0)
		result = buf_adds(out, ",\1");
	if (result == 0 && s->host)
		result = buf_addf(out, "host=%s\1", s->host);
	if (result == 0 && s->port)
		result = buf_addf(out, "port=%d\1", s->port);
	return result;
}

static int add_xoauth2(const struct sasl *s, struct buf *out)
{
	return buf_addf(out, "user=%s\1", s->user);
}

static enum sasl_result send_token(struct sasl *s, struct buf *out,
				   struct err *err)
{
	int result;

	if (!s->token)
		return sasl_missing(s, "a token: --auth-token TOKEN", err);
	if (!is_token(s->token)) {
		err_set(err, ERR_OPTION, "the token is empty, or has a space "
			"or another character that no token has");
		return SASL_UNUSABLE;
	}
	if (s->user && strchr(s->user, '\1')) {
		err_set(err, ERR_OPTION, "the user name has a byte that ends "
			"it");
		return SASL_UNUSABLE;
	}
	result = s->mechanism == &sasl_xoauth2 ? add_xoauth2(s, out)
					       : add_oauthbearer(s, out);
	if (result < 0 || buf_addf(out, "auth=Bearer %s\1\1", s->token) < 0)
		return sasl_too_long("user name and token are", err);
	s->secret_n = strlen(s->token);
	s->secret_at = out->len - 2 - s->secret_n;
	s->done = true;
	jwt_warn(s->token, s->now, s->warning, sizeof(s->warning));
	return SASL_SEND;
}

/* RFC 6750 section 3.1; Google and Microsoft give numbers, of HTTP. */
static const char *status_words(const char *status)
{
	static const struct {
		const char *status, *words;
	} known[] = {
		{ "invalid_token", "it has expired, was revoked, or is for "
				   "another service" },
		{ "invalid_request", "it is not what was asked for" },
		{ "insufficient_scope", "it is not for sending mail" },
		{ "400", "it is no good token, has expired, or is for another "
			 "user or scope" },
		{ "401", "it has expired, was revoked, or is for another "
			 "service" },
		{ "403", "it is not for sending mail" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(known[i].status, status) == 0)
			return known[i].words;
	return NULL;
}

static void add_field(char *text, size_t most, const char *name,
		      const char *value)
{
	size_t n = strlen(text);

	if (value && *value)
		snprintf(text + n, most - n, "; %s %.80s", name, value);
}

static void note_refusal(struct sasl *s, const char *json)
{
	char *status = json_member(json, "status");
	char *scope = json_member(json, "scope");
	char *schemes = json_member(json, "schemes");
	const char *words = status ? status_words(status) : NULL;

	snprintf(s->refusal, sizeof(s->refusal), "the token is refused: %.40s"
		 "%s%s", status ? status : "no status", words ? ", " : "",
		 words ? words : "");
	add_field(s->refusal, sizeof(s->refusal), "scope", scope);
	add_field(s->refusal, sizeof(s->refusal), "schemes", schemes);
	free(status);
	free(scope);
	free(schemes);
}

static enum sasl_result take_refusal(struct sasl *s, const char *text,
				     size_t n, struct buf *out,
				     struct err *err)
{
	if (n == 0)
		return sasl_asks_more(s, err);
	if (strlen(text) != n)
		return sasl_bad(s, err, "has a NUL byte in it");
	if (!charset_is_utf8(text))
		return sasl_bad(s, err, "is not UTF-8");
	if (!json_is_object(text))
		return sasl_bad(s, err, "is no JSON, as the reason for a "
				"refusal is to be");
	note_refusal(s, text);
	if (s->mechanism == &sasl_oauthbearer && buf_addc(out, 1) < 0)
		return sasl_too_long("the response is", err);
	return SASL_SEND;
}

static enum sasl_result step(struct sasl *s, const char *challenge, size_t n,
			     struct buf *out, struct err *err)
{
	enum sasl_result result;
	char *text;

	if (s->round > 1)
		return sasl_asks_more(s, err);
	if (s->round == 0)
		return send_token(s, out, err);
	text = mem_copy(challenge, n);
	result = take_refusal(s, text, n, out, err);
	free(text);
	return result;
}

const struct sasl_mechanism sasl_xoauth2 = {
	.name = "XOAUTH2",
	.client_first = true,
	.cleartext = true,
	.own = true,
	.means = SASL_BY_TOKEN,
	.step = step,
};

const struct sasl_mechanism sasl_oauthbearer = {
	.name = "OAUTHBEARER",
	.client_first = true,
	.cleartext = true,
	.own = true,
	.means = SASL_BY_TOKEN,
	.user_optional = true,
	.step = step,
};
