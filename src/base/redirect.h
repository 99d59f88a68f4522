/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Standard output and standard error, led elsewhere for good: for everything
 * in this process, and in a child of it.
 */
#ifndef SMTPCHECK_BASE_REDIRECT_H
#define SMTPCHECK_BASE_REDIRECT_H

#include "base/err.h"

/*
 * out and error are each the path of a file, which is made or emptied,
 * "&STDOUT" or "&STDERR" for what the descriptor has been so far, or NULL for
 * no change.  Both may be one file, and are written to it in turn.  0, or -1
 * with ERR_FILE and nothing changed.
 */
int redirect_output(const char *out, const char *error, struct err *err);

#endif
