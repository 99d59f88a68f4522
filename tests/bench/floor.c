/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The floor: the least a C program with GnuTLS can do for one test mail.
 *
 *   floor HOST PORT CA-BUNDLE USER PASSWORD FROM TO
 *
 * It holds the dialogue of
 *
 *   smtpcheck -s HOST -p PORT -tls -au USER -ap PASSWORD -f FROM -t TO
 *
 * (STARTTLS, chain and name of the certificate verified against the bundle,
 * AUTH PLAIN, the default message) and reports nothing: exit status 0, or a
 * line on standard error and 1.  tests/bench/run measures smtpcheck against
 * it, so it takes every saving that does not weaken what is checked:
 *
 *  - one write a command, and TCP_NODELAY;
 *  - the bundle is opened when there is a certificate to verify, and of its
 *    certificates only the beginnings are decoded, as far as the subject;
 *    GnuTLS parses those alone whose subject is an issuer that is sought;
 *  - no session tickets, one key share, that of the cheapest group, and
 *    _exit() in place of tidying up.
 *
 * What it leaves out, smtpcheck may not: deadlines, limits, more addresses
 * than the first, SNI, mechanisms other than PLAIN, any report.
 */
#define _DEFAULT_SOURCE /* gethostname() and getaddrinfo() under -std=c17 */

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "bundle.h"

/* GnuTLS' own choice, but for the group that is tried first. */
#define PRIORITY                                           \
	"NORMAL:-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1" \
	":+GROUP-SECP384R1:+GROUP-SECP521R1"

struct task {
	const char *host, *port, *bundle, *user, *password, *from, *to;
};

struct peer {
	int fd;
	gnutls_session_t tls; /* NULL before STARTTLS */
	size_t len;
	char in[4096];
};

_Noreturn static void die(const char *what, const char *why)
{
	fprintf(stderr, "floor: %s: %s\n", what, why);
	_exit(1);
}

static void tls_check(int rc, const char *what)
{
	if (rc < 0)
		die(what, gnutls_strerror(rc));
}

/* The network */

static int peer_connect(const struct task *t)
{
	const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV,
	};
	struct addrinfo *found;
	const int on = 1;
	int rc = getaddrinfo(t->host, t->port, &hints, &found);

	if (rc != 0)
		die(t->host, gai_strerror(rc));
	int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen) != 0)
		die(t->host, "cannot connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	freeaddrinfo(found);
	return fd;
}

static ssize_t peer_read(struct peer *p)
{
	char *at = p->in + p->len;
	size_t room = sizeof p->in - p->len;
	ssize_t n;

	if (p->tls == NULL)
		return read(p->fd, at, room);
	do
		n = gnutls_record_recv(p->tls, at, room);
	while (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED);
	return n;
}

static void peer_write(struct peer *p, const char *text, size_t n)
{
	ssize_t sent = p->tls == NULL ? write(p->fd, text, n)
				      : gnutls_record_send(p->tls, text, n);

	if (sent != (ssize_t)n)
		die("write", "failed");
}

/* The dialogue */

/* Length of the reply, lines "DDD-text" and a last "DDD text"; 0: not yet. */
static size_t reply_length(const struct peer *p)
{
	const char *line = p->in;
	const char *end = p->in + p->len;
	const char *lf;

	while ((lf = memchr(line, '\n', (size_t)(end - line))) != NULL) {
		if (lf - line >= 3 && line[3] != '-')
			return (size_t)(lf + 1 - p->in);
		line = lf + 1;
	}
	return 0;
}

static void expect(struct peer *p, const char *code)
{
	size_t length;

	for (p->len = 0; (length = reply_length(p)) == 0;) {
		ssize_t n = p->len < sizeof p->in ? peer_read(p) : -1;

		if (n <= 0)
			die("no reply while waiting for", code);
		p->len += (size_t)n;
	}
	if (length != p->len)
		die("more than the reply while waiting for", code);
	p->in[length - 1] = '\0';
	if (memcmp(p->in, code, 3) != 0)
		die(p->in, "unexpected reply");
}

static void command(struct peer *p, const char *text, const char *code)
{
	peer_write(p, text, strlen(text));
	expect(p, code);
}

static void auth_plain(struct peer *p, const struct task *t)
{
	char raw[512];
	char line[1024];
	int n = snprintf(raw, sizeof raw, "%c%s%c%s", 0, t->user, 0,
			 t->password);
	const gnutls_datum_t in = { (unsigned char *)raw, (unsigned int)n };
	gnutls_datum_t text;

	if (n < 0 || (size_t)n >= sizeof raw)
		die("user and password", "too long");
	tls_check(gnutls_base64_encode2(&in, &text), "base64");
	snprintf(line, sizeof line, "AUTH PLAIN %s\r\n", text.data);
	command(p, line, "235");
}

static void message(struct peer *p, const struct task *t, const char *self)
{
	char date[64];
	char stamp[32];
	char text[2048];
	const time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S %z", &tm);
	strftime(stamp, sizeof stamp, "%Y%m%d%H%M%S", &tm);
	snprintf(text, sizeof text,
		 "Date: %s\r\nTo: %s\r\nFrom: %s\r\nSubject: test %s\r\n"
		 "Message-Id: <%s.%06ld@%s>\r\nX-Mailer: floor\r\n\r\n"
		 "This is a test mailing\r\n\r\n\r\n.\r\n",
		 date, t->to, t->from, date, stamp, (long)getpid(), self);
	command(p, text, "250");
}

/* TLS */

static void trust(struct peer *p, gnutls_certificate_credentials_t cred,
		  const char *bundle)
{
	gnutls_x509_crt_t cas[8];
	gnutls_x509_trust_list_t list;
	unsigned int size;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(p->tls,
								   &size);
	int n = chain == NULL ? -1
			      : bundle_issuers(bundle, chain, size, cas, 8);

	if (n < 0)
		die(bundle, "cannot find an issuer there");
	tls_check(gnutls_x509_trust_list_init(&list, 1), "trust list");
	tls_check(gnutls_x509_trust_list_add_cas(list, cas, (unsigned int)n, 0),
		  "trust list");
	gnutls_certificate_set_trust_list(cred, list, 0);
}

static void start_tls(struct peer *p, const struct task *t)
{
	gnutls_certificate_credentials_t cred;
	unsigned int status;
	int rc;

	tls_check(gnutls_certificate_allocate_credentials(&cred), "TLS");
	tls_check(gnutls_init(&p->tls, GNUTLS_CLIENT | GNUTLS_NO_TICKETS |
					       GNUTLS_KEY_SHARE_TOP),
		  "TLS");
	tls_check(gnutls_priority_set_direct(p->tls, PRIORITY, NULL),
		  "priority");
	gnutls_credentials_set(p->tls, GNUTLS_CRD_CERTIFICATE, cred);
	gnutls_transport_set_int(p->tls, p->fd);
	do
		rc = gnutls_handshake(p->tls);
	while (rc < 0 && gnutls_error_is_fatal(rc) == 0);
	tls_check(rc, "handshake");
	trust(p, cred, t->bundle);
	tls_check(gnutls_certificate_verify_peers3(p->tls, t->host, &status),
		  "verification");
	if (status != 0)
		die("certificate", "does not verify");
}

static void deliver(struct peer *p, const struct task *t)
{
	char self[256];
	char line[1024];

	gethostname(self, sizeof self);
	expect(p, "220");
	snprintf(line, sizeof line, "EHLO %s\r\n", self);
	command(p, line, "250");
	command(p, "STARTTLS\r\n", "220");
	start_tls(p, t);
	command(p, line, "250");
	auth_plain(p, t);
	snprintf(line, sizeof line, "MAIL FROM:<%s>\r\n", t->from);
	command(p, line, "250");
	snprintf(line, sizeof line, "RCPT TO:<%s>\r\n", t->to);
	command(p, line, "250");
	command(p, "DATA\r\n", "354");
	message(p, t, self);
	command(p, "QUIT\r\n", "221");
}

int main(int argc, char **argv)
{
	if (argc != 8)
		die("usage", "HOST PORT CA-BUNDLE USER PASSWORD FROM TO");
	const struct task t = { argv[1], argv[2], argv[3], argv[4],
				argv[5], argv[6], argv[7] };
	struct peer p = { .fd = peer_connect(&t) };

	deliver(&p, &t);
	_exit(0);
}
