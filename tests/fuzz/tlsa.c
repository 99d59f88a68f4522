/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TLSA records by hand and from an answer, and the public key of whatever is
 * taken for a certificate: what is found lies inside of it.
 *
 *	input = text NUL *OCTET	; a record; a record's data, or a certificate
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/dane.h"
#include "fuzz.h"
#include "net/cert_facts.h"
#include "net/tlsa.h"

static void show(struct dane_record *r)
{
	struct dane_result d = { .state = DANE_SECURE };
	struct buf text;

	dane_add(&d, r);
	buf_init(&text, 4096);
	dane_describe(&d, &text);
	fuzz_must(fuzz_is_printable(text.data, text.len), "as it is shown");
	buf_release(&text);
	dane_release(&d);
	free(r->data);
}

static void check_key(const gnutls_datum_t *der, struct dane_record *r)
{
	gnutls_datum_t key;

	if (cert_find_key(der, &key))
		fuzz_must(key.data >= der->data &&
			  key.data + key.size <= der->data + der->size,
			  "a key lies inside");
	if (!dane_record_fault(r))
		tlsa_matches(r, der);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	char *text = input_string(&in, '\0');
	gnutls_datum_t der = { (unsigned char *)in.at, (unsigned)in.left };
	struct dane_record r;
	struct err err;

	if (dane_record_parse(text, &r, &err) == 0) {
		fuzz_must(r.n && r.usage < 256 && r.selector < 256 &&
			  r.matching < 256, "of bytes");
		check_key(&der, &r);
		show(&r);
	}
	if (dane_record_read(in.at, in.left, &r) == 0)
		show(&r);
	free(text);
	return 0;
}
