/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether to authenticate, how, and as whom. */
#include "plan/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "plan/persona.h"
#include "sasl/sasl.h"

/*
 * How much AUTH is asked for, and by which mechanisms: any of the three
 * options may name them, the most lenient says how much.
 */
enum demand plan_auth_demand(const struct config *c,
			     const char **mechanisms_out)
{
	const struct {
		const struct value *value;
		enum demand demand;
	} options[] = {
		{ &c->auth_optional, DEMAND_OPTIONAL },
		{ &c->auth_optional_strict, DEMAND_IF_OFFERED },
		{ &c->auth, DEMAND_REQUIRED },
	};
	enum demand demand = DEMAND_NONE;

	*mechanisms_out = NULL;
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		if (!value_given(options[i].value))
			continue;
		if (demand == DEMAND_NONE)
			demand = options[i].demand;
		if (!*mechanisms_out)
			*mechanisms_out = value_text(options[i].value);
	}
	return demand;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void all_mechanisms(struct plan *p, const struct planning *g)
{
	struct strings *list = &p->auth.mechanisms;

	for (size_t i = 0; i < sasl_mechanism_count; i++)
		strings_add(list, sasl_mechanisms[i]->name);
	if (g->persona->by_name)
		qsort(list->at, list->count, sizeof(*list->at), by_name);
}

/* The mechanisms the user named, in that order, unknown ones left out. */
static void chosen_mechanisms(struct plan *p, const char *text)
{
	struct strings named = { 0 };

	strings_split(&named, text, ',');
	for (size_t i = 0; i < named.count; i++) {
		const struct sasl_mechanism *m =
			sasl_find(named.at[i], strlen(named.at[i]));
		char *note;

		if (m) {
			strings_add(&p->auth.mechanisms, m->name);
			continue;
		}
		for (char *c = named.at[i]; *c; c++)
			*c = str_upper(*c);
		note = mem_format("%s is not a recognized auth type, skipping",
				  named.at[i]);
		strings_add(&p->notes, note);
		free(note);
	}
	p->auth.chosen = true;
	strings_release(&named);
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
	const char *mechanisms;
	bool credentials = value_given(&c->auth_user) ||
			   value_given(&c->auth_password) || g->url_user;

	if (plan_mail_auth(p, g, err) < 0)
		return -1;
	p->auth.demand = plan_auth_demand(c, &mechanisms);
	if (p->auth.demand == DEMAND_NONE && (credentials || g->wants_auth))
		p->auth.demand = DEMAND_REQUIRED;
	if (p->auth.demand == DEMAND_NONE)
		return 0;
	p->auth.allow_cleartext = value_flag(&c->auth_cleartext,
					     g->persona->allow_cleartext);
	if (mechanisms)
		chosen_mechanisms(p, mechanisms);
	else
		all_mechanisms(p, g);
	return plan_credentials(p, g, err);
}
