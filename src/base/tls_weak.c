/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is weak in a TLS session: see tls_weak.h.  RFC 9325 is the measure;
 * that TLS 1.0 and 1.1 are out of use is RFC 8996, RC4 RFC 7465.
 */
#include "base/tls_weak.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/tls_facts.h"

enum { DH_BITS_LEAST = 2048 };

static void add(struct buf *out, const char *subject, const char *separator,
		const char *what)
{
	buf_addf(out, "%s%s%s%s", out->len ? "; " : "", subject, separator,
		 what);
}

static void add_version(const struct tls_facts *f, struct buf *out)
{
	static const char *const old[] = { "SSLv3", "TLSv1", "TLSv1.1" };

	for (size_t i = 0; i < sizeof(old) / sizeof(*old); i++)
		if (strcmp(f->version, old[i]) == 0)
			add(out, f->version, " ", "is out of use (RFC 8996)");
}

/* Are these parts, with dashes around them, in the name? */
static bool has_parts(const char *name, const char *parts)
{
	size_t n = strlen(parts);

	for (const char *at = name; *at; at++) {
		bool starts = at == name || at[-1] == '-';

		if (starts && str_same_n(at, parts, n) &&
		    (at[n] == '\0' || at[n] == '-'))
			return true;
	}
	return false;
}

static void add_cipher(const struct tls_facts *f, struct buf *out)
{
	static const struct {
		const char *parts, *what;
	} weak[] = {
		{ "NULL", "nothing is encrypted" },
		{ "EXP", "an export cipher is broken at once" },
		{ "RC4", "RC4 is broken (RFC 7465)" },
		{ "DES-CBC3", "3DES has blocks of 64 bits (CVE-2016-2183)" },
		{ "DES-CBC", "DES is broken" },
		{ "ADH", "no certificate says who the server is" },
		{ "AECDH", "no certificate says who the server is" },
	};

	for (size_t i = 0; i < sizeof(weak) / sizeof(*weak); i++)
		if (has_parts(f->cipher, weak[i].parts))
			add(out, f->cipher, ": ", weak[i].what);
}

static void add_exchange(const struct tls_facts *f, struct buf *out)
{
	if (strcmp(f->group, "RSA") == 0)
		add(out, f->cipher, ": ", "keys are exchanged by RSA, without "
		    "forward secrecy: who gets the server's key reads what "
		    "was recorded before");
	if (f->dh_bits > 0 && f->dh_bits < DH_BITS_LEAST)
		buf_addf(out, "%sDiffie-Hellman with %d bits, where %d are "
			 "the least (RFC 9325)", out->len ? "; " : "",
			 f->dh_bits, DH_BITS_LEAST);
}

static void add_signature(const struct tls_facts *f, struct buf *out)
{
	static const char *const weak[] = { "SHA1", "MD5" };

	for (size_t i = 0; i < sizeof(weak) / sizeof(*weak); i++) {
		if (!has_parts(f->signature, weak[i]))
			continue;
		add(out, f->signature, " ", "signed the handshake, which can "
		    "be forged");
		break;
	}
}

void tls_weak_describe(const struct tls_facts *facts, struct buf *out)
{
	add_version(facts, out);
	add_cipher(facts, out);
	add_exchange(facts, out);
	add_signature(facts, out);
}
