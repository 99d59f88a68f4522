/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DIGEST-MD5's digests, RFC 2831 sections 2.1.2.1 and 2.1.3:
 *
 *	A1       = H(username ":" realm ":" password) ":" nonce ":" cnonce
 *		   [":" authzid]
 *	A2       = "AUTHENTICATE:" digest-uri
 *	A2       = ":" digest-uri			; for rspauth
 *	response = HEX(H(HEX(H(A1)) ":" nonce ":" nc ":" cnonce ":" qop ":"
 *		   HEX(H(A2))))
 */
#include "sasl/digest_response.h"

#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sasl/charset.h"

/* The digest of a text, which is released. */
static int hash(struct buf *text, unsigned char out[DIGEST_MD5_BYTES])
{
	int result = digest_hash(DIGEST_MD5, buf_str(text), text->len, out);

	buf_release(text);
	return result;
}

static int hash_hex(struct buf *text, char hex[DIGEST_MD5_HEX])
{
	unsigned char out[DIGEST_MD5_BYTES];

	if (hash(text, out) < 0)
		return -1;
	digest_to_hex(out, sizeof(out), hex);
	mem_wipe(out, sizeof(out));
	return 0;
}

/*
 * HEX(H(A1)).  What can be said in ISO 8859-1 is hashed in it, even where
 * UTF-8 goes over the wire.  Cyrus SASL does so; Dovecot 2.3 hashes UTF-8 as
 * it is, and refuses such a password.
 */
static int a1_hex(const struct digest_terms *t, char hex[DIGEST_MD5_HEX])
{
	unsigned char secret[DIGEST_MD5_BYTES];
	struct buf text;

	buf_init(&text, SIZE_MAX / 2);
	charset_add_latin1(&text, t->user);
	buf_addc(&text, ':');
	charset_add_latin1(&text, t->realm ? t->realm : "");
	buf_addc(&text, ':');
	charset_add_latin1(&text, t->password);
	if (hash(&text, secret) < 0)
		return -1;
	buf_add(&text, secret, sizeof(secret));
	mem_wipe(secret, sizeof(secret));
	buf_addf(&text, ":%s:%s", t->nonce, t->cnonce);
	if (t->authzid)
		buf_addf(&text, ":%s", t->authzid);
	return hash_hex(&text, hex);
}

static int side(const struct digest_terms *t, const char *a1,
		const char *verb, char hex[DIGEST_MD5_HEX])
{
	char a2[DIGEST_MD5_HEX];
	struct buf text;

	buf_init(&text, SIZE_MAX / 2);
	buf_addf(&text, "%s:%s", verb, t->uri);
	if (hash_hex(&text, a2) < 0)
		return -1;
	buf_addf(&text, "%s:%s:00000001:%s:auth:%s", a1, t->nonce, t->cnonce,
		 a2);
	return hash_hex(&text, hex);
}

int digest_response(const struct digest_terms *t,
		    char response[DIGEST_MD5_HEX],
		    char rspauth[DIGEST_MD5_HEX])
{
	char a1[DIGEST_MD5_HEX];
	int result = 0;

	if (a1_hex(t, a1) < 0 || side(t, a1, "AUTHENTICATE", response) < 0 ||
	    side(t, a1, "", rspauth) < 0)
		result = -1;
	mem_wipe(a1, sizeof(a1));
	return result;
}
