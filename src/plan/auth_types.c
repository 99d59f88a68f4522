/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which mechanisms AUTH may use, under which names, and what they are told
 * besides the credentials:
 *
 *	types  = "ANY" / type *( "," type )
 *	map    = name "=" type *( "," name "=" type )
 *	extras = key "=" value *( "," key "=" value )
 *
 * A name may stand for several mechanisms; the user's own names come first.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "plan/parts.h"
#include "plan/persona.h"
#include "sasl/sasl.h"

/* ---- the types there are ---- */

static void add_type(struct auth_plan *a, const char *name, const char *base,
		     const struct sasl_mechanism *m)
{
	bool own = m && str_same(name, m->name);

	a->types = mem_resize(a->types,
			      (a->type_count + 1) * sizeof(*a->types));
	a->types[a->type_count++] = (struct auth_type){
		.name = mem_string(name),
		.base = mem_string(base),
		.offer = mem_string(own ? sasl_offer(m) : name),
		.mechanism = m,
	};
}

/* Is it one of those that stand in a list with commas? */
static bool is_named(const char *list, const char *name)
{
	struct strings named = { 0 };
	bool found = false;

	strings_split(&named, list ? list : "", ',');
	for (size_t i = 0; i < named.count; i++)
		found = found ||
			str_same(named.at[i] + strspn(named.at[i], " "), name);
	strings_release(&named);
	return found;
}

static void known_types(struct auth_plan *a, const struct planning *g,
			const char *text)
{
	for (size_t i = 0; i < sasl_mechanism_count; i++) {
		const struct sasl_mechanism *m = sasl_mechanisms[i];

		if (m->own && !g->persona->own_mechanisms &&
		    !is_named(text, m->name))
			continue;
		add_type(a, m->name, sasl_offer(m), m);
		for (size_t n = 0; n < sasl_alias_count; n++)
			if (sasl_aliases[n].mechanism == m)
				add_type(a, sasl_aliases[n].name, m->name, m);
	}
}

/* Neither side of the pair may be empty; equals is where it is parted. */
static int check_pair(const char *pair, const char **equals,
		      const struct value *v, struct err *err)
{
	*equals = strchr(pair, '=');
	if (*equals && *equals > pair && (*equals)[1])
		return 0;
	return err_set(err, ERR_OPTION, "%s: '%.100s' is no KEY=VALUE",
		       v->where, pair);
}

static int add_mapped(struct auth_plan *a, const char *pair,
		      const struct planning *g, struct err *err)
{
	const struct value *v = &g->config->auth_map;
	const struct sasl_mechanism *m;
	const char *equals;
	char *name;

	if (plan_check_line(pair, v, err) < 0 ||
	    check_pair(pair, &equals, v, err) < 0)
		return -1;
	m = sasl_find(equals + 1, strlen(equals + 1));
	if (!m && g->persona->strict_auth)
		return err_set(err, ERR_OPTION, "%s: there is no AUTH type "
			       "%.100s", v->where, equals + 1);
	name = mem_copy(pair, (size_t)(equals - pair));
	add_type(a, name, m ? sasl_offer(m) : equals + 1, m);
	free(name);
	return 0;
}

static int mapped_types(struct plan *p, const struct planning *g,
			struct err *err)
{
	const char *text = value_text(&g->config->auth_map);
	struct strings pairs = { 0 };
	int result = 0;

	strings_split(&pairs, text ? text : "", ',');
	for (size_t i = 0; i < pairs.count && result == 0; i++)
		result = add_mapped(&p->auth, pairs.at[i], g, err);
	strings_release(&pairs);
	return result;
}

/* ---- those to try ---- */

static bool has_type(const struct auth_plan *a, const char *name)
{
	for (size_t i = 0; i < a->type_count; i++)
		if (str_same(a->types[i].name, name))
			return true;
	return false;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_once(struct strings *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_same(list->at[i], name))
			return;
	strings_add(list, name);
}

/* Every type: by the worth of its mechanism, or by name. */
static void all_types(struct auth_plan *a, bool sorted)
{
	for (size_t m = 0; m <= sasl_mechanism_count; m++)
		for (size_t i = 0; i < a->type_count; i++)
			if (a->types[i].mechanism ==
			    (m < sasl_mechanism_count ? sasl_mechanisms[m]
						      : NULL))
				list_once(&a->mechanisms, a->types[i].name);
	if (sorted && a->mechanisms.count)
		qsort(a->mechanisms.at, a->mechanisms.count,
		      sizeof(*a->mechanisms.at), by_name);
}

static void note_unknown(struct plan *p, const char *name)
{
	char *upper = mem_string(name), *note;

	for (char *c = upper; *c; c++)
		*c = str_upper(*c);
	note = mem_format("%s is not a recognized auth type, skipping", upper);
	strings_add(&p->notes, note);
	free(note);
	free(upper);
}

/* The types the user named, in that order, unknown ones left out. */
static void chosen_types(struct plan *p, const char *text)
{
	struct strings named = { 0 };

	strings_split(&named, text, ',');
	for (size_t i = 0; i < named.count; i++) {
		const char *name = named.at[i] + strspn(named.at[i], " ");

		if (has_type(&p->auth, name))
			strings_add(&p->auth.mechanisms, name);
		else
			note_unknown(p, name);
	}
	for (size_t i = 0; i < p->auth.mechanisms.count; i++)
		for (char *c = p->auth.mechanisms.at[i]; *c; c++)
			*c = str_upper(*c);
	p->auth.chosen = true;
	strings_release(&named);
}

/* Does the user have what it goes by?  A token excludes passwords. */
static bool has_means(const struct sasl_mechanism *m, const struct planning *g)
{
	if (m->means == SASL_BY_PASSWORD)
		return !plan_has_token(g->config);
	if (m->means == SASL_BY_TOKEN)
		return plan_has_token(g->config);
	return true;
}

/* Some mechanisms are for those who ask for them. */
static bool is_asked_for(const struct sasl_mechanism *m,
			 const struct auth_plan *a, const struct planning *g)
{
	if (!m->on_request || a->chosen)
		return true;
	return m->means == SASL_BY_CERTIFICATE &&
	       value_text(&g->config->tls_cert);
}

static void add_tries(struct auth_plan *a, const char *name,
		      const struct planning *g)
{
	for (size_t i = 0; i < a->type_count; i++) {
		const struct auth_type *t = &a->types[i];

		if (!t->mechanism || !str_same(t->name, name) ||
		    !is_asked_for(t->mechanism, a, g) ||
		    !has_means(t->mechanism, g))
			continue;
		a->tries = mem_resize(a->tries, (a->try_count + 1) *
						sizeof(*a->tries));
		a->tries[a->try_count++] = i;
	}
}

/* ---- extras ---- */

static void set_extra(struct strings *list, const char *key, const char *value)
{
	char *pair = mem_format("%s=%s", key, value);
	size_t n = strlen(key) + 1;

	for (size_t i = 0; i < list->count; i++) {
		if (strncmp(list->at[i], pair, n) != 0)
			continue;
		free(list->at[i]);
		list->at[i] = pair;
		return;
	}
	strings_add(list, pair);
	free(pair);
}

static const char *extra(const struct auth_plan *a, const char *key)
{
	size_t n = strlen(key);

	for (size_t i = 0; i < a->extras.count; i++)
		if (strncmp(a->extras.at[i], key, n) == 0 &&
		    a->extras.at[i][n] == '=')
			return a->extras.at[i] + n + 1;
	return NULL;
}

static int check_key(const char *key, const struct planning *g,
		     struct err *err)
{
	static const char *const keys[] = {
		"REALM", "DOMAIN", "DMD5-SERV-TYPE", "DMD5-HOST",
		"DMD5-SERV-NAME",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strcmp(key, keys[i]) == 0)
			return 0;
	return err_set(err, ERR_OPTION, "%s: there is no %.60s; there are "
		       "realm, domain, dmd5-serv-type, dmd5-host and "
		       "dmd5-serv-name", g->config->auth_extra.where, key);
}

static int add_extra(struct auth_plan *a, const char *pair,
		     const struct planning *g, struct err *err)
{
	const char *equals;
	char *key;
	int result = 0;

	if (check_pair(pair, &equals, &g->config->auth_extra, err) < 0)
		return -1;
	key = mem_copy(pair, (size_t)(equals - pair));
	for (char *c = key; *c; c++)
		*c = str_upper(*c);
	if (g->persona->strict_auth)
		result = check_key(key, g, err);
	if (result == 0)
		set_extra(&a->extras, key, equals + 1);
	free(key);
	return result;
}

static int all_extras(struct auth_plan *a, const struct planning *g,
		      struct err *err)
{
	const char *text = value_text(&g->config->auth_extra);
	struct strings pairs = { 0 };
	int result = 0;

	strings_split(&pairs, text ? text : "", ',');
	for (size_t i = 0; i < pairs.count && result == 0; i++)
		result = add_extra(a, pairs.at[i], g, err);
	strings_release(&pairs);
	if (extra(a, "DOMAIN"))	/* the same by another name */
		set_extra(&a->extras, "REALM", extra(a, "DOMAIN"));
	if (a->extras.count)
		qsort(a->extras.at, a->extras.count, sizeof(*a->extras.at),
		      by_name);
	a->realm = extra(a, "REALM");
	a->service = extra(a, "DMD5-SERV-TYPE");
	a->host = extra(a, "DMD5-HOST");
	a->service_name = extra(a, "DMD5-SERV-NAME");
	return result;
}

int plan_auth_types(struct plan *p, const struct planning *g,
		    const char *text, struct err *err)
{
	struct auth_plan *a = &p->auth;

	if (mapped_types(p, g, err) < 0 || all_extras(a, g, err) < 0)
		return -1;
	known_types(a, g, text);
	if (text && *text && !str_same(text, "ANY"))
		chosen_types(p, text);
	else
		all_types(a, g->persona->by_name);
	for (size_t i = 0; i < a->mechanisms.count; i++)
		add_tries(a, a->mechanisms.at[i], g);
	a->lan_manager = g->persona->lan_manager;
	return 0;
}

/* Were mechanisms named that go by a token alone? */
static bool by_token_alone(const struct auth_plan *a)
{
	for (size_t m = 0; m < a->mechanisms.count; m++)
		for (size_t i = 0; i < a->type_count; i++)
			if (str_same(a->types[i].name, a->mechanisms.at[m]) &&
			    (!a->types[i].mechanism ||
			     a->types[i].mechanism->means != SASL_BY_TOKEN))
				return false;
	return a->mechanisms.count > 0;
}

struct auth_needs plan_auth_needs(const struct auth_plan *a)
{
	struct auth_needs needs = { !a->try_count, !a->try_count, false };

	needs.token = by_token_alone(a);
	needs.password = needs.password && !needs.token;

	for (size_t i = 0; i < a->try_count; i++) {
		const struct sasl_mechanism *m =
			a->types[a->tries[i]].mechanism;

		needs.user = needs.user || !m->user_optional;
		needs.password = needs.password ||
				 m->means == SASL_BY_PASSWORD;
	}
	return needs;
}

void plan_auth_types_release(struct auth_plan *a)
{
	for (size_t i = 0; i < a->type_count; i++) {
		free(a->types[i].name);
		free(a->types[i].base);
		free(a->types[i].offer);
	}
	free(a->types);
	free(a->tries);
	strings_release(&a->mechanisms);
	strings_release(&a->extras);
}
