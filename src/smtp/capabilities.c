/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server offers: see capabilities.h.
 *
 *	ehlo-line = ehlo-keyword *( SP ehlo-param )
 *
 * "AUTH=LOGIN" is an old spelling of "AUTH LOGIN" that servers still send
 * for clients that knew no better.
 */
#include "smtp/capabilities.h"

#include <string.h>

#include "base/buf.h"
#include "smtp/reply.h"

/* More than any server has; a list without end would cost time. */
enum { MECHANISMS_MOST = 256, ATTRIBUTES_MOST = 256 };

static void add_mechanism(struct capabilities *c, const char *word, size_t n)
{
	char name[64];

	if (n == 0 || n >= sizeof(name))
		return;
	for (size_t i = 0; i < n; i++)
		name[i] = str_upper(word[i]);
	name[n] = '\0';
	c->auth = true;
	if (c->mechanisms.count < MECHANISMS_MOST &&
	    !capabilities_offer(c, name))
		strings_add(&c->mechanisms, name);
}

static void add_attribute(struct capabilities *c, const char *word, size_t n)
{
	char name[64];

	if (n >= sizeof(name) || c->attributes.count == ATTRIBUTES_MOST)
		return;
	memcpy(name, word, n);
	name[n] = '\0';
	strings_add(&c->attributes, name);
}

static bool is_word(const char *word, size_t n, const char *keyword)
{
	return n == strlen(keyword) && str_same_n(word, keyword, n);
}

static void take_words(struct capabilities *c, const char *rest,
		       void (*take)(struct capabilities *, const char *,
				    size_t))
{
	const char *word;
	size_t n;

	while (str_word(&rest, &word, &n))
		take(c, word, n);
}

static void take_line(struct capabilities *c, const char *line)
{
	const char *rest = line, *word;
	size_t n;

	if (!str_word(&rest, &word, &n))
		return;
	if (is_word(word, n, "STARTTLS"))
		c->starttls = true;
	else if (is_word(word, n, "PIPELINING"))
		c->pipelining = true;
	else if (is_word(word, n, "PRDR"))
		c->prdr = true;
	else if (is_word(word, n, "XCLIENT")) {
		c->xclient = true;
		take_words(c, rest, add_attribute);
	} else if (is_word(word, n, "AUTH")) {
		c->auth = true;
		take_words(c, rest, add_mechanism);
	} else if (n > 5 && str_same_n(word, "AUTH=", 5)) {
		add_mechanism(c, word + 5, n - 5);
		take_words(c, rest, add_mechanism);
	}
}

void capabilities_parse(struct capabilities *c, const struct reply *ehlo)
{
	struct buf line;

	capabilities_release(c);
	buf_init(&line, (size_t)REPLY_BYTES_MOST * 4);
	for (size_t i = 1; i < ehlo->count; i++) {	/* 0 is the greeting */
		size_t n;
		const char *text = reply_text(ehlo, i, &n);

		buf_clear(&line);
		str_add_printable(&line, text, n);
		strings_add(&c->lines, buf_str(&line));
		take_line(c, buf_str(&line));
	}
	buf_release(&line);
}

void capabilities_release(struct capabilities *c)
{
	strings_release(&c->lines);
	strings_release(&c->mechanisms);
	strings_release(&c->attributes);
	*c = (struct capabilities){ 0 };
}

bool capabilities_offer(const struct capabilities *c, const char *mechanism)
{
	for (size_t i = 0; i < c->mechanisms.count; i++)
		if (str_same(c->mechanisms.at[i], mechanism))
			return true;
	return false;
}

bool capabilities_has_attribute(const struct capabilities *c,
				const char *attribute)
{
	for (size_t i = 0; i < c->attributes.count; i++)
		if (str_same(c->attributes.at[i], attribute))
			return true;
	return false;
}

char *capabilities_mechanisms(const struct capabilities *c)
{
	struct buf list;

	if (!c->mechanisms.count)
		return NULL;
	buf_init(&list, REPLY_BYTES_MOST);
	for (size_t i = 0; i < c->mechanisms.count; i++)
		buf_addf(&list, "%s%s", i ? " " : "", c->mechanisms.at[i]);
	return buf_take(&list);
}
