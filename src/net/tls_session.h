/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of a TLS session and of its setup, for net/tls*.c alone.
 */
#ifndef SMTPCHECK_NET_TLS_SESSION_H
#define SMTPCHECK_NET_TLS_SESSION_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>

#include "net/ciphers.h"
#include "net/passphrase.h"
#include "net/tls.h"
#include "net/tls_setup.h"

struct tls_facts;

/* What was asked for and is not offered, since this system forbids it. */
struct tls_barred {
	unsigned versions;
	bool ciphers;
};

/* What was seen of a handshake, for the text of its failure. */
struct tls_seen {
	unsigned suite;		/* that the server chose */
	unsigned prime_bits;	/* of its DH */
	unsigned hash;		/* of its signature (RFC 5246, 7.4.1.4.1) */
};

struct tls_setup {
	gnutls_certificate_credentials_t credentials;
	gnutls_anon_client_credentials_t anonymous;	/* NULL as a rule */
	gnutls_priority_t priority;
	struct ciphers ciphers;		/* nothing named: any will do */
	struct tls_certificate *client;	/* leaf first */
	size_t client_count;
	unsigned client_faults;		/* enum client_fault, of the leaf */
	struct passphrase passphrase;	/* its PIN, where it is a token's */
	unsigned versions;		/* asked for, also what cannot be had */
	bool versions_named;		/* ... by --tls-protocol */
	bool legacy;
	unsigned prime_least;		/* bits of DH; 0: as GnuTLS has it */
	struct tls_barred barred;
};

enum {
	READ_AHEAD = 8192, /* a server's first flight, as a rule */
	GREETING = 64	   /* of what came first, for the error text */
};

struct tls {
	gnutls_session_t session;
	const struct tls_setup *setup;
	struct tls_setup *own_setup;	/* the same, or NULL: the policy's */
	struct tls_io io;
	int number;	/* errno of a transport that broke */
	struct err broken; /* what ended the session, if anything did */
	bool ended;	/* the stream has come to its end */
	bool truncated; /* ... without a close_notify */
	struct tls_seen seen;
	unsigned char first[GREETING];
	size_t first_len;
	/* Read ahead: GnuTLS asks for a record's five-byte header alone. */
	unsigned char in[READ_AHEAD];
	size_t in_at, in_len;
};

/* Set a new session up.  GnuTLS's code. */
int tls_setup_session(const struct tls_setup *s, gnutls_session_t session);

/* Take note of what the server says in the handshake that is to come. */
void tls_watch(struct tls *t);

/* How much of the policy's name is sent (SNI): 0 where it is none. */
size_t tls_name_sent(const char *name);

/* Fill facts with what was agreed on, once the handshake is over. */
void tls_note(const struct tls *t, const struct tls_policy *policy,
	      struct tls_facts *facts);

/*
 * Say why no session came about: err in plain words, facts->failure in those
 * of OpenSSL.  code is GnuTLS's.  All three return -1.
 */
int tls_handshake_failed(struct tls *t, int code, struct tls_facts *facts,
			 struct err *err);
int tls_cipher_unwanted(const char *cipher, struct tls_facts *facts,
			struct err *err);
int tls_library_failed(ssize_t code, enum err_kind kind, const char *what,
		       struct err *err);

/* "116 (certificate_required)", of the last alert, into text. */
const char *tls_alert_text(const struct tls *t, char *text, size_t n);

/* "TLSv1.3", as OpenSSL spells the version of GnuTLS's number. */
const char *tls_version_text(size_t version);

#endif
