/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of SASL mechanisms: see sasl.h. */
#include "sasl/sasl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/*
 * What keeps the password to itself comes first, and of that what proves the
 * server too; NTLM is the last of these, since its response is guessed at
 * faster than any other.
 */
const struct sasl_mechanism *const sasl_mechanisms[] = {
	&sasl_external,
	&sasl_gssapi,
	&sasl_scram_sha512_plus,
	&sasl_scram_sha256_plus,
	&sasl_scram_sha1_plus,
	&sasl_scram_sha512,
	&sasl_scram_sha256,
	&sasl_scram_sha1,
	&sasl_cram_md5,
	&sasl_cram_sha1,
	&sasl_digest_md5,
	&sasl_ntlm,
	&sasl_anonymous,
	&sasl_oauthbearer,
	&sasl_xoauth2,
	&sasl_plain,
	&sasl_login,
	&sasl_login_initial,
};

const size_t sasl_mechanism_count =
	sizeof(sasl_mechanisms) / sizeof(*sasl_mechanisms);

const struct sasl_alias sasl_aliases[] = {
	{ "SPA", &sasl_ntlm },
	{ "MSN", &sasl_ntlm },
};

const size_t sasl_alias_count = sizeof(sasl_aliases) / sizeof(*sasl_aliases);

const struct sasl_mechanism *sasl_find(const char *name, size_t n)
{
	for (size_t i = 0; i < sasl_mechanism_count; i++) {
		const struct sasl_mechanism *m = sasl_mechanisms[i];

		if (strlen(m->name) == n && str_same_n(m->name, name, n))
			return m;
	}
	return NULL;
}

const char *sasl_offer(const struct sasl_mechanism *m)
{
	return m->offer ? m->offer : m->name;
}

enum sasl_result sasl_step(struct sasl *s, const char *challenge, size_t n,
			   struct buf *out, struct err *err)
{
	enum sasl_result result;

	s->secret_at = s->secret_n = 0;
	s->derived = s->done = false;
	*s->warning = *s->refusal = '\0';
	result = s->mechanism->step(s, challenge, n, out, err);
	s->round++;
	return result;
}

enum sasl_result sasl_asks_more(const struct sasl *s, struct err *err)
{
	err_set(err, ERR_GRAMMAR, "the server asks for more than %s has to "
		"say", s->mechanism->name);
	return SASL_BAD_CHALLENGE;
}

enum sasl_result sasl_too_long(const char *what, struct err *err)
{
	err_set(err, ERR_LIMIT, "%s too long for one line", what);
	return SASL_UNUSABLE;
}

enum sasl_result sasl_no_digest(const char *digest, struct err *err)
{
	err_set(err, ERR_LIBRARY, "this system's GnuTLS does not allow %s",
		digest);
	return SASL_UNUSABLE;
}

enum sasl_result sasl_missing(const struct sasl *s, const char *what,
			      struct err *err)
{
	err_set(err, ERR_OPTION, "%s needs %s", s->mechanism->name, what);
	return SASL_UNUSABLE;
}

enum sasl_result sasl_bad(const struct sasl *s, struct err *err,
			  const char *format, ...)
{
	char text[sizeof(err->text)];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	err_set(err, ERR_GRAMMAR, "the server's %s challenge %s",
		s->mechanism->name, text);
	return SASL_BAD_CHALLENGE;
}

void sasl_release(struct sasl *s)
{
	if (s->mechanism && s->mechanism->release)
		s->mechanism->release(s);
	mem_wipe(s, sizeof(*s));
}
