/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The transcript: the session as it went, in the notation that swaks made
 * known.  This file alone knows that notation.
 *
 *	===	a remark		***	an error (on standard error)
 *	 ->	sent			 ~>	sent under TLS
 *	<-	received, as hoped	<**	received, not as hoped
 *	<~	the same under TLS	<~*
 *	<	bytes received		  >	bytes sent (hexdump.h)
 */
#ifndef SMTPCHECK_REPORT_TRANSCRIPT_H
#define SMTPCHECK_REPORT_TRANSCRIPT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "event/bus.h"
#include "report/hexdump.h"

struct transcript {
	FILE *out, *err;	/* borrowed */
	bool hide_receive, hide_send, hide_info;
	bool plain_receive, plain_send, plain_info; /* without the marks */
	int silent;		/* 0 all; 1 from the first error on; 2 errors
				 * alone; 3 nothing */
	bool escape;		/* control bytes of either side as \xHH */
	bool crlf_lines;	/* message lines with their CR, as swaks */
	bool addresses;		/* each address that is tried */
	bool peer_cert, peer_chain; /* show them as PEM */
	bool auth_fields;	/* lines of AUTH in their fields */
	bool lapse;		/* how long each reply took ... */
	bool lapse_whole;	/* ... in whole seconds */
	bool seen_error;	/* set by itself, as is all below */
	struct hexdump sent;	/* bytes on their way out */
	struct buf rows;	/* their rows, until they are out */
};

/*
 * The transcript as a sink; t must outlive the bus.  transcript_release() is
 * due behind the last event.
 */
struct sink transcript_sink(struct transcript *t);
void transcript_release(struct transcript *t);

#endif
