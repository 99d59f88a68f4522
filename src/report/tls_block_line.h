/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines that the block of TLS facts is made of, for report/tls_block*.c. */
#ifndef SMTPCHECK_REPORT_TLS_BLOCK_LINE_H
#define SMTPCHECK_REPORT_TLS_BLOCK_LINE_H

#include "base/buf.h"
#include "report/tls_block.h"

struct tls_facts;

struct tls_block {
	const struct tls_block_options *o;
	struct buf text;	/* of the line that is being made */
};

/* Add what the server chose: an LF of its own makes no new line. */
void block_add(struct tls_block *b, const char *text);

/* Write the text that there is, each LF in it a new line, and forget it. */
void block_end(struct tls_block *b, const char *label);

/* Add the text, or "none", and write it; NULL: there is nothing to write. */
void block_line(struct tls_block *b, const char *label, const char *text);

/* Whether the certificates are good, and all that is wrong with them. */
void tls_block_verdict(struct tls_block *b, const struct tls_facts *f);

#endif
