/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mechanism's part in the auth step: what an exchange is given to begin
 * with, and what comes of each of its rounds.
 */
#include <string.h>

#include "base/binding.h"
#include "base/clock.h"
#include "base/mem.h"
#include "event/bus.h"
#include "net/wire.h"
#include "plan/plan.h"
#include "smtp/state.h"

void auth_respond(struct session *s, const char *challenge, size_t n)
{
	struct auth_state *a = &s->auth;
	enum sasl_result result;

	buf_clear(&a->response);
	result = sasl_step(&a->sasl, challenge, n, &a->response, &a->trouble);
	if (*a->sasl.proof)	/* the server will say it, raw too */
		bus_add_derived(s->bus, a->sasl.proof);
	a->response_ready = result == SASL_SEND;
	a->false_proof = result == SASL_FALSE_PROOF;
	a->unusable = result == SASL_UNUSABLE;
	if (*a->sasl.warning)
		session_warn(s, STEP_AUTH, "%s", a->sasl.warning);
}

/* The server's name, as a digest-uri has it. */
static const char *host_of(const struct session *s)
{
	const struct target *t = &s->plan->target;

	if (s->plan->auth.host)
		return s->plan->auth.host;
	return t->transport == TRANSPORT_TCP ? s->route.host : NULL;
}

static enum binding choose_binding(const struct session *s)
{
	enum binding wanted = s->plan->auth.binding;

	if (!s->chat.encrypted)
		return BINDING_NONE;
	if (wanted != BINDING_BY_VERSION)
		return wanted;
	return strcmp(s->tls.version, "TLSv1.3") == 0 ? BINDING_EXPORTER
						      : BINDING_END_POINT;
}

/* Any -PLUS: a server that has one must refuse "y" (RFC 5802 section 6). */
static bool offers_plus(const struct capabilities *c)
{
	for (size_t i = 0; i < c->mechanisms.count; i++) {
		const char *name = c->mechanisms.at[i];
		size_t n = strlen(name);

		if (n > 5 && str_same(name + n - 5, "-PLUS"))
			return true;
	}
	return false;
}

/* What there is to bind to; that there is nothing is for -PLUS to tell. */
static void bind_exchange(struct session *s)
{
	struct auth_state *a = &s->auth;
	enum binding binding = choose_binding(s);
	struct err none;

	buf_clear(&a->binding);
	if (binding == BINDING_NONE ||
	    wire_binding(s->chat.wire, binding, &a->binding, &none) < 0)
		return;
	a->sasl.binding_type = binding_name(binding);
	a->sasl.binding = buf_str(&a->binding);
	a->sasl.binding_n = a->binding.len;
	a->sasl.plus_offered = offers_plus(&s->offers);
}

/* Whoever is anonymous may leave a trace: RFC 4505 section 2. */
static const char *user_of(const struct session *s,
			   const struct sasl_mechanism *m)
{
	const char *user = s->plan->auth.user;

	return m->means == SASL_BY_NOTHING && !*user ? s->plan->from : user;
}

void auth_begin(struct session *s, const struct auth_type *t)
{
	const struct auth_plan *plan = &s->plan->auth;
	const struct sasl_mechanism *m = t->mechanism;
	struct auth_state *a = &s->auth;

	sasl_release(&a->sasl);
	a->type = t;
	a->sasl = (struct sasl){
		.mechanism = m,
		.user = user_of(s, m),
		.password = plan->password,
		.token = plan->token,
		.authzid = plan->authzid,
		.realm = plan->realm,
		.service = plan->service,
		.host = host_of(s),
		.service_name = plan->service_name,
		.port = s->plan->target.port,
		.now = clock_wall(s->plan->clock),
		.lan_manager = plan->lan_manager,
	};
	bind_exchange(s);
	a->under_way = true;
	a->cancelled = a->initial_withheld = a->unusable = false;
	a->response_ready = a->false_proof = false;
	a->trouble = (struct err){ 0 };
	if (m->client_first)
		auth_respond(s, NULL, 0);
}

char *auth_subject(const struct session *s)
{
	const struct auth_plan *plan = &s->plan->auth;
	const struct sasl_mechanism *m = s->auth.type->mechanism;
	bool named = *plan->user || !m->user_optional;

	return mem_format("%s%s%s%s%s", s->auth.type->name,
			  named ? " as " : "", named ? plan->user : "",
			  plan->authzid ? ", for " : "",
			  plan->authzid ? plan->authzid : "");
}
