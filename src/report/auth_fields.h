/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line of an AUTH exchange in its fields, with a name for each that says
 * what it is: for who would decode it by hand.  What the bus has hidden in
 * the line is hidden here.
 */
#ifndef SMTPCHECK_REPORT_AUTH_FIELDS_H
#define SMTPCHECK_REPORT_AUTH_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "event/event.h"

/*
 * Add a line for each field, "iterations (i): 4096", printable.  Nothing for
 * a mechanism that is not known, or a line that cannot be read.
 */
void auth_fields(struct strings *lines, const struct auth_view *view,
		 bool sent);

/* ---- between the files of it ---- */

/* One field; key may be NULL. */
void auth_field(struct strings *lines, const char *name, const char *key,
		const char *value, size_t n);

void auth_fields_ntlm(struct strings *lines, const struct auth_view *view);

#endif
