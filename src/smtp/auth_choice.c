/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the auth step has to choose from, and how it ends where nothing is
 * left: the plan's types in their order, among those that the server offers.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "plan/plan.h"
#include "smtp/state.h"

static const char not_advertised[] = "Host did not advertise authentication";

enum want want_auth(struct session *s)
{
	enum demand demand = s->plan->auth.demand;

	if (demand == DEMAND_NONE)
		return WANT_NO;
	if (s->over || s->offers.auth || demand == DEMAND_REQUIRED)
		return WANT_YES;
	s->why = "the server does not offer AUTH";
	s->skip_problem = not_advertised;
	return WANT_SKIP;
}

/* ---- choosing a mechanism ---- */

/* May the password go out in clear here? */
static bool cleartext_allowed(const struct session *s)
{
	return s->chat.encrypted || s->loopback ||
	       s->plan->auth.allow_cleartext;
}

/* -PLUS without TLS is for who asks for it, and is told why it cannot be. */
static bool may_bind(const struct session *s, const struct sasl_mechanism *m)
{
	const struct auth_plan *a = &s->plan->auth;

	return !m->plus || a->chosen ||
	       (s->chat.encrypted && a->binding != BINDING_NONE);
}

/*
 * The next type to try from place *at on, or NULL.  What is offered but
 * would send the password in clear is added to withheld, where that is given.
 */
const struct auth_type *auth_next_type(const struct session *s, size_t *at,
				       struct strings *withheld)
{
	const struct auth_plan *a = &s->plan->auth;

	while (*at < a->try_count) {
		const struct auth_type *t = &a->types[a->tries[(*at)++]];

		if (!(a->force || capabilities_offer(&s->offers, t->offer)) ||
		    !may_bind(s, t->mechanism))
			continue;
		if (!t->mechanism->cleartext || cleartext_allowed(s))
			return t;
		if (withheld)
			strings_add(withheld, t->name);
	}
	return NULL;
}

bool auth_more_to_try(const struct session *s)
{
	size_t at = s->auth.next;

	return auth_next_type(s, &at, NULL) != NULL;
}

/* ---- why it cannot go on ---- */

static void not_offered(const struct session *s, struct failure *f)
{
	if (!s->offers.auth) {
		f->cause = CAUSE_AUTH_NOT_OFFERED;
		f->text = "the server does not offer AUTH";
	} else {
		f->cause = CAUSE_AUTH_NO_COMMON;
		f->text = "the server offers no mechanism that can be used";
	}
}

/* What the transcript says of it, in the words of swaks. */
static const char *problem_of(const struct session *s)
{
	if (!s->offers.mechanisms.count && !s->plan->auth.force)
		return not_advertised;
	if (s->auth.refused.count)
		return "No authentication type succeeded";
	if (s->auth.withheld.count)
		return "Auth not attempted, the password would go in clear";
	if (s->auth.unusable)
		return "Auth not attempted, it cannot be done from here";
	if (s->plan->auth.chosen)
		return "Auth not attempted, requested type not available";
	return "Auth not attempted, no advertised types available";
}

/* Nothing is left to try: end the step by how much it was asked for. */
enum verdict auth_give_up(struct session *s, struct failure *f)
{
	enum demand demand = s->plan->auth.demand;
	bool offered = s->auth.refused.count || s->auth.withheld.count;

	session_problem(s, problem_of(s));
	if (demand == DEMAND_REQUIRED ||
	    (demand == DEMAND_IF_OFFERED && offered))
		return session_fail(s, f);
	session_end(s, STEP_AUTH, STATUS_WARN, "going on without: %s",
		    f->text);
	return NEXT;
}

enum verdict auth_none_left(struct session *s)
{
	struct failure f = { .exit_code = 0 };
	char *text = NULL;
	enum verdict verdict;

	if (s->auth.withheld.count) {
		f.cause = CAUSE_AUTH_CLEARTEXT;
		text = mem_format("%s would send the %s in clear",
				  s->auth.withheld.at[0],
				  s->plan->auth.token ? "token" : "password");
		f.text = text;
		if (s->plan->auth.demand == DEMAND_OPTIONAL)
			session_warn(s, STEP_AUTH, "%s, so it was not tried; "
				     "--auth-cleartext allows it", text);
	} else if (s->auth.unusable) {
		f.cause = CAUSE_AUTH_UNUSABLE;
		f.subject = s->auth.type->name;
		f.text = s->auth.trouble.text;
	} else {
		not_offered(s, &f);
	}
	verdict = auth_give_up(s, &f);
	free(text);
	return verdict;
}
