/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records and policies of MTA-STS, RFC 8461 sections 3.1 and 3.2: see sts.h.
 *
 *	record  = version 1*( delim field ) [ delim ]
 *	version = %s"v=STSv1"
 *	field   = ( %s"id" "=" 1*32ALNUM ) / ( name "=" value )
 *	delim   = *WSP ";" *WSP
 *	name    = ALNUM *31( ALNUM / "_" / "-" / "." )
 *	value   = 1*( %x21-3A / %x3C / %x3E-7E )	; no "=", ";"
 *
 *	policy  = line *( ( LF / CRLF ) line )
 *	line    = key ":" *WSP value *WSP / *WSP
 *
 * A key that is not known is left for later versions; of one that stands
 * twice, but mx, the first counts.
 */
#include "base/sts.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

enum { ID_MOST = 32, NAME_MOST = 32, HOST_MOST = 255, AGE_MOST = 31557600 };

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') ||
	       (str_lower(c) >= 'a' && str_lower(c) <= 'z');
}

/* Text with its end, from which parts are taken. */
struct span {
	const char *at;
	size_t n;
};

static void skip_space(struct span *s)
{
	while (s->n && (*s->at == ' ' || *s->at == '\t')) {
		s->at++;
		s->n--;
	}
}

static void trim(struct span *s)
{
	skip_space(s);
	while (s->n && (s->at[s->n - 1] == ' ' || s->at[s->n - 1] == '\t'))
		s->n--;
}

/* The part before the next separator, which is passed, or before the end. */
static struct span part(struct span *rest, char separator)
{
	const char *end = rest->n ? memchr(rest->at, separator, rest->n)
				  : NULL;
	struct span part = { rest->at, end ? (size_t)(end - rest->at)
					   : rest->n };
	size_t used = part.n + (end != NULL);

	rest->at += used;
	rest->n -= used;
	return part;
}

static bool is_word(const struct span *s, const char *word)
{
	return s->n == strlen(word) && memcmp(s->at, word, s->n) == 0;
}

static bool is_name(const struct span *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!is_alnum(s->at[i]) &&
		    (!i || !memchr("_-.", s->at[i], 3)))
			return false;
	return s->n && s->n <= NAME_MOST;
}

static bool is_value(const struct span *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i] < '!' || s->at[i] > '~' || s->at[i] == '=')
			return false;
	return s->n > 0;
}

static bool is_id(const struct span *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!is_alnum(s->at[i]))
			return false;
	return s->n && s->n <= ID_MOST;
}

/* 0, or -1: no field. */
static int read_field(struct span field, char **id)
{
	struct span name = part(&field, '=');

	if (!is_name(&name) || !is_value(&field))
		return -1;
	if (!is_word(&name, "id"))
		return 0;
	if (*id || !is_id(&field))
		return -1;
	*id = mem_copy(field.at, field.n);
	return 0;
}

int sts_record_read(const char *text, size_t n, char **id_out)
{
	struct span rest = { text, n };
	struct span version = part(&rest, ';');
	char *id = NULL;
	int result = 1;

	while (version.n && (version.at[version.n - 1] == ' ' ||
			     version.at[version.n - 1] == '\t'))
		version.n--;
	if (!is_word(&version, "v=STSv1"))
		return 0;
	while (rest.n && result == 1) {
		struct span field = part(&rest, ';');

		trim(&field);
		if (field.n || rest.n)
			result = read_field(field, &id) < 0 ? -1 : 1;
	}
	if (result == 1 && id) {
		*id_out = id;
		return 1;
	}
	free(id);
	return -1;
}

/* ---- the policy ---- */

/* A host name, or one with "*." before it. */
static bool is_pattern(struct span s)
{
	size_t label = 0;

	if (s.n > 2 && s.at[0] == '*' && s.at[1] == '.') {
		s.at += 2;
		s.n -= 2;
	}
	if (!s.n || s.n > HOST_MOST)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.at[i] == '.' && !label)
			return false;
		if (s.at[i] != '.' && s.at[i] != '-' && s.at[i] != '_' &&
		    !is_alnum(s.at[i]))
			return false;
		label = s.at[i] == '.' ? 0 : label + 1;
	}
	return label > 0;
}

/* What has been seen of a policy. */
struct reading {
	struct sts_policy *policy;
	bool version, mode, max_age;
};

static int take_mode(struct sts_policy *p, const struct span *value,
		     struct err *err)
{
	static const char *const modes[] = {
		[STS_MODE_NONE] = "none",
		[STS_MODE_TESTING] = "testing",
		[STS_MODE_ENFORCE] = "enforce",
	};

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		if (is_word(value, modes[i])) {
			p->mode = (enum sts_mode)i;
			return 0;
		}
	}
	return err_set(err, ERR_GRAMMAR, "its mode is not enforce, testing or "
		       "none");
}

static int take_max_age(struct sts_policy *p, const struct span *value,
			struct err *err)
{
	unsigned long age = 0;

	for (size_t i = 0; i < value->n; i++) {
		if (value->at[i] < '0' || value->at[i] > '9')
			age = AGE_MOST + 1ul;
		else if (age <= AGE_MOST)
			age = age * 10 + (unsigned long)(value->at[i] - '0');
	}
	if (!value->n || age > AGE_MOST)
		return err_set(err, ERR_GRAMMAR, "its max_age is no number up "
			       "to %d", AGE_MOST);
	p->max_age = age;
	return 0;
}

static int take_mx(struct sts_policy *p, const struct span *value,
		   struct err *err)
{
	char *text;

	if (!is_pattern(*value))
		return err_set(err, ERR_GRAMMAR, "its mx '%.*s' is no host "
			       "name or *.NAME", value->n < 60 ? (int)value->n
							      : 60, value->at);
	text = mem_copy(value->at, value->n);
	strings_add(&p->mx, text);
	free(text);
	return 0;
}

static int take_key(struct reading *r, const struct span *key,
		    const struct span *value, struct err *err)
{
	bool *const seen = is_word(key, "version") ? &r->version
			 : is_word(key, "mode") ? &r->mode
			 : is_word(key, "max_age") ? &r->max_age : NULL;

	if (is_word(key, "mx"))
		return take_mx(r->policy, value, err);
	if (!seen || *seen)
		return 0;
	*seen = true;
	if (seen == &r->mode)
		return take_mode(r->policy, value, err);
	if (seen == &r->max_age)
		return take_max_age(r->policy, value, err);
	if (is_word(value, "STSv1"))
		return 0;
	return err_set(err, ERR_GRAMMAR, "its version is not STSv1");
}

static int take_line(struct reading *r, struct span line, struct err *err)
{
	struct span key;

	if (line.n && line.at[line.n - 1] == '\r')
		line.n--;
	trim(&line);
	if (!line.n)
		return 0;
	if (!memchr(line.at, ':', line.n))
		return err_set(err, ERR_GRAMMAR, "it has a line without a "
			       "colon");
	key = part(&line, ':');
	trim(&line);
	return is_name(&key) ? take_key(r, &key, &line, err)
			     : err_set(err, ERR_GRAMMAR, "it has a line that "
				       "begins with no key");
}

static int check_whole(const struct reading *r, struct err *err)
{
	const char *missing = !r->version ? "version"
			    : !r->mode ? "mode"
			    : !r->max_age ? "max_age"
			    : r->policy->mode != STS_MODE_NONE &&
			      !r->policy->mx.count ? "mx" : NULL;

	if (!missing)
		return 0;
	return err_set(err, ERR_GRAMMAR, "it has no %s", missing);
}

int sts_policy_read(const char *text, size_t n, struct sts_policy *out,
		    struct err *err)
{
	struct reading r = { .policy = out };
	struct span rest = { text, n };

	if (n > STS_POLICY_MOST)
		return err_set(err, ERR_LIMIT, "it is longer than 64 KiB");
	while (rest.n)
		if (take_line(&r, part(&rest, '\n'), err) < 0)
			return -1;
	return check_whole(&r, err);
}

void sts_policy_release(struct sts_policy *p)
{
	strings_release(&p->mx);
	*p = (struct sts_policy){ .mode = STS_MODE_NONE };
}

bool sts_pattern_matches(const char *pattern, const char *host)
{
	size_t n = strlen(host), first = strcspn(host, ".");

	if (n && host[n - 1] == '.')
		n--;
	if (pattern[0] == '*' && pattern[1] == '.') {
		if (!first || first >= n)
			return false;
		pattern++;
		host += first;
		n -= first;
	}
	return n && strlen(pattern) == n && str_same_n(pattern, host, n);
}
