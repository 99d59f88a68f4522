/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a plan needs and the options did not say: arguments left out, a
 * recipient, a login.  Asked of .netrc, then of the user.
 */
#ifndef SMTPCHECK_PLAN_ASK_H
#define SMTPCHECK_PLAN_ASK_H

#include <stdbool.h>

#include "base/err.h"

struct config;
struct persona;

/* Complete c, asking on standard output.  0, or -1 with ERR_OPTION. */
int plan_ask(struct config *c, const struct persona *persona,
	     struct err *err);

/* Is what is secret not to be echoed where it is typed? */
bool plan_masks(const struct config *c, const struct persona *persona);

#endif
