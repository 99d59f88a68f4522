/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program: the name it was started under chooses a persona, options make
 * a config, the config a plan, the plan a session; its events make transcript
 * and report.  The only exit() is the return from here.
 */
#include <errno.h>
#include <gnutls/gnutls.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/redirect.h"
#include "base/step.h"
#include "dump/dump.h"
#include "event/auth_probe.h"
#include "event/bus.h"
#include "event/tally.h"
#include "net/interrupt.h"
#include "net/tls_setup.h"
#include "options/config.h"
#include "options/option.h"
#include "options/sources.h"
#include "plan/ask.h"
#include "plan/key_prompt.h"
#include "plan/persona.h"
#include "plan/plan.h"
#include "plan/version.h"
#include "report/probe_table.h"
#include "report/summary.h"
#include "report/terminal.h"
#include "report/tls_block.h"
#include "report/transcript.h"
#include "smtp/auth_probe.h"
#include "smtp/session.h"

extern char **environ;

/* A line on standard error, control bytes made visible; head may be "". */
static void tell(const char *head, const char *text)
{
	struct buf safe;

	buf_init(&safe, SIZE_MAX / 2);
	str_add_printable(&safe, text, strlen(text));
	fprintf(stderr, "%s%s%s\n", head, *head ? " " : "", buf_str(&safe));
	buf_release(&safe);
}

static int complain(const struct persona *persona, const struct err *err)
{
	char head[32];

	snprintf(head, sizeof(head), "%s:", persona->name);
	if (*err->text)		/* else a note has said it */
		tell(err->kind == ERR_PHRASE ? "" : head, err->text);
	return err->kind == ERR_OPTION && err->number ? err->number
						      : EXIT_OPTION;
}

static struct transcript transcript_for(const struct output_plan *o)
{
	return (struct transcript){
		.out = stdout,
		.err = stderr,
		.hide_receive = o->hide_receive,
		.hide_send = o->hide_send,
		.hide_info = o->hide_info,
		.plain_receive = !o->hint_receive,
		.plain_send = !o->hint_send,
		.plain_info = !o->hint_info,
		.lapse = o->lapse != LAPSE_NONE,
		.lapse_whole = o->lapse == LAPSE_WHOLE,
		.silent = o->silent,
		.escape = o->escape_always || isatty(STDOUT_FILENO),
		.crlf_lines = o->crlf_lines,
		.addresses = o->addresses,
		.auth_fields = o->auth_fields,
		.peer_cert = o->peer_cert,
		.peer_chain = o->peer_chain,
	};
}

/* swaks' levels of silence hold for reports too, of what is not all well. */
static bool may_report(const struct output_plan *o, const struct tally *t)
{
	return o->silent == 0 ||
	       (o->silent == 1 && (t->failed || tally_warns(t)));
}

static void write_report(const struct plan *plan, const struct tally *t,
			 const struct auth_probe *probe)
{
	const struct summary_options options = {
		.out = stdout,
		.width = terminal_width(stdout),
		.colour = terminal_wants_colour(stdout),
		.place = plan->target.place,
	};

	if (plan->output.transcript)
		fputc('\n', stdout);
	if (probe->count)
		probe_table_write(probe, &plan->warnings, &options);
	else
		summary_write(t, &options);
}

static void write_tls_block(const struct plan *plan, const struct tally *t,
			    bool after_something)
{
	const struct tls_block_options options = {
		.out = stdout,
		.width = terminal_width(stdout),
		.now = clock_wall(plan->clock),
	};

	if (after_something)
		fputc('\n', stdout);
	tls_block_write(tally_tls(t), &options);
}

static void write_reports(const struct plan *plan, const struct tally *t,
			  const struct auth_probe *probe)
{
	const struct output_plan *o = &plan->output;

	if (!may_report(o, t))
		return;
	if (o->report)
		write_report(plan, t, probe);
	if (o->tls_facts)
		write_tls_block(plan, t, o->report || o->transcript);
}

static void add_secrets(struct bus *bus, const struct plan *plan)
{
	if (plan->auth.password)
		bus_add_secret(bus, plan->auth.password);
	if (plan->auth.token)
		bus_add_secret(bus, plan->auth.token);
}

/* What is to be said before the session begins. */
static void warn(struct bus *bus, enum step_id step,
		 const struct strings *texts)
{
	struct event warning = { .kind = EVENT_WARNING, .step = step };

	for (size_t i = 0; i < texts->count; i++) {
		warning.text = texts->at[i];
		bus_emit(bus, &warning);
	}
}

/*
 * Before anything is connected to; in the transcript too, but for swaks', who
 * does not look.
 */
static void warn_of_certificate(struct bus *bus, const struct plan *plan)
{
	const struct tls_setup *setup = plan->tls.policy.setup;
	struct event problem = { .kind = EVENT_PROBLEM, .step = STEP_TLS };
	struct strings texts = { 0 };

	if (setup)
		tls_setup_warnings(setup, clock_wall(plan->clock), &texts);
	warn(bus, STEP_TLS, &texts);
	for (size_t i = 0; plan->output.report && i < texts.count; i++) {
		problem.text = texts.at[i];
		bus_emit(bus, &problem);
	}
	strings_release(&texts);
}

static int run(const struct plan *plan)
{
	const struct output_plan *o = &plan->output;
	const struct secret_policy policy = {
		.hide = o->hide_secrets,
		.hide_derived = o->hide_derived,
		.substitute = o->substitute,
		.plaintext = o->auth_plaintext,
	};
	struct transcript transcript = transcript_for(o);
	struct interrupt interrupt;
	struct auth_probe probe = { 0 };
	struct tally tally;
	struct bus bus;
	int code;

	tally_init(&tally);
	bus_init(&bus, &policy);
	add_secrets(&bus, plan);
	if (!plan->auth.probe)	/* each of its sessions has its own */
		bus_add_sink(&bus, tally_sink(&tally));
	if (o->transcript)
		bus_add_sink(&bus, transcript_sink(&transcript));
	warn(&bus, STEP_AUTH, &plan->warnings);
	warn_of_certificate(&bus, plan);
	interrupt_open(&interrupt);
	if (plan->auth.probe)
		code = auth_probe_run(plan, &bus, &interrupt, &probe, &tally);
	else
		code = session_run(plan, &bus, &interrupt, NULL);
	transcript_release(&transcript);
	write_reports(plan, &tally, &probe);
	auth_probe_release(&probe);
	if (code < EXIT_SIGNAL)	/* a second signal must not take the report */
		interrupt_close(&interrupt);
	bus_release(&bus);
	tally_release(&tally);
	return code;
}

/* What was asked on the way stays where it was asked. */
static int redirect(const struct config *c, struct err *err)
{
	fflush(stdout);
	return redirect_output(plan_output_path(c, &c->output_file_stdout),
			       plan_output_path(c, &c->output_file_stderr),
			       err);
}

static bool asks_about_program(const struct config *c)
{
	return value_given(&c->help) || value_given(&c->version) ||
	       value_given(&c->support);
}

static int tell_about_program(const struct config *c,
			      const struct persona *persona)
{
	struct err err = { 0 };

	if (redirect(c, &err) < 0)
		return complain(persona, &err);
	if (value_given(&c->help))
		option_write_help(stdout);
	else if (value_given(&c->version))
		printf("smtpcheck %s\nGnuTLS %s\n", SMTPCHECK_VERSION,
		       gnutls_check_version(NULL));
	else
		dump_write(stdout, &(struct dump){ .config = c }, "SUPPORT");
	return EXIT_DELIVERED;
}

/* The plan whole, with its message. */
static int prepare(struct plan *plan, struct config *config,
		   const struct persona *persona, const char *program,
		   struct err *err)
{
	const struct dump d = { .config = config, .persona = persona,
				.plan = plan, .program = program };
	char *body;
	int result;

	if (plan_ask(config, persona, err) < 0 ||
	    redirect(config, err) < 0 ||
	    plan_make(plan, config, persona, &clock_system, err) < 0)
		return -1;
	body = dump_body(&d);
	result = plan_compose(plan, config, persona, body, err);
	free(body);
	return result;
}

/* Remarks on the options, as the transcript has its errors. */
static void tell_notes(const struct plan *plan, const struct config *config)
{
	if (plan->output.silent == 3 || value_given(&config->hide_all))
		return;
	for (size_t i = 0; i < plan->notes.count; i++)
		tell("***", plan->notes.at[i]);
}

static int dump(const struct plan *plan, const struct config *config,
		const struct persona *persona, const char *program)
{
	const struct dump d = { .config = config, .persona = persona,
				.plan = plan, .program = program,
				.hide_passwords =
					plan->output.hide_derived };

	dump_write(stdout, &d, value_text(&config->dump));
	return EXIT_DELIVERED;
}

/*
 * Ciphers and certificate are seen to before anything is connected to, where
 * the user named some.
 */
static int set_up_and_run(struct plan *plan, struct key_prompt *asking,
			  const struct persona *persona)
{
	struct tls_policy *policy = &plan->tls.policy;
	struct tls_setup *setup = NULL;
	struct err err = { 0 };
	int code;

	if (session_check(plan, &err) < 0)
		return complain(persona, &err);
	if (plan_uses_tls(plan) && tls_setup_due(policy)) {
		policy->asker = &asking->asker;
		setup = tls_setup_new(policy, &err);
		if (!setup)
			return complain(persona, &err);
	}
	policy->setup = setup;
	plan_forget_key_password(&plan->tls);
	key_prompt_close(asking);
	code = run(plan);
	tls_setup_free(setup);
	return code;
}

static int carry_out(struct config *config, const struct persona *persona,
		     const char *program)
{
	struct plan plan = { 0 };
	struct err err = { 0 };
	struct key_prompt asking;
	int code, result;

	key_prompt_open(&asking, config, plan_masks(config, persona));
	result = prepare(&plan, config, persona, program, &err);
	tell_notes(&plan, config);
	if (result < 0)
		code = complain(persona, &err);
	else if (value_given(&config->dump))
		code = dump(&plan, config, persona, program);
	else if (value_given(&config->dump_mail))
		code = dump_mail(stdout, &plan, &err) < 0 ?
			       complain(persona, &err) : EXIT_DELIVERED;
	else
		code = set_up_and_run(&plan, &asking, persona);
	key_prompt_close(&asking);
	plan_release(&plan);
	return code;
}

/* What could not be written was not told: no success then. */
static int flush_output(const struct persona *persona, int code)
{
	struct err err = { 0 };

	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	if (errno == EPIPE)	/* the reader had enough */
		return code;
	err_system(&err, ERR_FILE, errno, "cannot write the output");
	complain(persona, &err);
	return code ? code : EXIT_OPTION;
}

/* There may be a password in it. */
static void no_core_file(void)
{
	const struct rlimit none = { 0, 0 };

	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &none);
}

int main(int argc, char **argv)
{
	const struct persona *persona = persona_for(argc ? argv[0] : NULL);
	struct config config = { 0 };
	struct err err = { 0 };
	int code;

	signal(SIGPIPE, SIG_IGN);
	/* an answer may be a secret, and would stay in a buffer */
	setvbuf(stdin, NULL, _IONBF, 0);
	no_core_file();
	if (sources_read(&config, &persona->names, argv, environ, &err) < 0)
		code = complain(persona, &err);
	else if (asks_about_program(&config))
		code = tell_about_program(&config, persona);
	else
		code = carry_out(&config, persona, argv[0]);
	config_release(&config);
	return flush_output(persona, code);
}
