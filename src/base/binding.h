/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ways to tell one TLS session from any other, for SASL to bind to.
 * tls-unique (RFC 5929 section 3) is none of them: it does not tell sessions
 * apart where TLS 1.2 lacks the extended master secret, and is not for TLS 1.3
 * (RFC 8446 appendix C.5).
 */
#ifndef SMTPCHECK_BASE_BINDING_H
#define SMTPCHECK_BASE_BINDING_H

enum binding {
	BINDING_BY_VERSION,	/* the one that goes with the TLS version */
	BINDING_EXPORTER,	/* RFC 9266 */
	BINDING_END_POINT,	/* RFC 5929 section 4 */
	BINDING_NONE
};

/* "tls-exporter", as SASL says it (RFC 5056 section 7); NULL for none. */
const char *binding_name(enum binding binding);

#endif
