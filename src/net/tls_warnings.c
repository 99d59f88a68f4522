/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is said of a TLS setup before there is a connection: see
 * tls_setup_warnings().  Key usage and purposes are RFC 5280 section 4.2.1.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/tls_facts.h"
#include "net/tls_client.h"
#include "net/tls_legacy.h"
#include "net/tls_session.h"

enum { DAY = 24 * 60 * 60 };

/* The text is freed. */
static void add(struct strings *out, char *text)
{
	strings_add(out, text);
	free(text);
}

static void add_dates(struct strings *out, const struct tls_certificate *c,
		      const char *what, time_t now)
{
	if (now > c->not_after)
		add(out, mem_format("%s expired %ld days ago", what,
				    (long)(now - c->not_after) / DAY));
	if (now < c->not_before)
		add(out, mem_format("%s is not valid for another %.0f days",
				    what, difftime(c->not_before, now) / DAY));
}

static void add_faults(struct strings *out, unsigned faults)
{
	if (faults & CLIENT_NOT_FOR_CLIENTS)
		strings_add(out, "the client certificate (--tls-cert) is not "
			    "for TLS clients: its extended key usage lacks "
			    "clientAuth");
	if (faults & CLIENT_NOT_FOR_SIGNING)
		strings_add(out, "the client certificate (--tls-cert) is not "
			    "for signing: its key usage lacks "
			    "digitalSignature");
}

void tls_setup_warnings(const struct tls_setup *s, time_t now,
			struct strings *out)
{
	for (size_t i = 0; i < s->client_count; i++)
		add_dates(out, &s->client[i],
			  i ? "a certificate behind the client's (--tls-chain)"
			    : "the client certificate (--tls-cert)", now);
	add_faults(out, s->client_faults);
	if (s->barred.versions || s->barred.ciphers)
		add(out, tls_legacy_barred_text(s));
}
