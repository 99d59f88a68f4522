/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates of a file or a token: see client_certs.h. */
#include "net/client_certs.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "net/passphrase.h"
#include "net/pkcs12.h"
#include "net/tls_file.h"
#include "net/token.h"

static gnutls_x509_crt_t *add_one(struct client_certs *c)
{
	c->at = mem_resize(c->at, (c->count + 1) * sizeof(*c->at));
	if (gnutls_x509_crt_init(&c->at[c->count]) < 0)
		mem_exhausted();
	return &c->at[c->count++];
}

/* false, here and below: there is none, or one is damaged. */
static bool take_pem(struct client_certs *c, const struct buf *bytes)
{
	gnutls_datum_t pem = tls_file_datum(bytes);
	gnutls_x509_crt_t *certs = NULL;
	unsigned count = 0;

	if (!pem.size ||
	    gnutls_x509_crt_list_import2(&certs, &count, &pem,
					 GNUTLS_X509_FMT_PEM, 0) < 0)
		return false;
	c->at = mem_new(count * sizeof(*c->at));
	memcpy(c->at, certs, count * sizeof(*c->at));
	c->count = count;
	gnutls_free(certs);
	return true;
}

/* One behind the other, as cat puts them. */
static bool take_der(struct client_certs *c, const struct buf *bytes)
{
	unsigned char *at = (unsigned char *)bytes->data;
	size_t left = bytes->len, n;

	for (; left; at += n, left -= n) {
		gnutls_datum_t der = { at, 0 };

		n = tls_der_length(at, left);
		der.size = (unsigned)n;
		if (!n || gnutls_x509_crt_import(*add_one(c), &der,
						 GNUTLS_X509_FMT_DER) < 0)
			return false;
	}
	return true;
}

static int take_pkcs12(struct client_certs *c, const struct buf *bytes,
		       const struct tls_place *place, struct err *err)
{
	struct pkcs12 file;

	if (pkcs12_open(&file, bytes, place, err) < 0)
		return -1;
	c->at = file.certs;
	c->count = file.count;
	file.certs = NULL;
	file.count = 0;
	pkcs12_release(&file);
	if (c->behind_first && c->count) {
		gnutls_x509_crt_deinit(c->at[0]);
		memmove(c->at, c->at + 1, --c->count * sizeof(*c->at));
	}
	return 0;
}

static bool take(struct client_certs *c, const struct buf *bytes)
{
	return tls_file_form(bytes) == FORM_DER ? take_der(c, bytes)
						: take_pem(c, bytes);
}

int client_certs_load(struct client_certs *c, const struct tls_place *place,
		      struct err *err)
{
	struct buf bytes;
	int result;

	if (token_is_url(place->name))
		return token_certificate(*add_one(c), place, err);
	result = tls_file_read(place, &bytes, err);
	if (result == 0 && tls_file_form(&bytes) == FORM_PKCS12)
		result = take_pkcs12(c, &bytes, place, err);
	else if (result == 0 && !take(c, &bytes))
		result = err_set(err, ERR_FILE, "%s: no certificate (PEM or "
				 "DER) in %.200s, or a damaged one",
				 place->option, place->name);
	buf_release(&bytes);
	return result;
}

void client_certs_release(struct client_certs *c)
{
	for (unsigned i = 0; i < c->count; i++)
		gnutls_x509_crt_deinit(c->at[i]);
	free(c->at);
}
