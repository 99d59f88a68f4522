/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key and its certificates in one file (RFC 7292): see pkcs12.h. */
#include "net/pkcs12.h"

#include <gnutls/pkcs12.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "net/passphrase.h"
#include "net/tls_file.h"

/* NULL: none fits.  Browsers write files whose passphrase is empty. */
static const char *opens(gnutls_pkcs12_t pfx, struct passphrase *passphrase)
{
	const char *text;

	if (gnutls_pkcs12_verify_mac(pfx, "") >= 0)
		return "";
	text = passphrase_get(passphrase);
	if (text && gnutls_pkcs12_verify_mac(pfx, text) >= 0)
		return text;
	return NULL;
}

static int parse(struct pkcs12 *p, gnutls_pkcs12_t pfx, const char *text)
{
	gnutls_x509_crt_t *chain = NULL, *others = NULL;
	unsigned in_chain = 0, apart = 0;
	int code = gnutls_pkcs12_simple_parse(
		pfx, text, &p->key, &chain, &in_chain, &others, &apart, NULL,
		GNUTLS_PKCS12_SP_INCLUDE_SELF_SIGNED);

	if (code < 0)
		return code;
	p->count = in_chain + apart;
	p->certs = mem_new(p->count * sizeof(*p->certs));
	for (unsigned i = 0; i < in_chain; i++)
		p->certs[i] = chain[i];
	for (unsigned i = 0; i < apart; i++)
		p->certs[in_chain + i] = others[i];
	gnutls_free(chain);
	gnutls_free(others);
	return 0;
}

int pkcs12_open(struct pkcs12 *p, const struct buf *bytes,
		const struct tls_place *place, struct err *err)
{
	gnutls_datum_t der = tls_file_datum(bytes);
	const char *text = NULL;
	gnutls_pkcs12_t pfx;
	int code;

	*p = (struct pkcs12){ 0 };
	if (gnutls_pkcs12_init(&pfx) < 0)
		mem_exhausted();
	code = gnutls_pkcs12_import(pfx, &der, GNUTLS_X509_FMT_DER, 0);
	if (code >= 0)
		text = opens(pfx, place->passphrase);
	if (text)
		code = parse(p, pfx, text);
	gnutls_pkcs12_deinit(pfx);
	if (code < 0)
		return err_set(err, ERR_FILE, "%s: GnuTLS cannot read the "
			       "PKCS#12 file %.200s: %s", place->option,
			       place->name, gnutls_strerror(code));
	return text ? 0 : passphrase_failed(place, err);
}

void pkcs12_release(struct pkcs12 *p)
{
	if (p->key)
		gnutls_x509_privkey_deinit(p->key);
	for (unsigned i = 0; i < p->count; i++)
		gnutls_x509_crt_deinit(p->certs[i]);
	free(p->certs);
	*p = (struct pkcs12){ 0 };
}
