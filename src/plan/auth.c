/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether to authenticate, how, and as whom. */
#include "plan/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "plan/persona.h"

/*
 * How much AUTH is asked for, and by which mechanisms.  Any of the three
 * options may name them, --auth before the others; of what was asked for, the
 * optional ones count, the strict one first.
 */
enum demand plan_auth_demand(const struct config *c,
			     const char **mechanisms_out)
{
	const struct value *const by_text[] = {
		&c->auth, &c->auth_optional_strict, &c->auth_optional,
	};

	*mechanisms_out = NULL;
	for (size_t i = 0; i < sizeof(by_text) / sizeof(*by_text); i++)
		if (!*mechanisms_out || !**mechanisms_out)
			*mechanisms_out = value_text(by_text[i]);
	if (value_given(&c->auth_optional_strict))
		return DEMAND_IF_OFFERED;
	if (value_given(&c->auth_optional))
		return DEMAND_OPTIONAL;
	return value_given(&c->auth) ? DEMAND_REQUIRED : DEMAND_NONE;
}

bool plan_auth_possible(const struct config *c)
{
	static const struct persona lenient = { .name = "" };
	const struct planning g = { .config = c, .persona = &lenient };
	struct plan p = { 0 };
	const char *types;
	struct err ignored;
	bool possible;

	plan_auth_demand(c, &types);
	possible = plan_auth_types(&p, &g, types, &ignored) < 0 ||
		   p.auth.mechanisms.count;
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
static char *credential(const struct value *v, const char *otherwise)
{
	const char *text = value_text(v) ? value_text(v) : otherwise;

	if (text && strcmp(text, "<>") == 0)
		text = "";
	return mem_string(text);
}

static int plan_credentials(struct plan *p, const struct planning *g,
			    struct err *err)
{
	const struct config *c = g->config;

	p->auth.user = credential(&c->auth_user, g->url_user);
	p->auth.password = credential(&c->auth_password, g->url_password);
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

int plan_auth(struct plan *p, struct planning *g, struct err *err)
{
	const struct config *c = g->config;
	const char *types;
	bool credentials = value_given(&c->auth_user) ||
			   value_given(&c->auth_password) || g->url_user;

	if (plan_mail_auth(p, g, err) < 0)
		return -1;
	p->auth.demand = plan_auth_demand(c, &types);
	if (p->auth.demand == DEMAND_NONE && (credentials || g->wants_auth))
		p->auth.demand = DEMAND_REQUIRED;
	if (p->auth.demand == DEMAND_NONE)
		return 0;
	p->auth.allow_cleartext = value_flag(&c->auth_cleartext,
					     g->persona->allow_cleartext);
	if (plan_auth_types(p, g, types, err) < 0)
		return -1;
	if (!p->auth.mechanisms.count)
		return no_types(p, err);
	return plan_credentials(p, g, err);
}
