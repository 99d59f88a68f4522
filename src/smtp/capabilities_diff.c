/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server offers in clear and under TLS, side by side (RFC 3207 section
 * 4.2).  Nobody can change what is said under TLS, but anyone in between can
 * change what is said in clear, so that a difference is worth a word.  What
 * servers that nobody meddles with change by themselves is none.
 */
#include "smtp/capabilities.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* So many keywords are named, and the rest counted. */
enum { NAMED_MOST = 12 };

/* What may come and go: a server has its reasons. */
static const struct exception {
	const char *keyword;
	bool may_go, may_come;
} exceptions[] = {
	{ "AUTH", true, true },		/* told apart: auth-only-before-tls */
	{ "STARTTLS", true, true },	/* told apart as well */
	{ "REQUIRETLS", false, true },	/* RFC 8689: under TLS alone */
	{ "BURL", false, true },	/* RFC 4468: for who may log in */
	{ "LIMITS", true, true },	/* RFC 9422 section 4.1 */
	{ "PIPECONNECT", true, true },	/* Exim: for the next connection */
	{ "HELP", true, true },		/* often but the last line of all */
	{ "OK", true, true },		/* no keyword, but sent as one */
};

/* The keyword that a line begins with; some write SIZE=10 for SIZE 10. */
static size_t keyword_of(const char *line, const char **word_out)
{
	*word_out = line + strspn(line, " \t");
	return strcspn(*word_out, " \t=");
}

static bool is_word(const char *word, size_t n, const char *keyword)
{
	return n == strlen(keyword) && str_same_n(word, keyword, n);
}

/* Private ones, "X-EXPS" or "XSECURITY", mean what their makers like. */
static bool may_change(const char *word, size_t n, bool come)
{
	if (n == 0 || str_upper(*word) == 'X')
		return true;
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(*exceptions); i++)
		if (is_word(word, n, exceptions[i].keyword))
			return come ? exceptions[i].may_come
				    : exceptions[i].may_go;
	return false;
}

/* Is it among the first count lines? */
static bool has_keyword(const struct strings *lines, size_t count,
			const char *word, size_t n)
{
	for (size_t i = 0; i < count; i++) {
		const char *other;

		if (keyword_of(lines->at[i], &other) == n &&
		    str_same_n(other, word, n))
			return true;
	}
	return false;
}

/* A list with a head before it: "gone under TLS: DSN, CHUNKING". */
struct list {
	struct buf *out;
	const char *head;
	size_t count;
	bool all;	/* whether or not a server may change it */
};

static void list_add(struct list *l, const char *word, size_t n)
{
	if (l->count++ >= NAMED_MOST)
		return;
	if (l->count == 1)
		buf_addf(l->out, "%s%s: ", l->out->len ? "; " : "", l->head);
	else
		buf_adds(l->out, ", ");
	buf_addf(l->out, "%.*s", (int)(n < 64 ? n : 64), word);
}

static void list_end(const struct list *l)
{
	if (l->count > NAMED_MOST)
		buf_addf(l->out, " and %zu more", l->count - NAMED_MOST);
}

static void add_missing(const struct capabilities *from,
			const struct capabilities *in, struct list *l,
			bool come)
{
	const struct strings *lines = &from->lines;

	for (size_t i = 0; i < lines->count; i++) {
		const char *word;
		size_t n = keyword_of(lines->at[i], &word);

		if (n && (l->all || !may_change(word, n, come)) &&
		    !has_keyword(lines, i, word, n) &&
		    !has_keyword(&in->lines, in->lines.count, word, n))
			list_add(l, word, n);
	}
	list_end(l);
}

static bool is_cleartext(const char *name)
{
	static const char *const names[] = {
		"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_same(name, names[i]))
			return true;
	return false;
}

char *capabilities_cleartext(const struct capabilities *c,
			     const struct capabilities *except)
{
	struct buf text;
	size_t count = 0;

	buf_init(&text, 1 << 16);
	for (size_t i = 0; i < c->mechanisms.count; i++) {
		const char *name = c->mechanisms.at[i];

		if (is_cleartext(name) &&
		    !(except && capabilities_offer(except, name)))
			buf_addf(&text, "%s%s", count++ ? " " : "", name);
	}
	if (count)
		return buf_take(&text);
	buf_release(&text);
	return NULL;
}

/*
 * That a password may go in clear before TLS and not under it makes no sense
 * for a server, but it does for who wants the password.
 */
static void add_mechanisms(const struct capabilities *before,
			   const struct capabilities *after, struct buf *out)
{
	char *names = after->auth ? capabilities_cleartext(before, after)
				  : NULL;

	if (names)
		buf_addf(out, "%sAUTH %s in clear alone",
			 out->len ? "; " : "", names);
	free(names);
}

void capabilities_compare(const struct capabilities *before,
			  const struct capabilities *after, struct buf *out)
{
	struct list gone = { .out = out, .head = "gone under TLS" };
	struct list came = { .out = out, .head = "there only under TLS" };

	add_missing(before, after, &gone, false);
	add_missing(after, before, &came, true);
	add_mechanisms(before, after, out);
	if (after->starttls)
		buf_addf(out, "%sSTARTTLS is still offered under TLS",
			 out->len ? "; " : "");
}

void capabilities_changes(const struct capabilities *before,
			  const struct capabilities *after, struct buf *out)
{
	struct list gone = { .out = out, .head = "gone", .all = true };
	struct list came = { .out = out, .head = "new", .all = true };

	add_missing(before, after, &gone, false);
	add_missing(after, before, &came, true);
}
