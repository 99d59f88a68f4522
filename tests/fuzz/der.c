/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates as a server may send them and as a trust store may hold them,
 * and what is told of them.
 *
 *	input = flags *(size certificate) %x0000 store
 *	size = 2OCTET		; of the certificate, DER; high octet first
 *	store = *OCTET		; a PEM file
 */
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

#include "base/tls_facts.h"
#include "base/tls_policy.h"
#include "fuzz.h"
#include "net/trust.h"
#include "net/verify.h"

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
	}
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
	struct tls_policy policy = {
		.verify_name = names[flags & 3],
		.allow_weak = flags & 4,
		.allow_common_name = flags & 8,
		.ca_path = fuzz_file(0, in.at, in.left),
	};
	struct tls_facts facts = { 0 };

	verify_peer(certs, count, &policy, 1800000000, &facts);
	check(&facts, count, in.left > 0);
	tls_facts_release(&facts);
	for (unsigned i = 0; i < count; i++)
		free(certs[i].data);
	return 0;
}
