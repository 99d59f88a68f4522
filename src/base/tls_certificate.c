/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a certificate says of itself: see tls_certificate.h. */
#include "base/tls_certificate.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const double day = 86400;

long tls_certificate_days_left(const struct tls_certificate *c, time_t now)
{
	double left = difftime(c->not_after, now);

	return (long)(left < 0 ? (left - (day - 1)) / day : left / day);
}

/* A certificate often ends a second before the day does. */
long tls_certificate_days_in_all(const struct tls_certificate *c)
{
	double life = difftime(c->not_after, c->not_before);

	return life < 0 ? 0 : (long)(life / day + 0.5);
}

double tls_certificate_share_left(const struct tls_certificate *c, time_t now)
{
	double life = difftime(c->not_after, c->not_before);
	double left = difftime(c->not_after, now);

	if (life <= 0 || left <= 0)
		return 0;
	return left >= life ? 100 : left / life * 100;
}

/* A curve tells the bits, and an EdDSA key has but one size. */
char *tls_certificate_key_text(const struct tls_certificate *c)
{
	if (*c->curve)
		return mem_format("%s %s", c->key, c->curve);
	if (!c->key_bits || strncmp(c->key, "Ed", 2) == 0)
		return mem_string(*c->key ? c->key : "unknown");
	return mem_format("%s %d", c->key, c->key_bits);
}

char *tls_hex(const unsigned char *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	char *text = mem_new(2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	return text;
}

void tls_certificate_copy(struct tls_certificate *to,
			  const struct tls_certificate *from)
{
	*to = *from;
	to->subject = mem_string(from->subject);
	to->issuer = mem_string(from->issuer);
	to->common_name = mem_string(from->common_name);
	to->pem = mem_string(from->pem);
	to->issuer_url = mem_string(from->issuer_url);
	to->ocsp_url = mem_string(from->ocsp_url);
	to->names = (struct strings){ 0 };
	for (size_t i = 0; i < from->names.count; i++)
		strings_add(&to->names, from->names.at[i]);
}

void tls_certificate_release(struct tls_certificate *c)
{
	free(c->subject);
	free(c->issuer);
	free(c->common_name);
	free(c->pem);
	free(c->issuer_url);
	free(c->ocsp_url);
	strings_release(&c->names);
}
