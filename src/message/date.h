/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and identifiers of a message. */
#ifndef SMTPCHECK_MESSAGE_DATE_H
#define SMTPCHECK_MESSAGE_DATE_H

#include <time.h>

/*
 * "Tue, 24 Nov 2026 22:04:32 +0000": local time, never in the locale's words.
 * Freed by the caller.
 */
char *date_format(time_t when);

/*
 * "20261124220432.006082@host", a Message-Id without its brackets: local
 * time, the process's id in six digits or more, the host.  Freed by the
 * caller.
 */
char *message_id_format(time_t when, long pid, const char *host);

#endif
