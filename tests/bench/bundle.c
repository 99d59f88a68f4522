/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See bundle.h.  PEM is RFC 7468; the order of a certificate's fields is RFC
 * 5280, section 4.1; DER is X.690.
 */
#define _DEFAULT_SOURCE /* O_CLOEXEC under -std=c17 */

#include "bundle.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BEGIN "-----BEGIN CERTIFICATE-----"

enum {
	MAX_CHAIN = 16,	 /* what GnuTLS itself verifies */
	PREFIX = 432,	 /* octets in which nearly every subject ends */
	ALL = 64 * 1024, /* and no certificate is longer than this */
	BAD = 0x80,
};

struct span {
	const unsigned char *at;
	size_t len;
};

struct scan {
	uint8_t value[256]; /* of a base64 digit, or BAD */
	struct span sought[MAX_CHAIN];
	unsigned int sought_count;
};

/* Octets of the header of the element at hand; *len is that of its body. */
static size_t der_header(struct span in, size_t *len)
{
	if (in.len < 2)
		return 0;
	const size_t octets = in.at[1] < 0x80 ? 0 : in.at[1] & 0x7f;
	if (octets > 3 || in.len < 2 + octets)
		return 0;
	*len = octets == 0 ? in.at[1] : 0;
	for (size_t i = 0; i < octets; i++)
		*len = *len << 8 | in.at[2 + i];
	return 2 + octets;
}

/* Step into the element, which need not be there to its end. */
static bool der_enter(struct span *in)
{
	size_t len;
	const size_t head = der_header(*in, &len);

	in->at += head;
	in->len -= head;
	return head > 0;
}

/* Move behind the element and tell where it was, header and all. */
static bool der_take(struct span *in, struct span *out)
{
	size_t len;
	const size_t head = der_header(*in, &len);

	if (head == 0 || len > in->len - head)
		return false;
	*out = (struct span){ in->at, head + len };
	in->at += head + len;
	in->len -= head + len;
	return true;
}

/*
 * Certificate ::= SEQUENCE { TBSCertificate ::= SEQUENCE {
 *   version [0] DEFAULT v1, serialNumber, signature, issuer, validity,
 *   subject, ... } ... }
 */
static bool der_names(struct span der, struct span *issuer,
		      struct span *subject)
{
	struct span skip;

	if (!der_enter(&der) || !der_enter(&der))
		return false;
	if (der.len > 0 && der.at[0] == 0xa0 && !der_take(&der, &skip))
		return false;
	return der_take(&der, &skip) && der_take(&der, &skip) &&
	       der_take(&der, issuer) && der_take(&der, &skip) &&
	       der_take(&der, subject);
}

static void base64_values(uint8_t value[256])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";

	memset(value, BAD, 256);
	for (uint8_t i = 0; i < 64; i++)
		value[(unsigned char)digits[i]] = i;
}

/*
 * Decode up to max octets in whole groups; lines end between groups, as in
 * every bundle seen.  A last group with padding is left out: no subject is
 * that far behind.
 */
static size_t decode(const uint8_t value[256], struct span text,
		     unsigned char *out, size_t max)
{
	const unsigned char *in = text.at;
	const unsigned char *end = text.at + text.len;
	size_t n = 0;

	for (; n + 3 <= max; n += 3, in += 4) {
		while (in < end && *in <= ' ')
			in++;
		if (end - in < 4)
			break;
		const uint32_t a = value[in[0]], b = value[in[1]];
		const uint32_t c = value[in[2]], d = value[in[3]];
		if ((a | b | c | d) & BAD)
			break;
		out[n] = (unsigned char)(a << 2 | b >> 4);
		out[n + 1] = (unsigned char)(b << 4 | c >> 2);
		out[n + 2] = (unsigned char)(c << 6 | d);
	}
	return n;
}

static bool is_sought(const struct scan *s, struct span name)
{
	for (unsigned int i = 0; i < s->sought_count; i++)
		if (s->sought[i].len == name.len &&
		    memcmp(s->sought[i].at, name.at, name.len) == 0)
			return true;
	return false;
}

/* Is the certificate whose base64 is at the head of text one of them? */
static bool match(const struct scan *s, struct span text)
{
	unsigned char der[ALL];
	struct span issuer, subject;
	size_t n = decode(s->value, text, der, PREFIX);

	if (!der_names((struct span){ der, n }, &issuer, &subject)) {
		n = decode(s->value, text, der, ALL);
		if (!der_names((struct span){ der, n }, &issuer, &subject))
			return false;
	}
	return is_sought(s, subject);
}

/* Dashes are no base64: the next certificate begins at some next dash. */
static const unsigned char *next(struct span *text)
{
	const size_t mark = sizeof BEGIN - 1;
	const unsigned char *end = text->at + text->len;
	const unsigned char *at = text->at;

	while ((at = memchr(at, '-', (size_t)(end - at))) != NULL) {
		if ((size_t)(end - at) > mark && memcmp(at, BEGIN, mark) == 0) {
			*text = (struct span){
				at + mark, (size_t)(end - at) - mark
			};
			return at;
		}
		while (at < end && *at != '\n')
			at++;
	}
	return NULL;
}

/* GnuTLS reads PEM as far as the END line; nothing is copied before. */
static int parse(gnutls_x509_crt_t *ca, const unsigned char *at, size_t len)
{
	const gnutls_datum_t pem = { (unsigned char *)(uintptr_t)at,
				     (unsigned int)len };

	if (gnutls_x509_crt_init(ca) < 0)
		return -1;
	if (gnutls_x509_crt_import(*ca, &pem, GNUTLS_X509_FMT_PEM) >= 0)
		return 0;
	gnutls_x509_crt_deinit(*ca);
	return -1;
}

static int find(const struct scan *s, struct span text, gnutls_x509_crt_t *cas,
		int max)
{
	const unsigned char *end = text.at + text.len;
	const unsigned char *at;
	int n = 0;

	while (n < max && (at = next(&text)) != NULL) {
		if (!match(s, text))
			continue;
		if (parse(&cas[n], at, (size_t)(end - at)) != 0)
			return -1;
		n++;
	}
	return n;
}

static void seek_issuers(struct scan *s, const gnutls_datum_t *chain,
			 unsigned int chain_size)
{
	struct span subject;

	for (unsigned int i = 0; i < chain_size && i < MAX_CHAIN; i++) {
		const struct span der = { chain[i].data, chain[i].size };

		if (der_names(der, &s->sought[s->sought_count], &subject))
			s->sought_count++;
	}
}

int bundle_issuers(const char *path, const gnutls_datum_t *chain,
		   unsigned int chain_size, gnutls_x509_crt_t *cas, int max)
{
	struct scan s = { .sought_count = 0 };
	struct stat st;
	int n = -1;
	const int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && st.st_size > 0) {
		const size_t len = (size_t)st.st_size;
		void *text = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);

		if (text != MAP_FAILED) {
			base64_values(s.value);
			seek_issuers(&s, chain, chain_size);
			n = find(&s, (struct span){ text, len }, cas, max);
			munmap(text, len);
		}
	}
	close(fd);
	return n;
}
