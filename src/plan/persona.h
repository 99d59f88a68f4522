/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What differs between the names the program is started under.  A persona is
 * data; it is read while the plan is made and nowhere else, so that the rest
 * of the program has one way of working.
 */
#ifndef SMTPCHECK_PLAN_PERSONA_H
#define SMTPCHECK_PLAN_PERSONA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/tls_limit.h"
#include "options/sources.h"

struct persona {
	const char *name;
	struct source_names names;
	bool verify;			/* the certificate must verify */
	bool strict_tls;		/* TLS 1.2, RSA 2048, SAN alone */
	bool heed_staple;		/* OCSP: revoked is refused */
	struct tls_limit cert_warn, cert_crit; /* of what is left of them */
	bool sni;			/* send the host's name by itself */
	bool tls_failure_ends;		/* of -tlso too, once TLS has begun */
	bool strict_paths;		/* no < or > inside an address */
	bool loose_headers;		/* --header without the checks */
	bool by_name;			/* mechanisms by name, not by worth */
	bool own_mechanisms;		/* and those that swaks has not, even
					 * where they are not named */
	bool mask_prompt;		/* do not echo a password typed */
	bool netrc_first;		/* .netrc before a password given */
	bool guard_input;		/* a message that is piped in answers
					 * no question */
	bool strict_stops;		/* nothing is to end at a step that
					 * was not asked for */
	bool hide_secrets;
	bool allow_cleartext;		/* a password may go without TLS */
	bool strict_auth;		/* no unknown word in --auth-map and
					 * --auth-extra */
	bool lan_manager;		/* NTLM with an LM response */
	bool auth_fields;		/* -apt tells each field by name */
	bool escape_always;		/* control bytes, also into a file */
	bool report;			/* the step report */
	bool addresses;			/* show each address that is tried */
	bool crlf_lines;		/* message lines shown with their CR */
	size_t show_data;		/* message bytes shown; SIZE_MAX: all */
	bool mail_auth;			/* AUTH= after AUTH by itself */
	bool strict_quit;		/* a refused QUIT is a failure */
	bool strict_prdr;		/* no recipient left at the dot too */
	bool strict_link;		/* QUIT not awaited after a timeout */
	bool strict_turns;		/* no reply before its command */
	bool quit_after_tls;		/* say QUIT also where TLS failed */
	bool mx_lenient;		/* no answer about MX is none */
};

/* The persona for a program name, path and all. */
const struct persona *persona_for(const char *argv0);

#endif
