/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asking for what was not given: on the terminal, or from standard input
 * where that is none.
 */
#ifndef SMTPCHECK_OPTIONS_PROMPT_H
#define SMTPCHECK_OPTIONS_PROMPT_H

#include <stdbool.h>
#include <stdio.h>

#include "options/config.h"

struct option;

struct prompt {
	FILE *in, *out;		/* borrowed */
	bool mask;		/* do not echo what is secret */
	bool taken;		/* in is for something else: ask nothing */
};

/*
 * Ask for the row's argument and set it.  0, or -1 with ERR_OPTION where
 * there is no answer.
 */
int prompt_for(struct config *c, const struct option *row,
	       const struct prompt *p, struct err *err);

/*
 * Ask for each argument that was left out and that is not to be asked late,
 * in the order of the rows, then check all of them.
 */
int prompt_missing(struct config *c, const struct prompt *p, struct err *err);

/* The row that fills a member of struct config. */
const struct option *prompt_row(size_t at);

#endif
