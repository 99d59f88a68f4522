/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The envelope: MAIL FROM with its AUTH= (RFC 4954 section 5) and RCPT TO,
 * one for each recipient.
 */
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"
#include "smtp/state.h"

/* Who submitted the message, as far as is known: "" is nobody known. */
static const char *submitter(const struct session *s)
{
	const char *user = s->plan->auth.user;

	if (s->plan->mail_auth.address)
		return s->plan->mail_auth.address;
	return user && strchr(user, '@') ? user : s->plan->from;
}

/*
 * By itself only after an AUTH; an address the user gave is sent whatever
 * the server offers, since seeing its answer is the point.
 */
static bool wants_auth_parameter(const struct session *s)
{
	if (!s->plan->mail_auth.send || s->mail_plain)
		return false;
	return s->plan->mail_auth.address ||
	       (s->auth.done && s->offers.auth);
}

/* What was asked for is not to be had here. */
static enum sent prdr_not_offered(struct session *s)
{
	const struct failure f = {
		.cause = CAUSE_PRDR_NOT_OFFERED,
		.exit_code = EXIT_PRDR,
		.text = "the server does not offer PRDR",
	};

	session_problem(s, "Host did not advertise PRDR support");
	session_fail(s, &f);
	return SENT_BROKEN;
}

enum sent send_mail(struct session *s, struct err *err)
{
	struct buf parameter;
	int result;

	if (s->plan->prdr && !s->offers.prdr)
		return prdr_not_offered(s);
	s->prdr = s->plan->prdr;
	buf_init(&parameter, REPLY_LINE_MOST);
	if (s->prdr)
		buf_adds(&parameter, " PRDR");
	s->mail_auth_sent = wants_auth_parameter(s);
	if (s->mail_auth_sent) {
		buf_adds(&parameter, " AUTH=");
		if (*submitter(s))
			str_add_xtext(&parameter, submitter(s));
		else
			buf_adds(&parameter, "<>");
	}
	result = chat_command(&s->chat, err, "MAIL FROM:<%s>%s",
			      s->plan->from, buf_str(&parameter));
	buf_release(&parameter);
	return result < 0 ? SENT_BROKEN : SENT;
}

/* Codes that speak of a parameter rather than of the sender. */
static bool refuses_parameter(const struct reply *r)
{
	return r->code == 501 || r->code == 504 || r->code == 555;
}

/*
 * A server that takes AUTH= may trust it or not (RFC 4954 section 5): the
 * reply is the same.
 */
static void mail_auth_taken(struct session *s, const char *words)
{
	const char *who = *submitter(s) ? submitter(s) : "<>";

	session_end(s, STEP_MAIL, STATUS_OK, "%s (AUTH=%s taken, trusted or "
		    "not)", words, who);
}

enum verdict reply_mail(struct session *s, const struct reply *r,
			bool expected)
{
	struct buf words;

	if (!expected && s->mail_auth_sent && refuses_parameter(r)) {
		buf_init(&words, REPLY_BYTES_MOST);
		session_warn(s, STEP_MAIL, "the server refused AUTH= in MAIL "
			     "FROM (%s); it was sent again without",
			     session_words(r, &words));
		buf_release(&words);
		s->mail_plain = true;
		return AGAIN;
	}
	if (!expected || !(s->mail_plain || s->mail_auth_sent))
		return session_plain_reply(s, r, expected);
	buf_init(&words, REPLY_BYTES_MOST);
	session_words(r, &words);
	if (s->mail_plain)
		session_end(s, STEP_MAIL, STATUS_WARN, "%s (without AUTH=, "
			    "which was refused)", buf_str(&words));
	else
		mail_auth_taken(s, buf_str(&words));
	buf_release(&words);
	return NEXT;
}

enum sent send_rcpt(struct session *s, struct err *err)
{
	const struct strings *to = &s->plan->to;
	const char *address = to->at[s->next_recipient];

	s->index = s->next_recipient++;
	if (chat_command(&s->chat, err, "RCPT TO:<%s>", address) < 0)
		return SENT_BROKEN;
	return s->next_recipient < to->count ? SENT_MORE : SENT;
}

static void recipient_taken(struct session *s, const struct reply *r)
{
	struct buf words;

	buf_init(&words, REPLY_BYTES_MOST);
	s->accepted[s->index] = true;
	s->accepted_count++;
	session_end(s, STEP_RCPT, STATUS_OK, "%s: %s",
		    s->plan->to.at[s->index], session_words(r, &words));
	buf_release(&words);
}

/*
 * A refused recipient ends the run only when it is the last and none was
 * taken; what the last one was told is then what the run failed by.  With a
 * 421 the server leaves, whoever is still to come.
 */
enum verdict reply_rcpt(struct session *s, const struct reply *r,
			bool expected)
{
	const char *address = s->plan->to.at[s->index];
	bool last = s->index + 1 == s->plan->to.count;
	struct buf words;

	if (expected)
		recipient_taken(s, r);
	else if ((last && !s->accepted_count) || r->code == 421)
		return session_fail_reply(s, address);
	else {
		buf_init(&words, REPLY_BYTES_MOST);
		s->refused_count++;
		session_end(s, STEP_RCPT, STATUS_FAILED, "%s: %s", address,
			    session_words(r, &words));
		buf_release(&words);
	}
	return NEXT;
}
