/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program: the name it was started under chooses a persona, options make
 * a config, the config a plan, the plan a session; its events make transcript
 * and report.  The only exit() is the return from here.
 */
#include <errno.h>
#include <gnutls/gnutls.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/step.h"
#include "dump/dump.h"
#include "event/bus.h"
#include "event/tally.h"
#include "message/message.h"
#include "net/interrupt.h"
#include "options/config.h"
#include "options/option.h"
#include "options/prompt.h"
#include "options/sources.h"
#include "plan/ask.h"
#include "plan/persona.h"
#include "plan/plan.h"
#include "plan/version.h"
#include "report/summary.h"
#include "report/transcript.h"
#include "smtp/session.h"

extern char **environ;

enum { WIDTH_WITHOUT_TERMINAL = 80, WIDTH_MOST = 160 };

static int complain(const struct persona *persona, const struct err *err)
{
	struct buf safe;

	buf_init(&safe, sizeof(err->text) * 4);
	str_add_printable(&safe, err->text, strlen(err->text));
	fprintf(stderr, "%s: %s\n", persona->name, buf_str(&safe));
	buf_release(&safe);
	return err->number ? err->number : EXIT_OPTION;
}

/* Columns of the terminal, or a width that reads well in a file. */
static int width_of(FILE *out)
{
	struct winsize size;

	if (ioctl(fileno(out), TIOCGWINSZ, &size) < 0 || !size.ws_col)
		return WIDTH_WITHOUT_TERMINAL;
	return size.ws_col < WIDTH_MOST ? size.ws_col : WIDTH_MOST;
}

/* https://no-color.org: set and not empty means no colour. */
static bool wants_colour(FILE *out)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(fileno(out)) && !(no_color && *no_color) &&
	       !(term && strcmp(term, "dumb") == 0);
}

static struct transcript transcript_for(const struct output_plan *o)
{
	return (struct transcript){
		.out = stdout,
		.err = stderr,
		.hide_receive = o->hide_receive,
		.hide_send = o->hide_send,
		.hide_info = o->hide_info,
		.silent = o->silent,
		.escape = o->escape_always || isatty(STDOUT_FILENO),
		.crlf_lines = o->crlf_lines,
		.addresses = o->addresses,
	};
}

/* swaks' levels of silence hold for the report too. */
static bool report_wanted(const struct output_plan *o, const struct tally *t)
{
	if (!o->report || o->silent >= 2)
		return false;
	return o->silent == 0 || t->failed;
}

static void write_report(const struct plan *plan, const struct tally *t,
			 bool after_transcript)
{
	const struct summary_options options = {
		.out = stdout,
		.width = width_of(stdout),
		.colour = wants_colour(stdout),
		.place = plan->target.place,
	};

	if (!report_wanted(&plan->output, t))
		return;
	if (after_transcript)
		fputc('\n', stdout);
	summary_write(t, &options);
}

static void add_secrets(struct bus *bus, const struct plan *plan)
{
	if (plan->auth.password)
		bus_add_secret(bus, plan->auth.password);
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
	struct tally tally;
	struct bus bus;
	int code;

	tally_init(&tally);
	bus_init(&bus, &policy);
	add_secrets(&bus, plan);
	bus_add_sink(&bus, tally_sink(&tally));
	if (o->transcript)
		bus_add_sink(&bus, transcript_sink(&transcript));
	interrupt_open(&interrupt);
	code = session_run(plan, &bus, &interrupt, NULL);
	interrupt_close(&interrupt);
	write_report(plan, &tally, o->transcript);
	bus_release(&bus);
	tally_release(&tally);
	return code;
}

static int dump_mail(const struct plan *plan, const struct persona *persona)
{
	struct message_reader *reader = message_open(plan->message);
	struct err err;
	char block[8192];
	ssize_t n;

	while ((n = message_read(reader, block, sizeof(block), &err)) > 0)
		fwrite(block, 1, (size_t)n, stdout);
	message_close(reader);
	return n < 0 ? complain(persona, &err) : EXIT_DELIVERED;
}

static int print_version(void)
{
	printf("smtpcheck %s\nGnuTLS %s\n", SMTPCHECK_VERSION,
	       gnutls_check_version(NULL));
	return EXIT_DELIVERED;
}

static int print_help(void)
{
	option_write_help(stdout);
	return EXIT_DELIVERED;
}

/* The plan whole, with its message. */
static int prepare(struct plan *plan, struct config *config,
		   const struct persona *persona, struct err *err)
{
	const struct prompt prompt = {
		.in = stdin,
		.out = stdout,
		.mask = persona->mask_prompt ||
			value_given(&config->protect_prompt),
	};

	if (plan_ask(config, &prompt, err) < 0 ||
	    plan_make(plan, config, persona, &clock_system, err) < 0)
		return -1;
	return plan_compose(plan, config, persona, NULL, err);
}

static int dump(const struct plan *plan, const struct config *config,
		const struct persona *persona, const char *program)
{
	const struct dump d = { .config = config, .persona = persona,
				.plan = plan, .program = program };

	dump_write(stdout, &d, value_text(&config->dump));
	return EXIT_DELIVERED;
}

static int carry_out(struct config *config, const struct persona *persona,
		     const char *program)
{
	struct plan plan = { 0 };
	struct err err = { 0 };
	int code;

	if (prepare(&plan, config, persona, &err) < 0)
		code = complain(persona, &err);
	else if (value_given(&config->dump_mail))
		code = dump_mail(&plan, persona);
	else if (value_given(&config->dump))
		code = dump(&plan, config, persona, program);
	else
		code = run(&plan);
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

int main(int argc, char **argv)
{
	const struct persona *persona = persona_for(argc ? argv[0] : NULL);
	struct config config = { 0 };
	struct err err = { 0 };
	int code;

	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_DUMPABLE, 0);	/* no core file with a password */
	if (sources_read(&config, &persona->names, argc, argv, environ,
			 &err) < 0)
		code = complain(persona, &err);
	else if (value_given(&config.help))
		code = print_help();
	else if (value_given(&config.version))
		code = print_version();
	else
		code = carry_out(&config, persona, argv[0]);
	config_release(&config);
	return flush_output(persona, code);
}
