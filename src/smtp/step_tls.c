/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps to TLS: STARTTLS (RFC 3207) or TLS from the first byte (RFC
 * 8314), the handshake, and what its certificate is worth by the plan.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "event/bus.h"
#include "plan/plan.h"
#include "smtp/findings.h"
#include "smtp/state.h"

static const char not_there[] = "the server does not offer STARTTLS";
static const char no_starttls[] = "Host did not advertise STARTTLS";
static const char starttls_failed[] = "STARTTLS attempted but failed";

enum want want_tls_on_connect(struct session *s)
{
	return s->plan->tls.on_connect ? WANT_YES : WANT_NO;
}

enum want want_starttls(struct session *s)
{
	enum demand demand = s->plan->tls.starttls;

	if (demand == DEMAND_NONE)
		return WANT_NO;
	if (s->over || s->offers.starttls || demand == DEMAND_REQUIRED ||
	    expects_starttls(s))
		return WANT_YES;
	s->why = not_there;
	s->skip_problem = no_starttls;
	return WANT_SKIP;
}

/* A failure of TLS after which swaks hangs up without a word. */
static void hang_up(struct session *s)
{
	if (!s->plan->quit_after_tls)
		s->mute = true;
}

/* Where the server is known to have it, someone in between removed it. */
static enum sent not_offered(struct session *s)
{
	const char *expected_by = expects_starttls(s);
	struct failure f = {
		.cause = CAUSE_STARTTLS_NOT_OFFERED,
		.text = not_there,
	};
	char *text = NULL;

	session_problem(s, no_starttls);
	if (expected_by) {
		text = mem_format("STARTTLS is not offered, but %s says that "
				  "the server has it", expected_by);
		f.cause = CAUSE_STARTTLS_STRIPPED;
		f.subject = finding_name(FINDING_STARTTLS_STRIPPED);
		f.text = text;
		session_find(s, FINDING_STARTTLS_STRIPPED, "%s", text);
	}
	session_fail(s, &f);
	free(text);
	return SENT_BROKEN;
}

enum sent send_starttls(struct session *s, struct err *err)
{
	if (published_look_up(s, err) < 0)
		return SENT_BROKEN;
	if (!s->offers.starttls)
		return not_offered(s);
	if (chat_command(&s->chat, err, "STARTTLS") < 0 ||
	    (probe_is_planned(s) && probe_append(s, err) < 0))
		return SENT_BROKEN;
	return SENT;
}

/*
 * Bytes behind the 220 came in clear, from whoever sits between, and would be
 * read as if they had come under TLS (CVE-2011-0411 and its kin).  There is
 * no innocent reason for them, and nothing is sent any more.
 */
static enum verdict injected(struct session *s)
{
	struct buf shown;
	struct failure f = { .cause = CAUSE_STARTTLS_INJECTION };
	char *text;

	buf_init(&shown, REPLY_BYTES_MOST * 4);
	str_add_printable(&shown, s->chat.in.data,
			  s->chat.in.len < 200 ? s->chat.in.len : 200);
	text = mem_format("bytes in clear behind the 220: %s",
			  buf_str(&shown));
	session_find(s, FINDING_STARTTLS_INJECTION, "%s", text);
	f.text = text;
	f.subject = finding_name(FINDING_STARTTLS_INJECTION);
	session_fail(s, &f);
	s->mute = true;
	free(text);
	buf_release(&shown);
	return FAIL;
}

enum verdict reply_starttls(struct session *s, const struct reply *r,
			    bool expected)
{
	struct buf words;

	if (expected && chat_has_more(&s->chat))
		return probe_is_planned(s) ? probe_answered_in_clear(s)
					   : injected(s);
	s->starttls_done = expected;
	if (!expected)
		session_problem(s, starttls_failed);
	if (probe_is_planned(s) && r->code / 100 == 5)
		return probe_refused(s, r);
	if (!expected && s->plan->tls.starttls == DEMAND_OPTIONAL &&
	    !expects_starttls(s)) {
		buf_init(&words, REPLY_BYTES_MOST);
		session_end(s, STEP_STARTTLS, STATUS_WARN, "refused, going on "
			    "in clear: %s", session_words(r, &words));
		buf_release(&words);
		return NEXT;
	}
	if (!expected)
		hang_up(s);
	return session_plain_reply(s, r, expected);
}

enum want want_handshake(struct session *s)
{
	if (s->over)
		return want_starttls(s);
	return s->starttls_done ? WANT_YES : WANT_NO;
}

enum want want_hello_again(struct session *s)
{
	if (s->over || probe_is_planned(s))
		return WANT_NO;
	return want_handshake(s);
}

/*
 * With -tlso swaks goes on in clear, though no one knows then what the server
 * reads.  So does this, on a link that is cut: nothing goes out in clear that
 * was to go under TLS.
 */
static enum sent go_on(struct session *s, const char *text)
{
	session_end(s, STEP_TLS, STATUS_WARN, "%s; the link is given up", text);
	chat_close(&s->chat, false);
	s->chat.encrypted = false;
	s->starttls_done = false;
	s->given_up = true;
	return SENT_NOTHING;
}

static bool may_go_on(const struct session *s)
{
	return !s->plan->tls.failure_ends && !expects_starttls(s);
}

static enum sent handshake_failed(struct session *s, const struct err *err)
{
	struct event e = { .kind = EVENT_TLS_FAILED, .text = err->text };

	if (*s->tls.failure)
		e.why = s->tls.failure;
	bus_emit(s->bus, &e);
	if (s->starttls_done)
		session_problem(s, starttls_failed);
	if (probe_is_planned(s) && err->kind == ERR_TLS_HANDSHAKE)
		return probe_without_tls(s, err->text);
	if (may_go_on(s) && err->kind == ERR_TLS_HANDSHAKE)
		return go_on(s, err->text);
	s->mute = true;		/* no one knows what the server reads now */
	session_fail_err(s, err);
	return SENT_BROKEN;
}

/* The certificate is not what the plan asks for. */
static enum sent refuse(struct session *s)
{
	struct event e = { .kind = EVENT_TLS_FAILED, .tls = &s->tls };
	struct failure f = { .cause = published_cause(s),
			     .reasons = tls_faults(&s->tls,
						   s->plan->tls.fatal),
			     .subject = NULL };
	enum sent result = SENT_BROKEN;
	struct buf text;

	bus_emit(s->bus, &e);
	if (s->starttls_done)
		session_problem(s, starttls_failed);
	buf_init(&text, 1 << 20);
	tls_describe(s, &text);
	f.text = buf_str(&text);
	if (may_go_on(s) && !(f.reasons & REASON_PIN)) {
		result = go_on(s, f.text);
	} else {
		hang_up(s);
		session_fail(s, &f);
	}
	buf_release(&text);
	return result;
}

/* The plan's policy, with the name that only the route could tell. */
static struct tls_policy policy_for(const struct session *s)
{
	const struct tls_plan *t = &s->plan->tls;
	struct tls_policy policy = t->policy;

	if (t->verify_exchange)
		policy.verify_name = s->route.host;
	if (t->sni_exchange)
		policy.sni = s->route.host;
	published_heed(s, &policy);
	return policy;
}

/* What makes the session less safe never goes unsaid. */
static bool warn_of_legacy(struct session *s)
{
	if (s->plan->tls.policy.legacy)
		session_warn(s, STEP_TLS, "--tls-legacy: what is old or weak "
			     "was allowed in this run");
	return s->plan->tls.policy.legacy;
}

enum sent send_handshake(struct session *s, struct err *err)
{
	struct tls_policy policy;
	struct event facts = { .kind = EVENT_TLS, .tls = &s->tls };
	struct event waiting = { .kind = EVENT_WAITING };
	struct buf text;
	bool warned;

	if (published_look_up(s, err) < 0)
		return SENT_BROKEN;
	policy = policy_for(s);
	bus_emit(s->bus, &waiting);
	if (chat_start_tls(&s->chat, &policy, &s->tls, err) < 0)
		return handshake_failed(s, err);
	capabilities_release(&s->in_clear);
	s->in_clear = s->offers;
	s->offers = (struct capabilities){ 0 };	/* RFC 3207 section 4.2 */
	s->ehlo_refused = false;
	s->tls_unproven = true;
	published_judge(s);
	bus_emit(s->bus, &facts);
	session_keep_peer(s);
	find_in_tls(s);
	warned = tls_warn(s) || sts_is_amiss(&s->tls.sts) ||
		 (dane_has_records(&s->tls.dane) &&
		  !dane_is_usable(&s->tls.dane));
	warned = warn_of_legacy(s) || warned;
	if (s->tls.trust_error)
		session_warn(s, STEP_TLS, "%s", s->tls.trust_error);
	if (tls_faults(&s->tls, s->plan->tls.fatal))
		return refuse(s);
	buf_init(&text, 1 << 20);
	tls_describe(s, &text);
	warned = warned || tls_faults(&s->tls, ~0u);
	session_end(s, STEP_TLS, warned ? STATUS_WARN : STATUS_OK, "%s",
		    buf_str(&text));
	buf_release(&text);
	return SENT_NOTHING;
}
