/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TLS servers of every kind, each a thread at the other end of a socket pair,
 * and the client's part of a scene with one.
 */
#ifndef TESTS_NET_PEER_H
#define TESTS_NET_PEER_H

#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/tls_facts.h"
#include "base/tls_policy.h"
#include "net/wire.h"

#define MS INT64_C(1000)
/* SOON is for what is to run out of time, LATER for what is not. */
#define SOON (clock_now(&clock_system) + 100 * MS)
#define LATER (clock_now(&clock_system) + 120000 * MS)
#define HOST "mail.example.net"

struct made;

struct scene {
	const char *priority; /* of the server; NULL: NORMAL */
	const struct made *leaf; /* its certificate; NULL: one for HOST */
	const char *alpn;	 /* the one protocol it knows, or NULL */
	bool asks;	      /* for a certificate */
	bool requires;	      /* ... and goes on with none but it */
	void (*talk)(struct scene *, gnutls_session_t);
	void (*raw)(struct scene *); /* in place of TLS */
	int fd;			     /* the server's end */
	pthread_t thread;
	char sni[64]; /* what the server was told */
	unsigned certs;		     /* how many the client sent it ... */
	char subjects[256];	     /* ... and their names, blanks between */
	struct wire *wire;
	struct tls_facts facts;
	struct err err;
	struct tls_policy policy;
	struct interrupt *interrupt;
};

/* Make the server's certificate, for HOST, and the store that trusts it. */
int peer_set_up(void **state);
int peer_tear_down(void **state);

/* The server's certificate in DER; the data is GnuTLS's to free. */
gnutls_datum_t peer_certificate(void);

/* Start the server, and TLS with it. */
int start(struct scene *s, int64_t deadline);

/* Close the client's end, then wait for the server's. */
void finish(struct scene *s, bool politely);

/* The handshake fails, and says this. */
void expect_failure(struct scene *s, enum err_kind kind, const char *text);

/* A talk: send back what comes, until it ends; and that it does. */
void echo(struct scene *s, gnutls_session_t session);
void expect_echo(struct scene *s);

#endif
