/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The step report: a line for each step and attempt, then how the run ended
 * and, where it failed, why and what to try.  It reads the tally alone.
 */
#ifndef SMTPCHECK_REPORT_SUMMARY_H
#define SMTPCHECK_REPORT_SUMMARY_H

#include <stdbool.h>
#include <stdio.h>

struct tally;

struct summary_options {
	FILE *out;
	int width;		/* columns; details are wrapped to it */
	bool colour;
	const char *place;	/* host, path or command */
};

void summary_write(const struct tally *t, const struct summary_options *o);

#endif
