/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The AUTH command of the small mail server: RFC 4954 with PLAIN (RFC 4616),
 * LOGIN (draft-murchison-sasl-login) and CRAM-MD5 (RFC 2195), really checked.
 */
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "mail.h"

/* Any other end of an exchange has been answered where it was found. */
enum answer { ACCEPTED, REFUSED, ANSWERED };

static enum answer answered(struct mail *mail, const char *reply)
{
	mail_reply(mail, reply);
	return ANSWERED;
}

/* Decodes what the client sent into OUT; "=" is an empty response, which only
 * an initial one may be spelled (section 4). */
static enum answer decode(struct mail *mail, const char *base64,
			  struct text *out)
{
	gnutls_datum_t in = {
		.data = (unsigned char *)(size_t)base64,
		.size = (unsigned int)strlen(base64),
	};
	gnutls_datum_t bytes;

	out->len = 0;
	text_add(out, "", 0);
	if (in.size == 0)
		return ACCEPTED;
	if (in.size % 4 != 0 || gnutls_base64_decode2(&in, &bytes) < 0)
		return answered(mail, "501 5.5.2 Bad base64");
	text_add(out, bytes.data, bytes.size);
	gnutls_free(bytes.data);
	return ACCEPTED;
}

/* Sends a challenge and reads the response into OUT. */
static enum answer ask(struct mail *mail, const char *challenge,
		       struct text *out)
{
	struct text reply = { .data = NULL };

	text_str(&reply, "334 ");
	base64_add(&reply, challenge, strlen(challenge));
	mail_reply(mail, reply.data);
	text_free(&reply);
	if (!mail_line(mail))
		return ANSWERED;
	if (mail->line.len > 12288)
		return answered(mail, "500 5.5.6 Too long");
	if (strcmp(mail->line.data, "*") == 0)
		return answered(mail, "501 5.7.0 Cancelled");
	return decode(mail, mail->line.data, out);
}

/* The initial response if there is one, else the answer to CHALLENGE. */
static enum answer first(struct mail *mail, const char *initial,
			 const char *challenge, struct text *out)
{
	if (initial == NULL)
		return ask(mail, challenge, out);
	return decode(mail, strcmp(initial, "=") == 0 ? "" : initial, out);
}

static bool same(const struct text *given, size_t from, const char *right)
{
	size_t len = strlen(right);

	return given->len - from == len &&
	       gnutls_memcmp(given->data + from, right, len) == 0;
}

static enum answer auth_plain(struct mail *mail, const char *initial)
{
	const struct mail_config *config = mail->config;
	struct text got = { .data = NULL };
	enum answer answer = first(mail, initial, "", &got);

	if (answer == ACCEPTED) {
		/* authzid NUL authcid NUL password */
		size_t authcid = strlen(got.data) + 1;
		size_t password =
			authcid > got.len
				? got.len + 1
				: authcid + strlen(got.data + authcid) + 1;

		if (password > got.len)
			answer = answered(mail, "501 5.5.2 Not PLAIN's form");
		else if ((authcid > 1 && strcmp(got.data, config->user) != 0) ||
			 strcmp(got.data + authcid, config->user) != 0 ||
			 !same(&got, password, config->password))
			answer = REFUSED;
	}
	text_free(&got);
	return answer;
}

static enum answer auth_login(struct mail *mail, const char *initial)
{
	struct text user = { .data = NULL };
	struct text password = { .data = NULL };
	enum answer answer = first(mail, initial, "Username:", &user);

	if (answer == ACCEPTED)
		answer = ask(mail, "Password:", &password);
	if (answer == ACCEPTED && (!same(&user, 0, mail->config->user) ||
				   !same(&password, 0, mail->config->password)))
		answer = REFUSED;
	text_free(&user);
	text_free(&password);
	return answer;
}

static void make_challenge(struct text *out)
{
	unsigned int number = 0;

	gnutls_rnd(GNUTLS_RND_NONCE, &number, sizeof(number));
	text_printf(out, "<%u.%lld@mail.test.example>", number,
		    (long long)time(NULL));
}

static enum answer auth_cram_md5(struct mail *mail, const char *initial)
{
	const struct mail_config *config = mail->config;
	struct text challenge = { .data = NULL };
	struct text got = { .data = NULL };
	struct text right = { .data = NULL };
	unsigned char digest[16];

	if (initial != NULL)
		return answered(mail, "501 5.7.0 CRAM-MD5 has no first word");
	make_challenge(&challenge);
	enum answer answer = ask(mail, challenge.data, &got);
	if (answer == ACCEPTED) {
		gnutls_hmac_fast(GNUTLS_MAC_MD5, config->password,
				 strlen(config->password), challenge.data,
				 challenge.len, digest);
		text_printf(&right, "%s ", config->user);
		for (size_t i = 0; i < sizeof(digest); i++)
			text_printf(&right, "%02x", digest[i]);
		if (!same(&got, 0, right.data))
			answer = REFUSED;
	}
	text_free(&challenge);
	text_free(&got);
	text_free(&right);
	return answer;
}

static const struct mech {
	const char *name;
	enum answer (*exchange)(struct mail *, const char *initial);
} mechs[] = {
	{ "PLAIN", auth_plain },
	{ "LOGIN", auth_login },
	{ "CRAM-MD5", auth_cram_md5 },
};

static bool offered(const struct mail *mail, const char *name)
{
	char *list = xstrndup(mail->config->mechs, strlen(mail->config->mechs));
	char *state = NULL;
	bool found = false;

	for (char *word = strtok_r(list, " ", &state); word != NULL && !found;
	     word = strtok_r(NULL, " ", &state))
		found = strcasecmp(word, name) == 0;
	free(list);
	return found;
}

static const struct mech *find_mech(const struct mail *mail, const char *name)
{
	for (size_t i = 0; i < sizeof(mechs) / sizeof(mechs[0]); i++)
		if (strcasecmp(mechs[i].name, name) == 0 && offered(mail, name))
			return &mechs[i];
	return NULL;
}

bool mail_auth_offered(const struct mail *mail)
{
	const struct mail_config *config = mail->config;

	return config->user != NULL &&
	       (mail->link->tls != NULL || !config->auth_needs_tls);
}

void mail_auth(struct mail *mail, char *arg)
{
	char *initial = strchr(arg, ' ');

	if (initial != NULL)
		*initial++ = '\0';
	const struct mech *mech = find_mech(mail, arg);
	if (!mail->greeted || mail->authenticated || mail->has_sender) {
		mail_reply(mail, "503 5.5.1 Not now");
	} else if (mail->config->user == NULL) {
		mail_reply(mail, "502 5.5.1 No AUTH here");
	} else if (!mail_auth_offered(mail)) {
		mail_reply(mail, "538 5.7.11 TLS first");
	} else if (mech == NULL) {
		mail_reply(mail, "504 5.5.4 No such mechanism");
	} else {
		enum answer answer = mech->exchange(mail, initial);

		mail->authenticated = answer == ACCEPTED;
		if (answer == ACCEPTED)
			mail_reply(mail, "235 2.7.0 Welcome");
		else if (answer == REFUSED)
			mail_reply(mail, "535 5.7.8 Bad credentials");
	}
}
