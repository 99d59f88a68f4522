/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --help and the manual's OPTIONS section, written from the rows. */
#include "options/option.h"

#include <string.h>

static const char *const titles[GROUP_COUNT] = {
	[GROUP_SERVER] = "The server",
	[GROUP_ENVELOPE] = "The envelope",
	[GROUP_TLS] = "TLS",
	[GROUP_AUTH] = "AUTH",
	[GROUP_POSE] = "Another client's place: XCLIENT and PROXY",
	[GROUP_MESSAGE] = "The message",
	[GROUP_RUN] = "The run",
	[GROUP_OUTPUT] = "Output",
};

enum { NAME_COLUMN = 26, ROFF_WIDTH = 70 };

/* One dash for a letter and for short second names, as in -s, -au, -tls. */
static const char *dashes(size_t n, bool first)
{
	return n == 1 || (!first && n <= 3) ? "-" : "--";
}

/* "--server, -s HOST[:PORT]" */
static void spell(const struct option *row, char *out, size_t room)
{
	size_t used = 0;

	for (const char *at = row->names; at; at = strchr(at, ',')) {
		size_t n;

		at += *at == ',';
		n = strcspn(at, ",");
		used += (size_t)snprintf(out + used, room - used, "%s%s%.*s",
					 used ? ", " : "", dashes(n, !used),
					 (int)n, at);
	}
	if (row->arg)
		snprintf(out + used, room - used, " %s", row->arg);
}

static void write_row(FILE *out, const struct option *row)
{
	char name[160];

	spell(row, name, sizeof(name));
	if (strlen(name) < NAME_COLUMN - 2)
		fprintf(out, "  %-*s%s\n", NAME_COLUMN - 2, name, row->help);
	else
		fprintf(out, "  %s\n%*s%s\n", name, NAME_COLUMN, "",
			row->help);
}

void option_write_help(FILE *out)
{
	fputs("smtpcheck sends one test mail and says, step by step, what "
	      "happened.\n\n"
	      "  smtpcheck -s HOST -tls -au USER -ap PASSWORD -t ADDRESS\n",
	      out);
	for (int group = 0; group < GROUP_COUNT; group++) {
		fprintf(out, "\n%s\n", titles[group]);
		for (size_t i = 0; i < option_count; i++)
			if ((int)option_rows[i].group == group)
				write_row(out, &option_rows[i]);
	}
	fputs("\n-opt and --opt are the same; --opt=VALUE works; --no-OPT "
	      "takes an option back.\n"
	      "The manual, smtpcheck(1), says more.\n", out);
}

/* A word for roff: backslashes and hyphens spelled out. */
static void write_roff(FILE *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\\')
			fputs("\\e", out);
		else if (text[i] == '-')
			fputs("\\-", out);
		else
			fputc(text[i], out);
	}
}

/*
 * A paragraph, wrapped, with a sentence's end at a line's end, as roff likes
 * it.  A line that starts with a dot or a quote would be a command.
 */
static void write_paragraph(FILE *out, const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t n = strcspn(text, " ");

		if (column && column + n + 1 > ROFF_WIDTH) {
			fputc('\n', out);
			column = 0;
		}
		if (column)
			fputc(' ', out);
		else if (*text == '.' || *text == '\'')
			fputs("\\&", out);
		write_roff(out, text, n);
		column += n + 1;
		if (text[n] && text[n - 1] == '.')
			column = ROFF_WIDTH;	/* a new sentence */
		text += n + (text[n] == ' ');
	}
	fputc('\n', out);
}

/* The help line is a phrase, the manual's text whole sentences. */
static void write_text(FILE *out, const struct option *row)
{
	char sentence[256];

	if (row->man) {
		write_paragraph(out, row->man);
		return;
	}
	snprintf(sentence, sizeof(sentence), "%c%s.", str_upper(*row->help),
		 row->help + 1);
	write_paragraph(out, sentence);
}

void option_write_manual(FILE *out)
{
	char name[160];

	for (int group = 0; group < GROUP_COUNT; group++) {
		fprintf(out, ".SS %s\n", titles[group]);
		for (size_t i = 0; i < option_count; i++) {
			const struct option *row = &option_rows[i];

			if ((int)row->group != group)
				continue;
			spell(row, name, sizeof(name));
			fputs(".TP\n.B ", out);
			write_roff(out, name, strlen(name));
			fputc('\n', out);
			write_text(out, row);
		}
	}
}
