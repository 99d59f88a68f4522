/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step report as text, for the tests. */
#ifndef SMTPCHECK_TESTS_REPORT_WRITING_H
#define SMTPCHECK_TESTS_REPORT_WRITING_H

#include <stdbool.h>
#include <stddef.h>

#include "event/tally.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

#define HEAD "STEP      STATUS      TIME  DETAIL\n"

/* A tally of a run that ended well. */
struct tally tally_of(struct result *results, size_t count);

/* The report; the caller frees it. */
char *written(const struct tally *t, int width, bool colour);

/* The report without colour is just this. */
void check_report(const struct tally *t, int width, const char *expected);

#endif
