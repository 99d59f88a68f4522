/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the place that a report goes to can show. */
#ifndef SMTPCHECK_REPORT_TERMINAL_H
#define SMTPCHECK_REPORT_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/* Columns of the terminal, or a width that reads well in a file. */
int terminal_width(FILE *out);

/* Is it to be coloured?  https://no-color.org: not with NO_COLOR set. */
bool terminal_wants_colour(FILE *out);

#endif
