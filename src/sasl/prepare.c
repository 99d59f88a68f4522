/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * String preparation by GnuTLS, which has the OpaqueString profile of RFC 8265
 * (NFC, other spaces become the plain one).  RFC 5802 names its forerunner
 * SASLprep (RFC 4013), which folds compatibility forms too: the two differ
 * for letters such as U+FB01 alone, and servers go either way.
 */
#include "sasl/prepare.h"

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

int prepare_add(struct buf *out, const char *text)
{
	gnutls_datum_t prepared;
	int result;

	if (is_plain(text))	/* the empty one too */
		return buf_adds(out, text);
	if (gnutls_utf8_password_normalize((const unsigned char *)text,
					   (unsigned)strlen(text), &prepared,
					   0) < 0)
		return -1;
	result = buf_add(out, prepared.data, prepared.size);
	mem_wipe(prepared.data, prepared.size);
	gnutls_free(prepared.data);
	return result;
}
