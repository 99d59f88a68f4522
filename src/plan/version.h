/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's version, as the build has it. */
#ifndef SMTPCHECK_PLAN_VERSION_H
#define SMTPCHECK_PLAN_VERSION_H

#ifndef SMTPCHECK_VERSION
#define SMTPCHECK_VERSION "0.0.0"
#endif

#endif
