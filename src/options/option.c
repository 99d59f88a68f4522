/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding, applying and checking options by their rows: see option.h. */
#include "options/option.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "options/nearest.h"

struct value *option_value(struct config *c, const struct option *row)
{
	return (struct value *)(void *)((char *)c + row->at);
}

static const struct value *value_of(const struct config *c,
				    const struct option *row)
{
	return (const struct value *)(const void *)((const char *)c + row->at);
}

size_t option_name_length(const struct option *row)
{
	return strcspn(row->names, ",");
}

int option_word(const struct option_word *words, const char *text)
{
	for (; words->name; words++)
		if (str_same(words->name, text))
			return words->value;
	return -1;
}

static bool arg_optional(const struct option *row)
{
	return row->type == OPT_TEXT_MAYBE || row->type == OPT_WORD_MAYBE ||
	       row->maybe;
}

/* Drop the row's own mentions; those of its like stay. */
static void forget_mentions(struct value *v, const struct option *row)
{
	size_t kept = 0;

	for (size_t i = 0; i < v->sequence_count; i++) {
		if (v->sequence[i].row == row)
			mem_free_secret(v->sequence[i].text);
		else
			v->sequence[kept++] = v->sequence[i];
	}
	v->sequence_count = kept;
}

static void add_mention(struct value *v, const struct option *row,
			const char *text)
{
	v->sequence = mem_resize(v->sequence, (v->sequence_count + 1) *
						      sizeof(*v->sequence));
	v->sequence[v->sequence_count++] = (struct given){
		.row = row,
		.text = mem_string(text),
	};
}

static void negate(struct value *v, const struct option *row,
		   const char *where)
{
	if (row->type == OPT_SEQUENCE) {
		forget_mentions(v, row);
		if (v->sequence_count)
			return;
	}
	value_forget(v);
	v->state = VALUE_NEGATED;
	v->where = mem_string(where);
}

static int no_argument(const struct config *c, const struct option *row,
		       const char *text, const char *where, struct err *err)
{
	if (c->reading)
		return option_stray(c, row->secret ? "..." : text, err);
	return err_set(err, ERR_OPTION, "%s takes no argument, but was given "
		       "one%s%.100s", where, row->secret ? "" : ": ",
		       row->secret ? "" : text);
}

int option_stray(const struct config *c, const char *text, struct err *err)
{
	if (c->reading)
		return err_set(err, ERR_PHRASE, "*** Data left in option list "
			       "when processing  %.200s ('%.60s').  Exiting",
			       c->reading, text);
	return err_set(err, ERR_OPTION, "'%.60s' belongs to no option", text);
}

int option_negate(struct config *c, const struct option *row,
		  const char *text, const char *where, struct err *err)
{
	struct value *v = option_value(c, row);

	if (text)
		return no_argument(c, row, text, where, err);
	if (row->type == OPT_NEGATION)
		value_forget(v);	/* not, not */
	else
		negate(v, row, where);
	return 0;
}

int option_apply(struct config *c, const struct option *row, const char *text,
		 const char *where, struct err *err)
{
	struct value *v = option_value(c, row);

	if (text && !row->arg)
		return no_argument(c, row, text, where, err);
	if (row->type == OPT_NEGATION) {
		negate(v, row, where);
		return 0;
	}
	if (row->type == OPT_LIST && text)
		strings_add(&v->list, text);
	if (row->once)
		forget_mentions(v, row);
	if (row->type == OPT_SEQUENCE)
		add_mention(v, row, text);
	mem_free_secret(v->text);
	free(v->where);
	v->text = mem_string(text);
	v->where = mem_string(where);
	v->state = VALUE_SET;
	return 0;
}

/* Does a row bear the name, wholly or (abbreviated) by its first letters? */
static bool has_name(const struct option *row, const char *name, size_t n,
		     bool abbreviated)
{
	for (const char *at = row->names; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, name, n) == 0 &&
		    (abbreviated || at[n] == ',' || !at[n]))
			return true;
	}
	return false;
}

static const struct option *exact(const char *name)
{
	for (size_t i = 0; i < option_count; i++)
		if (has_name(&option_rows[i], name, strlen(name), false))
			return &option_rows[i];
	return NULL;
}

static const struct option *by_prefix(const char *name, const char **suffix)
{
	for (size_t i = 0; i < option_count; i++) {
		const char *p = option_rows[i].prefixes;

		for (; p; p = strchr(p, ',')) {
			size_t n;

			p += *p == ',';
			n = strcspn(p, ",");
			if (strncmp(p, name, n) != 0 || !name[n])
				continue;
			*suffix = name + n;
			return &option_rows[i];
		}
	}
	return NULL;
}

/*
 * Rows that the name abbreviates.  swaks' own come first: what was unique
 * among them stays so, whatever smtpcheck adds.
 */
static size_t abbreviated(const char *name, bool own,
			  const struct option **row_out)
{
	size_t found = 0;

	for (size_t i = 0; i < option_count; i++) {
		if (option_rows[i].own && !own)
			continue;
		if (!has_name(&option_rows[i], name, strlen(name), true))
			continue;
		*row_out = &option_rows[i];
		found++;
	}
	return found;
}

/* The same for a name and, where it is one, for its no- form. */
static size_t abbreviated_either(const char *name, const char *plain, bool own,
				 struct option_match *m)
{
	size_t found = abbreviated(name, own, &m->row);
	size_t negated = plain && *plain ? abbreviated(plain, own, &m->row)
					 : 0;

	m->negated = negated > 0;
	return found + negated;
}

/* The name of a secret's option that this one begins with, or NULL. */
static const char *starts_secret(const char *name)
{
	for (size_t i = 0; i < option_count; i++) {
		const char *at = option_rows[i].names;

		for (; option_rows[i].secret && at; at = strchr(at, ',')) {
			at += *at == ',';
			if (strncmp(name, at, strcspn(at, ",")) == 0)
				return at;
		}
	}
	return NULL;
}

static int unknown(const char *name, bool ambiguous, struct err *err)
{
	const struct option *near = nearest_option(name);

	const char *glued = starts_secret(name);

	if (ambiguous)
		return err_set(err, ERR_OPTION,
			       "--%.60s is short for more than one option",
			       name);
	if (glued)	/* "-apSECRET": it must not be told */
		return err_set(err, ERR_OPTION, "there is no option of that "
			       "name; a value stands apart from --%.*s, or "
			       "behind =", (int)strcspn(glued, ","), glued);
	if (near)
		return err_set(err, ERR_OPTION, "there is no option --%.60s; "
			       "did you mean --%.*s?", name,
			       (int)option_name_length(near), near->names);
	return err_set(err, ERR_OPTION, "there is no option --%.60s", name);
}

int option_find(const char *name, struct option_match *m, struct err *err)
{
	const char *plain = str_starts(name, "no-") ? name + 3 : NULL;
	size_t found = 0;

	*m = (struct option_match){ 0 };
	if (!*name)
		return err_set(err, ERR_OPTION, "a dash with no option");
	m->row = exact(name);
	if (!m->row)
		m->row = by_prefix(name, &m->suffix);
	if (m->row)
		return 0;
	if (plain && *plain) {
		m->row = exact(plain);
		if (!m->row)
			m->row = by_prefix(plain, &m->suffix);
		m->negated = m->row != NULL;
	}
	for (int own = 0; !m->row && !found && own < 2; own++)
		found = abbreviated_either(name, plain, own, m);
	if (!m->row || found > 1)
		return unknown(name, found > 1, err);
	return 0;
}

static int bad_word(const struct option *row, const char *text,
		    const char *where, struct err *err)
{
	char list[256] = "";

	for (const struct option_word *w = row->words; w->name; w++) {
		size_t n = strlen(list);

		if (!*w->name)	/* as good as no argument */
			continue;
		snprintf(list + n, sizeof(list) - n, "%s%s",
			 n ? ", " : "", w->name);
	}
	return err_set(err, ERR_OPTION, "%s: '%.60s' is none of %s", where,
		       text, list);
}

/* By the name that was typed where it was a whole one, else by its first. */
static int needs_argument(const struct config *c, const struct option *row,
			  const char *where, struct err *err)
{
	const char *typed = where + strspn(where, "-");
	bool whole = has_name(row, typed, strlen(typed), false);

	if (c->reading)
		return err_set(err, ERR_PHRASE,
			       "Option %.*s requires an argument",
			       whole ? (int)strlen(typed)
				     : (int)option_name_length(row),
			       whole ? typed : row->names);
	return err_set(err, ERR_OPTION, "%s needs an argument: %s", where,
		       row->arg);
}

static int check_text(const struct option *row, const char *text,
		      const char *where, struct err *err)
{
	long long us;

	if (row->type == OPT_TIME && time_parse(text, &us) < 0)
		return err_set(err, ERR_OPTION, "%s: '%.60s' is no time; "
			       "write 30, 30s, 3m or 1h", where, text);
	if (row->words && option_word(row->words, text) < 0)
		return bad_word(row, text, where, err);
	return 0;
}

static bool may_be_missing(const struct option *row, bool asked)
{
	return arg_optional(row) || row->ask_late || (row->prompt && !asked);
}

static int check_value(const struct config *c, const struct option *row,
		       bool asked, struct err *err)
{
	const struct value *v = value_of(c, row);
	const bool sequence = row->type == OPT_SEQUENCE;
	const size_t count = sequence ? v->sequence_count : 1;

	if (v->state != VALUE_SET || !row->arg)
		return 0;
	for (size_t i = 0; i < count; i++) {
		const char *text = sequence ? v->sequence[i].text : v->text;

		if (sequence && v->sequence[i].row != row)
			continue;
		if (!text && may_be_missing(row, asked))
			continue;
		if (!text)
			return needs_argument(c, row, v->where, err);
		if (check_text(row, text, v->where, err) < 0)
			return -1;
	}
	return 0;
}

int option_check(const struct config *c, bool asked, struct err *err)
{
	for (size_t i = 0; i < option_count; i++)
		if (check_value(c, &option_rows[i], asked, err) < 0)
			return -1;
	return 0;
}
