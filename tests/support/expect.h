/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judges a finished run by a case's [expect] and [stdout] sections.
 */
#ifndef SUPPORT_EXPECT_H
#define SUPPORT_EXPECT_H

#include "casefile.h"

struct result {
	int status;      /* as of waitpid */
	double seconds;  /* how long it took */
	struct text out; /* standard output */
	struct text err; /* standard error */
	struct text both;
	struct text report; /* the step report, its wrapped lines joined */
	struct text wire;   /* what the server got: "C: ", "C~ " and "T: " */
	bool own_name;      /* ran as smtpcheck: output must be safe to show */
};

/* Fills BOTH and REPORT from OUT and ERR. */
void result_derive(struct result *result);

/* Adds a line to WHY for each thing that is not as the case says. */
void judge(const struct section *expect, const struct result *result,
	   struct text *why);

/* Each line of the section is a glob for that line of the output. */
void judge_lines(const struct section *lines, const struct text *out,
		 struct text *why);

#endif
