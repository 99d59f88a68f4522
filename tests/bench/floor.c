/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The floor: the least a C program with GnuTLS can do for one test mail.
 *
 *   floor HOST PORT CA-BUNDLE USER PASSWORD FROM TO [FILE]
 *
 * It holds the dialogue of
 *
 *   smtpcheck -s HOST -p PORT -tls -au USER -ap PASSWORD -f FROM -t TO
 *             [--attach @FILE]
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
 *    _exit() in place of tidying up;
 *  - a file is read, encoded, framed and sent in one loop, by blocks that fill
 *    a TLS record each, two characters at a time out of a table.
 *
 * What it leaves out, smtpcheck may not: deadlines, limits, more addresses
 * than the first, SNI, mechanisms other than PLAIN, any report.
 */
#define _DEFAULT_SOURCE /* gethostname() and getaddrinfo() under -std=c17 */

#include <endian.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
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
	const char *file;	/* to attach, or NULL */
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

/* The attachment */

enum {
	LINE = 57,		/* bytes that make a line of base64 */
	LINES = 210,		/* lines that fill a record of 16 KiB */
	TEXT = LINE / 3 * 4 + 2, /* characters of a line */
	MORE = 8		/* read and written behind the last line */
};

static char pairs[4096][2];

static void make_pairs(void)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789+/";

	for (size_t i = 0; i < 4096; i++) {
		pairs[i][0] = alphabet[i >> 6];
		pairs[i][1] = alphabet[i & 63];
	}
}

/* Six bytes become eight characters; eight bytes are read. */
static void encode_six(const unsigned char *in, char *out)
{
	uint64_t bits;

	memcpy(&bits, in, sizeof bits);
	bits = be64toh(bits);
	memcpy(out, pairs[bits >> 52], 2);
	memcpy(out + 2, pairs[bits >> 40 & 0xfff], 2);
	memcpy(out + 4, pairs[bits >> 28 & 0xfff], 2);
	memcpy(out + 6, pairs[bits >> 16 & 0xfff], 2);
}

/* As many bytes are read as make the last six whole. */
static char *encode_line(const unsigned char *in, size_t n, char *out)
{
	const size_t length = (n + 2) / 3 * 4;

	for (size_t at = 0; at < n; at += 6)
		encode_six(in + at, out + at / 3 * 4);
	for (size_t pad = 0; pad < (3 - n % 3) % 3; pad++)
		out[length - 1 - pad] = '=';
	memcpy(out + length, "\r\n", 2);
	return out + length + 2;
}

/* Lines of base64; returns the end of the text. */
static char *encode(const unsigned char *in, size_t n, char *out)
{
	for (; n > LINE; n -= LINE, in += LINE)
		out = encode_line(in, LINE, out);
	return encode_line(in, n, out);
}

static void send_file(struct peer *p, const char *path)
{
	static unsigned char block[LINES * LINE + MORE];
	static char text[LINES * TEXT + MORE];
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		die(path, "cannot open");
	make_pairs();
	while ((n = read(fd, block, LINES * LINE)) > 0) {
		memset(block + n, 0, MORE);
		const char *end = encode(block, (size_t)n, text);

		peer_write(p, text, (size_t)(end - text));
	}
	if (n < 0)
		die(path, "cannot read");
	close(fd);
}

#define BOUNDARY "----=_floor"

static void attach(struct peer *p, const char *path)
{
	static const char head[] =
		"MIME-Version: 1.0\r\n"
		"Content-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\r\n"
		"\r\n--" BOUNDARY "\r\nContent-Type: text/plain\r\n\r\n"
		"This is a test mailing\r\n--" BOUNDARY "\r\n"
		"Content-Type: application/octet-stream; name=\"file\"\r\n"
		"Content-Description: file\r\n"
		"Content-Disposition: attachment; filename=\"file\"\r\n"
		"Content-Transfer-Encoding: BASE64\r\n\r\n";

	peer_write(p, head, strlen(head));
	send_file(p, path);
	command(p, "\r\n--" BOUNDARY "--\r\n\r\n\r\n.\r\n", "250");
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
		 "Message-Id: <%s.%06ld@%s>\r\nX-Mailer: floor\r\n%s",
		 date, t->to, t->from, date, stamp, (long)getpid(), self,
		 t->file ? "" : "\r\nThis is a test mailing\r\n\r\n\r\n"
				".\r\n");
	if (t->file == NULL) {
		command(p, text, "250");
		return;
	}
	peer_write(p, text, strlen(text));
	attach(p, t->file);
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
	if (argc != 8 && argc != 9)
		die("usage", "HOST PORT CA-BUNDLE USER PASSWORD FROM TO "
			     "[FILE]");
	const struct task t = { argv[1], argv[2], argv[3], argv[4],
				argv[5], argv[6], argv[7], argv[8] };
	struct peer p = { .fd = peer_connect(&t) };

	deliver(&p, &t);
	_exit(0);
}
