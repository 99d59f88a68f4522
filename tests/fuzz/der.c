/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates as a server may send them and as a trust store may hold them,
 * and what is told of them.
 *
 *	input = flags *(size certificate) %x0000 store
 *	size = 2OCTET		; of the certificate, DER; high octet first
 *	store = *OCTET		; a PEM file, or an OCSP response
 */
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tls_facts.h"
#include "base/tls_policy.h"
#include "fuzz.h"
#include "net/trust.h"
#include "net/verify.h"
#include "report/tls_block.h"

enum { CERTIFICATES_MOST = 20 };

/* One name's host, and an address that is none of any certificate's. */
static const char *const names[] = { "mail.example", "192.0.2.1",
				     "2001:db8::1", NULL };

static unsigned take_certificates(struct input *in, gnutls_datum_t *certs)
{
	unsigned count = 0;

	while (in->left && count < CERTIFICATES_MOST) {
		size_t n = input_byte(in);

		n = n << 8 | input_byte(in);
		if (!n)
			break;
		if (n > in->left)
			n = in->left;
		/* just as long as it is, so that a look behind it is seen */
		certs[count].data = malloc(n ? n : 1);
		memcpy(certs[count].data, in->at, n);
		certs[count++].size = (unsigned)n;
		in->at += n;
		in->left -= n;
	}
	return count;
}

static void check_text(const char *text)
{
	fuzz_must(text != NULL, "a text");
	for (; *text; text++)
		fuzz_must(*text >= ' ' && *text < 0x7f, "printable ASCII");
}

/* Its key, signature and fingerprints; and that a copy is one. */
static void check_facts(const struct tls_certificate *c)
{
	static const unsigned char zeros[SHA256_SIZE];
	char *key = tls_certificate_key_text(c);
	double share = tls_certificate_share_left(c, 1800000000);
	struct tls_certificate copy;

	fuzz_must(*key, "a key, known or not");
	check_text(key);
	check_text(c->signature);
	fuzz_must(c->key_bits >= 0, "bits");
	fuzz_must(memcmp(c->sha256, zeros, SHA256_SIZE) != 0, "a hash");
	fuzz_must(share >= 0 && share <= 100, "a share");
	fuzz_must(tls_certificate_days_in_all(c) >= 0, "days");
	fuzz_must(!c->issuer_url || *c->issuer_url, "an URL, or none");
	fuzz_must(!c->ocsp_url || *c->ocsp_url, "an URL, or none");
	tls_certificate_copy(&copy, c);
	fuzz_must(!strcmp(copy.subject, c->subject), "the same");
	tls_certificate_release(&copy);
	free(key);
}

/* Whatever a server sends, what is shown of it obeys nobody. */
static void check_block(const struct tls_facts *f)
{
	struct tls_facts copy;
	char *text = NULL;
	size_t n = 0;
	const struct tls_block_options o = {
		.out = open_memstream(&text, &n), .width = 80,
		.now = 1800000000,
	};

	tls_facts_copy(&copy, f);
	tls_block_write(&copy, &o);
	fclose(o.out);
	for (size_t i = 0; i < n; i++)
		fuzz_must(text[i] == '\n' || text[i] == '\t' ||
			  ((unsigned char)text[i] >= ' ' && text[i] != 0x7f),
			  "no control byte");
	free(text);
	tls_facts_release(&copy);
}

static void check(const struct tls_facts *f, unsigned count, bool store)
{
	fuzz_must(f->chain_count <= count, "no more than were sent");
	fuzz_must(f->bad_at >= 0, "a depth");
	for (size_t i = 0; i < f->chain_count; i++) {
		const struct tls_certificate *c = &f->chain[i];

		check_text(c->subject);
		check_text(c->issuer);
		fuzz_must(c->common_name != NULL, "a common name, or none");
		fuzz_must(c->pem && strstr(c->pem, "-----BEGIN"), "its PEM");
		check_facts(c);
	}
	check_block(f);
	/* what nobody vouches for is not good */
	if (!store || !count)
		fuzz_must(f->reasons & REASONS_CHAIN, "no trust from nothing");
	if (!f->name_wanted)
		fuzz_must(f->reasons & REASON_NO_NAME_WANTED, "no name");
	fuzz_must(f->reasons == 0 || *tls_reason_phrase(f->reasons),
		  "a phrase");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	unsigned flags = input_byte(&in);
	gnutls_datum_t certs[CERTIFICATES_MOST] = { 0 };
	unsigned count = take_certificates(&in, certs);
	static const struct tls_pin pin;
	struct tls_policy policy = {
		.verify_name = names[flags & 3],
		.allow_weak = flags & 4,
		.allow_common_name = flags & 8,
		.heed_staple = flags & 16,
		.warn = { .value = 25, .share = true, .most_days = 30 },
		.crit = { .value = 10 },
		.pins = &pin,
		.pin_count = flags >> 7 & 1,
		.ca_path = fuzz_file(0, in.at, in.left),
	};
	struct peer_proof proof = { .certs = certs, .count = count };
	struct tls_facts facts = { 0 };

	if (flags & 32)
		proof.staple = (gnutls_datum_t){
			(unsigned char *)(uintptr_t)in.at, (unsigned)in.left
		};
	verify_peer(&proof, &policy, 1800000000, &facts);
	check(&facts, count, in.left > 0);
	tls_facts_release(&facts);
	for (unsigned i = 0; i < count; i++)
		free(certs[i].data);
	return 0;
}
