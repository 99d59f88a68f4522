/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The transcript: the session as it went, in the notation that swaks made
 * known.  This file alone knows that notation.
 *
 *	===	a remark		***	an error (on standard error)
 *	 ->	sent			 ~>	sent under TLS
 *	<-	received, as hoped	<**	received, not as hoped
 *	<~	the same under TLS	<~*
 */
#ifndef SMTPCHECK_REPORT_TRANSCRIPT_H
#define SMTPCHECK_REPORT_TRANSCRIPT_H

#include <stdbool.h>
#include <stdio.h>

#include "event/bus.h"

struct transcript {
	FILE *out, *err;	/* borrowed */
	bool hide_receive, hide_send, hide_info;
	int silent;		/* 0 all; 1 from the first error on; 2 errors
				 * alone; 3 nothing */
	bool escape;		/* control bytes of either side as \xHH */
	bool crlf_lines;	/* message lines with their CR, as swaks */
	bool addresses;		/* each address that is tried */
	bool seen_error;	/* set by itself */
};

/* The transcript as a sink; t must outlive the bus. */
struct sink transcript_sink(struct transcript *t);

#endif
