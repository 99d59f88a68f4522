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
#include "smtp/session.h"
#include "smtp/state.h"

/* RFC 5321 section 4.5.3.1.4: a command line, with its CR LF. */
enum { COMMAND_MOST = 512 };

/* ---- the exchange ---- */

/* The server is not who it should be: it gets no password. */
static enum sent unverified(struct session *s)
{
	struct failure f = {
		.cause = CAUSE_AUTH_UNVERIFIED,
		.exit_code = EXIT_TLS,
		.reasons = tls_faults(&s->tls, s->plan->tls.no_password),
		.text = "the server's certificate did not verify, so it gets "
			"no password",
	};

	session_problem(s, "The certificate did not verify: no AUTH");
	session_fail(s, &f);
	return SENT_BROKEN;
}

static struct auth_view view_of(const struct auth_state *a, const char *prefix)
{
	return (struct auth_view){
		.mechanism = a->sasl.mechanism->name,
		.prefix = prefix,
		.bytes = buf_str(&a->response),
		.n = a->response.len,
		.secret_at = a->sasl.secret_at,
		.secret_n = a->sasl.secret_n,
		.derived = a->sasl.derived,
		.words = a->sasl.mechanism->words,
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
	const char *name = a->type->offer;
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
	struct auth_state *a = &s->auth;
	const struct auth_type *t;

	while ((t = auth_next_type(s, &a->next, &a->withheld))) {
		auth_begin(s, t);
		if (!a->unusable)
			return send_command(s, err);
		/* it has nothing to say: then the server is not asked */
		if (auth_more_to_try(s))
			session_warn(s, STEP_AUTH, "%s was not tried: %s",
				     t->name, a->trouble.text);
		a->under_way = false;
	}
	return auth_none_left(s) == NEXT ? SENT_NOTHING : SENT_BROKEN;
}

/* The mechanism has no answer: RFC 4954 section 4 cancels with "*". */
static enum sent cancel(struct session *s, struct err *err)
{
	char *text = mem_format("Canceling the AUTH exchange: %s",
				s->auth.trouble.text);

	session_problem(s, text);
	free(text);
	s->auth.cancelled = true;
	return chat_command(&s->chat, err, "*") < 0 ? SENT_BROKEN : SENT;
}

enum sent send_auth(struct session *s, struct err *err)
{
	struct auth_state *a = &s->auth;

	if (s->chat.encrypted &&
	    tls_faults(&s->tls, s->plan->tls.no_password) &&
	    (s->offers.auth || s->plan->auth.force))
		return unverified(s);
	if (!a->under_way)
		return send_first(s, err);
	if (!a->response_ready)
		return cancel(s, err);
	return send_response(s, "", err) < 0 ? SENT_BROKEN : SENT;
}

/* Is the challenge at hand one that may be words? */
static bool is_greeting(const struct auth_state *a)
{
	return a->sasl.mechanism->greeted && a->sasl.round == 0;
}

/* The text behind "334 ", decoded; false: it is no base64. */
static bool decode_challenge(struct auth_state *a, const struct reply *r)
{
	size_t n;
	const char *text = reply_text(r, 0, &n);

	buf_clear(&a->challenge);
	if (is_greeting(a))
		return true;
	return base64_decode(&a->challenge, text, n) == 0;
}

static enum verdict challenged(struct session *s, const struct reply *r)
{
	struct auth_state *a = &s->auth;

	if (a->initial_withheld) {
		a->initial_withheld = false;	/* the response waits */
		return AGAIN;
	}
	if (!decode_challenge(a, r)) {
		a->false_proof = a->sasl.proof[0];	/* in its place */
		err_set(&a->trouble, ERR_GRAMMAR, "the server's challenge is "
			"not base64");
	} else {
		auth_respond(s, buf_str(&a->challenge), a->challenge.len);
	}
	return AGAIN;
}

static enum verdict accepted(struct session *s, const struct reply *r)
{
	char *subject = auth_subject(s);
	struct buf words;

	s->auth.done = true;
	buf_init(&words, REPLY_BYTES_MOST);
	session_end(s, STEP_AUTH, STATUS_OK, "%s: %s", subject,
		    session_words(r, &words));
	buf_release(&words);
	free(subject);
	return NEXT;
}

/* Mechanisms that would have been tried under TLS. */
static void warn_withheld(struct session *s)
{
	auth_next_type(s, &s->auth.next, &s->auth.withheld);
	for (size_t i = 0; i < s->auth.withheld.count; i++)
		session_warn(s, STEP_AUTH, "%s was not tried: it would send "
			     "the %s in clear (--auth-cleartext allows it)",
			     s->auth.withheld.at[i],
			     s->plan->auth.token ? "token" : "password");
}

bool auth_is_of_command(int code)
{
	return code >= 500 && code <= 504;
}

/* An attempt failed; text says how.  Is there another? */
static enum verdict refused(struct session *s, struct failure *f)
{
	struct auth_state *a = &s->auth;
	char *subject = auth_subject(s);
	enum verdict verdict = AGAIN;

	strings_add(&a->refused, a->type->offer);
	a->under_way = false;
	/* the server leaves, goes on after "*", or may not be the one */
	if (f->code == 421 || f->code == 334 ||
	    f->cause == CAUSE_AUTH_PROOF || a->sasl.suspect ||
	    (s->plan->auth.single && !auth_is_of_command(f->code)))
		a->next = s->plan->auth.try_count;
	if (auth_more_to_try(s)) {
		session_end(s, STEP_AUTH, STATUS_WARN, "%s: %s", subject,
			    f->text);
	} else {
		warn_withheld(s);
		f->subject = subject;
		verdict = auth_give_up(s, f);
	}
	free(subject);
	return verdict;
}

/* A yes to what was not all said is no success, and ends the step. */
static void too_early(struct session *s)
{
	struct auth_state *a = &s->auth;

	a->false_proof = a->sasl.proof[0];
	if (*a->sasl.refusal)
		err_set(&a->trouble, ERR_GRAMMAR, "the server accepted after "
			"it had refused: %s", a->sasl.refusal);
	else
		err_set(&a->trouble, ERR_GRAMMAR, "the server accepted before "
			"%s", a->false_proof
			? "it had proved that it knows the password"
			: "it had seen the password or a proof of it");
	a->next = s->plan->auth.try_count;
}

/* The last words, with those of the exchange behind them. */
static const char *add_refusal(const struct auth_state *a, struct buf *words)
{
	if (*a->sasl.refusal) {
		buf_adds(words, " (");
		str_add_printable(words, a->sasl.refusal,
				  strlen(a->sasl.refusal));
		buf_adds(words, ")");
	}
	return buf_str(words);
}

/* Whose fault it was that the exchange came to nothing. */
static enum cause cause_of(const struct auth_state *a)
{
	if (a->false_proof)
		return CAUSE_AUTH_PROOF;
	return a->unusable ? CAUSE_AUTH_UNUSABLE : CAUSE_AUTH_CHALLENGE;
}

/*
 * Who cannot prove itself may break the exchange to be given the password by
 * the next mechanism: then that is for the user to ask for.
 */
static const char *end_unproven(struct session *s, struct buf *words)
{
	struct auth_state *a = &s->auth;
	bool more = auth_more_to_try(s);

	if (!a->sasl.mechanism->mutual || s->plan->auth.chosen)
		return a->trouble.text;
	a->next = s->plan->auth.try_count;
	if (!more)
		return a->trouble.text;
	buf_clear(words);
	buf_addf(words, "%s; it has not proved that it knows the password, so "
		 "no other mechanism is tried (-a names those that may be)",
		 a->trouble.text);
	return buf_str(words);
}

enum verdict reply_auth(struct session *s, const struct reply *r,
			bool expected)
{
	struct auth_state *a = &s->auth;
	struct failure f = { .cause = CAUSE_REPLY, .code = r->code };
	struct buf words;
	enum verdict verdict;

	if (r->code == 334 && !a->cancelled)
		return challenged(s, r);
	if (expected && !a->cancelled && a->sasl.done)
		return accepted(s, r);
	if (expected && !a->cancelled)
		too_early(s);
	buf_init(&words, (size_t)REPLY_BYTES_MOST * 4);
	memcpy(f.enhanced, r->enhanced, sizeof(f.enhanced));
	session_all_words(r, &words);
	f.text = add_refusal(a, &words);
	if (a->trouble.kind != ERR_NONE) {
		f.cause = cause_of(a);
		f.text = f.cause == CAUSE_AUTH_CHALLENGE
			? end_unproven(s, &words) : a->trouble.text;
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

	if (n <= 4 || !str_starts(line, "334 ") || is_greeting(a) ||
	    !decode_challenge(a, &s->reply))
		return NULL;
	*view = (struct auth_view){ .mechanism = a->sasl.mechanism->name,
				    .prefix = "334 ",
				    .bytes = buf_str(&a->challenge),
				    .n = a->challenge.len,
				    .derived = true };
	if (a->sasl.mechanism->secret_in)
		view->secret_n = a->sasl.mechanism->secret_in(
			view->bytes, view->n, &view->secret_at);
	return view;
}
