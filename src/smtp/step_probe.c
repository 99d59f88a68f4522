/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a server runs under TLS what it was sent in clear (CVE-2011-0411):
 * a NOOP goes out behind STARTTLS, in the same write.  RFC 3207 section 4.2
 * has a server forget what came before TLS; one that does not answers it
 * once TLS has begun.
 *
 * Under TLS then QUIT alone is sent.  Replies come in the order of their
 * commands, so that the 221 is the first reply of a server that forgot the
 * NOOP and the second of one that did not: nothing depends on time.  NOOP
 * changes nothing, and is understood before EHLO.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "plan/plan.h"
#include "smtp/findings.h"
#include "smtp/state.h"

static const char probe[] = "NOOP";

/* The 221 is on its way where the NOOP was answered: microseconds. */
enum { SECOND_REPLY = 5000000 };

bool probe_is_planned(const struct session *s)
{
	return s->plan->tls.probe_injection;
}

int probe_append(struct session *s, struct err *err)
{
	return chat_command(&s->chat, err, "%s", probe);
}

/* It is known before there is TLS; text says what is. */
static void end_early(struct session *s, enum status status, const char *text)
{
	session_end(s, STEP_PROBE, status, "%s", text);
	s->probe_ended = true;
	s->out_of_step = true;	/* is the NOOP still to be answered? */
}

enum verdict probe_refused(struct session *s, const struct reply *r)
{
	struct buf words;

	buf_init(&words, REPLY_BYTES_MOST);
	session_end(s, STEP_STARTTLS, STATUS_WARN, "refused with a %s behind "
		    "it: %s", probe, session_words(r, &words));
	buf_release(&words);
	end_early(s, STATUS_OK, "not run: the server does not take STARTTLS "
		  "with a command behind it");
	return NEXT;
}

enum verdict probe_answered_in_clear(struct session *s)
{
	const struct buf *in = &s->chat.in;
	struct buf words;

	buf_init(&words, REPLY_BYTES_MOST);
	str_add_printable(&words, in->data, in->len < 200 ? in->len : 200);
	session_end(s, STEP_STARTTLS, STATUS_WARN, "the %s behind it was "
		    "answered in clear, behind the 220: %s", probe,
		    buf_str(&words));
	buf_release(&words);
	s->starttls_done = false;
	s->mute = true;		/* it waits for TLS now */
	end_early(s, STATUS_WARN, "not run under TLS but in clear: the server "
		  "takes commands after its 220");
	return NEXT;
}

enum sent probe_without_tls(struct session *s, const char *text)
{
	session_end(s, STEP_TLS, STATUS_WARN, "%s", text);
	s->mute = true;
	end_early(s, STATUS_WARN, "not run: there was no TLS to run it under, "
		  "as where the server takes the command for a part of the "
		  "handshake; see that the same works without the probe");
	return SENT_NOTHING;
}

enum want want_probe(struct session *s)
{
	return probe_is_planned(s) && !s->probe_ended ? WANT_YES : WANT_NO;
}

/* The second time around, nothing but another reply is awaited. */
enum sent send_probe(struct session *s, struct err *err)
{
	if (s->said_quit)
		return SENT;
	s->said_quit = true;
	return chat_command(&s->chat, err, "QUIT") < 0 ? SENT_BROKEN : SENT;
}

static enum verdict it_ran(struct session *s)
{
	struct failure f = { .cause = CAUSE_COMMAND_INJECTION,
			     .subject = finding_name(FINDING_COMMAND_INJECTION)
	};
	char *text = mem_format("the %s that was sent in clear behind STARTTLS "
				"was answered under TLS: %s", probe,
				s->probe_words);

	session_find(s, FINDING_COMMAND_INJECTION, "%s", text);
	f.text = text;
	session_fail(s, &f);
	free(text);
	return FAIL;
}

enum verdict reply_probe(struct session *s, const struct reply *r,
			 bool expected)
{
	struct buf words;

	if (s->probe_words && expected)
		return it_ran(s);
	/* a 421 may come at any time, and some may answer QUIT oddly */
	if (!expected && (s->probe_words || r->code == 421 ||
			  !chat_gets_more(&s->chat, SECOND_REPLY)))
		return session_fail_reply(s, NULL);
	buf_init(&words, REPLY_BYTES_MOST);
	session_words(r, &words);
	if (!expected) {
		s->probe_words = buf_take(&words);
		return AGAIN;
	}
	session_end(s, STEP_PROBE, STATUS_OK, "not run: QUIT alone was "
		    "answered under TLS: %s", buf_str(&words));
	buf_release(&words);
	return NEXT;
}
