/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Findings: what an attacker would do here, or has done.  Each has a name
 * that people can search for, and is told once a run.  For smtp/ alone.
 */
#ifndef SMTPCHECK_SMTP_FINDINGS_H
#define SMTPCHECK_SMTP_FINDINGS_H

struct err;
struct session;

enum finding {
	FINDING_STARTTLS_INJECTION,
	FINDING_STARTTLS_STRIPPED,
	FINDING_COMMAND_INJECTION,
	FINDING_AUTH_BEFORE_TLS,
	FINDING_AUTH_ONLY_BEFORE_TLS,
	FINDING_CAPABILITIES_CHANGED,
	FINDING_WEAK_TLS,
	FINDING_TLS_TRUNCATED,
	FINDING_COUNT
};

/* "starttls-stripped" */
const char *finding_name(enum finding finding);

/* Tell of a finding, with what was seen. */
void session_find(struct session *s, enum finding finding,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Which option, or whose policy, says that the server has STARTTLS, so that
 * its want is an attack and nothing may go on in clear; or NULL.
 */
const char *expects_starttls(const struct session *s);

/* Look at what EHLO told, in clear or under TLS. */
void find_in_offers(struct session *s);

/* Look at the TLS session that came about. */
void find_in_tls(struct session *s);

/* Look at the end of the link, which came by err where a reply was due. */
void find_in_end(struct session *s, const struct err *err);

#endif
