/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An AUTH exchange in its fields, a splitter for each kind of mechanism: see
 * auth_fields.h.  RFCs 4616 (PLAIN), 5802 (SCRAM), 2831 (DIGEST-MD5), 2195
 * (CRAM-MD5), 7628 (OAUTHBEARER).
 *
 *	scram = [ gs2-header ] key "=" value *( "," key "=" value )
 *	digest = key "=" ( value / DQUOTE value DQUOTE ) *( "," ... )
 *	oauth = *( part %x01 )
 *	error = "{" string ":" value *( "," string ":" value ) "}"
 */
#include "report/auth_fields.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"

/* The bytes that a splitter has still to look at. */
struct bytes {
	const char *at;
	size_t n;
};

struct name {
	const char *key, *name;
};

void auth_field(struct strings *lines, const char *name, const char *key,
		const char *value, size_t n)
{
	struct buf line;

	buf_init(&line, SIZE_MAX / 2);
	buf_addf(&line, "%s%s%s%s: ", name, key ? " (" : "", key ? key : "",
		 key ? ")" : "");
	str_add_printable(&line, value, n);
	if (!n)
		buf_adds(&line, "none");
	strings_add(lines, buf_str(&line));
	buf_release(&line);
}

/* What stands before the next separator, which is passed. */
static struct bytes part(struct bytes *rest, char separator)
{
	const char *end = rest->n ? memchr(rest->at, separator, rest->n) : NULL;
	struct bytes p = { rest->at,
			   end ? (size_t)(end - rest->at) : rest->n };
	size_t passed = p.n + (end != NULL);

	rest->at += passed;
	rest->n -= passed;
	return p;
}

/* A key that has no name is its own. */
static void add_pair(struct strings *lines, const struct name *names,
		     struct bytes pair)
{
	struct bytes key = part(&pair, '=');
	char text[32];

	if (key.n >= sizeof(text))
		return;
	memcpy(text, key.at, key.n);
	text[key.n] = '\0';
	for (; names->key; names++)
		if (strcmp(names->key, text) == 0) {
			auth_field(lines, names->name, text, pair.at, pair.n);
			return;
		}
	auth_field(lines, text, NULL, pair.at, pair.n);
}

/* ---- one text, or several between NULs ---- */

static void split_plain(struct strings *lines, struct bytes rest)
{
	struct bytes authzid = part(&rest, '\0'), user = part(&rest, '\0');

	if (authzid.n)
		auth_field(lines, "acts as", NULL, authzid.at, authzid.n);
	auth_field(lines, "user name", NULL, user.at, user.n);
	auth_field(lines, "password", NULL, rest.at, rest.n);
}

static void split_question(struct strings *lines, struct bytes rest)
{
	auth_field(lines, "asks", NULL, rest.at, rest.n);
}

static void split_answer(struct strings *lines, struct bytes rest)
{
	auth_field(lines, "answers", NULL, rest.at, rest.n);
}

static void split_identity(struct strings *lines, struct bytes rest)
{
	auth_field(lines, "acts as", NULL, rest.at, rest.n);
}

static void split_trace(struct strings *lines, struct bytes rest)
{
	auth_field(lines, "trace", NULL, rest.at, rest.n);
}

static void split_challenge(struct strings *lines, struct bytes rest)
{
	auth_field(lines, "challenge", NULL, rest.at, rest.n);
}

/* A user name may hold spaces; the digest is behind the last. */
static void split_cram(struct strings *lines, struct bytes rest)
{
	const char *space = rest.n ? memrchr(rest.at, ' ', rest.n) : NULL;
	size_t n = space ? (size_t)(space - rest.at) : rest.n;

	auth_field(lines, "user name", NULL, rest.at, n);
	if (space)
		auth_field(lines, "digest", NULL, space + 1, rest.n - n - 1);
}

/* ---- GS2 ---- */

static bool is_gs2(struct bytes b)
{
	return b.n > 1 && (((*b.at == 'n' || *b.at == 'y') && b.at[1] == ',') ||
			   (*b.at == 'p' && b.at[1] == '='));
}

static void add_binding_flag(struct strings *lines, struct bytes flag)
{
	static const char none[] = "n, there is none";
	static const char spared[] = "y, the server is thought to have none";

	if (*flag.at == 'p')
		auth_field(lines, "channel binding", NULL, flag.at + 2,
			   flag.n - 2);
	else if (*flag.at == 'y')
		auth_field(lines, "channel binding", NULL, spared,
			   strlen(spared));
	else
		auth_field(lines, "channel binding", NULL, none,
			   strlen(none));
}

static void take_gs2(struct strings *lines, struct bytes *rest)
{
	struct bytes flag, authzid;

	if (!is_gs2(*rest))
		return;
	flag = part(rest, ',');
	authzid = part(rest, ',');
	add_binding_flag(lines, flag);
	if (authzid.n > 2)
		auth_field(lines, "acts as", "a", authzid.at + 2,
			   authzid.n - 2);
}

/* ---- SCRAM ---- */

static const struct name scram_names[] = {
	{ "n", "user name" },
	{ "r", "nonce" },
	{ "s", "salt" },
	{ "i", "iterations" },
	{ "c", "channel binding, in base64" },
	{ "p", "proof" },
	{ "v", "server's signature" },
	{ "e", "error" },
	{ "m", "extension" },
	{ NULL, NULL },
};

static void split_scram(struct strings *lines, struct bytes rest)
{
	take_gs2(lines, &rest);
	while (rest.n)
		add_pair(lines, scram_names, part(&rest, ','));
}

/* ---- DIGEST-MD5 ---- */

static const struct name digest_names[] = {
	{ "username", "user name" },
	{ "nc", "count of the nonce" },
	{ "cnonce", "client's nonce" },
	{ "qop", "quality of protection" },
	{ "maxbuf", "most bytes at once" },
	{ "rspauth", "server's proof" },
	{ "response", "digest" },
	{ "authzid", "acts as" },
	{ NULL, NULL },
};

/* Up to the next comma that no quotes are around. */
static struct bytes directive(struct bytes *rest)
{
	struct bytes d = *rest;
	bool quoted = false;
	size_t n = 0;

	for (; n < d.n && (quoted || d.at[n] != ','); n++) {
		if (quoted && d.at[n] == '\\' && n + 1 < d.n)
			n++;
		else if (d.at[n] == '"')
			quoted = !quoted;
	}
	rest->at += n + (n < rest->n);
	rest->n -= n + (n < rest->n);
	d.n = n;
	return d;
}

static void split_digest(struct strings *lines, struct bytes rest)
{
	while (rest.n) {
		struct bytes d = directive(&rest);

		while (d.n && *d.at == ' ') {
			d.at++;
			d.n--;
		}
		if (d.n)
			add_pair(lines, digest_names, d);
	}
}

/* ---- OAuth ---- */

static const struct name oauth_names[] = {
	{ "user", "user name" },
	{ "auth", "authorization" },
	{ NULL, NULL },
};

static void split_oauth(struct strings *lines, struct bytes rest)
{
	take_gs2(lines, &rest);
	while (rest.n) {
		struct bytes p = part(&rest, '\1');

		if (p.n)
			add_pair(lines, oauth_names, p);
	}
}

/* A string of JSON without its quotes, or what stands up to , or }. */
static struct bytes json_word(struct bytes *rest)
{
	const char *at = rest->at, *end = at + rest->n;
	struct bytes word;

	while (at < end && strchr(" \t\r\n{:,", *at))
		at++;
	word.at = at;
	if (at < end && *at == '"') {
		for (word.at = ++at; at < end && *at != '"'; at++)
			at += *at == '\\' && at + 1 < end;
	} else {
		while (at < end && !strchr(",}", *at))
			at++;
	}
	word.n = (size_t)(at - word.at);
	at += at < end;
	rest->n -= (size_t)(at - rest->at);
	rest->at = at;
	return word;
}

static void split_error(struct strings *lines, struct bytes rest)
{
	if (!rest.n || *rest.at != '{')
		return;
	while (rest.n) {
		struct bytes key = json_word(&rest), value;
		char text[32];

		if (!key.n || key.n >= sizeof(text))
			return;
		memcpy(text, key.at, key.n);
		text[key.n] = '\0';
		value = json_word(&rest);
		auth_field(lines, text, NULL, value.at, value.n);
	}
}

/* ---- the table ---- */

static const struct {
	const char *mechanism;	/* its name, or how it begins */
	void (*challenge)(struct strings *, struct bytes);
	void (*response)(struct strings *, struct bytes);
} splitters[] = {
	{ "PLAIN", split_question, split_plain },
	{ "LOGIN", split_question, split_answer },
	{ "CRAM-", split_challenge, split_cram },
	{ "SCRAM-", split_scram, split_scram },
	{ "DIGEST-", split_digest, split_digest },
	{ "XOAUTH2", split_error, split_oauth },
	{ "OAUTHBEARER", split_error, split_oauth },
	{ "EXTERNAL", split_question, split_identity },
	{ "ANONYMOUS", split_question, split_trace },
};

void auth_fields(struct strings *lines, const struct auth_view *view,
		 bool sent)
{
	const struct bytes whole = { view->bytes, view->n };

	if (!view->mechanism || !view->n)
		return;
	if (strcmp(view->mechanism, "NTLM") == 0)
		auth_fields_ntlm(lines, view);
	for (size_t i = 0; i < sizeof(splitters) / sizeof(*splitters); i++) {
		if (!str_starts(view->mechanism, splitters[i].mechanism))
			continue;
		if (sent)
			splitters[i].response(lines, whole);
		else
			splitters[i].challenge(lines, whole);
		return;
	}
}
