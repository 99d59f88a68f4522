/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file by HTTPS: see https.h.  HTTP is RFC 9110 and 9112, under TLS; what
 * the certificate must be is RFC 9525, as for any server.
 */
#include "net/https.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/tls_facts.h"
#include "base/tls_policy.h"
#include "net/dial.h"
#include "net/resolve.h"
#include "net/wire.h"

enum { HTTPS_PORT = 443, AT_ONCE = 8192 };

static int read_reply(struct wire *w, const struct patience *patience,
		      struct http_reply *out, struct err *err)
{
	char bytes[AT_ONCE];
	struct buf all;
	ssize_t got;
	int result = 0;

	buf_init(&all, HTTP_REPLY_MOST + AT_ONCE);
	do {
		got = wire_read(w, bytes, sizeof(bytes), patience->deadline,
				err);
		if (got < 0) {
			result = -1;
			break;
		}
		buf_add(&all, bytes, (size_t)got);
		http_reply_release(out);
		result = http_reply_read(buf_str(&all), all.len, !got, out,
					 err);
	} while (result == 0);
	buf_release(&all);
	return result < 0 ? -1 : 0;
}

int http_exchange(struct wire *w, const struct https_question *q,
		  const struct patience *patience, struct http_reply *out,
		  struct err *err)
{
	struct buf request;
	int result;

	*out = (struct http_reply){ .status = 0 };
	buf_init(&request, 4096);
	result = buf_addf(&request, "GET %s HTTP/1.1\r\nHost: %s\r\n"
			  "User-Agent: smtpcheck/%s\r\nAccept: text/plain\r\n"
			  "Connection: close\r\n\r\n", q->path, q->host,
			  SMTPCHECK_VERSION);
	if (result < 0)
		err_set(err, ERR_LIMIT, "the request is too long");
	else
		result = wire_write(w, request.data, request.len,
				    patience->deadline, err);
	buf_release(&request);
	return result < 0 ? -1 : read_reply(w, patience, out, err);
}

/* The handshake, and a certificate that is good in every respect. */
static int start_tls(struct wire *w, const struct https_question *q,
		     const struct patience *patience, struct err *err)
{
	const struct tls_policy policy = {
		.verify_name = q->host,
		.sni = q->host,
		.ca_path = q->ca_path,
	};
	struct tls_facts facts = { .bits = 0 };
	int result = wire_start_tls(w, &policy, patience->deadline, &facts,
				    err);

	if (result == 0 && facts.reasons)
		result = err_set(err, ERR_TLS_TRUST, "the certificate of "
				 "%.200s: %s", q->host,
				 tls_reason_phrase(facts.reasons));
	tls_facts_release(&facts);
	return result;
}

static struct wire *connect_any(const struct addrinfo *addresses,
				const struct patience *patience,
				struct err *err)
{
	const struct dialing how = { .patience = *patience };
	struct wire *w = NULL;

	for (; !w && addresses; addresses = addresses->ai_next) {
		w = dial_address(addresses, &how, err);
		if (!w && err->kind == ERR_INTERRUPTED)
			break;
	}
	return w;
}

static int get_from(struct wire *w, const struct https_question *q,
		    const struct patience *patience, struct http_reply *out,
		    struct err *err)
{
	int result = start_tls(w, q, patience, err);

	if (result == 0)
		result = http_exchange(w, q, patience, out, err);
	wire_close(w, result == 0);
	return result;
}

int https_get(const struct https_question *q, const struct patience *patience,
	      struct http_reply *out, struct err *err)
{
	struct addrinfo *addresses;
	struct wire *w;

	*out = (struct http_reply){ .status = 0 };
	addresses = resolve_host(q->host, HTTPS_PORT, q->family, patience,
				 err);
	if (!addresses)
		return -1;
	w = connect_any(addresses, patience, err);
	freeaddrinfo(addresses);
	return w ? get_from(w, q, patience, out, err) : -1;
}
