/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TLS session in the transcript's words: see tls_lines.h. */
#include "report/tls_lines.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/tls_facts.h"

enum { LINE_MOST = 1 << 24 };	/* a handshake is smaller than that */

/* The text is freed. */
static void add_line(struct strings *out, char *text)
{
	strings_add(out, text);
	free(text);
}

static void add_names(struct strings *out, const struct tls_certificate *c)
{
	char expires[32] = "";
	struct buf text;
	struct tm tm;

	if (gmtime_r(&c->not_after, &tm))
		strftime(expires, sizeof(expires), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_init(&text, LINE_MOST);
	buf_addf(&text, "              commonName=[%s], subjectAltName=[",
		 c->common_name);
	for (size_t i = 0; i < c->names.count; i++)
		buf_addf(&text, "%s%s", i ? ", " : "", c->names.at[i]);
	buf_addf(&text, "] notAfter=[%s]", expires);
	strings_add(out, buf_str(&text));
	buf_release(&text);
}

/* The names of both ends take up the same room. */
static void add_chain(struct strings *out, const char *end, int width,
		      const struct tls_certificate *certs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *whose = mem_format("%s[%zu]", end, i);

		add_line(out, mem_format("TLS %-*s subject=[%s]", width, whose,
					 certs[i].subject));
		add_names(out, &certs[i]);
		free(whose);
	}
}

static void add_verification(struct strings *out, const struct tls_facts *f)
{
	unsigned chain = f->reasons & REASONS_CHAIN;
	bool name = !(f->reasons & REASONS_NAME);
	struct buf text;

	buf_init(&text, LINE_MOST);
	buf_adds(&text, "TLS peer certificate ");
	if (chain)
		buf_addf(&text, "failed CA verification (%s)",
			 tls_reason_phrase(chain));
	else
		buf_adds(&text, "passed CA verification");
	buf_addf(&text, ", %s host verification ", name ? "passed" : "failed");
	if (f->name_wanted)
		buf_addf(&text, "(using host %s to verify)", f->name_wanted);
	else
		buf_adds(&text, "(no host string available to verify)");
	strings_add(out, buf_str(&text));
	buf_release(&text);
}

void tls_lines(struct strings *out, const struct tls_facts *f)
{
	enum { WIDTH = 9 };	/* of "client[0]" */

	add_line(out, mem_format("TLS started with cipher %s:%s:%d", f->version,
				 f->cipher, f->bits));
	add_line(out, mem_format("TLS client certificate %s and %s",
				 f->client_asked ? "requested"
						 : "not requested",
				 f->client_sent ? "sent" : "not sent"));
	if (!f->client_count)
		strings_add(out, "TLS no client certificate set");
	add_chain(out, "client", WIDTH, f->client, f->client_count);
	add_chain(out, "peer", WIDTH, f->chain, f->chain_count);
	add_verification(out, f);
}

void tls_pem_lines(struct strings *out, const struct tls_certificate *certs,
		   size_t count)
{
	for (size_t i = 0; i < count; i++)
		strings_split(out, certs[i].pem, '\n');
}

static const char *separator(const struct buf *text)
{
	return text->len ? ", " : "";
}

/* What was asked for beside chain and name comes first: that ends a run also
 * where those do not. */
static void add_beside(struct buf *text, const struct tls_facts *f)
{
	static const unsigned reasons[] = { REASON_PIN, REASON_DANE,
					    REASON_STS };

	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (f->reasons & reasons[i])
			buf_addf(text, "%s%s", separator(text),
				 tls_reason_phrase(reasons[i]));
}

char *tls_refusal(const struct tls_facts *f)
{
	unsigned chain = tls_faults(f, REASONS_CHAIN);
	unsigned name = tls_faults(f, REASONS_NAME);
	struct buf text;

	buf_init(&text, LINE_MOST);
	add_beside(&text, f);
	if (chain)
		buf_addf(&text, "%scertificate verification failed (%s)",
			 separator(&text), tls_reason_phrase(chain));
	if (name & REASON_NAME_MISMATCH)
		buf_addf(&text, "%sserver certificate did not match target "
			 "host %s", separator(&text), f->name_wanted);
	else if (name & REASON_NO_NAME_WANTED)
		buf_addf(&text, "%sno host available for host verification",
			 separator(&text));
	if (!text.len)
		buf_adds(&text, tls_reason_phrase(f->reasons & ~f->waived));
	return buf_take(&text);
}
