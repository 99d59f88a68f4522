/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates and keys by URL (RFC 7512): see token.h. */
#include "net/token.h"

#include <gnutls/urls.h>
#include <string.h>

#include "base/str.h"
#include "net/passphrase.h"

bool token_is_url(const char *place)
{
	return str_starts(place, "pkcs11:") || gnutls_url_is_supported(place);
}

/*
 * GnuTLS asks again where the PIN was wrong; the answer would be the same,
 * and three wrong ones lock a card.
 */
static int give_pin(void *arg, int attempt, const char *url, const char *label,
		    unsigned flags, char *pin, size_t size)
{
	struct passphrase *p = arg;
	const char *text;

	(void)url;
	(void)label;
	if (attempt > 0 || flags & GNUTLS_PIN_WRONG) {
		p->wrong = true;
		return GNUTLS_E_PKCS11_PIN_ERROR;
	}
	text = passphrase_get(p);
	if (!text || strlen(text) >= size)
		return GNUTLS_E_PKCS11_PIN_ERROR;
	memcpy(pin, text, strlen(text) + 1);
	return 0;
}

/* Without the attributes behind "?", which may be "pin-value=1234". */
static int failed(int code, const struct tls_place *place, struct err *err)
{
	const struct passphrase *pin = place->passphrase;
	const char *option = place->option, *url = place->name;
	int n = (int)strcspn(url, "?");

	n = n < 200 ? n : 200;
	if (pin->wrong)
		return err_set(err, ERR_FILE, "%s: %.*s refused the PIN",
			       option, n, url);
	if (pin->asked && !pin->answer)
		return err_set(err, ERR_FILE, "%s: %.*s wants a PIN: "
			       "--tls-key-password-file has it read from a "
			       "file", option, n, url);
	if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
		return err_set(err, ERR_FILE, "%s: nothing is there by the "
			       "name of %.*s: p11tool --list-all shows what is",
			       option, n, url);
	return err_set(err, ERR_FILE, "%s: GnuTLS cannot use %.*s: %s", option,
		       n, url, gnutls_strerror(code));
}

int token_certificate(gnutls_x509_crt_t crt, const struct tls_place *place,
		      struct err *err)
{
	int code;

	gnutls_x509_crt_set_pin_function(crt, give_pin, place->passphrase);
	code = gnutls_x509_crt_import_url(crt, place->name, 0);
	return code < 0 ? failed(code, place, err) : 0;
}

int token_key(gnutls_privkey_t key, const struct tls_place *place,
	      struct err *err)
{
	int code;

	gnutls_privkey_set_pin_function(key, give_pin, place->passphrase);
	code = gnutls_privkey_import_url(key, place->name, 0);
	return code < 0 ? failed(code, place, err) : 0;
}
