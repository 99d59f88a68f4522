/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The little of JSON (RFC 8259) that tokens and their refusals are made of:
 * one object, of which some members are looked for.  A stranger made it.
 */
#ifndef SMTPCHECK_SASL_JSON_H
#define SMTPCHECK_SASL_JSON_H

#include <stdbool.h>

/*
 * The member of that name of the object that text is: a string's text, or a
 * number as it is written; freed by the caller.  NULL: there is none, or it is
 * anything else, or text is no object.  Of two the first counts.
 */
char *json_member(const char *text, const char *name);

/* Is text an object, and nothing else? */
bool json_is_object(const char *text);

#endif
