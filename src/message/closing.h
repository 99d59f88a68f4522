/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the message room: the end of a message whose text the user gave.
 *
 * The text may end with a line that is one dot, the end mark of SMTP, as in a
 * dialogue that was copied: that line is not text.  Then one line end is
 * added, as swaks does, whether the text ended with one or not.
 */
#ifndef SMTPCHECK_MESSAGE_CLOSING_H
#define SMTPCHECK_MESSAGE_CLOSING_H

#include <stddef.h>

/* Last bytes of a message that decide how it ends. */
enum { CLOSING_MOST = 5 };

/*
 * The last n bytes of a text, at least CLOSING_MOST or all there are, become
 * those of the message.  There must be room for one more.  The new length.
 */
size_t closing_fix(char *bytes, size_t n);

#endif
