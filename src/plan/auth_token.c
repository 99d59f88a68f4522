/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The token that stands in the place of a password, and the password, from
 * whatever source was given.
 */
#include "plan/parts.h"
#include "plan/secret_source.h"

bool plan_has_token(const struct config *c)
{
	return secret_source(c, SECRET_TOKEN) != NULL;
}

bool plan_has_password(const struct config *c)
{
	return secret_source(c, SECRET_PASSWORD) != NULL;
}

int plan_token(struct plan *p, const struct planning *g, struct err *err)
{
	const struct config *c = g->config;

	if (!plan_has_token(c))
		return 0;
	if (plan_has_password(c) || g->url_password)
		return err_set(err, ERR_OPTION, "a token and a password: AUTH "
			       "goes by one of them; --no-auth-password and "
			       "--no-auth-token take one back");
	return plan_secret(p, c, SECRET_TOKEN, &p->auth.token, err);
}

int plan_password(struct plan *p, const struct planning *g, struct err *err)
{
	const struct config *c = g->config;
	const struct value *source = secret_source(c, SECRET_PASSWORD);

	if (!source)
		return 0;
	if (g->url_password && source != &c->auth_password)
		return err_set(err, ERR_OPTION, "%s, and a password in the "
			       "URL: one source of a password is enough",
			       source->where);
	return plan_secret(p, c, SECRET_PASSWORD, &p->auth.password, err);
}
