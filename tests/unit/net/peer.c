/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS servers of every kind: see peer.h. */
#include "peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "certs.h"

/* The day of the certificates, and the machine's own pace. */
static time_t test_wall(const struct clock *c)
{
	(void)c;
	return NOW;
}

static int64_t test_now(const struct clock *c)
{
	(void)c;
	return clock_now(&clock_system);
}

static const struct clock test_clock = { .now = test_now, .wall = test_wall };

static struct {
	struct made root, leaf;
	char store[64];
} actors;

int peer_set_up(void **state)
{
	gnutls_datum_t pem;
	FILE *f;

	(void)state;
	actors.root = make((struct spec){ .cn = "Root", .ca = true });
	actors.leaf = make((struct spec){
		.cn = "leaf", .dns = { HOST }, .issuer = &actors.root });
	strcpy(actors.store, "/tmp/test_tls-XXXXXX");
	f = fdopen(mkstemp(actors.store), "w");
	assert_non_null(f);
	pem = exported(&actors.root, GNUTLS_X509_FMT_PEM);
	fwrite(pem.data, 1, pem.size, f);
	fclose(f);
	gnutls_free(pem.data);
	return 0;
}

int peer_tear_down(void **state)
{
	(void)state;
	unlink(actors.store);
	unmake(&actors.root);
	unmake(&actors.leaf);
	return 0;
}

gnutls_datum_t peer_certificate(void)
{
	return exported(&actors.leaf, GNUTLS_X509_FMT_DER);
}

static void note_name(struct scene *s, gnutls_session_t session)
{
	size_t n = sizeof(s->sni);
	unsigned type;

	if (gnutls_server_name_get(session, s->sni, &n, &type, 0) < 0)
		s->sni[0] = '\0';
}

/* What the client sent of itself, in the order in which it came. */
static void note_client(struct scene *s, gnutls_session_t session)
{
	const gnutls_datum_t *ders;
	gnutls_datum_t dn;

	ders = gnutls_certificate_get_peers(session, &s->certs);
	for (unsigned i = 0; ders && i < s->certs; i++) {
		gnutls_x509_crt_t crt;

		MUST(gnutls_x509_crt_init(&crt));
		MUST(gnutls_x509_crt_import(crt, &ders[i],
					    GNUTLS_X509_FMT_DER));
		MUST(gnutls_x509_crt_get_dn2(crt, &dn));
		strcat(s->subjects, i ? " " : "");
		strcat(s->subjects, (const char *)dn.data);
		gnutls_free(dn.data);
		gnutls_x509_crt_deinit(crt);
	}
}

static void take_alpn(const struct scene *s, gnutls_session_t session)
{
	gnutls_datum_t name = { (unsigned char *)(uintptr_t)s->alpn,
				s->alpn ? (unsigned)strlen(s->alpn) : 0 };

	if (s->alpn)
		gnutls_alpn_set_protocols(session, &name, 1, 0);
}

static void serve_tls(struct scene *s)
{
	const struct made *leaf = s->leaf ? s->leaf : &actors.leaf;
	gnutls_x509_crt_t crt = leaf->crt;
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	int code;

	gnutls_certificate_allocate_credentials(&credentials);
	gnutls_certificate_set_x509_key(credentials, &crt, 1, leaf->key);
	gnutls_certificate_set_known_dh_params(credentials,
					       GNUTLS_SEC_PARAM_MEDIUM);
	gnutls_init(&session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
	gnutls_priority_set_direct(session,
				   s->priority ? s->priority : "NORMAL", NULL);
	gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
	take_alpn(s, session);
	if (s->asks)
		gnutls_certificate_server_set_request(
			session, s->requires ? GNUTLS_CERT_REQUIRE
					     : GNUTLS_CERT_REQUEST);
	gnutls_transport_set_int(session, s->fd);
	do {
		code = gnutls_handshake(session);
	} while (code < 0 && !gnutls_error_is_fatal(code));
	note_name(s, session);
	if (code < 0)
		gnutls_alert_send_appropriate(session, code);
	else
		note_client(s, session);
	if (code >= 0 && s->talk)
		s->talk(s, session);
	gnutls_deinit(session);
	gnutls_certificate_free_credentials(credentials);
}

static void *serve(void *arg)
{
	struct scene *s = arg;

	if (s->raw)
		s->raw(s);
	else
		serve_tls(s);
	shutdown(s->fd, SHUT_WR);
	return NULL;
}

int start(struct scene *s, int64_t deadline)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	s->fd = fds[1];
	s->wire = wire_from_fds(fds[0], fds[0], 0, &test_clock, s->interrupt);
	if (!s->policy.ca_path)
		s->policy.ca_path = actors.store;
	if (!s->policy.verify_name)
		s->policy.verify_name = HOST;
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
	return wire_start_tls(s->wire, &s->policy, deadline, &s->facts,
			      &s->err);
}

void finish(struct scene *s, bool politely)
{
	wire_close(s->wire, politely);
	pthread_join(s->thread, NULL);
	close(s->fd);
	tls_facts_release(&s->facts);
}

void expect_failure(struct scene *s, enum err_kind kind, const char *text)
{
	assert_int_equal(start(s, LATER), -1);
	if (!strstr(s->err.text, text))
		fail_msg("\"%s\", not \"%s\"", s->err.text, text);
	assert_int_equal(s->err.kind, kind);
	finish(s, true);
}

void echo(struct scene *s, gnutls_session_t session)
{
	char bytes[4096];
	ssize_t n;

	(void)s;
	do {
		n = gnutls_record_recv(session, bytes, sizeof(bytes));
		if (n > 0)
			gnutls_record_send(session, bytes, (size_t)n);
	} while (n > 0 || (n < 0 && !gnutls_error_is_fatal((int)n)));
	if (!n)
		gnutls_bye(session, GNUTLS_SHUT_WR);
}

void expect_echo(struct scene *s)
{
	char text[16];

	assert_int_equal(wire_write(s->wire, "EHLO x\r\n", 8, LATER, &s->err),
			 0);
	assert_int_equal(wire_read(s->wire, text, sizeof(text), LATER, &s->err),
			 8);
	assert_memory_equal(text, "EHLO x\r\n", 8);
}
