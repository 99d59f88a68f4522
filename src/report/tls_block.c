/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The block of TLS facts: see tls_block.h. */
#include "report/tls_block.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/tls_facts.h"
#include "report/tls_block_line.h"

static const char *yes_or_no(bool yes)
{
	return yes ? "yes" : "no";
}

static void write_session(struct tls_block *b, const struct tls_facts *f)
{
	buf_addf(&b->text, "%s, %s (%d bits)", f->version, f->cipher, f->bits);
	if (*f->group && f->forward_secret)
		buf_addf(&b->text, ", group %s", f->group);
	else if (*f->group)
		buf_addf(&b->text, ", key exchange %s (no forward secrecy)",
			 f->group);
	if (*f->signature)
		buf_addf(&b->text, ", signature %s", f->signature);
	block_end(b, "session");
}

static void write_alpn(struct tls_block *b, const struct tls_facts *f)
{
	block_add(b, f->alpn ? f->alpn : "none");
	buf_adds(&b->text, f->alpn_offered ? " (offered: "
					   : " (none was offered");
	block_add(b, f->alpn_offered ? f->alpn_offered : "");
	buf_addc(&b->text, ')');
	block_end(b, "alpn");
}

static void write_client(struct tls_block *b, const struct tls_facts *f)
{
	buf_addf(&b->text, "%s, %s", f->client_asked ? "asked for"
						     : "not asked for",
		 f->client_sent ? "sent" : "not sent");
	block_end(b, "client cert");
}

static void write_staple(struct tls_block *b, const struct tls_facts *f)
{
	if (f->judgement.staple.state != STAPLE_NONE)
		tls_staple_text(&f->judgement.staple, &b->text);
	else
		buf_adds(&b->text, f->stapled ? "sent" : "none");
	block_end(b, "ocsp staple");
}

static void write_bindings(struct tls_block *b, const struct tls_facts *f)
{
	if (f->bind_exporter)
		buf_adds(&b->text, "tls-exporter");
	if (f->bind_end_point)
		buf_addf(&b->text, "%stls-server-end-point",
			 b->text.len ? ", " : "");
	if (!b->text.len)
		buf_adds(&b->text, "none");
	block_end(b, "bindings");
}

/* TLS 1.3 needs neither. */
static void write_safeguards(struct tls_block *b, const struct tls_facts *f)
{
	if (strcmp(f->version, "TLSv1.3") == 0)
		return;
	buf_addf(&b->text, "secure renegotiation %s, extended master secret "
		 "%s", yes_or_no(f->secure_renegotiation),
		 yes_or_no(f->extended_master_secret));
	block_end(b, "safeguards");
}

static void write_names(struct tls_block *b, const struct tls_certificate *c)
{
	if (!c->names.count)
		buf_adds(&b->text, "none");
	for (size_t i = 0; i < c->names.count; i++) {
		buf_adds(&b->text, i ? ", " : "");
		block_add(b, c->names.at[i]);
	}
	block_end(b, "names");
}

static void add_time(struct tls_block *b, time_t at)
{
	char text[40];
	struct tm tm;

	if (gmtime_r(&at, &tm) &&
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &tm))
		buf_adds(&b->text, text);
	else
		buf_adds(&b->text, "?");
}

/* "2026-01-01 12:00 to 2026-04-01 12:00 UTC", "61 of 90 days left (67%)" */
static void write_life(struct tls_block *b, const struct tls_certificate *c,
		       time_t now)
{
	long left = tls_certificate_days_left(c, now);

	add_time(b, c->not_before);
	buf_adds(&b->text, " to ");
	add_time(b, c->not_after);
	buf_adds(&b->text, " UTC\n");
	if (now < c->not_before)
		buf_adds(&b->text, "not yet valid");
	else if (left == -1)
		buf_adds(&b->text, "expired less than a day ago");
	else if (left < 0)
		buf_addf(&b->text, "expired %ld day%s ago", -left - 1,
			 left == -2 ? "" : "s");
	else
		buf_addf(&b->text, "%ld of %ld days left (%d%%)", left,
			 tls_certificate_days_in_all(c),
			 (int)tls_certificate_share_left(c, now));
	block_end(b, "valid");
}

static void write_hash(struct tls_block *b, const char *label,
		       const unsigned char *hash)
{
	char *text = tls_hex(hash, SHA256_SIZE);

	block_line(b, label, text);
	free(text);
}

static void write_certificate(struct tls_block *b,
			      const struct tls_certificate *c, time_t now)
{
	char *key = tls_certificate_key_text(c);

	block_line(b, "subject", c->subject);
	block_line(b, "issuer", c->issuer);
	write_names(b, c);
	block_line(b, "key", key);
	block_line(b, "signature", *c->signature ? c->signature : "unknown");
	write_life(b, c, now);
	write_hash(b, "sha256", c->sha256);
	write_hash(b, "key sha256", c->key_sha256);
	block_line(b, "issuer at", c->issuer_url);
	block_line(b, "ocsp at", c->ocsp_url);
	free(key);
}

static void write_session_whole(struct tls_block *b, const struct tls_facts *f)
{
	write_session(b, f);
	block_line(b, "sni", f->sni ? f->sni : "none");
	write_alpn(b, f);
	block_line(b, "resumed", yes_or_no(f->resumed));
	write_client(b, f);
	write_staple(b, f);
	write_bindings(b, f);
	write_safeguards(b, f);
	tls_block_verdict(b, f);
}

void tls_block_write(const struct tls_facts *f,
		     const struct tls_block_options *o)
{
	struct tls_block b = { .o = o };
	time_t now = f && f->judgement.as_of ? f->judgement.as_of : o->now;

	buf_init(&b.text, SIZE_MAX / 2);
	fputs("TLS\n", o->out);
	if (f)
		write_session_whole(&b, f);
	else
		block_line(&b, "session", "none came about");
	for (size_t i = 0; f && i < f->chain_count; i++) {
		fprintf(o->out, "CERTIFICATE %zu%s\n", i,
			i ? "" : " (the server's own)");
		write_certificate(&b, &f->chain[i], now);
	}
	for (size_t i = 0; f && i < f->client_count; i++) {
		fprintf(o->out, "CLIENT CERTIFICATE %zu\n", i);
		write_certificate(&b, &f->client[i], now);
	}
	buf_release(&b.text);
}
