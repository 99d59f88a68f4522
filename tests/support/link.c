/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fake server's end of a connection; see link.h.
 *
 * Writes block: a client that neither reads nor closes is ended by the time
 * limit of the whole server.
 */
#include "link.h"

#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "prime.h"

enum { HANDSHAKE_MS = 100000 };

void link_init(struct link *link, int in, int out, FILE *log)
{
	*link = (struct link){ .in = in, .out = out, .log = log };
}

void link_log(struct link *link, const char *mark, const char *bytes,
	      size_t len)
{
	struct text safe = { .data = NULL };

	if (link->log == NULL)
		return;
	if (len >= 2 && memcmp(bytes + len - 2, "\r\n", 2) == 0)
		len -= 2;
	escape(&safe, bytes, len);
	fprintf(link->log, "%s %s\n", mark, text_cstr(&safe));
	fflush(link->log);
	text_free(&safe);
}

void link_logf(struct link *link, const char *fmt, ...)
{
	va_list ap;

	if (link->log == NULL)
		return;
	va_start(ap, fmt);
	vfprintf(link->log, fmt, ap);
	va_end(ap);
	fputc('\n', link->log);
	fflush(link->log);
}

void link_close(struct link *link, enum farewell how)
{
	struct linger reset = { .l_onoff = 1, .l_linger = 0 };

	if (link->tls != NULL && how == CLOSE_NOTIFY)
		gnutls_bye(link->tls, GNUTLS_SHUT_WR);
	if (link->tls != NULL)
		gnutls_deinit(link->tls);
	link->tls = NULL;
	/* On a pipe this fails, and its end is the nearest thing to it. */
	if (how == CLOSE_RESET)
		setsockopt(link->in, SOL_SOCKET, SO_LINGER, &reset,
			   sizeof(reset));
	if (link->in >= 0)
		close(link->in);
	if (link->out >= 0 && link->out != link->in)
		close(link->out);
	link->in = link->out = -1;
}

/* True when there is something to read, or the end. */
static bool wait_readable(int fd, double seconds)
{
	/* poll() cannot be told of very long times. */
	double until = clock_seconds() + (seconds < 3600 ? seconds : 3600);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int n;

	do {
		double left = until - clock_seconds();

		n = poll(&p, 1, left > 0 ? (int)(left * 1000) + 1 : 0);
	} while (n < 0 && errno == EINTR && clock_seconds() < until);
	return n > 0;
}

bool link_await(struct link *link, double seconds)
{
	return link->at < link->end ||
	       (link->tls && gnutls_record_check_pending(link->tls) > 0) ||
	       wait_readable(link->in, seconds);
}

bool link_pending(struct link *link)
{
	struct pollfd p = { .fd = link->in, .events = POLLIN };

	if (link->at < link->end)
		return true;
	if (link->tls == NULL && poll(&p, 1, 0) <= 0)
		return false;
	if (link->tls != NULL && gnutls_record_check_pending(link->tls) == 0)
		return false;
	return link_fill(link, 0) == GOT_SOME;
}

static ssize_t read_some(struct link *link)
{
	ssize_t n;

	if (link->tls == NULL) {
		do
			n = read(link->in, link->block, sizeof(link->block));
		while (n < 0 && errno == EINTR);
		return n;
	}
	do
		n = gnutls_record_recv(link->tls, link->block,
				       sizeof(link->block));
	while (n < 0 && !gnutls_error_is_fatal((int)n));
	if (n < 0)
		link_logf(link, "T: ended: %s", gnutls_strerror((int)n));
	return n;
}

enum got link_fill(struct link *link, double seconds)
{
	bool ready = link->tls && gnutls_record_check_pending(link->tls) > 0;

	if (link->in < 0)
		return GOT_END;
	if (!ready && !wait_readable(link->in, seconds))
		return GOT_NOTHING;
	ssize_t n = read_some(link);
	link->at = 0;
	link->end = n > 0 ? (size_t)n : 0;
	return n > 0 ? GOT_SOME : GOT_END;
}

enum got link_line(struct link *link, struct text *line, double seconds)
{
	double until = clock_seconds() + seconds;
	enum got got = GOT_SOME;
	bool done = false;

	line->len = 0;
	while (!done && line->len < sizeof(link->block)) {
		if (link->at == link->end) {
			got = link_fill(link, until - clock_seconds());
			if (got != GOT_SOME)
				break;
		}
		const char *from = link->block + link->at;
		size_t have = link->end - link->at;
		const char *lf = memchr(from, '\n', have);
		size_t take = lf ? (size_t)(lf - from) + 1 : have;

		text_add(line, from, take);
		link->at += take;
		done = lf != NULL;
	}
	if (line->len > 0)
		link_log(link, link->tls ? "C~" : "C:", line->data, line->len);
	return line->len > 0 && got == GOT_END ? GOT_SOME : got;
}

bool link_write(struct link *link, const char *bytes, size_t len)
{
	while (len > 0 && link->out >= 0) {
		ssize_t n = link->tls
				    ? gnutls_record_send(link->tls, bytes, len)
				    : write(link->out, bytes, len);

		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (link->tls ? gnutls_error_is_fatal((int)n)
				     : errno != EINTR) {
			return false;
		}
	}
	return len == 0;
}

/* Input that waits unread must not hide the end, so only the end is awaited;
 * a pipe's is always reported, as POLLHUP. */
bool link_wait_gone(struct link *link, double seconds)
{
	struct pollfd p = { .fd = link->in, .events = POLLRDHUP };
	double until = clock_seconds() + seconds;
	double left;

	while ((left = until - clock_seconds()) > 0) {
		if (poll(&p, 1, (int)(left * 1000) + 1) > 0)
			return true;
	}
	return false;
}

static void log_tls_facts(struct link *link)
{
	char name[256] = "";
	size_t len = sizeof(name) - 1;
	unsigned int type;

	if (gnutls_server_name_get(link->tls, name, &len, &type, 0) < 0)
		name[0] = '\0';
	link_logf(link, "T: %s name=%s",
		  gnutls_protocol_get_name(
			  gnutls_protocol_get_version(link->tls)),
		  name);
}

/* What the client sent of itself, where it was asked. */
static void log_client(struct link *link)
{
	unsigned int count = 0;
	const gnutls_datum_t *ders =
		gnutls_certificate_get_peers(link->tls, &count);

	if (ders == NULL || count == 0)
		link_logf(link, "T: no client certificate");
	for (unsigned int i = 0; ders != NULL && i < count; i++) {
		gnutls_x509_crt_t crt;
		char name[256] = "";
		size_t len = sizeof(name);

		if (gnutls_x509_crt_init(&crt) < 0)
			continue;
		if (gnutls_x509_crt_import(crt, &ders[i],
					   GNUTLS_X509_FMT_DER) == 0)
			gnutls_x509_crt_get_dn(crt, name, &len);
		link_logf(link, "T: client certificate %s", name);
		gnutls_x509_crt_deinit(crt);
	}
}

/* GnuTLS' own are for sockets alone; these do for pipes too. */
static ssize_t pull(gnutls_transport_ptr_t ptr, void *bytes, size_t len)
{
	struct link *link = ptr;
	size_t early = link->end - link->at;

	/* what was read ahead of the handshake, before there was TLS */
	if (!early || link->tls_up)
		return read(link->in, bytes, len);
	if (len > early)
		len = early;
	memcpy(bytes, link->block + link->at, len);
	link->at += len;
	return (ssize_t)len;
}

/* By vectors, so that a flight of the handshake is one write. */
static ssize_t push(gnutls_transport_ptr_t ptr, const giovec_t *iov, int count)
{
	const struct link *link = ptr;

	return writev(link->out, (const struct iovec *)iov, count);
}

static int pull_timeout(gnutls_transport_ptr_t ptr, unsigned int ms)
{
	const struct link *link = ptr;

	if (!link->tls_up && link->at < link->end)
		return 1;
	return wait_readable(link->in, ms / 1000.0);
}

static int handshake(struct link *link, gnutls_certificate_credentials_t cred,
		     const char *priority)
{
	int ret = gnutls_init(&link->tls, GNUTLS_SERVER);

	if (ret < 0)
		return ret;
	ret = gnutls_priority_set_direct(link->tls, priority, NULL);
	if (ret < 0)
		return ret;
	ret = gnutls_credentials_set(link->tls, GNUTLS_CRD_CERTIFICATE, cred);
	if (ret < 0)
		return ret;
	if (link->asks)
		gnutls_certificate_server_set_request(link->tls,
						      GNUTLS_CERT_REQUEST);
	gnutls_transport_set_ptr(link->tls, link);
	gnutls_transport_set_pull_function(link->tls, pull);
	gnutls_transport_set_vec_push_function(link->tls, push);
	gnutls_transport_set_pull_timeout_function(link->tls, pull_timeout);
	gnutls_handshake_set_timeout(link->tls, HANDSHAKE_MS);
	do
		ret = gnutls_handshake(link->tls);
	while (ret < 0 && !gnutls_error_is_fatal(ret));
	return ret;
}

bool link_start_tls(struct link *link, gnutls_certificate_credentials_t cred,
		    const char *priority, struct text *why)
{
	int ret = handshake(link, cred, priority);

	if (ret == 0) {
		link->tls_up = true;
		log_tls_facts(link);
		if (link->asks)
			log_client(link);
		return true;
	}
	text_printf(why, "%s", gnutls_strerror(ret));
	if (ret == GNUTLS_E_FATAL_ALERT_RECEIVED && link->tls != NULL)
		text_printf(why, " (%s)",
			    gnutls_alert_get_name(gnutls_alert_get(link->tls)));
	else if (link->tls != NULL)
		gnutls_alert_send_appropriate(link->tls, ret);
	if (link->tls != NULL)
		gnutls_deinit(link->tls);
	link->tls = NULL;
	return false;
}

/* Nothing is sorted: the wrong order is what some cases are about. */
static int set_pair(gnutls_certificate_credentials_t cred,
		    const gnutls_datum_t *cert, const gnutls_datum_t *key_pem)
{
	enum { CHAIN_MOST = 8 };
	gnutls_pcert_st chain[CHAIN_MOST];
	unsigned count = CHAIN_MOST;
	gnutls_privkey_t key;
	int ret = gnutls_privkey_init(&key);

	if (ret < 0)
		return ret;
	ret = gnutls_privkey_import_x509_raw(key, key_pem, GNUTLS_X509_FMT_PEM,
					     NULL, 0);
	if (ret >= 0)
		ret = gnutls_pcert_list_import_x509_raw(
			chain, &count, cert, GNUTLS_X509_FMT_PEM, 0);
	if (ret >= 0)
		ret = gnutls_certificate_set_key(cred, NULL, 0, chain,
						 (int)count, key);
	if (ret < 0)
		gnutls_privkey_deinit(key);
	return ret;
}

gnutls_certificate_credentials_t tls_load(const char *cert, const char *key,
					  struct text *why)
{
	gnutls_certificate_credentials_t cred = NULL;
	gnutls_datum_t cert_pem = { NULL, 0 }, key_pem = { NULL, 0 };
	int ret = gnutls_certificate_allocate_credentials(&cred);

	if (ret == 0)
		ret = gnutls_load_file(cert, &cert_pem);
	if (ret == 0)
		ret = gnutls_load_file(key, &key_pem);
	if (ret == 0)
		ret = set_pair(cred, &cert_pem, &key_pem);
	gnutls_free(cert_pem.data);
	gnutls_free(key_pem.data);
	if (cred != NULL)
		gnutls_certificate_set_params_function(cred,
						       prime_of_1024_bits);
	if (ret >= 0)
		return cred;
	text_printf(why, "%s: %s", cert, gnutls_strerror(ret));
	if (cred != NULL)
		gnutls_certificate_free_credentials(cred);
	return NULL;
}
