/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trying each mechanism in a session of its own: see auth_probe.h. */
#include "smtp/auth_probe.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "event/auth_probe.h"
#include "event/bus.h"
#include "event/tally.h"
#include "plan/plan.h"
#include "sasl/sasl.h"
#include "smtp/session.h"

struct probe {
	const struct plan *plan;
	const struct bus *bus;
	struct interrupt *interrupt;
	struct auth_probe *found;
	char *offered;		/* mechanisms, as the control was told */
	int code;		/* the last session's */
};

/* A session with these tries alone; what came of it is in t. */
static void run_one(struct probe *p, const struct plan *plan, struct tally *t)
{
	struct bus bus = *p->bus;	/* its secrets stay the other's */

	tally_init(t);
	bus_add_sink(&bus, tally_sink(t));
	p->code = session_run(plan, &bus, p->interrupt, NULL);
}

static const struct auth_type *type_of(const struct plan *plan, size_t try)
{
	return &plan->auth.types[plan->auth.tries[try]];
}

/* Was it the server that said no to this login, for good? */
static bool is_refusal(const struct tally *t)
{
	return t->failed && t->failure.step == STEP_AUTH &&
	       t->failure.cause == CAUSE_REPLY &&
	       t->failure.code / 100 == 5 &&
	       !auth_is_of_command(t->failure.code);
}

/* What the last AUTH came to: "PLAIN as fred: 235 2.7.0 Ok". */
static const char *words_of(const struct tally *t)
{
	for (size_t i = t->count; i > 0; i--)
		if (t->results[i - 1].step == STEP_AUTH &&
		    t->results[i - 1].status != STATUS_SKIPPED)
			return t->results[i - 1].detail;
	return t->failed && t->failure.text ? t->failure.text : "";
}

/* ---- the control ---- */

/* The first that goes by a secret which can be wrong; false: there is none. */
static bool control_try(const struct plan *plan, size_t *try_out)
{
	for (size_t i = 0; i < plan->auth.try_count; i++) {
		enum sasl_means means = type_of(plan, i)->mechanism->means;

		*try_out = i;
		if (means == SASL_BY_PASSWORD || means == SASL_BY_TOKEN)
			return true;
	}
	return false;
}

static char *wrong(const char *right)
{
	static const char secret[] = "smtpcheck-probe-wrong";

	if (!right)
		return NULL;
	return mem_format("%s%s", secret,
			  strcmp(right, secret) == 0 ? "-too" : "");
}

/*
 * The session with a wrong password.  By the mechanism that comes first among
 * those offered, and by no other, since each costs a refusal.
 */
static void run_control(struct probe *p, struct tally *t)
{
	struct plan plan = *p->plan;

	plan.auth.password = wrong(p->plan->auth.password);
	plan.auth.token = wrong(p->plan->auth.token);
	plan.auth.single = true;
	run_one(p, &plan, t);
	free(plan.auth.password);
	free(plan.auth.token);
}

/*
 * true: the control was refused, as it must be, or there is nothing to be
 * wrong with; the mechanisms may be tried.  Else the run ends here.
 */
static bool controlled(struct probe *p, struct tally *t)
{
	const char *name = p->plan->auth.token ? "wrong token"
					       : "wrong password";
	size_t try;

	if (!control_try(p->plan, &try))
		return true;
	run_control(p, t);
	if (is_refusal(t)) {
		p->offered = mem_string(t->failure.offered);
		auth_probe_add(p->found, name, PROBED_REFUSED,
			       words_of(t))->control = true;
		return true;
	}
	if (!t->failed) {
		p->found->accepts_anything = true;
		auth_probe_add(p->found, name, PROBED_WORKS,
			       words_of(t))->control = true;
		p->code = EXIT_AUTH;
	}
	return false;
}

/* ---- the mechanisms ---- */

static bool is_offered(const struct probe *p, const char *name)
{
	const char *rest = p->offered, *word;
	size_t n;

	while (rest && str_word(&rest, &word, &n))
		if (n == strlen(name) && str_same_n(word, name, n))
			return true;
	return !p->offered || p->plan->auth.force;
}

static void try_one(struct probe *p, size_t try)
{
	const char *name = type_of(p->plan, try)->name;
	struct plan plan = *p->plan;
	enum probed_status status = PROBED_FAILED;
	struct tally t;

	plan.auth.tries = &p->plan->auth.tries[try];
	plan.auth.try_count = 1;
	run_one(p, &plan, &t);
	if (is_refusal(&t))
		status = PROBED_REFUSED;
	else if (!t.failed)
		status = PROBED_WORKS;
	p->found->works += status == PROBED_WORKS;
	p->found->refused += status == PROBED_REFUSED;
	auth_probe_add(p->found, name, status, words_of(&t));
	tally_release(&t);
}

static bool is_tried(const struct probe *p, const char *word, size_t n)
{
	for (size_t i = 0; i < p->plan->auth.try_count; i++) {
		const char *offer = type_of(p->plan, i)->offer;

		if (strlen(offer) == n && str_same_n(offer, word, n))
			return true;
	}
	return false;
}

/* What the server offers, and this side does not try. */
static void tell_others(struct probe *p)
{
	const char *rest = p->offered, *word;
	size_t n;

	while (rest && str_word(&rest, &word, &n)) {
		char *name = mem_copy(word, n);

		if (!is_tried(p, word, n))
			auth_probe_add(p->found, name, PROBED_UNTRIED,
				       "offered, but not known here, not asked "
				       "for, or not to be had with what was "
				       "given");
		free(name);
	}
}

static void try_all(struct probe *p)
{
	const struct auth_plan *a = &p->plan->auth;

	for (size_t i = 0; i < a->try_count && p->code < EXIT_SIGNAL; i++) {
		if (!is_offered(p, type_of(p->plan, i)->offer))
			continue;
		if (p->found->refused >= a->probe_refusals)
			auth_probe_add(p->found, type_of(p->plan, i)->name,
				       PROBED_UNTRIED, "enough were refused; "
				       "more might lock the account "
				       "(--auth-probe-refusals)");
		else
			try_one(p, i);
	}
	tell_others(p);
	if (p->code < EXIT_SIGNAL)
		p->code = p->found->works ? EXIT_DELIVERED : EXIT_AUTH;
}

int auth_probe_run(const struct plan *plan, const struct bus *bus,
		   struct interrupt *interrupt, struct auth_probe *found_out,
		   struct tally *control_out)
{
	struct probe p = { .plan = plan, .bus = bus, .interrupt = interrupt,
			   .found = found_out };

	tally_init(control_out);
	if (controlled(&p, control_out))
		try_all(&p);
	free(p.offered);
	found_out->exit_code = p.code;
	return p.code;
}
