/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dump's sections SUPPORT, APP, OUTPUT and PROTOCOL. */
#include "dump/dump.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "options/option.h"
#include "plan/persona.h"
#include "plan/plan.h"
#include "plan/version.h"

/* What swaks needs modules for is always there. */
void dump_support(FILE *out, const struct dump *d)
{
	static const char *const abilities[] = {
		"AUTH CRAM-MD5", "AUTH CRAM-SHA1", "AUTH DIGEST-MD5",
		"AUTH NTLM", "Basic AUTH", "Date Manipulation",
		"High Resolution Timing", "IPv4/v6 Socket Transport",
		"Legacy IPv4 Socket Transport",
		"Legacy IPv4/v6 Socket Transport",
		"Local Hostname Detection", "MX Routing",
		"Netrc Credentials", "Pipe Transport", "TLS",
		"UNIX Socket Transport",
	};

	(void)d;
	for (size_t i = 0; i < sizeof(abilities) / sizeof(*abilities); i++)
		fprintf(out, "=== %s supported\n", abilities[i]);
}

/* May it be a URL with a password in it? */
static bool tells_login(const char *text)
{
	const char *authority = text ? strstr(text, "://") : NULL;

	return authority && strchr(authority, '@');
}

static void write_mention(FILE *out, const struct dump *d,
			  const struct option *row, const char *text)
{
	const char *shown = text;

	if (d->hide_passwords && (row->secret || tells_login(text)))
		shown = d->plan->output.substitute;
	fprintf(out, " --%.*s", (int)option_name_length(row), row->names);
	if (text)
		fprintf(out, " '%s'", shown);
}

/* An option as it would be written on the command line. */
static void write_option(FILE *out, const struct dump *d,
			 const struct option *row)
{
	const struct value *v = option_value((struct config *)d->config, row);
	bool first = row == option_rows || row[-1].at != row->at;

	if (v->state != VALUE_SET || row->type == OPT_NEGATION)
		return;
	if (row->type == OPT_LIST)
		for (size_t i = 0; i < v->list.count; i++)
			write_mention(out, d, row, v->list.at[i]);
	else if (row->type == OPT_SEQUENCE)	/* all of its like at once */
		for (size_t i = 0; first && i < v->sequence_count; i++)
			write_mention(out, d, v->sequence[i].row,
				      v->sequence[i].text);
	else
		write_mention(out, d, row, v->text);
}

void dump_app(FILE *out, const struct dump *d)
{
	fprintf(out, "App Info:\n  X-Mailer = smtpcheck %s\n  Cmd Line = %s",
		SMTPCHECK_VERSION, d->program);
	for (size_t i = 0; i < option_count; i++)
		write_option(out, d, &option_rows[i]);
	fputc('\n', out);
}

static const char *lapse_text(enum time_lapse lapse)
{
	static const char *const texts[] = {
		[LAPSE_NONE] = "FALSE",
		[LAPSE_WHOLE] = "TRUE (integer)",
		[LAPSE_FRACTION] = "TRUE (hires)",
	};

	return texts[lapse];
}

void dump_output(FILE *out, const struct dump *d)
{
	const struct config *c = d->config;
	const struct output_plan *o = &d->plan->output;
	const struct {
		const char *name;
		bool on;
	} flags[] = {
		{ "show_raw_text", o->raw },
		{ "suppress_data", value_given(&c->suppress_data) },
		{ "protect_prompt", value_given(&c->protect_prompt) },
		{ "no_hints_send", !o->hint_send },
		{ "no_hints_recv", !o->hint_receive },
		{ "no_hints_info", !o->hint_info },
	}, more[] = {
		{ "dump_mail", value_given(&c->dump_mail) },
		{ "hide_send", value_given(&c->hide_send) },
		{ "hide_receive", value_given(&c->hide_receive) },
		{ "hide_informational", value_given(&c->hide_informational) },
		{ "hide_all", value_given(&c->hide_all) },
	};

	fprintf(out, "Output Info:\n  %-18s = %s\n", "show_time_lapse",
		lapse_text(o->lapse));
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		fprintf(out, "  %-18s = %s\n", flags[i].name,
			dump_bool(flags[i].on));
	fprintf(out, "  %-18s = %d\n", "silent", o->silent);
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		fprintf(out, "  %-18s = %s\n", more[i].name,
			dump_bool(more[i].on));
	fprintf(out, "  %-18s = %s\n", "trans_fh_of",
		o->out_path ? o->out_path : "STDOUT");
	fprintf(out, "  %-18s = %s\n", "trans_fh_ef",
		o->err_path ? o->err_path : "STDERR");
}

/* A stop point by the first of its names. */
static void write_stop(FILE *out, const char *name, const struct value *v)
{
	const char *text = value_text(v), *shown = "";
	int point = text ? option_word(option_stop_words, text) : STOP_NONE;

	for (const struct option_word *w = option_stop_words;
	     text && !*shown && w->name; w++)
		if (w->value == point)
			shown = w->name;
	fprintf(out, "  %-15s = %s\n", name, shown);
}

void dump_protocol(FILE *out, const struct dump *d)
{
	const struct config *c = d->config;
	const struct plan *p = d->plan;
	static const char *const protocols[] = {
		[GREET_HELO] = "smtp",
		[GREET_EHLO] = "esmtp",
		[GREET_LHLO] = "lmtp",
	};

	fprintf(out, "Protocol Info:\n  %-15s = %s\n", "protocol",
		protocols[p->greeting]);
	fprintf(out, "  %-15s = %s\n", "helo", p->helo);
	fprintf(out, "  %-15s = %s\n", "from", *p->from ? p->from : "<>");
	fprintf(out, "  %-15s = ", "to");
	for (size_t i = 0; i < p->to.count; i++)
		fprintf(out, "%s%s", i ? "," : "", p->to.at[i]);
	fprintf(out, "\n  %-15s = %s\n", "force getpwuid",
		dump_bool(value_given(&c->force_getpwuid)));
	write_stop(out, "quit after", &c->quit_after);
	write_stop(out, "drop after", &c->drop_after);
	write_stop(out, "drop after send", &c->drop_after_send);
	fprintf(out, "  %-15s = %s\n", "server_only",
		dump_bool(plan_stops_early(p)));
	fprintf(out, "  %-15s = %lld\n", "timeout",
		(long long)(p->timeout / 1000000));
	fprintf(out, "  %-15s = %s\n", "pipeline", dump_bool(p->pipeline));
	fprintf(out, "  %-15s = %s\n", "prdr", dump_bool(p->prdr));
}
