/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of SASL mechanisms: see sasl.h. */
#include "sasl/sasl.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/*
 * What keeps the password to itself comes first; NTLM is the last of these,
 * since its response is guessed at faster than any other.
 */
const struct sasl_mechanism *const sasl_mechanisms[] = {
	&sasl_cram_md5,
	&sasl_cram_sha1,
	&sasl_digest_md5,
	&sasl_ntlm,
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

void sasl_release(struct sasl *s)
{
	mem_wipe(s, sizeof(*s));
}
