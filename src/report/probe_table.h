/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table that --auth-probe ends with, and its verdict. */
#ifndef SMTPCHECK_REPORT_PROBE_TABLE_H
#define SMTPCHECK_REPORT_PROBE_TABLE_H

#include "base/str.h"
#include "report/summary.h"

struct auth_probe;

/* The warnings stand behind the verdict. */
void probe_table_write(const struct auth_probe *p,
		       const struct strings *warnings,
		       const struct summary_options *o);

#endif
