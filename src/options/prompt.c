/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for what was not given: see prompt.h. */
#include "options/prompt.h"

#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"
#include "options/option.h"

/* Turn the echo off; false where the input is no terminal. */
static bool echo_off(FILE *in, struct termios *before)
{
	struct termios quiet;

	if (tcgetattr(fileno(in), before) < 0)
		return false;
	quiet = *before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	return tcsetattr(fileno(in), TCSAFLUSH, &quiet) == 0;
}

/* A line without its end, freed by the caller; NULL: the input's end. */
static char *read_answer(const struct prompt *p, bool secret)
{
	struct termios before;
	bool masked = secret && p->mask && echo_off(p->in, &before);
	char *line = NULL;
	size_t cap = 0;
	ssize_t n = getline(&line, &cap, p->in);

	if (masked)
		tcsetattr(fileno(p->in), TCSAFLUSH, &before);
	/* what comes next is to begin a line of its own */
	if (masked || n < 0) {
		fputc('\n', p->out);
		fflush(p->out);
	}
	if (n < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

/* The answer, freed by the caller; NULL: there is no more input. */
static char *ask(const struct option *row, const struct prompt *p)
{
	char *answer;

	if (p->taken)
		return NULL;
	fprintf(p->out, "%s: ", row->prompt);
	fflush(p->out);
	answer = read_answer(p, row->secret);
	return answer;
}

static int no_answer(const struct option *row, const struct prompt *p,
		     struct err *err)
{
	if (p->taken)
		return err_set(err, ERR_OPTION, "--%.*s %s is needed, and "
			       "cannot be asked for: standard input is the "
			       "message's", (int)option_name_length(row),
			       row->names, row->arg);
	return err_set(err, ERR_OPTION, "--%.*s %s is needed: it was asked "
		       "for, and standard input is at its end",
		       (int)option_name_length(row), row->names, row->arg);
}

int prompt_for(struct config *c, const struct option *row,
	       const struct prompt *p, struct err *err)
{
	char *answer = ask(row, p);
	int result;

	if (!answer)
		return no_answer(row, p, err);
	result = option_apply(c, row, answer, row->prompt, err);
	mem_free_secret(answer);
	return result;
}

/* Those of the same kind stand together: they are asked for in their order. */
static int ask_mentions(struct value *v, const struct prompt *p,
			struct err *err)
{
	for (size_t i = 0; i < v->sequence_count; i++) {
		struct given *g = &v->sequence[i];

		if (g->text || !g->row->prompt)
			continue;
		g->text = ask(g->row, p);
		if (!g->text)
			return no_answer(g->row, p, err);
	}
	return 0;
}

static int ask_row(struct config *c, const struct option *row,
		   const struct prompt *p, struct err *err)
{
	struct value *v = option_value(c, row);

	if (!value_given(v) || !row->prompt || row->ask_late)
		return 0;
	if (row->type == OPT_SEQUENCE)
		return ask_mentions(v, p, err);
	return v->text ? 0 : prompt_for(c, row, p, err);
}

int prompt_missing(struct config *c, const struct prompt *p, struct err *err)
{
	for (size_t i = 0; i < option_count; i++)
		if (ask_row(c, &option_rows[i], p, err) < 0)
			return -1;
	return option_check(c, true, err);
}

const struct option *prompt_row(size_t at)
{
	for (size_t i = 0; i < option_count; i++)
		if (option_rows[i].at == at && option_rows[i].prompt)
			return &option_rows[i];
	return NULL;
}
