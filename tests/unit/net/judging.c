/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of judging a server's certificates: see judging.h. */
#include "judging.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/verify.h"

struct cast cast;

const struct tls_policy strict = { .verify_name = HOST };
const struct tls_policy weak = { .verify_name = HOST, .allow_weak = true };

void store_certs(const struct made *const *certs)
{
	FILE *f = fopen(cast.store, "w");

	assert_non_null(f);
	for (; *certs; certs++) {
		gnutls_datum_t pem = exported(*certs, GNUTLS_X509_FMT_PEM);

		fwrite(pem.data, 1, pem.size, f);
		gnutls_free(pem.data);
	}
	fclose(f);
}

int judging_set_up(void **state)
{
	int fd;

	(void)state;
	cast.root = make((struct spec){ .cn = "Root", .ca = true });
	cast.other_root = make((struct spec){ .cn = "Other", .ca = true });
	cast.middle = make((struct spec){
		.cn = "Middle", .ca = true, .issuer = &cast.root });
	cast.leaf = make((struct spec){ .cn = "leaf",
					.dns = { HOST, "*.example.org" },
					.issuer = &cast.middle });
	strcpy(cast.store, "/tmp/test_verify-XXXXXX");
	fd = mkstemp(cast.store);
	assert_true(fd >= 0);
	close(fd);
	STORE(&cast.root);
	return 0;
}

int judging_tear_down(void **state)
{
	(void)state;
	unlink(cast.store);
	unmake(&cast.root);
	unmake(&cast.other_root);
	unmake(&cast.middle);
	unmake(&cast.leaf);
	return 0;
}

int judging_reset(void **state)
{
	(void)state;
	STORE(&cast.root);
	return 0;
}

struct tls_facts judge(const struct tls_policy *policy,
		       const struct made *const *certs)
{
	struct tls_policy p = *policy;
	gnutls_datum_t ders[8] = { 0 };
	struct peer_proof proof = { .certs = ders };
	struct tls_facts facts = { 0 };
	unsigned n = 0;

	if (!p.ca_path)
		p.ca_path = cast.store;
	for (; certs[n]; n++)
		ders[n] = exported(certs[n], GNUTLS_X509_FMT_DER);
	proof.count = n;
	verify_peer(&proof, &p, NOW, &facts);
	for (unsigned i = 0; i < n; i++)
		gnutls_free(ders[i].data);
	return facts;
}

void expect(struct tls_facts facts, unsigned reasons, int depth)
{
	if (facts.reasons != reasons)
		print_error("got %x (%s), not %x\n", facts.reasons,
			    tls_reason_phrase(facts.reasons), reasons);
	assert_int_equal(facts.reasons, reasons);
	assert_int_equal(facts.bad_at, depth);
	tls_facts_release(&facts);
}
