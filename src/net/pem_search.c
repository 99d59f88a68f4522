/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates of a PEM file, of which few are sought: see pem_search.h.  PEM
 * is RFC 7468, the fields of a certificate RFC 5280 section 4.1, DER X.690.
 *
 * A file is read in pieces of a fixed size, so that its length costs no
 * memory.  Of each certificate just as many bytes are decoded as it takes to
 * reach its subject and see that it is not one of those sought.
 */
#include "net/pem_search.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum {
	PIECE = 32 * 1024,	     /* text of one certificate at most */
	MAX_FILE = 64 * 1024 * 1024, /* what is longer is no trust store */
	MAX_FOUND = 64		     /* same names: a handful is usual */
};

/*
 * A certificate's base64 text, decoded as far as was asked for.  Its octets
 * are addressed by their place, and none is looked at before need() has said
 * that it is there.
 */
struct cert {
	const unsigned char *text, *end; /* yet to be decoded */
	uint32_t bits;			 /* of digits, the last are spare */
	unsigned spare;
	size_t len;
	unsigned char der[PIECE / 4 * 3];
};

/* A digit's value plus one, so that 0 is what no digit is. */
static const unsigned char digits[256] = {
	['A'] = 1,  ['B'] = 2,	['C'] = 3,  ['D'] = 4,	['E'] = 5,  ['F'] = 6,
	['G'] = 7,  ['H'] = 8,	['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12,
	['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
	['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30,
	['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,
	['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
	['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
	['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60,
	['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

/*
 * Decode until n octets are there; false: there are not that many.  What is
 * neither a digit nor space, as "=" is, ends the text.
 */
static bool need(struct cert *c, size_t n)
{
	const unsigned char *at = c->text, *end = c->end;
	uint32_t bits = c->bits;
	unsigned spare = c->spare;
	size_t len = c->len;

	for (; len < n && at < end; at++) {
		unsigned digit = digits[*at];

		if (digit) {
			bits = bits << 6 | (digit - 1);
			spare += 6;
		} else if (*at > ' ') {
			end = at;
		}
		if (spare >= 8) {
			spare -= 8;
			c->der[len++] = (unsigned char)(bits >> spare);
		}
	}
	c->text = at;
	c->end = end;
	c->bits = bits;
	c->spare = spare;
	c->len = len;
	return len >= n;
}

/*
 * The header of the element at *at: move *at to its content and tell where
 * that ends.  More than three octets of length are no certificate.
 */
static bool enter(struct cert *c, size_t *at, size_t *end_out)
{
	size_t octets, length;

	if (!need(c, *at + 2))
		return false;
	length = c->der[*at + 1];
	*at += 2;
	if (length >= 0x80) {
		octets = length & 0x7f;
		if (octets < 1 || octets > 3 || !need(c, *at + octets))
			return false;
		for (length = 0; octets; octets--)
			length = length << 8 | c->der[(*at)++];
	}
	*end_out = *at + length;
	return *end_out <= sizeof(c->der);
}

static bool skip(struct cert *c, size_t *at)
{
	size_t end;

	if (!enter(c, at, &end))
		return false;
	*at = end;
	return true;
}

/*
 * Certificate ::= SEQUENCE { SEQUENCE {
 *     version [0] DEFAULT v1, serialNumber, signature, issuer, validity,
 *     subject, ... } ... }
 */
static bool find_subject(struct cert *c, size_t *start_out, size_t *end_out)
{
	size_t at = 0, end;

	if (!enter(c, &at, &end) || !enter(c, &at, &end) || !need(c, at + 1))
		return false;
	if (c->der[at] == 0xa0 && !skip(c, &at))
		return false;
	for (int i = 0; i < 4; i++)
		if (!skip(c, &at))
			return false;
	*start_out = at;
	return enter(c, &at, end_out);
}

static bool is_sought(const struct pem_search *s, struct cert *c)
{
	size_t start = 0, end = 0;

	if (!find_subject(c, &start, &end))
		return false;
	for (size_t i = 0; i < s->count; i++)
		if (s->names[i].size == end - start && need(c, end) &&
		    !memcmp(s->names[i].data, c->der + start, end - start))
			return true;
	return false;
}

/* Do these octets hold the OID of serverAuth or anyExtendedKeyUsage? */
static bool speaks_of_servers(const struct cert *c, size_t at, size_t end)
{
	static const char server[] = "\6\10\x2b\6\1\5\5\7\3\1";
	static const char any[] = "\6\4\x55\x1d\x25\0";

	return memmem(c->der + at, end - at, server, sizeof(server) - 1) ||
	       memmem(c->der + at, end - at, any, sizeof(any) - 1);
}

/*
 * OpenSSL's "TRUSTED CERTIFICATE" has behind the certificate what it is good
 * for: SEQUENCE { trust SEQUENCE OF OID OPTIONAL, reject [0] SEQUENCE OF OID
 * OPTIONAL, ... }.  Where that is there, it must name servers as the one and
 * not as the other.
 */
static bool is_rejected(struct cert *c, size_t at)
{
	size_t end, all;

	if (!need(c, at + 1))
		return false;
	if (!enter(c, &at, &all) || !need(c, all) || at == all ||
	    c->der[at] != 0x30 || !enter(c, &at, &end) || end > all)
		return true;
	return !speaks_of_servers(c, at, end) || speaks_of_servers(c, end, all);
}

static void import(struct pem_search *s, struct cert *c)
{
	size_t at = 0, end;
	gnutls_x509_crt_t crt;
	gnutls_datum_t der = { c->der, 0 };

	if (!enter(c, &at, &end) || !need(c, end) || is_rejected(c, end))
		return;
	der.size = (unsigned)end;
	if (gnutls_x509_crt_init(&crt) < 0)
		mem_exhausted();
	if (gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER) < 0) {
		gnutls_x509_crt_deinit(crt);
		return;
	}
	if (!s->found)
		s->found = mem_new(MAX_FOUND * sizeof(*s->found));
	s->found[s->found_count++] = crt;
}

/* Five dashes, which no base64 has, or NULL. */
static const char *find_dashes(const char *at, const char *end)
{
	while (end - at >= 5 &&
	       (at = memchr(at, '-', (size_t)(end - at) - 4)) != NULL) {
		if (!memcmp(at, "-----", 5))
			return at;
		at++;
	}
	return NULL;
}

/* Behind the line that begins a certificate, or NULL where at is none. */
static const char *begin_line(const char *at, const char *end)
{
	static const char *const lines[] = {
		"-----BEGIN CERTIFICATE-----",
		"-----BEGIN TRUSTED CERTIFICATE-----",
		"-----BEGIN X509 CERTIFICATE-----",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		size_t n = strlen(lines[i]);

		if ((size_t)(end - at) >= n && !memcmp(at, lines[i], n))
			return at + n;
	}
	return NULL;
}

static void examine(struct pem_search *s, struct cert *c, const char *text,
		    const char *end)
{
	c->text = (const unsigned char *)text;
	c->end = (const unsigned char *)end;
	c->len = c->spare = 0;
	c->bits = 0;
	s->seen++;
	if (s->found_count < MAX_FOUND && is_sought(s, c))
		import(s, c);
}

/*
 * Examine every certificate that lies in the text as a whole.  What it
 * returns is where to go on when more has been read; last: there is no more.
 */
static const char *scan(struct pem_search *s, struct cert *c, const char *at,
			const char *end, bool last)
{
	enum { LONGEST_LINE = 36 };
	const char *body, *next;

	while ((next = find_dashes(at, end)) != NULL) {
		at = next;
		if (end - at < LONGEST_LINE && !last)
			return at;
		body = begin_line(at, end);
		if (!body) {
			at += 5;
			continue;
		}
		next = find_dashes(body, end);
		if (!next || end - next < 9)
			return last ? end : at;
		if (!memcmp(next, "-----END ", 9))
			examine(s, c, body, next);
		at = next;
	}
	return end - at > 4 ? end - 4 : at;
}

static int read_file(struct pem_search *s, int fd, const char *path,
		     struct err *err)
{
	struct cert c;
	char text[PIECE];
	size_t len = 0, total = 0;
	const char *rest;
	ssize_t got;

	do {
		got = read(fd, text + len, sizeof(text) - len);
		if (got < 0)
			return s->found_count ? 0
					      : err_system(err, ERR_FILE, errno,
							   "%s", path);
		len += (size_t)got;
		total += (size_t)got;
		rest = scan(s, &c, text, text + len, !got);
		if (rest == text && len == sizeof(text))
			rest += 5; /* no certificate is that long */
		len -= (size_t)(rest - text);
		memmove(text, rest, len);
	} while (got && total < MAX_FILE);
	return 0;
}

int pem_search_file(struct pem_search *s, int dir, const char *name,
		    const char *path, struct err *err)
{
	/* non-blocking, since a FIFO would wait for its writer */
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int result;

	if (fd < 0)
		return err_system(err, ERR_FILE, errno, "%s", path);
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		result = read_file(s, fd, path, err);
	else
		result = err_set(err, ERR_FILE, "%s is no file", path);
	close(fd);
	return result;
}
