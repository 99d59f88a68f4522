/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OpenSSL's lists of ciphers (ciphers(1)): see ciphers.h.
 *
 *	list = word *(separator word)
 *	separator = ":" / "," / ";" / " "
 *	word = [ "!" / "-" / "+" ] part *( "+" part ) / "@" command
 *	part = class / suite
 *
 * A word adds the suites that are of all its parts and are not there yet; "-"
 * takes them away, "!" for good, "+" moves those there to the end.
 */
#include "net/ciphers.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/tls_version.h"
#include "net/suites.h"

enum { OFFER_MOST = 1 << 14 };

struct choice {
	struct suite suites[SUITES_MOST];
	size_t count;
	bool dead[SUITES_MOST];		/* excluded for good */
	bool meant[SUITES_MOST];	/* by the word at hand ... */
	uint64_t allowed;		/* ... with these unsafe traits */
	size_t order[SUITES_MOST];	/* those chosen, best first */
	size_t chosen;
};

/* OpenSSL had another name for DHE once, and some lists have it still. */
static const char *modern(const char *name)
{
	static const char *const renamed[][2] = {
		{ "EDH-RSA-DES-CBC3-SHA", "DHE-RSA-DES-CBC3-SHA" },
		{ "EDH-DSS-DES-CBC3-SHA", "DHE-DSS-DES-CBC3-SHA" },
	};

	for (size_t i = 0; i < sizeof(renamed) / sizeof(*renamed); i++)
		if (str_same(name, renamed[i][0]))
			return renamed[i][1];
	return name;
}

static bool is_named(const struct suite *s, const char *name)
{
	return str_same(s->name, name) || suite_has_formal_name(s, name);
}

/* Offered to no one who does not ask for just that. */
static const uint64_t unsafe = TRAIT(AU_NULL) | TRAIT(ENC_NULL);

/* Narrow what the word means by one part of it; false: it is none. */
static bool narrow(struct choice *c, const char *part)
{
	const struct suite_class *class = suite_class_of(part);
	const char *name = modern(part);
	bool known = class || suite_is_foreign(part);

	c->allowed |= class ? class->traits : unsafe;
	for (size_t i = 0; i < c->count; i++) {
		const struct suite *s = &c->suites[i];
		bool is = class ? suite_is_of(s, class) : is_named(s, name);

		known = known || is;
		c->meant[i] = c->meant[i] && is;
	}
	return known;
}

static bool find_meant(struct choice *c, const char *parts)
{
	struct strings list = { 0 };
	bool known = true;

	c->allowed = 0;
	strings_split(&list, parts, '+');
	for (size_t i = 0; i < c->count; i++)
		c->meant[i] = true;
	for (size_t i = 0; i < list.count && known; i++)
		known = narrow(c, list.at[i]);
	known = known && list.count;
	strings_release(&list);
	return known;
}

static bool is_chosen(const struct choice *c, size_t suite)
{
	for (size_t i = 0; i < c->chosen; i++)
		if (c->order[i] == suite)
			return true;
	return false;
}

static void add(struct choice *c)
{
	for (size_t i = 0; i < c->count; i++) {
		uint64_t risks = c->suites[i].traits & unsafe;

		if (c->meant[i] && !(risks & ~c->allowed) && !c->dead[i] &&
		    !is_chosen(c, i))
			c->order[c->chosen++] = i;
	}
}

/* Take those meant out of the order; how many, and which, in taken. */
static size_t take(struct choice *c, size_t taken[SUITES_MOST])
{
	size_t kept = 0, n = 0;

	for (size_t i = 0; i < c->chosen; i++) {
		if (c->meant[c->order[i]])
			taken[n++] = c->order[i];
		else
			c->order[kept++] = c->order[i];
	}
	c->chosen = kept;
	return n;
}

static void apply(struct choice *c, char operation)
{
	size_t taken[SUITES_MOST], n;

	if (!operation) {
		add(c);
		return;
	}
	n = take(c, taken);
	for (size_t i = 0; operation == '+' && i < n; i++)
		c->order[c->chosen++] = taken[i];
	for (size_t i = 0; operation == '!' && i < c->count; i++)
		c->dead[i] = c->dead[i] || c->meant[i];
}

/* @STRENGTH is how they are sorted anyway. */
static bool command(struct ciphers *out, const char *word)
{
	static const char level[] = "@SECLEVEL=";
	const size_t n = sizeof(level) - 1;

	if (str_same_n(word, level, n) && strlen(word) == n + 1 &&
	    word[n] >= '0' && word[n] <= '5') {
		out->level = word[n] - '0';
		return true;
	}
	return str_same(word, "@STRENGTH");
}

static int read_word(struct ciphers *out, struct choice *c, const char *word,
		     struct err *err)
{
	bool has_operation = strchr("!-+", *word) != NULL;
	bool known = *word == '@' ? command(out, word)
				  : find_meant(c, word + has_operation);

	if (!known)
		return err_set(err, ERR_OPTION, "--tls-cipher: '%.60s' is "
			       "neither a cipher or class of OpenSSL's nor a "
			       "priority of GnuTLS's", word);
	if (*word != '@')
		apply(c, has_operation ? *word : '\0');
	return 0;
}

/* A command needs no separator before it: "DEFAULT@SECLEVEL=1". */
static void split(struct strings *words, const char *list)
{
	struct buf text;

	buf_init(&text, strlen(list) * 2);
	for (; *list; list++) {
		if (*list == '@')
			buf_addc(&text, ':');
		buf_addc(&text, strchr(",; ", *list) ? ':' : *list);
	}
	strings_split(words, buf_str(&text), ':');
	buf_release(&text);
}

static int read_list(struct ciphers *out, struct choice *c, const char *list,
		     struct err *err)
{
	struct strings words = { 0 };
	int result = 0;

	split(&words, list);
	for (size_t i = 0; i < words.count && result == 0; i++)
		result = read_word(out, c, words.at[i], err);
	strings_release(&words);
	return result;
}

static bool is_of_1_3(const struct suite *s)
{
	return s->traits & TRAIT(SINCE_TLS1_3);
}

static void drop_version(struct choice *c, bool of_1_3)
{
	size_t taken[SUITES_MOST];

	for (size_t i = 0; i < c->count; i++)
		c->meant[i] = is_of_1_3(&c->suites[i]) == of_1_3;
	take(c, taken);
}

static size_t count_of_1_3(const struct choice *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->chosen; i++)
		n += is_of_1_3(&c->suites[c->order[i]]);
	return n;
}

static bool has_cipher(const struct choice *c, const struct suite *wanted)
{
	for (size_t i = 0; i < c->chosen; i++)
		if (c->suites[c->order[i]].cipher == wanted->cipher)
			return true;
	return false;
}

/* The usual suites of TLS 1.3, those alone whose cipher is there, or all. */
static void add_1_3(struct choice *c)
{
	const uint64_t usual = TRAIT(AES256_GCM) | TRAIT(AES128_GCM) |
			       TRAIT(CHACHA20);
	size_t first = c->chosen;

	for (int all = 0; all < 2 && c->chosen == first; all++) {
		for (size_t i = 0; i < c->count; i++) {
			const struct suite *s = &c->suites[i];

			c->meant[i] = is_of_1_3(s) && s->traits & usual &&
				      (all || has_cipher(c, s));
		}
		add(c);
	}
}

static void settle_versions(struct ciphers *out, struct choice *c,
			    unsigned versions)
{
	if (!(versions & VERSION_TLS1_3))
		drop_version(c, true);
	if (!(versions & ~(unsigned)VERSION_TLS1_3))
		drop_version(c, false);
	if (versions & VERSION_TLS1_3 && !count_of_1_3(c))
		add_1_3(c);
	out->only_1_3 = c->chosen && count_of_1_3(c) == c->chosen;
}

/* Once each; GnuTLS's names are its words for a priority. */
static void offer(struct strings *words, const char *name)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->at[i], name) == 0)
			return;
	strings_add(words, name);
}

static void write_out(struct ciphers *out, const struct choice *c)
{
	struct strings words = { 0 };
	struct buf text;

	for (size_t i = 0; i < c->chosen; i++) {
		const struct suite *s = &c->suites[c->order[i]];

		if (s->kx != GNUTLS_KX_UNKNOWN)
			offer(&words, gnutls_kx_get_name(s->kx));
		offer(&words, gnutls_cipher_get_name(s->cipher));
		offer(&words, gnutls_mac_get_name(s->mac));
		strings_add(&out->named, s->name);
		out->anonymous = out->anonymous || s->traits & TRAIT(AU_NULL);
	}
	buf_init(&text, OFFER_MOST);
	for (size_t i = 0; i < words.count; i++)
		buf_addf(&text, "%s+%s", i ? ":" : "", words.at[i]);
	out->offer = buf_take(&text);
	strings_release(&words);
}

int ciphers_parse(struct ciphers *out, const char *list, unsigned versions,
		  struct err *err)
{
	struct choice *c = mem_new(sizeof(*c));
	bool none;
	int result;

	*out = (struct ciphers){ .level = -1 };
	c->count = suites_list(c->suites);
	result = read_list(out, c, list, err);
	none = result == 0 && !c->chosen;
	settle_versions(out, c, versions);
	if (none || (result == 0 && !c->chosen))
		result = err_set(err, ERR_OPTION, "--tls-cipher: of '%.100s' "
				 "GnuTLS %s has nothing to offer%s", list,
				 gnutls_check_version(NULL),
				 none ? "" : " with these TLS versions");
	if (result == 0)
		write_out(out, c);
	free(c);
	return result;
}

bool ciphers_name(const struct ciphers *c, const char *suite)
{
	for (size_t i = 0; i < c->named.count; i++)
		if (strcmp(c->named.at[i], suite) == 0)
			return true;
	return false;
}

void ciphers_release(struct ciphers *c)
{
	free(c->offer);
	strings_release(&c->named);
	*c = (struct ciphers){ 0 };
}
