/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The xclient step (Postfix's XCLIENT_README): take another client's place.
 * Each command is answered with a new banner; what the server offered before
 * is then void, and it is greeted again.  The step stands twice in the table,
 * before STARTTLS and behind it; the plan says which of them it is.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "plan/plan.h"
#include "smtp/state.h"

static enum want want_at(const struct session *s, bool early)
{
	const struct xclient_plan *x = &s->plan->xclient;

	if (x->demand == DEMAND_NONE || x->before_starttls != early)
		return WANT_NO;
	return WANT_YES;
}

enum want want_xclient_early(struct session *s)
{
	return want_at(s, true);
}

enum want want_xclient(struct session *s)
{
	return want_at(s, false);
}

enum want want_hello_early(struct session *s)
{
	return s->xclient_done && !s->over ? want_at(s, true) : WANT_NO;
}

enum want want_hello_xclient(struct session *s)
{
	return s->xclient_done && !s->over ? want_at(s, false) : WANT_NO;
}

/* "LOGIN, HELO": attributes asked for but not offered; freed by the caller. */
static char *missing_attributes(const struct session *s)
{
	const struct strings *wanted = &s->plan->xclient.attributes;
	struct buf list;

	if (s->plan->xclient.unverified)
		return mem_string("");
	buf_init(&list, REPLY_BYTES_MOST);
	for (size_t i = 0; i < wanted->count; i++)
		if (!capabilities_has_attribute(&s->offers, wanted->at[i]))
			buf_addf(&list, "%s%s", list.len ? ", " : "",
				 wanted->at[i]);
	return buf_take(&list);
}

/* It is not to be had here: end the step by how much it was asked for. */
static enum sent not_offered(struct session *s, const char *problem,
			     const struct failure *f)
{
	session_problem(s, problem);
	if (s->plan->xclient.demand == DEMAND_REQUIRED) {
		session_fail(s, f);
		return SENT_BROKEN;
	}
	session_end(s, STEP_XCLIENT, STATUS_SKIPPED, "%s", f->text);
	return SENT_NOTHING;
}

static enum sent attributes_missing(struct session *s, const char *missing)
{
	char *problem = mem_format("Host did not advertise requested XCLIENT "
				   "attributes (%s)", missing);
	char *text = mem_format("the server does not offer these attributes "
				"of XCLIENT: %s", missing);
	const struct failure f = { .cause = CAUSE_XCLIENT_ATTRIBUTE,
				   .text = text };
	enum sent sent = not_offered(s, problem, &f);

	free(problem);
	free(text);
	return sent;
}

/* Before the first command: SENT where it may go out. */
static enum sent check_offer(struct session *s)
{
	static const struct failure none = {
		.cause = CAUSE_XCLIENT_NOT_OFFERED,
		.text = "the server does not offer XCLIENT",
	};
	enum sent sent = SENT;
	char *missing;

	if (!s->offers.xclient)
		return not_offered(s, "Host did not advertise XCLIENT", &none);
	missing = missing_attributes(s);
	if (*missing)
		sent = attributes_missing(s, missing);
	free(missing);
	return sent;
}

enum sent send_xclient(struct session *s, struct err *err)
{
	const struct strings *commands = &s->plan->xclient.commands;
	enum sent sent = s->next_xclient ? SENT : check_offer(s);

	if (sent != SENT)
		return sent;
	if (chat_command(&s->chat, err, "%s",
			 commands->at[s->next_xclient++]) < 0)
		return SENT_BROKEN;
	return SENT;
}

static void accepted(struct session *s, const struct reply *r)
{
	struct buf words;

	s->xclient_done = true;
	capabilities_release(&s->offers);
	s->ehlo_refused = false;
	buf_init(&words, REPLY_BYTES_MOST);
	session_end(s, STEP_XCLIENT, STATUS_OK, "%s",
		    session_words(r, &words));
	buf_release(&words);
}

enum verdict reply_xclient(struct session *s, const struct reply *r,
			   bool expected)
{
	const struct xclient_plan *x = &s->plan->xclient;
	struct buf words;

	if (expected) {
		accepted(s, r);
		return s->next_xclient < x->commands.count ? AGAIN : NEXT;
	}
	session_problem(s, "XCLIENT attempted but failed");
	if (x->demand != DEMAND_OPTIONAL)
		return session_fail_reply(s, NULL);
	buf_init(&words, REPLY_BYTES_MOST);
	session_end(s, STEP_XCLIENT, STATUS_WARN, "refused, going on: %s",
		    session_words(r, &words));
	buf_release(&words);
	return NEXT;
}
