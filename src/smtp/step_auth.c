/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The auth step, RFC 4954: mechanisms in the plan's order among those that
 * the server offers, until one succeeds.
 *
 *	command  = "AUTH" SP mechanism [SP (base64 / "=")]
 *	answer   = base64 / "*"
 *
 * Each attempt is told with its own end; the last decides the step.
 */
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/mem.h"
#include "event/event.h"
#include "plan/plan.h"
#include "smtp/state.h"

/* RFC 5321 section 4.5.3.1.4: a command line, with its CR LF. */
enum { COMMAND_MOST = 512 };

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

/*
 * The next mechanism to try from place *at on, or NULL.  What is offered but
 * would send the password in clear is added to withheld, where that is given.
 */
static const struct sasl_mechanism *find_mechanism(const struct session *s,
						   size_t *at,
						   struct strings *withheld)
{
	const struct strings *list = &s->plan->auth.mechanisms;

	while (*at < list->count) {
		const char *name = list->at[(*at)++];
		const struct sasl_mechanism *m = sasl_find(name,
							   strlen(name));

		if (!m || !capabilities_offer(&s->offers, name))
			continue;
		if (!m->cleartext || cleartext_allowed(s))
			return m;
		if (withheld)
			strings_add(withheld, name);
	}
	return NULL;
}

static bool more_to_try(const struct session *s)
{
	size_t at = s->auth.next;

	return find_mechanism(s, &at, NULL) != NULL;
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

/* Nothing is left to try: end the step by how much it was asked for. */
static enum verdict give_up(struct session *s, struct failure *f)
{
	enum demand demand = s->plan->auth.demand;
	bool offered = s->auth.refused.count || s->auth.withheld.count;

	if (!s->offers.auth)
		session_problem(s, not_advertised);
	else
		session_problem(s, "No authentication type succeeded");
	if (demand == DEMAND_REQUIRED ||
	    (demand == DEMAND_IF_OFFERED && offered))
		return session_fail(s, f);
	session_end(s, STEP_AUTH, STATUS_WARN, "going on without: %s",
		    f->text);
	return NEXT;
}

static enum verdict none_left(struct session *s)
{
	struct failure f = { .exit_code = 0 };
	char *text = NULL;
	enum verdict verdict;

	if (s->auth.withheld.count) {
		f.cause = CAUSE_AUTH_CLEARTEXT;
		text = mem_format("%s would send the password in clear",
				  s->auth.withheld.at[0]);
		f.text = text;
	} else {
		not_offered(s, &f);
	}
	verdict = give_up(s, &f);
	free(text);
	return verdict;
}

/* The server is not who it should be: it gets no password. */
static enum sent unverified(struct session *s)
{
	struct failure f = {
		.cause = CAUSE_AUTH_UNVERIFIED,
		.exit_code = EXIT_TLS,
		.reasons = s->tls.reasons & s->plan->tls.no_password,
		.text = "the server's certificate did not verify, so it gets "
			"no password",
	};

	session_problem(s, "The certificate did not verify: no AUTH");
	session_fail(s, &f);
	return SENT_BROKEN;
}

/* ---- the exchange ---- */

/* Let the mechanism answer; false: it cannot, a->trouble says why. */
static bool respond(struct auth_state *a, const char *challenge, size_t n)
{
	buf_clear(&a->response);
	a->response_ready = sasl_step(&a->sasl, challenge, n, &a->response,
				      &a->trouble) == SASL_SEND;
	return a->response_ready;
}

static void begin_exchange(struct session *s, const struct sasl_mechanism *m)
{
	struct auth_state *a = &s->auth;

	a->sasl = (struct sasl){ .mechanism = m,
				 .user = s->plan->auth.user,
				 .password = s->plan->auth.password };
	a->under_way = true;
	a->cancelled = a->initial_withheld = a->response_ready = false;
	a->trouble = (struct err){ 0 };
	if (m->client_first)
		respond(a, NULL, 0);
}

static struct auth_view view_of(const struct auth_state *a, const char *prefix)
{
	return (struct auth_view){
		.prefix = prefix,
		.bytes = buf_str(&a->response),
		.n = a->response.len,
		.secret_at = a->sasl.secret_at,
		.secret_n = a->sasl.secret_n,
		.derived = a->sasl.derived,
	};
}

/* Send the response behind a prefix, which may be empty. */
static int send_response(struct session *s, const char *prefix,
			 struct err *err)
{
	struct auth_state *a = &s->auth;
	struct auth_view view = view_of(a, prefix);
	struct buf line;
	int result;

	buf_init(&line, BASE64_LENGTH(REPLY_LINE_MOST) + 128);
	buf_adds(&line, prefix);
	if (a->response.len)
		base64_add(&line, a->response.data, a->response.len);
	else if (*prefix)
		buf_addc(&line, '=');	/* RFC 4954: an empty initial one */
	result = chat_auth_line(&s->chat, buf_str(&line),
				a->response.len ? &view : NULL, err);
	buf_release(&line);
	buf_release(&a->response);
	a->response_ready = false;
	return result;
}

static enum sent send_command(struct session *s, struct err *err)
{
	struct auth_state *a = &s->auth;
	const char *name = a->sasl.mechanism->name;
	char *prefix;
	int result;

	/* RFC 4954 section 4: no initial response that makes the command
	 * too long */
	a->initial_withheld = a->response_ready &&
		strlen("AUTH  \r\n") + strlen(name) +
		BASE64_LENGTH(a->response.len) > COMMAND_MOST;
	if (!a->response_ready || a->initial_withheld)
		return chat_command(&s->chat, err, "AUTH %s", name) < 0
			? SENT_BROKEN : SENT;
	prefix = mem_format("AUTH %s ", name);
	result = send_response(s, prefix, err);
	free(prefix);
	return result < 0 ? SENT_BROKEN : SENT;
}

static enum sent send_first(struct session *s, struct err *err)
{
	const struct sasl_mechanism *m =
		find_mechanism(s, &s->auth.next, &s->auth.withheld);

	if (!m)
		return none_left(s) == NEXT ? SENT_NOTHING : SENT_BROKEN;
	begin_exchange(s, m);
	return send_command(s, err);
}

enum sent send_auth(struct session *s, struct err *err)
{
	struct auth_state *a = &s->auth;

	if (s->chat.encrypted && s->tls.reasons & s->plan->tls.no_password &&
	    s->offers.auth)
		return unverified(s);
	if (!a->under_way)
		return send_first(s, err);
	if (!a->response_ready) {	/* it had no answer: cancel */
		a->cancelled = true;
		return chat_command(&s->chat, err, "*") < 0 ? SENT_BROKEN
							     : SENT;
	}
	return send_response(s, "", err) < 0 ? SENT_BROKEN : SENT;
}

/* The text behind "334 ", decoded; false: it is no base64. */
static bool decode_challenge(struct auth_state *a, const struct reply *r)
{
	size_t n;
	const char *text = reply_text(r, 0, &n);

	buf_clear(&a->challenge);
	return base64_decode(&a->challenge, text, n) == 0;
}

static enum verdict challenged(struct session *s, const struct reply *r)
{
	struct auth_state *a = &s->auth;

	if (a->cancelled)	/* RFC 4954: "*" is answered with 501 */
		return session_fail_reply(s, a->sasl.mechanism->name);
	if (a->initial_withheld) {
		a->initial_withheld = false;	/* the response waits */
		return AGAIN;
	}
	if (!decode_challenge(a, r))
		err_set(&a->trouble, ERR_GRAMMAR, "the server's challenge is "
			"not base64");
	else
		respond(a, buf_str(&a->challenge), a->challenge.len);
	return AGAIN;
}

static enum verdict accepted(struct session *s, const struct reply *r)
{
	struct buf words;

	s->auth.done = true;
	buf_init(&words, REPLY_BYTES_MOST);
	session_end(s, STEP_AUTH, STATUS_OK, "%s as %s: %s",
		    s->auth.sasl.mechanism->name, s->plan->auth.user,
		    session_words(r, &words));
	buf_release(&words);
	return NEXT;
}

/* Mechanisms that would have been tried under TLS. */
static void warn_withheld(struct session *s)
{
	find_mechanism(s, &s->auth.next, &s->auth.withheld);
	for (size_t i = 0; i < s->auth.withheld.count; i++)
		session_warn(s, STEP_AUTH, "%s was not tried: it would send "
			     "the password in clear (--auth-cleartext allows "
			     "it)", s->auth.withheld.at[i]);
}

/* An attempt failed; text says how.  Is there another? */
static enum verdict refused(struct session *s, struct failure *f)
{
	struct auth_state *a = &s->auth;
	char *subject = mem_format("%s as %s", a->sasl.mechanism->name,
				   s->plan->auth.user);
	enum verdict verdict = AGAIN;

	strings_add(&a->refused, a->sasl.mechanism->name);
	a->under_way = false;
	if (f->code == 421)	/* the server leaves */
		a->next = s->plan->auth.mechanisms.count;
	if (more_to_try(s)) {
		session_end(s, STEP_AUTH, STATUS_WARN, "%s: %s", subject,
			    f->text);
	} else {
		warn_withheld(s);
		f->subject = subject;
		verdict = give_up(s, f);
	}
	free(subject);
	return verdict;
}

enum verdict reply_auth(struct session *s, const struct reply *r,
			bool expected)
{
	struct auth_state *a = &s->auth;
	struct failure f = { .cause = CAUSE_REPLY, .code = r->code };
	struct buf words;
	enum verdict verdict;

	if (r->code == 334)
		return challenged(s, r);
	if (expected && !a->cancelled)
		return accepted(s, r);
	buf_init(&words, REPLY_BYTES_MOST);
	memcpy(f.enhanced, r->enhanced, sizeof(f.enhanced));
	f.text = session_words(r, &words);
	if (a->trouble.kind != ERR_NONE) {
		f.cause = CAUSE_AUTH_CHALLENGE;
		f.text = a->trouble.text;
	}
	verdict = refused(s, &f);
	buf_release(&words);
	return verdict;
}

const struct auth_view *auth_challenge_view(struct session *s,
					    const char *line, size_t n,
					    struct auth_view *view)
{
	struct auth_state *a = &s->auth;

	if (n <= 4 || !str_starts(line, "334 ") ||
	    !decode_challenge(a, &s->reply))
		return NULL;
	*view = (struct auth_view){ .prefix = "334 ",
				    .bytes = buf_str(&a->challenge),
				    .n = a->challenge.len };
	return view;
}
