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
#include "net/verify.h"

enum {
	READ_AHEAD = 8192, /* a server's first flight, as a rule */
	FLIGHT = 4096,	   /* the client's, of several records */
	GREETING = 64	   /* of what came first, for the error text */
};

struct tls {
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	struct tls_io io;
	const struct clock *clock;
	int number;	/* errno of a transport that broke */
	bool ended;	/* the stream has come to its end */
	bool truncated; /* ... without a close_notify */
	unsigned char first[GREETING];
	size_t first_len;
	/* Read ahead: GnuTLS asks for a record's five-byte header alone. */
	unsigned char in[READ_AHEAD];
	size_t in_at, in_len;
};

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
	if (clock_poll_ms(t->clock, deadline) == 0)
		return err_set(err, ERR_TIMEOUT, "timed out");
	return 0;
}

static int library_failed(ssize_t code, enum err_kind kind, const char *what,
			  struct err *err)
{
	const char *why = gnutls_strerror((int)code);
	size_t n = strlen(why);

	if (n && why[n - 1] == '.')
		n--;
	err_set(err, kind, "%s: %.*s", what, (int)n, why);
	err->number = (int)code;
	return -1;
}

/* "116 (certificate_required)": GnuTLS has the names, in capitals. */
static const char *alert_text(const struct tls *t, char *text, size_t n)
{
	static const char prefix[] = "GNUTLS_A_";
	gnutls_alert_description_t alert = gnutls_alert_get(t->session);
	const char *name = gnutls_alert_get_strname(alert);

	if (name && str_starts(name, prefix))
		name += sizeof(prefix) - 1;
	snprintf(text, n, "%d (%s)", (int)alert, name ? name : "unknown");
	for (char *at = text; *at; at++)
		*at = str_lower(*at);
	return text;
}

/* As OpenSSL spells them. */
static const char *version_text(size_t version)
{
	static const char *const texts[] = {
		[GNUTLS_SSL3] = "SSLv3",     [GNUTLS_TLS1_0] = "TLSv1",
		[GNUTLS_TLS1_1] = "TLSv1.1", [GNUTLS_TLS1_2] = "TLSv1.2",
		[GNUTLS_TLS1_3] = "TLSv1.3",
	};

	if (version < sizeof(texts) / sizeof(*texts) && texts[version])
		return texts[version];
	return "an odd version";
}

/* A record begins with its type, which no line of text does. */
static bool speaks_tls(const struct tls *t)
{
	return !t->first_len || (t->first[0] >= 20 && t->first[0] <= 23);
}

static int not_tls(const struct tls *t, struct err *err)
{
	char line[GREETING + 1];
	size_t n = 0;

	for (; n < t->first_len && !strchr("\r\n", t->first[n]); n++)
		line[n] = (char)t->first[n];
	line[n] = '\0';
	return err_set(err, ERR_TLS_HANDSHAKE,
		       "the server does not speak TLS here (it sent \"%s\")",
		       line);
}

/* The version stands in the ServerHello, which is the first record's. */
static int version_refused(const struct tls *t, struct err *err)
{
	enum { HELLO_TYPE = 5, HELLO_VERSION = 9 };
	size_t version = GNUTLS_VERSION_UNKNOWN;

	if (t->first_len > HELLO_VERSION + 1 && t->first[HELLO_TYPE] == 2)
		version = GNUTLS_SSL3 + t->first[HELLO_VERSION + 1];
	return err_set(err, ERR_TLS_HANDSHAKE,
		       "the server chose %s, which is not allowed here",
		       version_text(version));
}

static int handshake_failed(struct tls *t, int code, struct err *err)
{
	char alert[64];

	if (!speaks_tls(t))
		return not_tls(t, err);
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
		return err_set(err, ERR_TLS_HANDSHAKE,
			       "the server refused the TLS handshake, alert %s",
			       alert_text(t, alert, sizeof(alert)));
	if (t->number)
		return err_system(err, ERR_TLS_HANDSHAKE, t->number,
				  "the connection broke in the TLS handshake");
	if (t->ended)
		return err_set(err, ERR_TLS_HANDSHAKE,
			       "the server hung up "
			       "in the TLS handshake");
	gnutls_alert_send_appropriate(t->session, code);
	if (code == GNUTLS_E_UNSUPPORTED_VERSION_PACKET)
		return version_refused(t, err);
	return library_failed(code, ERR_TLS_HANDSHAKE,
			      "the TLS handshake failed", err);
}

static int handshake(struct tls *t, int64_t deadline, struct err *err)
{
	for (;;) {
		int code = gnutls_handshake(t->session);

		if (code == GNUTLS_E_SUCCESS)
			return 0;
		if (gnutls_error_is_fatal(code))
			return handshake_failed(t, code, err);
		if (go_on(t, code, deadline, err) < 0)
			return -1;
	}
}

/* GnuTLS's NORMAL still has TLS 1.0 and 1.1, which RFC 8997 has ended. */
static int set_priority(struct tls *t, const struct tls_policy *policy)
{
	char text[160];

	snprintf(text, sizeof(text), "NORMAL%s%s",
		 policy->allow_old_versions ? ":+VERS-TLS1.1:+VERS-TLS1.0"
					    : ":-VERS-TLS1.1:-VERS-TLS1.0",
		 policy->allow_weak ? ":+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:"
				      "%PROFILE_VERY_WEAK"
				    : "");
	return gnutls_priority_set_direct(t->session, text, NULL);
}

static int send_name(struct tls *t, const char *name, struct err *err)
{
	unsigned char address[16];
	size_t n = name ? strlen(name) : 0;

	if (n && name[n - 1] == '.')
		n--;
	if (!n || inet_pton(AF_INET, name, address) == 1 ||
	    inet_pton(AF_INET6, name, address) == 1)
		return 0;
	if (gnutls_server_name_set(t->session, GNUTLS_NAME_DNS, name, n) < 0)
		return err_set(err, ERR_TLS_HANDSHAKE,
			       "%.200s cannot be sent as a server name", name);
	return 0;
}

/* No tickets: the session will not be resumed. */
static int set_up(struct tls *t, const struct tls_policy *policy,
		  struct err *err)
{
	unsigned flags = GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS;
	int code = gnutls_certificate_allocate_credentials(&t->credentials);

	if (code >= 0)
		code = gnutls_init(&t->session, flags);
	if (code >= 0)
		code = set_priority(t, policy);
	if (code >= 0)
		code = gnutls_credentials_set(
			t->session, GNUTLS_CRD_CERTIFICATE, t->credentials);
	if (code < 0)
		return library_failed(code, ERR_LIBRARY, "GnuTLS", err);
	gnutls_transport_set_ptr(t->session, t);
	gnutls_transport_set_pull_function(t->session, pull);
	gnutls_transport_set_vec_push_function(t->session, push);
	return send_name(t, policy->sni, err);
}

static void note_session(const struct tls *t, struct tls_facts *facts)
{
	gnutls_session_t s = t->session;

	snprintf(facts->version, sizeof(facts->version), "%.15s",
		 version_text(gnutls_protocol_get_version(s)));
	snprintf(facts->cipher, sizeof(facts->cipher), "%s",
		 gnutls_ciphersuite_get(s));
	facts->bits = (int)gnutls_cipher_get_key_size(gnutls_cipher_get(s)) * 8;
	facts->client_asked = gnutls_certificate_client_get_request_status(s);
	facts->client_sent = facts->client_asked &&
			     gnutls_certificate_get_ours(s);
}

struct tls *tls_open(const struct tls_io *io, const struct tls_policy *policy,
		     const struct clock *clock, int64_t deadline,
		     struct tls_facts *facts, struct err *err)
{
	struct tls *t = mem_new(sizeof(*t));
	const gnutls_datum_t *certs;
	unsigned count = 0;

	t->io = *io;
	t->clock = clock;
	if (set_up(t, policy, err) < 0 || handshake(t, deadline, err) < 0) {
		tls_close(t, false);
		return NULL;
	}
	note_session(t, facts);
	certs = gnutls_certificate_get_peers(t->session, &count);
	verify_peer(certs, certs ? count : 0, policy, clock_wall(clock), facts);
	return t;
}

static int link_failed(struct tls *t, ssize_t code, struct err *err)
{
	char alert[64];

	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED) {
		err_set(err, ERR_TLS_ALERT, "the server sent TLS alert %s",
			alert_text(t, alert, sizeof(alert)));
		err->number = (int)gnutls_alert_get(t->session);
		return -1;
	}
	if (t->number == ECONNRESET || t->number == EPIPE)
		return err_system(err, ERR_CLOSED, t->number,
				  "the server dropped the connection");
	if (t->number)
		return err_system(err, ERR_IO, t->number, "the connection");
	return library_failed(code, ERR_IO, "TLS", err);
}

ssize_t tls_read(struct tls *t, void *bytes, size_t n, int64_t deadline,
		 struct err *err)
{
	ssize_t got;

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
		ssize_t sent;

		/* also where nothing keeps it from writing: signals are seen */
		if (t->io.wait(t->io.wire, true, deadline, err) < 0)
			return -1;
		sent = gnutls_record_send(t->session, at, n);
		if (sent < 0 && gnutls_error_is_fatal((int)sent))
			return write_failed(t, sent, err);
		if (sent > 0) {
			at += sent;
			n -= (size_t)sent;
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
	if (t->credentials)
		gnutls_certificate_free_credentials(t->credentials);
	free(t);
}
