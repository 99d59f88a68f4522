/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether to authenticate, how, and as whom. */
#include "plan/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "options/option.h"
#include "plan/persona.h"
#include "sasl/sasl.h"

/*
 * How much AUTH is asked for, and by which mechanisms.  Any of the three
 * options may name them, --auth before the others; of what was asked for, the
 * optional ones count, the strict one first.  --auth-force comes before all.
 */
enum demand plan_auth_demand(const struct config *c,
			     const char **mechanisms_out)
{
	const struct value *const by_text[] = {
		&c->auth, &c->auth_optional_strict, &c->auth_optional,
	};

	*mechanisms_out = value_text(&c->auth_force);
	if (*mechanisms_out)
		return DEMAND_REQUIRED;
	for (size_t i = 0; i < sizeof(by_text) / sizeof(*by_text); i++)
		if (!*mechanisms_out || !**mechanisms_out)
			*mechanisms_out = value_text(by_text[i]);
	if (value_given(&c->auth_probe))
		return DEMAND_REQUIRED;
	if (value_given(&c->auth_optional_strict))
		return DEMAND_IF_OFFERED;
	if (value_given(&c->auth_optional))
		return DEMAND_OPTIONAL;
	return value_given(&c->auth) ? DEMAND_REQUIRED : DEMAND_NONE;
}

bool plan_auth_possible(const struct config *c,
			struct auth_needs *needs_out)
{
	static const struct persona lenient = { .name = "",
						.own_mechanisms = true };
	const struct planning g = { .config = c, .persona = &lenient };
	struct plan p = { 0 };
	const char *types;
	struct err ignored;
	bool possible;

	plan_auth_demand(c, &types);
	possible = plan_auth_types(&p, &g, types, &ignored) < 0 ||
		   p.auth.mechanisms.count;
	if (possible)
		*needs_out = plan_auth_needs(&p.auth);
	plan_auth_types_release(&p.auth);
	strings_release(&p.notes);
	return possible;
}

/* Not one type that is known: an error only where AUTH is required. */
static int no_types(struct plan *p, struct err *err)
{
	strings_add(&p->notes, "No auth types supported");
	if (p->auth.demand != DEMAND_REQUIRED) {
		p->auth.demand = DEMAND_NONE;
		return 0;
	}
	err_set(err, ERR_OPTION, "%s", "");	/* the notes say it */
	err->number = EXIT_NO_MECHANISM;
	return -1;
}

/* '<>' on the command line is the empty string, as with swaks. */
static char *credential(const char *text)
{
	if (text && strcmp(text, "<>") == 0)
		text = "";
	return mem_string(text);
}

/* The password of an option, else that of the URL. */
static int read_password(struct plan *p, const struct planning *g,
			 struct err *err)
{
	const char *typed = value_text(&g->config->auth_password);

	if (plan_password(p, g, err) < 0)
		return -1;
	if (!p->auth.password)
		p->auth.password = credential(g->url_password);
	else if (typed && strcmp(typed, "<>") == 0)
		*p->auth.password = '\0';
	return 0;
}

/* Mechanisms that are known, and none that can be with what was given. */
static int check_means(const struct plan *p, struct err *err)
{
	const struct auth_plan *a = &p->auth;
	const struct sasl_mechanism *m = NULL;

	for (size_t i = 0; i < a->type_count && !a->try_count && !m; i++)
		if (str_same(a->types[i].name, a->mechanisms.at[0]))
			m = a->types[i].mechanism;
	if (m && m->means == SASL_BY_TOKEN)
		return err_set(err, ERR_OPTION, "%s needs a token: "
			       "--auth-token TOKEN", m->name);
	if (m && p->auth.token)
		return err_set(err, ERR_OPTION, "%s takes no token; XOAUTH2 "
			       "and OAUTHBEARER do", m->name);
	return 0;
}

static int plan_identity(struct plan *p, const struct config *c,
			 struct err *err)
{
	const char *id = value_text(&c->auth_id);
	const char *binding = value_text(&c->auth_binding);

	p->auth.authzid = mem_string(id);
	if (binding)
		p->auth.binding = (enum binding)option_word(
			option_binding_words, binding);
	return id ? plan_check_line(id, &c->auth_id, err) : 0;
}

static int plan_credentials(struct plan *p, const struct planning *g,
			    struct err *err)
{
	const struct config *c = g->config;
	const struct auth_needs needs = plan_auth_needs(&p->auth);

	p->auth.user = credential(value_text(&c->auth_user)
					  ? value_text(&c->auth_user)
					  : g->url_user);
	if (plan_token(p, g, err) < 0 || read_password(p, g, err) < 0 ||
	    check_means(p, err) < 0 || plan_identity(p, c, err) < 0)
		return -1;
	if (!p->auth.user && !needs.user)
		p->auth.user = mem_string("");
	if (!p->auth.password && !needs.password)
		p->auth.password = mem_string("");
	if (!p->auth.user)
		return err_set(err, ERR_OPTION, "AUTH needs a user name: "
			       "--auth-user USER");
	if (!p->auth.password)
		return err_set(err, ERR_OPTION, "AUTH needs a password: "
			       "--auth-password PASSWORD, or %sauth_password "
			       "in the environment",
			       g->persona->names.env_prefix);
	return 0;
}

static int plan_mail_auth(struct plan *p, const struct planning *g,
			  struct err *err)
{
	const struct value *v = &g->config->mail_auth;
	const char *text = value_text(v);

	p->mail_auth.send = value_flag(v, g->persona->mail_auth);
	if (text && strcmp(text, "<>") == 0)
		text = "";
	p->mail_auth.address = mem_string(text);
	return text ? plan_check_line(text, v, err) : 0;
}

/* How the mechanisms are to be gone through. */
static int plan_manner(struct auth_plan *a, const struct config *c,
		       struct err *err)
{
	const struct value *v = &c->auth_probe_refusals;
	const char *number = value_text(v) ? value_text(v) : "2";

	a->force = value_given(&c->auth_force);
	a->hello_again = value_given(&c->auth_ehlo);
	a->probe = value_given(&c->auth_probe);
	if (str_is_digits(number) && strlen(number) <= 4)
		a->probe_refusals = (size_t)strtoul(number, NULL, 10);
	if (a->probe_refusals)
		return 0;
	return err_set(err, ERR_OPTION, "%s: '%.60s' is no number from 1 to "
		       "9999", v->where, number);
}

int plan_auth(struct plan *p, struct planning *g, struct err *err)
{
	const struct config *c = g->config;
	const char *types;
	bool credentials = value_given(&c->auth_user) ||
			   value_given(&c->auth_password) ||
			   plan_has_password(c) || plan_has_token(c) ||
			   g->url_user;

	if (plan_mail_auth(p, g, err) < 0)
		return -1;
	p->auth.demand = plan_auth_demand(c, &types);
	if (p->auth.demand == DEMAND_NONE && (credentials || g->wants_auth))
		p->auth.demand = DEMAND_REQUIRED;
	if (p->auth.demand == DEMAND_NONE)
		return 0;
	p->auth.allow_cleartext = value_flag(&c->auth_cleartext,
					     g->persona->allow_cleartext);
	if (plan_manner(&p->auth, c, err) < 0 ||
	    plan_auth_types(p, g, types, err) < 0)
		return -1;
	if (!p->auth.mechanisms.count)
		return no_types(p, err);
	return plan_credentials(p, g, err);
}
