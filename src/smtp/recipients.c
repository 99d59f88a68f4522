/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server says at the end of the message about each recipient that it
 * took: in LMTP (RFC 2033 section 4.2) one reply each; with PRDR
 * (draft-hall-prdr-00 section 4) the same between a 353 and a reply about the
 * whole, or that reply alone, where the server has no more to say.
 */
#include "plan/plan.h"
#include "smtp/state.h"

/* The recipient that a reply is about: the nth that was taken. */
static const char *recipient(const struct session *s, size_t nth)
{
	for (size_t i = 0; i < s->plan->to.count; i++)
		if (s->accepted[i] && nth-- == 0)
			return s->plan->to.at[i];
	return NULL;
}

static enum verdict told(struct session *s, const struct reply *r,
			 const char *address, bool expected)
{
	struct buf words;

	buf_init(&words, REPLY_BYTES_MOST);
	session_end(s, STEP_MESSAGE, expected ? STATUS_OK : STATUS_FAILED,
		    "%s: %s", address, session_words(r, &words));
	s->refused_count += !expected;
	buf_release(&words);
	return NEXT;
}

enum verdict reply_lmtp(struct session *s, const struct reply *r,
			bool expected)
{
	const char *address = recipient(s, s->replies++);
	bool last = s->replies == s->accepted_count;

	s->good_replies += expected;
	if (!expected && last && !s->good_replies)
		return session_fail_reply(s, address);
	return told(s, r, address, expected);
}

static enum verdict reply_each(struct session *s, const struct reply *r,
			       bool expected)
{
	s->good_replies += expected;
	return told(s, r, recipient(s, s->replies++), expected);
}

static enum verdict reply_whole(struct session *s, const struct reply *r,
				bool expected)
{
	static const struct failure refused = {
		.cause = CAUSE_PRDR_ALL_REFUSED,
		.text = "every recipient refused the message",
	};

	if (expected && !s->good_replies && s->plan->strict_prdr)
		return session_fail(s, &refused);
	return session_plain_reply(s, r, expected);
}

static enum verdict reply_start(struct session *s, const struct reply *r,
				bool expected)
{
	static const struct step each = {
		.id = STEP_MESSAGE, .exit_code = EXIT_MESSAGE,
		.expect = "250", .reply = reply_each,
	}, whole = {
		.id = STEP_MESSAGE, .exit_code = EXIT_MESSAGE,
		.expect = "250", .reply = reply_whole,
	};

	s->data_open = false;
	if (r->code != 353)
		return session_plain_reply(s, r, expected);
	session_owe(s, &each, s->accepted_count);
	session_owe(s, &whole, 1);
	return NEXT;
}

void recipients_await(struct session *s)
{
	static const struct step start = {
		.id = STEP_MESSAGE, .exit_code = EXIT_MESSAGE,
		.expect = "250,353", .reply = reply_start,
	};

	if (s->plan->greeting == GREET_LHLO)
		s->due = s->accepted_count;
	else if (s->prdr)
		s->row = &start;
}
