/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates made in memory: see certs.h. */
#include "certs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gnutls/x509-ext.h>
#include <string.h>

void certs_must(int code, const char *file, int line)
{
	if (code >= 0)
		return;
	print_error("GnuTLS: %s\n", gnutls_strerror(code));
	_fail(file, line);
}

static void add_names(gnutls_x509_crt_t crt, const struct spec *s)
{
	for (int i = 0; i < 4 && s->dns[i]; i++)
		MUST(gnutls_x509_crt_set_subject_alt_name(
			crt, GNUTLS_SAN_DNSNAME, s->dns[i],
			(unsigned)strlen(s->dns[i]), GNUTLS_FSAN_APPEND));
	if (s->ip)
		MUST(gnutls_x509_crt_set_subject_alt_name(
			crt, GNUTLS_SAN_IPADDRESS, s->ip, s->ip_size,
			GNUTLS_FSAN_APPEND));
}

static void add_constraint(gnutls_x509_crt_t crt, const char *domain)
{
	gnutls_x509_name_constraints_t nc;
	gnutls_datum_t name = { (unsigned char *)(uintptr_t)domain,
				(unsigned)strlen(domain) };

	MUST(gnutls_x509_name_constraints_init(&nc));
	MUST(gnutls_x509_name_constraints_add_permitted(nc, GNUTLS_SAN_DNSNAME,
							&name));
	MUST(gnutls_x509_crt_set_name_constraints(crt, nc, 1));
	gnutls_x509_name_constraints_deinit(nc);
}

/* id-pe-tlsfeature: { 5 }, RFC 7633 */
static void add_must_staple(gnutls_x509_crt_t crt)
{
	gnutls_x509_tlsfeatures_t features;

	MUST(gnutls_x509_tlsfeatures_init(&features));
	MUST(gnutls_x509_tlsfeatures_add(features, 5));
	MUST(gnutls_x509_crt_set_tlsfeatures(crt, features));
	gnutls_x509_tlsfeatures_deinit(features);
}

static void add_issuer_url(gnutls_x509_crt_t crt, const char *url)
{
	gnutls_datum_t text = { (unsigned char *)(uintptr_t)url,
				(unsigned)strlen(url) };

	MUST(gnutls_x509_crt_set_authority_info_access(
		crt, GNUTLS_IA_CAISSUERS_URI, &text));
}

static void add_extensions(gnutls_x509_crt_t crt, const struct spec *s)
{
	unsigned char id[64];
	size_t n = sizeof(id);

	add_names(crt, s);
	MUST(gnutls_x509_crt_set_basic_constraints(crt, s->ca,
						   s->path_length - 1));
	if (s->ca)
		MUST(gnutls_x509_crt_set_key_usage(crt,
						   GNUTLS_KEY_KEY_CERT_SIGN));
	if (s->permitted)
		add_constraint(crt, s->permitted);
	if (s->purpose)
		MUST(gnutls_x509_crt_set_key_purpose_oid(crt, s->purpose, 0));
	if (s->must_staple)
		add_must_staple(crt);
	if (s->unknown)		/* DER: NULL */
		MUST(gnutls_x509_crt_set_extension_by_oid(
			crt, "1.3.6.1.4.1.99999.1", "\x05\x00", 2, 1));
	if (s->issuer_url)
		add_issuer_url(crt, s->issuer_url);
	if (s->no_key_id)
		return;
	MUST(gnutls_x509_crt_get_key_id(crt, 0, id, &n));
	MUST(gnutls_x509_crt_set_subject_key_id(crt, id, n));
	if (s->issuer) {
		n = sizeof(id);
		MUST(gnutls_x509_crt_get_key_id(s->issuer->crt, 0, id, &n));
		MUST(gnutls_x509_crt_set_authority_key_id(crt, id, n));
	}
}

static gnutls_x509_privkey_t make_key(const struct spec *s)
{
	gnutls_x509_privkey_t key;
	unsigned bits = s->bits;

	MUST(gnutls_x509_privkey_init(&key));
	if (s->same_key) {
		MUST(gnutls_x509_privkey_cpy(key, s->same_key->key));
		return key;
	}
	if (!bits)
		bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);
	MUST(gnutls_x509_privkey_generate(
		key, s->kind ? s->kind : GNUTLS_PK_ECDSA, bits, 0));
	return key;
}

static void set_dates(gnutls_x509_crt_t crt, const struct spec *s)
{
	bool given = s->from || s->until;

	MUST(gnutls_x509_crt_set_activation_time(
		crt, NOW + (given ? s->from : -10) * DAY));
	MUST(gnutls_x509_crt_set_expiration_time(
		crt, NOW + (given ? s->until : 90) * DAY));
}

struct made make(struct spec spec)
{
	static unsigned char serial = 1;
	struct made m = { .key = make_key(&spec) };

	MUST(gnutls_x509_crt_init(&m.crt));
	MUST(gnutls_x509_crt_set_version(
		m.crt, (unsigned)(spec.version ? spec.version : 3)));
	MUST(gnutls_x509_crt_set_serial(m.crt, &serial, 1));
	serial++;
	set_dates(m.crt, &spec);
	MUST(gnutls_x509_crt_set_dn_by_oid(
		m.crt, GNUTLS_OID_X520_ORGANIZATION_NAME, 0, "Test", 4));
	if (spec.cn)
		MUST(gnutls_x509_crt_set_dn_by_oid(
			m.crt, GNUTLS_OID_X520_COMMON_NAME, 0, spec.cn,
			(unsigned)strlen(spec.cn)));
	MUST(gnutls_x509_crt_set_key(m.crt, m.key));
	if (spec.version != 1)
		add_extensions(m.crt, &spec);
	MUST(gnutls_x509_crt_sign2(
		m.crt, spec.issuer ? spec.issuer->crt : m.crt,
		spec.issuer ? spec.issuer->key : m.key,
		spec.hash ? spec.hash : GNUTLS_DIG_SHA256, 0));
	return m;
}

void unmake(struct made *m)
{
	gnutls_x509_crt_deinit(m->crt);
	gnutls_x509_privkey_deinit(m->key);
}

gnutls_datum_t exported(const struct made *m, gnutls_x509_crt_fmt_t format)
{
	gnutls_datum_t out;

	MUST(gnutls_x509_crt_export2(m->crt, format, &out));
	return out;
}
