/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TLS over any pair of byte functions, by GnuTLS: see tls.h.  TLS 1.3 is RFC
 * 8446, TLS 1.2 RFC 5246; that SNI has no addresses is RFC 6066 section 3.
 */
#include "net/tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/tls_facts.h"
#include "net/suites.h"
#include "net/tls_session.h"
#include "net/tlsa.h"
#include "net/verify.h"

enum { FLIGHT = 4096 }; /* the client's first flight, of several records */

static ssize_t transport_failed(struct tls *t)
{
	int number = errno;

	if (number != EAGAIN && number != EWOULDBLOCK && number != EINTR)
		t->number = number;
	gnutls_transport_set_errno(t->session, number);
	return -1;
}

static ssize_t fill(struct tls *t)
{
	ssize_t got = t->io.recv(t->io.wire, t->in, sizeof(t->in));

	if (got < 0)
		return transport_failed(t);
	t->ended = !got;
	t->in_at = 0;
	t->in_len = (size_t)got;
	for (size_t i = 0; i < t->in_len && t->first_len < GREETING; i++)
		t->first[t->first_len++] = t->in[i];
	return got;
}

static ssize_t pull(gnutls_transport_ptr_t wire, void *bytes, size_t n)
{
	struct tls *t = wire;
	ssize_t got = (ssize_t)(t->in_len - t->in_at);

	if (!got)
		got = fill(t);
	if (got > (ssize_t)n)
		got = (ssize_t)n;
	if (got > 0) {
		memcpy(bytes, t->in + t->in_at, (size_t)got);
		t->in_at += (size_t)got;
	}
	return got;
}

/* Several records of one flight leave in one packet. */
static ssize_t push(gnutls_transport_ptr_t wire, const giovec_t *parts,
		    int count)
{
	struct tls *t = wire;
	unsigned char flight[FLIGHT];
	size_t n = 0;
	ssize_t sent;

	for (int i = 0; i < count && parts[i].iov_len <= FLIGHT - n; i++) {
		memcpy(flight + n, parts[i].iov_base, parts[i].iov_len);
		n += parts[i].iov_len;
	}
	sent = n ? t->io.send(t->io.wire, flight, n)
		 : t->io.send(t->io.wire, parts[0].iov_base, parts[0].iov_len);
	return sent < 0 ? transport_failed(t) : sent;
}

/*
 * After a result that is not fatal: wait, unless there is more read ahead.  A
 * peer that just keeps the session busy does not get past the deadline.
 */
static int go_on(struct tls *t, ssize_t result, int64_t deadline,
		 struct err *err)
{
	bool for_writing = gnutls_record_get_direction(t->session) == 1;

	if (result == GNUTLS_E_REHANDSHAKE)
		gnutls_alert_send(t->session, GNUTLS_AL_WARNING,
				  GNUTLS_A_NO_RENEGOTIATION);
	else if (result == GNUTLS_E_AGAIN &&
		 (for_writing || t->in_at == t->in_len))
		return t->io.wait(t->io.wire, for_writing, deadline, err);
	if (clock_poll_ms(t->io.clock, deadline) == 0)
		return err_set(err, ERR_TIMEOUT, "timed out");
	return 0;
}

static int handshake(struct tls *t, int64_t deadline, struct tls_facts *facts,
		     struct err *err)
{
	for (;;) {
		int code = gnutls_handshake(t->session);

		if (code == GNUTLS_E_SUCCESS)
			return 0;
		if (gnutls_error_is_fatal(code))
			return tls_handshake_failed(t, code, facts, err);
		if (go_on(t, code, deadline, err) < 0)
			return -1;
	}
}

size_t tls_name_sent(const char *name)
{
	unsigned char address[16];
	size_t n = name ? strlen(name) : 0;

	if (n && name[n - 1] == '.')
		n--;
	if (n && (inet_pton(AF_INET, name, address) == 1 ||
		  inet_pton(AF_INET6, name, address) == 1))
		return 0;
	return n;
}

static int send_name(struct tls *t, const char *name, struct err *err)
{
	size_t n = tls_name_sent(name);

	if (n &&
	    gnutls_server_name_set(t->session, GNUTLS_NAME_DNS, name, n) < 0)
		return err_set(err, ERR_TLS_HANDSHAKE,
			       "%.200s cannot be sent as a server name", name);
	return 0;
}

/* The names were counted and measured when the plan was made. */
static int offer_alpn(struct tls *t, const char *list, struct err *err)
{
	enum { NAMES_MOST = 8 };	/* as GnuTLS */
	gnutls_datum_t offers[NAMES_MOST];
	struct strings names = { 0 };
	unsigned count = 0;
	int code;

	strings_split(&names, list, ',');
	for (; count < names.count && count < NAMES_MOST; count++) {
		offers[count].data = (unsigned char *)names.at[count];
		offers[count].size = (unsigned)strlen(names.at[count]);
	}
	code = gnutls_alpn_set_protocols(t->session, offers, count, 0);
	strings_release(&names);
	return code < 0 ? tls_library_failed(code, ERR_LIBRARY, "ALPN", err)
			: 0;
}

/*
 * No tickets: the session will not be resumed.  The certificate of this end is
 * sent whatever issuers the server says it would like: it is for the server
 * to judge it.
 */
static int set_up(struct tls *t, const struct tls_policy *policy,
		  struct err *err)
{
	unsigned flags = GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS |
			 GNUTLS_FORCE_CLIENT_CERT;
	int code;

	t->setup = policy->setup;
	if (!t->setup)
		t->setup = t->own_setup = tls_setup_new(policy, err);
	if (!t->setup)
		return -1;
	code = gnutls_init(&t->session, flags);
	if (code >= 0)
		code = tls_setup_session(t->setup, t->session);
	if (code < 0)
		return tls_library_failed(code, ERR_LIBRARY, "GnuTLS", err);
	gnutls_transport_set_ptr(t->session, t);
	gnutls_transport_set_pull_function(t->session, pull);
	gnutls_transport_set_vec_push_function(t->session, push);
	tls_watch(t);
	if (policy->alpn && offer_alpn(t, policy->alpn, err) < 0)
		return -1;
	return send_name(t, policy->sni, err);
}

static int check_cipher(const struct tls *t, struct tls_facts *facts,
			struct err *err)
{
	const struct ciphers *wanted = &t->setup->ciphers;

	if (!wanted->named.count || ciphers_name(wanted, facts->cipher))
		return 0;
	return tls_cipher_unwanted(facts->cipher, facts, err);
}

static int establish(struct tls *t, const struct tls_policy *policy,
		     int64_t deadline, struct tls_facts *facts, struct err *err)
{
	if (set_up(t, policy, err) < 0 ||
	    handshake(t, deadline, facts, err) < 0)
		return -1;
	tls_note(t, policy, facts);
	return check_cipher(t, facts, err);
}

/* GnuTLS asks for a staple by itself. */
static struct peer_proof proof_of(const struct tls *t)
{
	struct peer_proof proof = { .count = 0 };

	proof.certs = gnutls_certificate_get_peers(t->session, &proof.count);
	if (!proof.certs)
		proof.count = 0;
	if (gnutls_ocsp_status_request_get(t->session, &proof.staple) < 0)
		proof.staple = (gnutls_datum_t){ NULL, 0 };
	return proof;
}

struct tls *tls_open(const struct tls_io *io, const struct tls_policy *policy,
		     int64_t deadline, struct tls_facts *facts, struct err *err)
{
	struct tls *t = mem_new(sizeof(*t));
	struct peer_proof proof;

	t->io = *io;
	if (establish(t, policy, deadline, facts, err) < 0) {
		tls_close(t, false);
		return NULL;
	}
	proof = proof_of(t);
	verify_peer(&proof, policy, clock_wall(io->clock), facts);
	tlsa_judge(&proof, policy, clock_wall(io->clock), facts);
	return t;
}

static int tell_failure(struct tls *t, ssize_t code, struct err *err)
{
	char alert[64];

	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED) {
		err_set(err, ERR_TLS_ALERT, "the server sent TLS alert %s",
			tls_alert_text(t, alert, sizeof(alert)));
		err->number = (int)gnutls_alert_get(t->session);
		return -1;
	}
	if (t->number == ECONNRESET || t->number == EPIPE)
		return err_system(err, ERR_CLOSED, t->number,
				  "the server dropped the connection");
	if (t->number)
		return err_system(err, ERR_IO, t->number, "the connection");
	return tls_library_failed(code, ERR_IO, "TLS", err);
}

/*
 * What failed first is what counts: GnuTLS says of all that follows that the
 * session is invalid.  The first may have been a look at whether there is
 * more, whose failure nobody heeds.
 */
static int link_failed(struct tls *t, ssize_t code, struct err *err)
{
	if (t->broken.kind == ERR_NONE)
		tell_failure(t, code, &t->broken);
	*err = t->broken;
	return -1;
}

ssize_t tls_read(struct tls *t, void *bytes, size_t n, int64_t deadline,
		 struct err *err)
{
	ssize_t got;

	if (t->truncated)	/* GnuTLS calls it invalid from then on */
		return 0;
	/* Wait first: an answer is rarely there before it was waited for. */
	if (t->in_at == t->in_len && !gnutls_record_check_pending(t->session) &&
	    t->io.wait(t->io.wire, false, deadline, err) < 0)
		return -1;
	while ((got = gnutls_record_recv(t->session, bytes, n)) < 0 &&
	       !gnutls_error_is_fatal((int)got))
		if (go_on(t, got, deadline, err) < 0)
			return -1;
	t->truncated = got == GNUTLS_E_PREMATURE_TERMINATION;
	if (t->truncated)
		return 0;
	return got < 0 ? link_failed(t, got, err) : got;
}

/* A server that shuts the door has often said why before, in an alert. */
static int write_failed(struct tls *t, ssize_t code, struct err *err)
{
	char byte;

	if (gnutls_record_recv(t->session, &byte, 1) ==
	    GNUTLS_E_FATAL_ALERT_RECEIVED)
		code = GNUTLS_E_FATAL_ALERT_RECEIVED;
	return link_failed(t, code, err);
}

int tls_write(struct tls *t, const void *bytes, size_t n, int64_t deadline,
	      struct err *err)
{
	const char *at = bytes;

	while (n) {
		ssize_t sent = 1;

		/* also where nothing keeps it from writing: signals are seen */
		if (t->io.wait(t->io.wire, true, deadline, err) < 0)
			return -1;
		for (; n && sent > 0; n -= (size_t)sent, at += sent) {
			sent = gnutls_record_send(t->session, at, n);
			if (sent < 0 && gnutls_error_is_fatal((int)sent))
				return write_failed(t, sent, err);
			if (sent < 0)
				sent = 0;
		}
	}
	return 0;
}

bool tls_truncated(const struct tls *t)
{
	return t->truncated;
}

void tls_close(struct tls *t, bool politely)
{
	if (t->session) {
		if (politely)
			gnutls_bye(t->session, GNUTLS_SHUT_WR);
		gnutls_deinit(t->session);
	}
	tls_setup_free(t->own_setup);
	free(t);
}
