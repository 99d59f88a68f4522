/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A whole session against a server that says anything: it ends, says once how
 * it ended, shows nothing that a terminal would obey and no password, and
 * does not call good what the server did not.
 *
 *	input = plan flags reasons *OCTET	; see bytewire.h
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tls_facts.h"
#include "bytewire.h"
#include "event/bus.h"
#include "event/tally.h"
#include "fuzz.h"
#include "net/wire.h"
#include "options/config.h"
#include "options/sources.h"
#include "plan/persona.h"
#include "plan/plan.h"
#include "report/summary.h"
#include "report/transcript.h"
#include "smtp/session.h"

#define USUAL "--config --pipe true --helo me -f a@example.org --body x " \
	      "-t b@example.org "
#define PASSWORD "s3cret-w0rd"
#define LOGIN "-au fred -ap " PASSWORD " "

enum { WORDS_MOST = 40 };

enum flag { STAYS_OPEN = 1, TLS_FAILS = 2, IN_BYTES = 4 };

static const char *const command_lines[] = {
	"smtpcheck " USUAL,
	"smtpcheck " USUAL "-tls -k " LOGIN,
	"smtpcheck " USUAL "-tlso " LOGIN "-apt",
	"smtpcheck " USUAL LOGIN "-a CRAM-MD5,LOGIN,PLAIN -apt",
	"smtpcheck " USUAL LOGIN "-ao LOGIN --pipeline -t x@a,y@b,z@c",
	"smtpcheck " USUAL "--pipeline -t x@a,y@b,z@c",
	"smtpcheck " USUAL "--protocol LMTP --pipeline -t x@a,y@b",
	"smtpcheck " USUAL "-tlsc -k -q tls",
	"smtpcheck " USUAL "-q rcpt --mail-auth <>",
	"smtpcheck " USUAL "-das rcpt -tlsos",
	"swaks " USUAL "-tls " LOGIN "-ahp",
	"swaks " USUAL "--protocol SMTP --timeout 0 --deadline 9",
	"smtpcheck " USUAL "--xclient-addr 192.0.2.1 "
		"--xclient-name m.example",
	"smtpcheck " USUAL "-tls -k --xclient-addr 192.0.2.1 "
		"--xclient-before-starttls --pipeline",
	"smtpcheck " USUAL "--prdr -t x@a,y@b,z@c",
};

enum { PLANS = sizeof(command_lines) / sizeof(*command_lines) };

/* The clock that all plans go by; a run sets what it says. */
static struct bytescript script;

static void make_plan(struct plan *plan, const char *command_line)
{
	char *words = strdup(command_line), *rest, *argv[WORDS_MOST] = { 0 };
	const struct persona *persona;
	struct config config = { 0 };
	char *nothing[] = { NULL };
	struct err err = { 0 };
	int argc = 0;

	for (char *word = strtok_r(words, " ", &rest); word;
	     word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;
	persona = persona_for(argv[0]);
	fuzz_must(sources_read(&config, &persona->names, argv, nothing,
			       &err) == 0 &&
		  plan_make(plan, &config, persona, &script.clock,
			    &err) == 0 &&
		  plan_compose(plan, &config, persona, NULL, &err) == 0,
		  "a plan");
	config_release(&config);
	free(words);
}

static const struct plan *find_plan(unsigned which)
{
	static struct plan plans[PLANS];
	static bool made;

	for (size_t i = 0; !made && i < PLANS; i++)
		make_plan(&plans[i], command_lines[i]);
	made = true;
	return &plans[which % PLANS];
}

/* What was told, for whoever reads it and for whoever must not. */
struct told {
	char *text;
	size_t n;
	FILE *out;
	struct tally tally;
	size_t results;
	const char *secret;	/* NULL: there is none to hide */
};

static void take(void *self, const struct event *e)
{
	struct told *t = self;
	const char *const texts[] = {
		e->sized ? NULL : e->text, e->why,
		e->failure ? e->failure->text : NULL,
		e->failure ? e->failure->subject : NULL,
	};

	fuzz_must(t->results == 0, "the result is the last");
	t->results += e->kind == EVENT_RESULT;
	if (!t->secret)
		return;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		fuzz_must(!texts[i] || !strstr(texts[i], t->secret),
			  "no password in an event");
	if (e->sized && e->text)
		fuzz_must(!memmem(e->text, e->text_n, t->secret,
				  strlen(t->secret)),
			  "no password in a line");
}

static size_t count(const struct tally *t, enum step_id step,
		    enum status status)
{
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++)
		n += t->results[i].step == step &&
		     t->results[i].status == status;
	return n;
}

static void check_tally(const struct tally *t, const struct plan *plan,
			int code)
{
	bool stops = plan->quit_after != STOP_NONE ||
		     plan->drop_after_send != STOP_NONE;

	fuzz_must(t->ended && t->exit_code == code, "the result is told");
	fuzz_must(t->failed == (code != 0), "a failure has a code");
	fuzz_must(!t->failed || count(t, t->failure.step, STATUS_FAILED) > 0,
		  "the step that failed says so");
	if (code == 0 && !stops) {
		fuzz_must(count(t, STEP_MESSAGE, STATUS_OK) > 0,
			  "without a failure the message was taken");
		fuzz_must(count(t, STEP_RCPT, STATUS_OK) > 0,
			  "and for somebody");
	}
	if (code == 0 && plan->tls.starttls == DEMAND_REQUIRED)
		fuzz_must(count(t, STEP_TLS, STATUS_FAILED) == 0 &&
			  script.handshakes == 1, "TLS where it must be");
	if (t->failed && t->failure.cause == CAUSE_STARTTLS_INJECTION)
		fuzz_must(code == EXIT_TLS && script.handshakes == 0,
			  "an injection ends the run");
}

static int run(const struct plan *plan, struct told *t, struct wire *wire)
{
	const struct secret_policy policy = {
		.hide = plan->output.hide_secrets,
		.hide_derived = plan->output.hide_derived,
		.substitute = plan->output.substitute,
		.plaintext = plan->output.auth_plaintext,
	};
	struct transcript transcript = { .out = t->out, .err = t->out,
					 .escape = true };
	struct bus bus;
	int code;

	bus_init(&bus, &policy);
	if (plan->auth.password)
		bus_add_secret(&bus, plan->auth.password);
	t->secret = plan->output.hide_secrets ? plan->auth.password : NULL;
	bus_add_sink(&bus, tally_sink(&t->tally));
	bus_add_sink(&bus, (struct sink){ .take = take, .self = t });
	bus_add_sink(&bus, transcript_sink(&transcript));
	code = session_run(plan, &bus, NULL, wire);
	bus_release(&bus);
	return code;
}

static void report(struct told *t, const struct plan *plan)
{
	const struct summary_options options = {
		.out = t->out, .width = 80, .place = plan->target.place,
	};

	summary_write(&t->tally, &options);
	fclose(t->out);
	fuzz_must(fuzz_is_printable(t->text, t->n),
		  "a terminal may be shown it");
	free(t->text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	unsigned which = input_byte(&in);
	unsigned flags = input_byte(&in), reasons = input_byte(&in);
	struct told t = { .text = NULL };
	const struct plan *plan;
	struct wire *wire;
	int code;

	script = (struct bytescript){
		.bytes = in.at, .n = in.left,
		.stays_open = flags & STAYS_OPEN,
		.tls_fails = flags & TLS_FAILS,
		.most = flags & IN_BYTES ? 1 : 0,
		.tls_reasons = reasons & 1 ? REASON_SELF_SIGNED : 0,
	};
	wire = bytewire_new(&script);
	plan = find_plan(which);
	tally_init(&t.tally);
	t.out = open_memstream(&t.text, &t.n);
	code = run(plan, &t, wire);
	fuzz_must(t.results == 1, "there is a result");
	fuzz_must(script.closes == 1, "the link is closed, once");
	check_tally(&t.tally, plan, code);
	report(&t, plan);
	tally_release(&t.tally);
	return 0;
}
