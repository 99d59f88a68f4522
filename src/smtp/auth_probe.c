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
	size_t control;		/* the try that the control went by, mostly */
	size_t counted;		/* logins that a server may lock out by */
	int code;		/* the last session's */
};

/* A session with these tries alone; what came of it is in t. */
static void run_one(struct probe *p, const struct plan *plan, struct tally *t)
{
	struct bus bus;

	bus_copy(&bus, p->bus);
	tally_init(t);
	bus_add_sink(&bus, tally_sink(t));
	p->code = session_run(plan, &bus, p->interrupt, NULL);
	bus_release(&bus);
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

/* May the server have counted it as a wrong password all the same? */
static bool is_put_off(const struct tally *t)
{
	return t->failed && t->failure.step == STEP_AUTH &&
	       t->failure.cause == CAUSE_REPLY &&
	       (t->failure.code == 421 || t->failure.code == 454);
}

/* Did the server say yes to a login?  A run may end well without one. */
static bool is_login(const struct tally *t)
{
	bool ok = false;

	for (size_t i = 0; i < t->count; i++)
		if (t->results[i].step == STEP_AUTH)
			ok = t->results[i].status == STATUS_OK;
	return ok && !t->failed;
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

/* Does it go by a secret which can be wrong? */
static bool can_be_wrong(const struct plan *plan, size_t try)
{
	enum sasl_means means = type_of(plan, try)->mechanism->means;

	return means == SASL_BY_PASSWORD || means == SASL_BY_TOKEN;
}

/* Those that do, in a list the caller frees. */
static size_t *control_tries(const struct plan *plan, size_t *count_out)
{
	size_t *tries = mem_new((plan->auth.try_count + 1) * sizeof(*tries));

	*count_out = 0;
	for (size_t i = 0; i < plan->auth.try_count; i++)
		if (can_be_wrong(plan, i))
			tries[(*count_out)++] = plan->auth.tries[i];
	return tries;
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
static void run_control(struct probe *p, size_t *tries, size_t count,
			struct tally *t)
{
	struct plan plan = *p->plan;

	plan.auth.tries = tries;
	plan.auth.try_count = count;
	plan.auth.password = wrong(p->plan->auth.password);
	plan.auth.token = wrong(p->plan->auth.token);
	plan.auth.single = true;
	run_one(p, &plan, t);
	free(plan.auth.password);
	free(plan.auth.token);
}

static void add_control(struct probe *p, enum probed_status status,
			const struct tally *t)
{
	auth_probe_add(p->found, p->plan->auth.token ? "wrong token"
						     : "wrong password",
		       status, words_of(t))->control = true;
}

/* Did it end by what the server made of it?  It is not the user's login. */
static bool is_its_own(const struct tally *t)
{
	const struct failure *f = &t->failure;

	return t->failed && f->step == STEP_AUTH &&
	       (f->cause == CAUSE_REPLY || f->cause == CAUSE_AUTH_CHALLENGE ||
		f->cause == CAUSE_AUTH_PROOF ||
		(f->cause == CAUSE_ERR && f->kind == ERR_CLOSED));
}

/*
 * true: the control was refused, as it must be, or there is nothing to be
 * wrong with; the mechanisms may be tried.  Else the run ends here.
 */
static bool controlled(struct probe *p, struct tally *t)
{
	size_t count, *tries = control_tries(p->plan, &count);

	if (count)
		run_control(p, tries, count, t);
	free(tries);
	if (!count)
		return true;
	if (is_refusal(t)) {
		p->offered = mem_string(t->failure.offered);
		add_control(p, PROBED_REFUSED, t);
		return true;
	}
	if (is_login(t)) {
		p->found->accepts_anything = true;
		add_control(p, PROBED_WORKS, t);
		p->code = EXIT_AUTH;
	} else if (is_its_own(t)) {
		add_control(p, PROBED_FAILED, t);
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

/* Another mechanism may ask another back end: does that one take anything? */
static void control_again(struct probe *p, size_t try)
{
	size_t one = p->plan->auth.tries[try];
	struct tally t;

	run_control(p, &one, 1, &t);
	if (is_login(&t)) {
		p->found->accepts_anything = true;
		add_control(p, PROBED_WORKS, &t);
	} else if (!is_refusal(&t)) {
		add_control(p, PROBED_FAILED, &t);
	}
	tally_release(&t);
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
	else if (is_login(&t))
		status = PROBED_WORKS;
	p->found->works += status == PROBED_WORKS;
	p->found->refused += status == PROBED_REFUSED;
	p->counted += status == PROBED_REFUSED || is_put_off(&t);
	auth_probe_add(p->found, name, status, words_of(&t));
	tally_release(&t);
	if (status == PROBED_WORKS && try != p->control &&
	    can_be_wrong(p->plan, try))
		control_again(p, try);
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

	for (size_t i = a->try_count; i > 0; i--)
		if (can_be_wrong(p->plan, i - 1) &&
		    is_offered(p, type_of(p->plan, i - 1)->offer))
			p->control = i - 1;
	for (size_t i = 0; i < a->try_count && p->code < EXIT_SIGNAL &&
			   !p->found->accepts_anything; i++) {
		if (!is_offered(p, type_of(p->plan, i)->offer))
			continue;
		if (p->counted >= a->probe_refusals)
			auth_probe_add(p->found, type_of(p->plan, i)->name,
				       PROBED_UNTRIED, "enough were refused; "
				       "more might lock the account "
				       "(--auth-probe-refusals)");
		else
			try_one(p, i);
	}
	tell_others(p);
	if (p->code < EXIT_SIGNAL)
		p->code = p->found->works && !p->found->accepts_anything
			? EXIT_DELIVERED : EXIT_AUTH;
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
