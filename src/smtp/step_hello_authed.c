/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * EHLO once more behind AUTH, which a client may say at any time (RFC 5321
 * section 4.1.4): some servers offer more to who has logged in, and others
 * less, mostly AUTH itself.
 */
#include "plan/plan.h"
#include "smtp/state.h"

enum want want_hello_authed(struct session *s)
{
	bool wanted = s->plan->auth.hello_again && s->auth.done && !s->over;

	return wanted ? WANT_YES : WANT_NO;
}

enum verdict reply_hello_authed(struct session *s, const struct reply *r,
				bool expected)
{
	struct capabilities now = { 0 };
	struct buf changes;

	if (!expected)
		return session_fail_reply(s, NULL);
	buf_init(&changes, REPLY_BYTES_MOST);
	capabilities_parse(&now, r);
	capabilities_changes(&s->offers, &now, &changes);
	/* that it offers no second AUTH does not take back AUTH= of MAIL */
	now.auth = now.auth || s->offers.auth;
	capabilities_release(&s->offers);
	s->offers = now;
	session_end(s, STEP_EHLO, STATUS_OK, "after AUTH: %s",
		    changes.len ? buf_str(&changes) : "the same as before");
	buf_release(&changes);
	return NEXT;
}
