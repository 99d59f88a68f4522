/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One SMTP session: the plan is carried out step by step, every fact goes to
 * the bus, the last one is the RESULT.
 */
#ifndef SMTPCHECK_SMTP_SESSION_H
#define SMTPCHECK_SMTP_SESSION_H

#include <stdbool.h>

#include "base/err.h"

struct bus;
struct interrupt;
struct plan;
struct wire;

/* Is there what looking things up takes?  0, or -1 with err. */
int session_check(const struct plan *plan, struct err *err);

/*
 * Run the plan.  wire is a ready link for tests, which the session takes
 * over, or NULL to make one as planned; interrupt may be NULL.  The exit
 * code.
 */
int session_run(const struct plan *plan, struct bus *bus,
		struct interrupt *interrupt, struct wire *wire);

/* Is it a refusal of the AUTH command, without a look at the password? */
bool auth_is_of_command(int code);

#endif
