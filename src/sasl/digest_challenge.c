/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DIGEST-MD5's challenges, RFC 2831 sections 2.1.1, 2.1.3 and 7.1:
 *
 *	challenge     = [directive] *( "," [directive] )
 *	directive     = LWS token LWS "=" LWS ( token / quoted-string ) LWS
 *	quoted-string = <"> *( qdtext / "\" CHAR ) <">
 *	qop-value     = LWS token LWS *( "," LWS token LWS )
 *
 * An unknown directive is passed over, one of those that may stand there once
 * must.  Control characters are in no challenge that means well.
 */
#include "sasl/digest_challenge.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

enum { VALUE_MOST = 12288 };

/* What is left to read. */
struct rest {
	const char *at, *end;
};

static void skip(struct rest *r, const char *bytes)
{
	while (r->at < r->end && *r->at && strchr(bytes, *r->at))
		r->at++;
}

static bool take(struct rest *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static bool is_token(char c)
{
	return (unsigned char)c > 0x20 && (unsigned char)c < 0x7f &&
	       !strchr("()<>@,;:\\\"/[]?={}", c);
}

static bool take_token(struct rest *r, struct buf *out)
{
	const char *from = r->at;

	while (r->at < r->end && is_token(*r->at))
		r->at++;
	return r->at > from && buf_add(out, from, (size_t)(r->at - from)) == 0;
}

/* Behind its first quote. */
static bool take_quoted(struct rest *r, struct buf *out)
{
	while (r->at < r->end && *r->at != '"') {
		if (take(r, '\\') && r->at == r->end)
			return false;
		if (((unsigned char)*r->at < 0x20 && *r->at != '\t') ||
		    buf_addc(out, *r->at++) < 0)
			return false;
	}
	return take(r, '"');
}

static char **place_for(struct digest_challenge *c, const char *name)
{
	const struct {
		const char *name;
		char **place;
	} known[] = {
		{ "nonce", &c->nonce },
		{ "qop", &c->qop },
		{ "algorithm", &c->algorithm },
		{ "charset", &c->charset },
		{ "rspauth", &c->rspauth },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (str_same(name, known[i].name))
			return known[i].place;
	return NULL;
}

static int keep(struct digest_challenge *c, const char *name,
		const char *value, struct err *err)
{
	char **place = place_for(c, name);

	if (str_same(name, "realm"))
		strings_add(&c->realms, value);
	if (!place)
		return 0;
	if (*place)
		return err_set(err, ERR_GRAMMAR, "the server's DIGEST-MD5 "
			       "challenge has %s= more than once", name);
	*place = mem_string(value);
	return 0;
}

static bool take_directive(struct rest *r, struct buf *name,
			   struct buf *value)
{
	buf_clear(name);
	buf_clear(value);
	if (!take_token(r, name))
		return false;
	skip(r, " \t\r\n");
	if (!take(r, '='))
		return false;
	skip(r, " \t\r\n");
	if (take(r, '"') ? !take_quoted(r, value) : !take_token(r, value))
		return false;
	skip(r, " \t\r\n");
	return r->at == r->end || *r->at == ',';
}

int digest_challenge_parse(struct digest_challenge *c, const char *text,
			   size_t n, struct err *err)
{
	struct rest r = { text, text + n };
	struct buf name, value;
	int result = 0;

	*c = (struct digest_challenge){ 0 };
	buf_init(&name, VALUE_MOST);
	buf_init(&value, VALUE_MOST);
	skip(&r, ", \t\r\n");
	while (r.at < r.end && result == 0) {
		if (take_directive(&r, &name, &value))
			result = keep(c, buf_str(&name), buf_str(&value), err);
		else
			result = err_set(err, ERR_GRAMMAR, "the server's "
					 "DIGEST-MD5 challenge is no list of "
					 "name=value");
		skip(&r, ", \t\r\n");
	}
	c->utf8 = c->charset && str_same(c->charset, "utf-8");
	buf_release(&name);
	buf_release(&value);
	return result;
}

void digest_challenge_release(struct digest_challenge *c)
{
	strings_release(&c->realms);
	free(c->nonce);
	free(c->qop);
	free(c->algorithm);
	free(c->charset);
	free(c->rspauth);
}

/* Is qop=auth among what the server takes? */
static bool allows_auth(const struct digest_challenge *c)
{
	struct rest r = { c->qop, c->qop ? c->qop + strlen(c->qop) : NULL };
	struct buf word;
	bool found = c->qop == NULL;

	buf_init(&word, VALUE_MOST);
	while (!found && r.at < r.end) {
		buf_clear(&word);
		skip(&r, ", \t\r\n");
		if (!take_token(&r, &word))
			break;
		found = str_same(buf_str(&word), "auth");
	}
	buf_release(&word);
	return found;
}

int digest_challenge_check(const struct digest_challenge *c, struct err *err)
{
	const char *fault = NULL;

	if (!c->nonce || !*c->nonce)
		fault = "has no nonce";
	else if (!c->algorithm || !str_same(c->algorithm, "md5-sess"))
		fault = "has no algorithm=md5-sess";
	else if (!allows_auth(c))
		fault = "does not allow qop=auth";
	if (!fault)
		return 0;
	return err_set(err, ERR_GRAMMAR, "the server's DIGEST-MD5 challenge "
		       "%s", fault);
}
