/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NTLM's digests, [MS-NLMP] sections 3.3.1 and 6: see ntlm_hash.h. */
#include "sasl/ntlm_hash.h"

#include <nettle/des.h>
#include <nettle/md4.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "sasl/charset.h"

enum { DES_BYTES = 7, LM_MOST = 2 * DES_BYTES };

void ntlm_nt_hash(const char *password, unsigned char out[NTLM_HASH])
{
	struct md4_ctx md4;
	struct buf text;

	buf_init(&text, SIZE_MAX / 2);
	charset_add_utf16(&text, password, false);
	md4_init(&md4);
	md4_update(&md4, text.len, (const uint8_t *)buf_str(&text));
	md4_digest(&md4, NTLM_HASH, out);
	mem_wipe(&md4, sizeof(md4));
	buf_release(&text);
}

/* A block under 56 bits of a key, which DES wants as 8 bytes of 7. */
static void encrypt(const unsigned char key[DES_BYTES], const void *block,
		    unsigned char out[DES_BLOCK_SIZE])
{
	uint8_t spread[DES_KEY_SIZE];
	struct des_ctx des;
	uint64_t bits = 0;

	for (size_t i = 0; i < DES_BYTES; i++)
		bits = bits << 8 | key[i];
	for (size_t i = 0; i < DES_KEY_SIZE; i++)
		spread[i] = (uint8_t)(bits >> (49 - 7 * i) << 1);
	des_set_key(&des, spread);	/* a weak one is still the key */
	des_encrypt(&des, DES_BLOCK_SIZE, out, block);
	mem_wipe(spread, sizeof(spread));
	mem_wipe(&des, sizeof(des));
	mem_wipe(&bits, sizeof(bits));
}

void ntlm_lm_hash(const char *password, unsigned char out[NTLM_HASH])
{
	static const char magic[] = "KGS!@#$%";
	unsigned char key[LM_MOST] = { 0 };

	for (size_t i = 0; i < LM_MOST && password[i]; i++)
		key[i] = (unsigned char)str_upper(password[i]);
	encrypt(key, magic, out);
	encrypt(key + DES_BYTES, magic, out + DES_BLOCK_SIZE);
	mem_wipe(key, sizeof(key));
}

void ntlm_respond(const unsigned char hash[NTLM_HASH], const char *nonce,
		  unsigned char out[NTLM_RESPONSE])
{
	unsigned char key[3 * DES_BYTES] = { 0 };

	memcpy(key, hash, NTLM_HASH);
	for (size_t i = 0; i < 3; i++)
		encrypt(key + i * DES_BYTES, nonce, out + i * DES_BLOCK_SIZE);
	mem_wipe(key, sizeof(key));
}
