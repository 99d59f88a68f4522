/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that is known of a TLS session as a block for people (--tls-facts): the
 * session, then each certificate.  Whatever the server chose is made safe.
 */
#ifndef SMTPCHECK_REPORT_TLS_BLOCK_H
#define SMTPCHECK_REPORT_TLS_BLOCK_H

#include <stdio.h>
#include <time.h>

struct tls_facts;

struct tls_block_options {
	FILE *out;
	int width;	/* columns; what is longer is wrapped */
	time_t now;
};

/* facts: NULL where no session came about, which it says then. */
void tls_block_write(const struct tls_facts *facts,
		     const struct tls_block_options *o);

#endif
