/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names in a certificate: see dn.h.  X.501 names and their attributes
 * are RFC 5280 section 4.1.2.4, the subjectAltName section 4.2.1.6; matching
 * is RFC 9525 section 6.
 */
#include "net/dn.h"

#include <arpa/inet.h>
#include <gnutls/x509-ext.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/tls_facts.h"
#include "net/cert_facts.h"

/* A handshake is smaller than that, so nothing is ever cut off here. */
enum { NAME_MAX_BYTES = 1 << 24 };

#define OID_COMMON_NAME "2.5.4.3"
#define OID_ALT_NAME "2.5.29.17"

/* OpenSSL's short names; an attribute that has none is shown by its OID. */
static const struct {
	const char *oid, *name;
} attributes[] = {
	{ OID_COMMON_NAME, "CN" },
	{ "2.5.4.6", "C" },
	{ "2.5.4.10", "O" },
	{ "2.5.4.11", "OU" },
	{ "2.5.4.8", "ST" },
	{ "2.5.4.7", "L" },
	{ "1.2.840.113549.1.9.1", "emailAddress" },
	{ "0.9.2342.19200300.100.1.25", "DC" },
	{ "0.9.2342.19200300.100.1.1", "UID" },
	{ "2.5.4.4", "SN" },
	{ "2.5.4.5", "serialNumber" },
	{ "2.5.4.9", "street" },
	{ "2.5.4.12", "title" },
	{ "2.5.4.13", "description" },
	{ "2.5.4.15", "businessCategory" },
	{ "2.5.4.17", "postalCode" },
	{ "2.5.4.20", "telephoneNumber" },
	{ "2.5.4.41", "name" },
	{ "2.5.4.42", "GN" },
	{ "2.5.4.43", "initials" },
	{ "2.5.4.44", "generationQualifier" },
	{ "2.5.4.45", "x500UniqueIdentifier" },
	{ "2.5.4.46", "dnQualifier" },
	{ "2.5.4.65", "pseudonym" },
	{ "2.5.4.97", "organizationIdentifier" },
	{ "1.2.840.113549.1.9.2", "unstructuredName" },
	{ "1.2.840.113549.1.9.8", "unstructuredAddress" },
	{ "1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL" },
	{ "1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST" },
	{ "1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC" },
};

/* GnuTLS counts the NUL behind an OID in. */
static bool is_oid(const gnutls_datum_t *oid, const char *text)
{
	size_t n = strnlen((const char *)oid->data, oid->size);

	return strlen(text) == n && !memcmp(oid->data, text, n);
}

static void add_attribute_name(struct buf *out, const gnutls_datum_t *oid)
{
	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++) {
		if (is_oid(oid, attributes[i].oid)) {
			buf_adds(out, attributes[i].name);
			return;
		}
	}
	buf_add(out, oid->data, strnlen((const char *)oid->data, oid->size));
}

/* As OpenSSL 3: no value can pass for one more attribute. */
static void add_escaped(struct buf *out, const gnutls_datum_t *value)
{
	for (unsigned i = 0; i < value->size; i++) {
		unsigned char c = value->data[i];

		if (c < ' ' || c > '~') {
			buf_addf(out, "\\x%02X", c);
			continue;
		}
		if (c == '/' || c == '+')
			buf_addc(out, '\\');
		buf_addc(out, (char)c);
	}
}

/* The index-th attribute of the set at *rdn, moving on to the next set. */
static bool next_attribute(gnutls_x509_dn_t dn, int *rdn, int *index,
			   gnutls_x509_ava_st *ava)
{
	if (!gnutls_x509_dn_get_rdn_ava(dn, *rdn, (*index)++, ava))
		return true;
	if (*index == 1)
		return false;
	*index = 0;
	(*rdn)++;
	return next_attribute(dn, rdn, index, ava);
}

char *dn_one_line(gnutls_x509_dn_t dn)
{
	gnutls_x509_ava_st ava;
	struct buf line;
	int rdn = 0, index = 0;

	buf_init(&line, NAME_MAX_BYTES);
	while (next_attribute(dn, &rdn, &index, &ava)) {
		buf_addc(&line, index > 1 ? '+' : '/');
		add_attribute_name(&line, &ava.oid);
		buf_addc(&line, '=');
		add_escaped(&line, &ava.value);
	}
	return buf_take(&line);
}

/* The bytes as they are, but no NUL that would end a string early. */
static void add_bytes(struct buf *out, const gnutls_datum_t *value)
{
	for (unsigned i = 0; i < value->size; i++) {
		if (value->data[i])
			buf_addc(out, (char)value->data[i]);
		else
			buf_adds(out, "\\x00");
	}
}

/* How many common names the subject has, and the first of them. */
static int common_names(gnutls_x509_crt_t cert, gnutls_datum_t *first)
{
	gnutls_x509_dn_t dn;
	gnutls_x509_ava_st ava;
	int rdn = 0, index = 0, count = 0;

	if (gnutls_x509_crt_get_subject(cert, &dn) < 0)
		return 0;
	while (next_attribute(dn, &rdn, &index, &ava)) {
		if (is_oid(&ava.oid, OID_COMMON_NAME) && !count++)
			*first = ava.value;
	}
	return count;
}

static char *common_name(gnutls_x509_crt_t cert)
{
	gnutls_datum_t first = { NULL, 0 };
	struct buf name;

	buf_init(&name, NAME_MAX_BYTES);
	if (common_names(cert, &first))
		add_bytes(&name, &first);
	return buf_take(&name);
}

/*
 * The certificate's alternative names, or NULL where it has none that can be
 * read; *present_out: it has the extension.
 */
static gnutls_subject_alt_names_t alt_names(gnutls_x509_crt_t cert,
					    bool *present_out)
{
	gnutls_subject_alt_names_t sans;
	gnutls_datum_t der;

	*present_out = false;
	if (gnutls_x509_crt_get_extension_by_oid2(cert, OID_ALT_NAME, 0, &der,
						  NULL) < 0)
		return NULL;
	*present_out = true;
	if (gnutls_subject_alt_names_init(&sans) < 0)
		mem_exhausted();
	if (gnutls_x509_ext_import_subject_alt_names(&der, sans, 0) < 0) {
		gnutls_subject_alt_names_deinit(sans);
		sans = NULL;
	}
	gnutls_free(der.data);
	return sans;
}

/* As OpenSSL: "192.0.2.1", and "2001:DB8:0:0:0:0:0:1" in full. */
static void add_address(struct buf *out, const gnutls_datum_t *ip)
{
	const unsigned char *b = ip->data;

	if (ip->size == 4) {
		buf_addf(out, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
	} else if (ip->size == 16) {
		for (int i = 0; i < 16; i += 2)
			buf_addf(out, "%s%X", i ? ":" : "",
				 (unsigned)b[i] << 8 | b[i + 1]);
	} else {
		buf_adds(out, "<invalid>");
	}
}

static void add_alt_name(struct buf *out, unsigned type,
			 const gnutls_datum_t *value)
{
	static const char *const prefixes[] = {
		[GNUTLS_SAN_DNSNAME] = "DNS:",
		[GNUTLS_SAN_RFC822NAME] = "email:",
		[GNUTLS_SAN_URI] = "URI:",
		[GNUTLS_SAN_IPADDRESS] = "IP Address:",
		[GNUTLS_SAN_DN] = "DirName:",
		[GNUTLS_SAN_REGISTERED_ID] = "Registered ID:",
	};

	if (type >= sizeof(prefixes) / sizeof(*prefixes) || !prefixes[type]) {
		buf_adds(out, "othername:<unsupported>");
		return;
	}
	buf_adds(out, prefixes[type]);
	if (type == GNUTLS_SAN_IPADDRESS)
		add_address(out, value);
	else
		add_bytes(out, value);
}

static void add_alt_names(gnutls_x509_crt_t cert, struct strings *names)
{
	bool present;
	gnutls_subject_alt_names_t sans = alt_names(cert, &present);
	gnutls_datum_t value;
	unsigned type;
	struct buf name;

	if (!sans)
		return;
	buf_init(&name, NAME_MAX_BYTES);
	for (unsigned i = 0;
	     !gnutls_subject_alt_names_get(sans, i, &type, &value, NULL); i++) {
		add_alt_name(&name, type, &value);
		strings_add(names, buf_str(&name));
		buf_clear(&name);
	}
	buf_release(&name);
	gnutls_subject_alt_names_deinit(sans);
}

static char *one_line(gnutls_x509_crt_t cert,
		      int (*get)(gnutls_x509_crt_t, gnutls_x509_dn_t *))
{
	gnutls_x509_dn_t dn;

	return get(cert, &dn) < 0 ? mem_string("") : dn_one_line(dn);
}

static char *pem_of(const gnutls_datum_t *der)
{
	gnutls_datum_t pem;
	char *copy;

	if (gnutls_pem_base64_encode2("CERTIFICATE", der, &pem) < 0)
		mem_exhausted();
	copy = mem_copy(pem.data, pem.size);
	gnutls_free(pem.data);
	return copy;
}

void dn_describe(gnutls_x509_crt_t cert, const gnutls_datum_t *der,
		 struct tls_certificate *out)
{
	out->subject = one_line(cert, gnutls_x509_crt_get_subject);
	out->issuer = one_line(cert, gnutls_x509_crt_get_issuer);
	out->common_name = common_name(cert);
	add_alt_names(cert, &out->names);
	out->not_before = gnutls_x509_crt_get_activation_time(cert);
	out->not_after = gnutls_x509_crt_get_expiration_time(cert);
	out->pem = pem_of(der);
	cert_facts(cert, der, out);
}

/* What is wanted, in the form that names are compared in. */
struct wanted {
	unsigned char address[16];
	size_t address_size; /* 4 or 16, or 0: it is a host name */
	char *host;	     /* without a final dot, A-labels */
};

static bool is_ascii(const char *s)
{
	while (*s && (unsigned char)*s < 0x80)
		s++;
	return !*s;
}

/* RFC 9525 section 4.1: a U-label is compared as the A-label it stands for.
 * NULL: no name that could be. */
static char *to_a_labels(const char *name)
{
	gnutls_datum_t mapped;
	char *copy;

	if (is_ascii(name))
		return mem_string(name);
	if (gnutls_idna_map(name, (unsigned)strlen(name), &mapped, 0) < 0)
		return NULL;
	copy = mem_copy(mapped.data, mapped.size);
	gnutls_free(mapped.data);
	return copy;
}

static struct wanted wanted_of(const char *name)
{
	struct wanted w = { .host = NULL };
	size_t n;

	if (inet_pton(AF_INET, name, w.address) == 1)
		w.address_size = 4;
	else if (inet_pton(AF_INET6, name, w.address) == 1)
		w.address_size = 16;
	else
		w.host = to_a_labels(name);
	n = w.host ? strlen(w.host) : 0;
	if (n && w.host[n - 1] == '.')
		w.host[n - 1] = '\0';
	return w;
}

/*
 * RFC 9525 section 6.3: labels are the same but for the case of letters, and
 * "*" as the whole left-most label stands for any one label.  Nobody may
 * speak for a whole top-level domain, so "*.com" does not count.
 */
static bool matches_host(const gnutls_datum_t *name, const char *host)
{
	const char *p = (const char *)name->data;
	size_t n = name->size, skip;

	if (!n || memchr(p, '\0', n) || !*host || strchr(host, '*'))
		return false;
	if (n > 2 && p[0] == '*' && p[1] == '.') {
		if (!memchr(p + 2, '.', n - 2) || p[n - 1] == '.')
			return false;
		skip = strcspn(host, ".");
		if (!skip)
			return false;
		host += skip;
		p++;
		n--;
	}
	return strlen(host) == n && str_same_n(p, host, n);
}

static bool matches_alt_name(const struct wanted *w, unsigned type,
			     const gnutls_datum_t *value)
{
	if (w->address_size)
		return type == GNUTLS_SAN_IPADDRESS &&
		       value->size == w->address_size &&
		       !memcmp(value->data, w->address, value->size);
	return type == GNUTLS_SAN_DNSNAME && w->host &&
	       matches_host(value, w->host);
}

/* *dns_out: there is a DNS name, or what may be one and cannot be read. */
static bool match_alt_names(gnutls_x509_crt_t cert, const struct wanted *w,
			    bool *dns_out)
{
	gnutls_subject_alt_names_t sans = alt_names(cert, dns_out);
	gnutls_datum_t value;
	bool found = false;
	unsigned type;

	if (!sans)
		return false;
	*dns_out = false;
	for (unsigned i = 0;
	     !gnutls_subject_alt_names_get(sans, i, &type, &value, NULL); i++) {
		*dns_out = *dns_out || type == GNUTLS_SAN_DNSNAME;
		found = found || matches_alt_name(w, type, &value);
	}
	gnutls_subject_alt_names_deinit(sans);
	return found;
}

bool dn_names_host(gnutls_x509_crt_t cert, const char *wanted,
		   bool allow_common_name)
{
	struct wanted w = wanted_of(wanted);
	bool has_dns;
	bool found = match_alt_names(cert, &w, &has_dns);
	gnutls_datum_t cn = { NULL, 0 };

	if (!found && !has_dns && allow_common_name && w.host)
		found = common_names(cert, &cn) == 1 &&
			matches_host(&cn, w.host);
	free(w.host);
	return found;
}
