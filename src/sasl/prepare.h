/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * User names and passwords as SCRAM hashes them: the same characters must be
 * the same bytes, however they were typed.
 */
#ifndef SMTPCHECK_SASL_PREPARE_H
#define SMTPCHECK_SASL_PREPARE_H

struct buf;

/*
 * Append the prepared text.  0, or -1 where it cannot be prepared: it is not
 * UTF-8, or has a character that nobody may have in a password.
 */
int prepare_add(struct buf *out, const char *text);

#endif
