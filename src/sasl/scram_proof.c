/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SCRAM's digests, RFC 5802 section 3:
 *
 *	SaltedPassword  = Hi(Normalize(password), salt, i)
 *	ClientKey       = HMAC(SaltedPassword, "Client Key")
 *	StoredKey       = H(ClientKey)
 *	ClientSignature = HMAC(StoredKey, AuthMessage)
 *	ClientProof     = ClientKey XOR ClientSignature
 *	ServerKey       = HMAC(SaltedPassword, "Server Key")
 *	ServerSignature = HMAC(ServerKey, AuthMessage)
 */
#include "sasl/scram_proof.h"

#include <string.h>

#include "base/mem.h"

/* HMAC(HMAC(salted, name), AuthMessage), with H() between for the client. */
static int sign(const struct scram_terms *t, struct digest_key salted,
		const char *name, unsigned char key[DIGEST_MOST],
		unsigned char signature[DIGEST_MOST])
{
	const struct digest_key signing = { signature, salted.n };

	if (digest_hmac(t->digest, salted, name, strlen(name), key) < 0)
		return -1;
	if (strcmp(name, "Client Key") == 0) {
		if (digest_hash(t->digest, key, salted.n, signature) < 0)
			return -1;
	} else {
		memcpy(signature, key, salted.n);
	}
	return digest_hmac(t->digest, signing, t->exchange.bytes,
			   t->exchange.n, signature);
}

int scram_proof(const struct scram_terms *t, unsigned char proof[DIGEST_MOST],
		unsigned char signature[DIGEST_MOST])
{
	unsigned char salted[DIGEST_MOST], key[DIGEST_MOST];
	const struct digest_key borrowed = { salted, digest_length(t->digest) };
	int result = -1;

	if (digest_pbkdf2(t->digest, t->password, t->salt, t->rounds,
			  salted) == 0 &&
	    sign(t, borrowed, "Client Key", proof, signature) == 0) {
		for (size_t i = 0; i < borrowed.n; i++)
			proof[i] ^= signature[i];
		result = sign(t, borrowed, "Server Key", key, signature);
	}
	mem_wipe(salted, sizeof(salted));
	mem_wipe(key, sizeof(key));
	return result;
}
