/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NTLM's responses: see ntlm_answer.h.
 *
 *	NTLMv1	DES under a hash of the password, three times ([MS-NLMP]
 *		section 3.3.1)
 *	NTLMv2	HMAC-MD5 under HMAC-MD5(hash, USER domain) of the server's
 *		nonce and a blob, then the blob (section 3.3.2):
 *
 *	blob	= %x01.01 6%x00 time client-nonce 4%x00 info 4%x00
 */
#include "sasl/ntlm_answer.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sasl/charset.h"
#include "sasl/ntlm_challenge.h"
#include "sasl/ntlm_hash.h"
#include "sasl/sasl.h"

enum { TIME_BYTES = 8 };

static void answer_v1(const struct sasl *s, const struct ntlm_challenge *c,
		      struct buf *lm, struct buf *nt)
{
	unsigned char hash[NTLM_HASH], response[NTLM_RESPONSE];

	ntlm_nt_hash(s->password, hash);
	ntlm_respond(hash, c->nonce, response);
	buf_add(nt, response, sizeof(response));
	if (s->lan_manager) {
		ntlm_lm_hash(s->password, hash);
		ntlm_respond(hash, c->nonce, response);
	}
	buf_add(lm, response, sizeof(response));
	mem_wipe(hash, sizeof(hash));
	mem_wipe(response, sizeof(response));
}

/* The key that both responses of NTLMv2 are made with. */
static int key_v2(const struct sasl *s, const struct buf *domain,
		  unsigned char key[NTLM_HASH])
{
	unsigned char hash[NTLM_HASH];
	const struct digest_key password = { hash, sizeof(hash) };
	struct buf who;
	int result;

	ntlm_nt_hash(s->password, hash);
	buf_init(&who, SIZE_MAX / 2);
	charset_add_utf16(&who, s->user, true);
	buf_add(&who, buf_str(domain), domain->len);
	result = digest_hmac(DIGEST_MD5, password, buf_str(&who), who.len,
			     key);
	buf_release(&who);
	mem_wipe(hash, sizeof(hash));
	return result;
}

/* The server's time, or ours, in 100 ns since 1601. */
static void add_time(const struct sasl *s, const struct ntlm_challenge *c,
		     struct buf *blob)
{
	uint64_t time = ((uint64_t)s->now + 11644473600u) * 10000000u;

	if (c->time) {
		buf_add(blob, c->time, TIME_BYTES);
		return;
	}
	for (size_t i = 0; i < TIME_BYTES; i++)
		buf_addc(blob, (char)(time >> 8 * i & 0xff));
}

static void make_blob(const struct sasl *s, const struct ntlm_challenge *c,
		      const char *nonce, struct buf *blob)
{
	buf_add(blob, "\1\1\0\0\0\0\0", 8);
	add_time(s, c, blob);
	buf_add(blob, nonce, NTLM_NONCE);
	buf_add(blob, "\0\0\0", 4);
	buf_add(blob, c->info.at, c->info.n);
	buf_add(blob, "\0\0\0", 4);
}

/* HMAC of the server's nonce and of what follows, then what follows. */
static int add_proof(struct digest_key key, const struct ntlm_challenge *c,
		     const struct buf *rest, struct buf *out)
{
	unsigned char proof[DIGEST_MD5_BYTES];
	struct buf text;
	int result;

	buf_init(&text, SIZE_MAX / 2);
	buf_add(&text, c->nonce, NTLM_NONCE);
	buf_add(&text, rest->data, rest->len);
	result = digest_hmac(DIGEST_MD5, key, text.data, text.len, proof);
	buf_add(out, proof, sizeof(proof));
	buf_add(out, rest->data, rest->len);
	mem_wipe(proof, sizeof(proof));
	buf_release(&text);
	return result;
}

static int client_nonce(const struct sasl *s, char nonce[NTLM_NONCE])
{
	memset(nonce, 0, NTLM_NONCE);
	if (!s->nonce)
		return digest_random(nonce, NTLM_NONCE);
	memcpy(nonce, s->nonce, strnlen(s->nonce, NTLM_NONCE));
	return 0;
}

static int answer_v2(const struct sasl *s, const struct ntlm_challenge *c,
		     struct digest_key key, struct buf *lm, struct buf *nt)
{
	char nonce[NTLM_NONCE], none[NTLM_RESPONSE] = "";
	struct buf blob;
	int result = client_nonce(s, nonce);

	buf_init(&blob, SIZE_MAX / 2);
	make_blob(s, c, nonce, &blob);
	if (result == 0)
		result = add_proof(key, c, &blob, nt);
	buf_clear(&blob);
	buf_add(&blob, nonce, NTLM_NONCE);
	/* section 3.1.5.1.2: none where the server tells the time */
	if (c->time)
		buf_add(lm, none, sizeof(none));
	else if (result == 0)
		result = add_proof(key, c, &blob, lm);
	buf_release(&blob);
	return result;
}

int ntlm_answer(const struct sasl *s, const struct ntlm_challenge *c,
		const struct buf *domain, struct buf *lm, struct buf *nt)
{
	unsigned char key[NTLM_HASH];
	const struct digest_key borrowed = { key, sizeof(key) };
	int result = 0;

	if (!c->info.n) {
		answer_v1(s, c, lm, nt);
		return 0;
	}
	result = key_v2(s, domain, key);
	if (result == 0)
		result = answer_v2(s, c, borrowed, lm, nt);
	mem_wipe(key, sizeof(key));
	return result;
}
