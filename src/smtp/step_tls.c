/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps to TLS: STARTTLS (RFC 3207) or TLS from the first byte (RFC
 * 8314), the handshake, and what its certificate is worth by the plan.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "event/bus.h"
#include "plan/plan.h"
#include "smtp/state.h"

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
	if (s->over || s->offers.starttls || demand == DEMAND_REQUIRED)
		return WANT_YES;
	s->why = "the server does not offer STARTTLS";
	s->skip_problem = no_starttls;
	return WANT_SKIP;
}

/* A failure of TLS after which swaks hangs up without a word. */
static void hang_up(struct session *s)
{
	if (!s->plan->quit_after_tls)
		s->mute = true;
}

enum sent send_starttls(struct session *s, struct err *err)
{
	struct failure missing = {
		.cause = CAUSE_STARTTLS_NOT_OFFERED,
		.text = "the server does not offer STARTTLS",
	};

	if (!s->offers.starttls) {
		session_problem(s, no_starttls);
		session_fail(s, &missing);
		return SENT_BROKEN;
	}
	return chat_command(&s->chat, err, "STARTTLS") < 0 ? SENT_BROKEN
							   : SENT;
}

/*
 * Bytes behind the 220 came in clear, from whoever sits between, and would be
 * read as if they had come under TLS (CVE-2011-0411 and its kin).  There is
 * no innocent reason for them, and nothing is sent any more.
 */
static enum verdict injected(struct session *s)
{
	struct buf shown;
	struct event finding = { .kind = EVENT_FINDING,
				 .step = STEP_STARTTLS,
				 .text = "starttls-injection" };
	struct failure f = { .cause = CAUSE_STARTTLS_INJECTION };
	char *text;

	buf_init(&shown, REPLY_BYTES_MOST * 4);
	str_add_printable(&shown, s->chat.in.data,
			  s->chat.in.len < 200 ? s->chat.in.len : 200);
	text = mem_format("bytes in clear behind the 220: %s",
			  buf_str(&shown));
	finding.why = text;
	bus_emit(s->bus, &finding);
	f.text = text;
	f.subject = "starttls-injection";
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
		return injected(s);
	s->starttls_done = expected;
	if (!expected)
		session_problem(s, starttls_failed);
	if (!expected && s->plan->tls.starttls == DEMAND_OPTIONAL) {
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
	return s->over ? WANT_NO : want_handshake(s);
}

/* The certificate's side of the tls step's detail. */
static void describe_certificate(const struct session *s, struct buf *out)
{
	const struct tls_certificate *leaf = s->tls.chain;
	struct strings names = { 0 };
	struct buf raw;

	if (!s->tls.chain_count)
		return;
	buf_init(&raw, 1 << 20);
	buf_addf(&raw, "subject %s", leaf->subject);
	strings_add(&names, buf_str(&raw));
	buf_clear(&raw);
	buf_addf(&raw, "issuer %s", leaf->issuer);
	strings_add(&names, buf_str(&raw));
	buf_clear(&raw);
	buf_adds(&raw, leaf->names.count ? "names " : "no names (SAN)");
	for (size_t i = 0; i < leaf->names.count; i++)
		buf_addf(&raw, "%s%s", i ? ", " : "", leaf->names.at[i]);
	strings_add(&names, buf_str(&raw));
	for (size_t i = 0; i < names.count; i++) {
		buf_addc(out, '\n');
		str_add_printable(out, names.at[i], strlen(names.at[i]));
	}
	strings_release(&names);
	buf_release(&raw);
}

/* "certificate has expired; hostname mismatch (wanted mail.example)" */
static void describe_reasons(const struct session *s, unsigned reasons,
			     struct buf *out)
{
	const char *separator = "";

	for (unsigned bit = 1; bit <= REASON_NO_NAME_WANTED; bit <<= 1) {
		if (!(reasons & bit))
			continue;
		buf_addf(out, "%s%s", separator, tls_reason_phrase(bit));
		if (bit == REASON_NAME_MISMATCH && s->tls.name_wanted)
			buf_addf(out, " (wanted %s)", s->tls.name_wanted);
		separator = "; ";
	}
}

static void describe_session(const struct session *s, struct buf *out)
{
	long days = tls_facts_days_left(&s->tls, clock_wall(s->plan->clock));
	const struct tls_certificate *leaf = s->tls.chain;

	buf_addf(out, "%s %s", s->tls.version, s->tls.cipher);
	if (!s->tls.chain_count)
		return;
	buf_adds(out, "; certificate for ");
	str_add_printable(out, leaf->common_name, strlen(leaf->common_name));
	if (!*leaf->common_name && leaf->names.count)
		str_add_printable(out, leaf->names.at[0],
				  strlen(leaf->names.at[0]));
	if (days >= 0)
		buf_addf(out, ", %ld days left", days);
	else
		buf_addf(out, ", expired %ld days ago", -days);
}

/* A server that asks for a certificate may refuse whoever has none. */
static void describe_client(const struct session *s, struct buf *out)
{
	const struct tls_certificate *leaf = s->tls.client;

	if (!s->tls.client_asked && !s->tls.client_count)
		return;
	buf_addf(out, "\nclient certificate: %s, %s",
		 s->tls.client_asked ? "asked for" : "not asked for",
		 s->tls.client_sent ? "sent " : "not sent");
	if (s->tls.client_sent)
		str_add_printable(out, leaf->subject, strlen(leaf->subject));
}

static void describe(const struct session *s, struct buf *out)
{
	describe_session(s, out);
	describe_certificate(s, out);
	describe_client(s, out);
	if (!s->tls.reasons) {
		buf_addf(out, "\nverified: chain and name (%s) are good",
			 s->tls.name_wanted);
		return;
	}
	buf_adds(out, "\nNOT verified: ");
	describe_reasons(s, s->tls.reasons, out);
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

static enum sent handshake_failed(struct session *s, const struct err *err)
{
	struct event e = { .kind = EVENT_TLS_FAILED, .text = err->text };

	if (*s->tls.failure)
		e.why = s->tls.failure;
	bus_emit(s->bus, &e);
	if (s->starttls_done)
		session_problem(s, starttls_failed);
	if (!s->plan->tls.failure_ends && err->kind == ERR_TLS_HANDSHAKE)
		return go_on(s, err->text);
	s->mute = true;		/* no one knows what the server reads now */
	session_fail_err(s, err);
	return SENT_BROKEN;
}

/* The certificate is not what the plan asks for. */
static enum sent refuse(struct session *s)
{
	struct event e = { .kind = EVENT_TLS_FAILED, .tls = &s->tls };
	struct failure f = { .cause = CAUSE_UNVERIFIED,
			     .reasons = s->tls.reasons & s->plan->tls.fatal,
			     .subject = NULL };
	enum sent result = SENT_BROKEN;
	struct buf text;

	bus_emit(s->bus, &e);
	if (s->starttls_done)
		session_problem(s, starttls_failed);
	buf_init(&text, 1 << 20);
	describe(s, &text);
	f.text = buf_str(&text);
	if (s->plan->tls.failure_ends) {
		hang_up(s);
		session_fail(s, &f);
	} else {
		result = go_on(s, f.text);
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
	return policy;
}

enum sent send_handshake(struct session *s, struct err *err)
{
	const struct tls_policy policy = policy_for(s);
	struct event facts = { .kind = EVENT_TLS, .tls = &s->tls };
	struct event waiting = { .kind = EVENT_WAITING };
	struct buf text;

	bus_emit(s->bus, &waiting);
	if (chat_start_tls(&s->chat, &policy, &s->tls, err) < 0)
		return handshake_failed(s, err);
	capabilities_release(&s->offers);	/* RFC 3207 section 4.2 */
	s->ehlo_refused = false;
	s->tls_unproven = true;
	bus_emit(s->bus, &facts);
	session_keep_peer(s);
	if (s->tls.trust_error)
		session_warn(s, STEP_TLS, "%s", s->tls.trust_error);
	if (s->tls.reasons & s->plan->tls.fatal)
		return refuse(s);
	buf_init(&text, 1 << 20);
	describe(s, &text);
	session_end(s, STEP_TLS, s->tls.reasons ? STATUS_WARN : STATUS_OK,
		    "%s", buf_str(&text));
	buf_release(&text);
	return SENT_NOTHING;
}
