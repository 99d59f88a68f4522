/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of getting to know each other: banner, and EHLO with its fallback
 * to HELO (RFC 5321 sections 3.1, 3.2), or LHLO (RFC 2033).
 */
#include <stdlib.h>

#include "plan/plan.h"
#include "smtp/findings.h"
#include "smtp/state.h"

enum sent send_banner(struct session *s, struct err *err)
{
	(void)s;
	(void)err;
	return SENT;	/* nothing; the server speaks first */
}

enum sent send_hello(struct session *s, struct err *err)
{
	static const char *const verbs[] = {
		[GREET_HELO] = "HELO",
		[GREET_EHLO] = "EHLO",
		[GREET_LHLO] = "LHLO",
	};
	enum greeting greeting = s->ehlo_refused ? GREET_HELO
						 : s->plan->greeting;

	if (chat_command(&s->chat, err, "%s %s", verbs[greeting],
			 s->plan->helo) < 0)
		return SENT_BROKEN;
	return SENT;
}

/* "STARTTLS SIZE=52428800 8BITMIME DSN", freed by the caller. */
static char *offers_line(const struct capabilities *c)
{
	struct buf line;

	buf_init(&line, REPLY_BYTES_MOST * 4);
	for (size_t i = 0; i < c->lines.count; i++)
		if (*c->lines.at[i])
			buf_addf(&line, "%s%s", line.len ? ", " : "",
				 c->lines.at[i]);
	if (!line.len)
		buf_adds(&line, "no extension is offered");
	return buf_take(&line);
}

enum verdict reply_hello(struct session *s, const struct reply *r,
			 bool expected)
{
	bool ehlo = s->plan->greeting == GREET_EHLO && !s->ehlo_refused;
	char *line;

	/* 421 is no opinion about EHLO: the server leaves */
	if (!expected && ehlo && r->code / 100 == 5) {
		struct buf words;

		buf_init(&words, REPLY_BYTES_MOST);
		session_warn(s, STEP_EHLO, "EHLO was refused (%s), so HELO was "
			     "tried: no extension can be used",
			     session_words(r, &words));
		buf_release(&words);
		s->ehlo_refused = true;
		return AGAIN;
	}
	if (!expected)
		return session_fail_reply(s, NULL);
	capabilities_release(&s->offers);
	if (s->ehlo_refused || s->plan->greeting == GREET_HELO)
		return session_plain_reply(s, r, true);
	capabilities_parse(&s->offers, r);
	find_in_offers(s);
	line = offers_line(&s->offers);
	session_end(s, STEP_EHLO, STATUS_OK, "%s", line);
	free(line);
	return NEXT;
}
