/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client's private key, in PEM or DER: PKCS#1 (RFC 8017), SEC1 (RFC 5915)
 * or PKCS#8 (RFC 5958), the last also encrypted, as is the old PEM of OpenSSL
 * ("Proc-Type: 4,ENCRYPTED"); in PKCS#12, or on a token.  See tls_key.h.
 */
#include "net/tls_key.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "net/passphrase.h"
#include "net/pkcs12.h"
#include "net/tls_file.h"
#include "net/token.h"

static bool says_encrypted(const struct buf *text)
{
	return text->len && memmem(text->data, text->len, "ENCRYPTED", 9);
}

static int refuse(const struct buf *bytes, const struct tls_place *place,
		  struct err *err)
{
	if (tls_file_form(bytes) == FORM_PEM && says_encrypted(bytes))
		return err_set(err, ERR_FILE, "%s: %.150s is encrypted in a "
			       "way that GnuTLS does not know, or damaged; "
			       "\"openssl pkey -in FILE\" may decrypt it",
			       place->option, place->name);
	return err_set(err, ERR_FILE, "%s: no private key (PEM or DER) in "
		       "%.200s, or a damaged one", place->option,
		       place->name);
}

static int import_with(gnutls_privkey_t key, const struct buf *bytes,
		       const char *passphrase)
{
	gnutls_datum_t data = tls_file_datum(bytes);

	return gnutls_privkey_import_x509_raw(
		key, &data,
		tls_file_form(bytes) == FORM_PEM ? GNUTLS_X509_FMT_PEM
						 : GNUTLS_X509_FMT_DER,
		passphrase, 0);
}

/* Without a passphrase first: most need none. */
static int import(gnutls_privkey_t key, const struct buf *bytes,
		  const struct tls_place *place, struct err *err)
{
	const char *passphrase;
	int code;

	if (!bytes->len)
		return refuse(bytes, place, err);
	code = import_with(key, bytes, NULL);
	if (code >= 0)
		return 0;
	if (code != GNUTLS_E_DECRYPTION_FAILED)
		return refuse(bytes, place, err);
	passphrase = passphrase_get(place->passphrase);
	if (passphrase && import_with(key, bytes, passphrase) >= 0)
		return 0;
	return passphrase_failed(place, err);
}

static int import_pkcs12(gnutls_privkey_t key, const struct buf *bytes,
			 const struct tls_place *place, struct err *err)
{
	struct pkcs12 file;
	int code = GNUTLS_E_NO_CERTIFICATE_FOUND;

	if (pkcs12_open(&file, bytes, place, err) < 0)
		return -1;
	if (file.key)
		code = gnutls_privkey_import_x509(key, file.key,
						  GNUTLS_PRIVKEY_IMPORT_COPY);
	pkcs12_release(&file);
	if (code >= 0)
		return 0;
	return err_set(err, ERR_FILE, "%s: no private key in %.200s",
		       place->option, place->name);
}

int tls_key_load(gnutls_privkey_t key, const struct tls_place *place,
		 struct err *err)
{
	struct buf bytes;
	int result;

	if (token_is_url(place->name))
		return token_key(key, place, err);
	result = tls_file_read(place, &bytes, err);
	if (result == 0 && tls_file_form(&bytes) == FORM_PKCS12)
		result = import_pkcs12(key, &bytes, place, err);
	else if (result == 0)
		result = import(key, &bytes, place, err);
	buf_release(&bytes);
	return result;
}
