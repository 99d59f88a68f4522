/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server says in the handshake, as far as GnuTLS does not tell when it
 * then fails: the suite, the prime of DH, the hash of its signature.  Messages
 * are RFC 5246 section 7.4, that for ECDHE RFC 8422 section 5.4.
 *
 *	ServerHello	version[2] random[32] id<0..32> suite[2] ...
 *	DHE		p<1..2^16-1> g<1..2^16-1> Y<1..2^16-1> hash sign ...
 *	ECDHE		3 curve[2] point<1..255> hash sign ...
 */
#include <gnutls/gnutls.h>
#include <stdbool.h>

#include "net/tls_session.h"

struct reader {
	const unsigned char *at;
	size_t n;
};

/* false: there is no more, here and below. */
static bool skip(struct reader *r, size_t n)
{
	if (n > r->n)
		return false;
	r->at += n;
	r->n -= n;
	return true;
}

static bool number(struct reader *r, int octets, unsigned *out)
{
	*out = 0;
	for (int i = 0; i < octets; i++) {
		if (!r->n)
			return false;
		*out = *out << 8 | *r->at;
		skip(r, 1);
	}
	return true;
}

/* Bits of the number that n octets are. */
static unsigned bits_of(const unsigned char *at, size_t n)
{
	while (n && !*at) {
		at++;
		n--;
	}
	return n ? (unsigned)n * 8 - (unsigned)__builtin_clz(*at) + 24 : 0;
}

static void see_hello(struct tls_seen *seen, struct reader r)
{
	unsigned n;

	if (skip(&r, 2 + 32) && number(&r, 1, &n) && skip(&r, n))
		number(&r, 2, &seen->suite);
}

static void see_dhe(struct tls_seen *seen, struct reader r)
{
	unsigned n;

	if (!number(&r, 2, &n) || n > r.n)
		return;
	seen->prime_bits = bits_of(r.at, n);
	if (skip(&r, n) && number(&r, 2, &n) && skip(&r, n) &&
	    number(&r, 2, &n) && skip(&r, n))
		number(&r, 1, &seen->hash);
}

static void see_ecdhe(struct tls_seen *seen, struct reader r)
{
	unsigned n;

	if (skip(&r, 1 + 2) && number(&r, 1, &n) && skip(&r, n))
		number(&r, 1, &seen->hash);
}

/* Signatures say their hash since TLS 1.2. */
static void see_exchange(struct tls_seen *seen, gnutls_session_t session,
			 struct reader r)
{
	gnutls_kx_algorithm_t kx = gnutls_kx_get(session);

	if (kx == GNUTLS_KX_DHE_RSA || kx == GNUTLS_KX_DHE_DSS)
		see_dhe(seen, r);
	else if (kx == GNUTLS_KX_ECDHE_RSA || kx == GNUTLS_KX_ECDHE_ECDSA)
		see_ecdhe(seen, r);
	if (gnutls_protocol_get_version(session) < GNUTLS_TLS1_2)
		seen->hash = 0;
}

static int see(gnutls_session_t session, unsigned type, unsigned when,
	       unsigned incoming, const gnutls_datum_t *message)
{
	struct tls *t = gnutls_session_get_ptr(session);
	const struct reader r = { message->data, message->size };

	(void)when;
	if (incoming && type == GNUTLS_HANDSHAKE_SERVER_HELLO)
		see_hello(&t->seen, r);
	if (incoming && type == GNUTLS_HANDSHAKE_SERVER_KEY_EXCHANGE)
		see_exchange(&t->seen, session, r);
	return 0;
}

void tls_watch(struct tls *t)
{
	gnutls_session_set_ptr(t->session, t);
	gnutls_handshake_set_hook_function(t->session, GNUTLS_HANDSHAKE_ANY,
					   GNUTLS_HOOK_PRE, see);
}
