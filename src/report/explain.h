/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why a run failed, in plain words, and what to try: a table of what servers
 * and networks say and what it means.  The first row that fits a failure
 * speaks.
 */
#ifndef SMTPCHECK_REPORT_EXPLAIN_H
#define SMTPCHECK_REPORT_EXPLAIN_H

#include <stddef.h>

#include "base/step.h"

/*
 * A row fits where everything that is set in it does.  {words} and the like
 * in its texts stand for what the failure holds: see explain.c.
 */
struct explanation {
	int step;		/* ANY_STEP or a step_id */
	enum cause cause;
	enum err_kind kind;	/* with CAUSE_ERR; ERR_NONE: any */
	unsigned reasons;	/* with a certificate: any of these */
	const char *codes;	/* "535,4": prefixes of the reply code */
	const char *enhanced;	/* "5.7.8,4.7": prefixes, by whole numbers */
	const char *words;	/* "relay|greylist": any in the reply */
	const char *subject;	/* "XOAUTH2,EXTERNAL": what its own starts by */
	const char *head;	/* what happened: ends the FAIL line */
	const char *why;
	const char *try;
};

enum { ANY_STEP = -1 };

extern const struct explanation explain_rows[];
extern const size_t explain_count;

/* What is known of the run beside its failure. */
struct explain_context {
	const char *place;	/* host, path or command */
};

/* The row that fits; there is always one. */
const struct explanation *explain_find(const struct failure *f);

/* A row's text with its placeholders filled in; freed by the caller. */
char *explain_fill(const char *text, const struct failure *f,
		   const struct explain_context *context);

#endif
