/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files with a certificate or a key: see tls_file.h.  PEM is RFC 7468, DER is
 * X.690, PKCS#12 is RFC 7292.
 */
#include "net/tls_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/passphrase.h"

enum { SEQUENCE = 0x30, INTEGER = 0x02 };

/* A pipe will do: a shell makes one of <(command). */
static int read_file(const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), number;
	char block[8192];
	ssize_t n = 1;

	if (fd < 0)
		return errno;
	while (n > 0 && (n = read(fd, block, sizeof(block))) > 0)
		if (buf_add(out, block, (size_t)n) < 0) {
			errno = EFBIG;
			n = -1;
		}
	number = n < 0 ? errno : 0;
	mem_wipe(block, sizeof(block));
	close(fd);
	return number;
}

int tls_file_read(const struct tls_place *place, struct buf *out,
		  struct err *err)
{
	int number;

	buf_init(out, TLS_FILE_MOST);
	number = read_file(place->name, out);
	if (!number)
		return 0;
	return err_set(err, ERR_FILE, "%s: cannot read %.200s: %s",
		       place->option, place->name, strerror(number));
}

gnutls_datum_t tls_file_datum(const struct buf *bytes)
{
	return (gnutls_datum_t){ (unsigned char *)bytes->data,
				 (unsigned)bytes->len };
}

/* Octets before the contents, and of these; 0: there is no such length. */
static size_t der_head(const unsigned char *der, size_t n, size_t *body_out)
{
	size_t octets, body = 0;

	if (n < 2)
		return 0;
	*body_out = der[1];
	if (der[1] < 0x80)
		return 2;
	octets = der[1] & 0x7fu;
	if (!octets || octets > 4 || n < 2 + octets)
		return 0;
	for (size_t i = 0; i < octets; i++)
		body = body << 8 | der[2 + i];
	*body_out = body;
	return 2 + octets;
}

size_t tls_der_length(const unsigned char *der, size_t n)
{
	size_t body = 0, head = der_head(der, n, &body);

	return head && body <= n - head ? head + body : 0;
}

/* PFX ::= SEQUENCE { version INTEGER (3), authSafe SEQUENCE ... */
static bool is_pkcs12(const unsigned char *der, size_t n)
{
	static const unsigned char start[] = { INTEGER, 1, 3, SEQUENCE };
	size_t body = 0, head = der_head(der, n, &body);

	return head && n - head > sizeof(start) &&
	       !memcmp(der + head, start, sizeof(start));
}

enum tls_form tls_file_form(const struct buf *bytes)
{
	const unsigned char *der = (const unsigned char *)bytes->data;

	if (!bytes->len || der[0] != SEQUENCE)
		return FORM_PEM;
	return is_pkcs12(der, bytes->len) ? FORM_PKCS12 : FORM_DER;
}
