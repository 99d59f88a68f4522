/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a DIGEST-MD5 client says, RFC 2831 section 2.1.2:
 *
 *	response = [charset ","] username "," [realm ","] nonce "," nc ","
 *		   cnonce "," digest-uri ["," authzid] "," response "," qop
 */
#include "sasl/digest_message.h"

#include <stdint.h>

#include "base/buf.h"
#include "sasl/charset.h"
#include "sasl/digest_response.h"

/* name="value" with a comma behind it. */
static void add_quoted(struct buf *text, const char *name, const char *value,
		       bool utf8)
{
	struct buf encoded;

	buf_init(&encoded, SIZE_MAX / 2);
	if (utf8)
		buf_adds(&encoded, value);
	else
		charset_add_latin1(&encoded, value);
	buf_addf(text, "%s=\"", name);
	for (const char *c = buf_str(&encoded); *c; c++) {
		if (*c == '"' || *c == '\\')
			buf_addc(text, '\\');
		buf_addc(text, *c);
	}
	buf_adds(text, "\",");
	buf_release(&encoded);
}

void digest_message(struct buf *text, const struct digest_terms *t, bool utf8)
{
	if (utf8)
		buf_adds(text, "charset=utf-8,");
	add_quoted(text, "username", t->user, utf8);
	if (t->realm)
		add_quoted(text, "realm", t->realm, utf8);
	add_quoted(text, "nonce", t->nonce, true);
	buf_adds(text, "nc=00000001,");
	add_quoted(text, "cnonce", t->cnonce, true);
	add_quoted(text, "digest-uri", t->uri, true);
	if (t->authzid)
		add_quoted(text, "authzid", t->authzid, true);
}
