/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether to use TLS, and what a certificate must be. */
#include "plan/parts.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/tls_facts.h"
#include "plan/persona.h"

static enum demand starttls_demand(const struct planning *g)
{
	const struct config *c = g->config;

	if (g->wants_tls_on_connect)
		return DEMAND_NONE;
	/* the most lenient wins, as with swaks: -tls -tlso is -tlso */
	if (value_given(&c->tls_optional))
		return DEMAND_OPTIONAL;
	if (value_given(&c->tls_optional_strict))
		return DEMAND_IF_OFFERED;
	if (value_given(&c->tls) || g->wants_tls)
		return DEMAND_REQUIRED;
	return DEMAND_NONE;
}

/*
 * What a certificate must be: what the user asked, else what the persona
 * asks.  A password is held to it even where TLS is optional and the rest of
 * the run goes on: opportunistic TLS beats none, whoever answers, but not
 * for a secret.
 */
static void plan_verification(struct tls_plan *t, const struct planning *g)
{
	const struct config *c = g->config;
	unsigned asked = 0;

	if (value_given(&c->tls_verify_ca))
		asked |= REASONS_CHAIN;
	if (value_given(&c->tls_verify_host))
		asked |= REASONS_NAME;
	if (value_given(&c->tls_verify))
		asked |= REASONS_CHAIN | REASONS_NAME;
	t->fatal = t->no_password = asked;
	if (asked || !value_flag(&c->tls_verify, g->persona->verify))
		return;
	t->no_password = REASONS_CHAIN | REASONS_NAME;
	if (t->starttls != DEMAND_OPTIONAL)
		t->fatal = t->no_password;
}

static bool is_address(const char *text)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, bytes) == 1 ||
	       inet_pton(AF_INET6, text, bytes) == 1;
}

static void plan_names(struct plan *p, const struct planning *g)
{
	const char *name = value_text(&g->config->tls_verify_target);
	const char *sni = value_text(&g->config->tls_sni);

	if (!name && p->target.transport == TRANSPORT_TCP)
		name = p->target.place;
	if (!sni && g->persona->sni && name && !is_address(name))
		sni = name;
	p->tls.verify_name = mem_string(name);
	p->tls.sni = mem_string(sni);
}

int plan_tls(struct plan *p, struct planning *g, struct err *err)
{
	const struct config *c = g->config;
	const char *ca_path = value_text(&c->tls_ca_path);
	bool lax = !g->persona->strict_tls;

	p->tls.on_connect = g->wants_tls_on_connect;
	p->tls.starttls = starttls_demand(g);
	plan_verification(&p->tls, g);
	plan_names(p, g);
	if (ca_path && access(ca_path, R_OK) < 0)
		return err_set(err, ERR_OPTION, "%s: cannot read %.200s",
			       c->tls_ca_path.where, ca_path);
	p->tls.ca_path = mem_string(ca_path);
	p->tls.policy = (struct tls_policy){
		.verify_name = p->tls.verify_name,
		.sni = p->tls.sni,
		.ca_path = p->tls.ca_path,
		.allow_old_versions = value_flag(&c->tls_allow_old, lax),
		.allow_weak = value_flag(&c->tls_allow_weak, lax),
		.allow_common_name = value_flag(&c->tls_allow_cn, lax),
	};
	return 0;
}
