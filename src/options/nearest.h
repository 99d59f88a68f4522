/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The known option that a mistyped name is nearest to. */
#ifndef SMTPCHECK_OPTIONS_NEAREST_H
#define SMTPCHECK_OPTIONS_NEAREST_H

struct option;

/* The row whose first name is near, or NULL where none is. */
const struct option *nearest_option(const char *name);

#endif
