/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An OCSP response beside the fake server's certificate: see stapling.h. */
#include "stapling.h"

#include <string.h>

#include "staple.h"

/* GnuTLS asks for it in the handshake, and frees what it is given. */
static unsigned char response[STAPLE_ROOM];
static size_t response_n;

static int give(gnutls_session_t session, void *ptr, gnutls_datum_t *out)
{
	(void)session;
	(void)ptr;
	out->data = gnutls_malloc(response_n);
	if (out->data == NULL)
		return GNUTLS_E_MEMORY_ERROR;
	memcpy(out->data, response, response_n);
	out->size = (unsigned)response_n;
	return 0;
}

static bool load(const char *dir, const char *name, const char *end,
		 gnutls_datum_t *out)
{
	struct text path = { .data = NULL };
	bool good;

	text_printf(&path, "%s/%s%s", dir, name, end);
	good = gnutls_load_file(path.data, out) >= 0;
	text_free(&path);
	return good;
}

static bool load_certificate(const char *dir, const char *name,
			     gnutls_x509_crt_t cert)
{
	gnutls_datum_t pem;
	bool good = load(dir, name, ".pem", &pem);

	if (!good)
		return false;
	good = gnutls_x509_crt_import(cert, &pem, GNUTLS_X509_FMT_PEM) >= 0;
	gnutls_free(pem.data);
	return good;
}

static bool load_key(const char *dir, const char *name,
		     gnutls_x509_privkey_t key)
{
	gnutls_datum_t pem;
	bool good = load(dir, name, "-key.pem", &pem);

	if (!good)
		return false;
	good = gnutls_x509_privkey_import(key, &pem, GNUTLS_X509_FMT_PEM) >= 0;
	gnutls_free(pem.data);
	return good;
}

static bool make(const char *dir, const char *name, enum staple_kind kind)
{
	struct staple_order o = { .kind = kind, .now = time(NULL) };

	gnutls_x509_crt_init(&o.cert);
	gnutls_x509_crt_init(&o.issuer);
	gnutls_x509_privkey_init(&o.issuer_key);
	response_n = 0;
	if (load_certificate(dir, name, o.cert) &&
	    load_certificate(dir, "ca", o.issuer) &&
	    load_key(dir, "ca", o.issuer_key))
		response_n = staple_make(&o, response);
	gnutls_x509_crt_deinit(o.cert);
	gnutls_x509_crt_deinit(o.issuer);
	gnutls_x509_privkey_deinit(o.issuer_key);
	return response_n > 0;
}

bool staple_certificate(gnutls_certificate_credentials_t cred, const char *dir,
			const char *name, const char *kind, struct text *why)
{
	int number = staple_kind_of(kind);

	if (number < 0)
		text_printf(why, "no such kind of staple: %s", kind);
	else if (dir == NULL ||
		 !make(dir, name[0] ? name : "good", (enum staple_kind)number))
		text_printf(why, "no staple could be made");
	else
		gnutls_certificate_set_ocsp_status_request_function(
			cred, give, NULL);
	return why->len == 0;
}
