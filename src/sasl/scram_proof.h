/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The digests that both sides of SCRAM make (RFC 5802 section 3). */
#ifndef SMTPCHECK_SASL_SCRAM_PROOF_H
#define SMTPCHECK_SASL_SCRAM_PROOF_H

#include <stddef.h>

#include "sasl/digest.h"

/* What goes into them, borrowed; the password is prepared. */
struct scram_terms {
	enum digest digest;
	struct digest_key password, salt;
	unsigned rounds;
	struct digest_key exchange;	/* AuthMessage */
};

/*
 * The client's proof, and the signature that the server must answer it with:
 * digest_length() bytes each.  0, or -1 where the digest may not be used.
 */
int scram_proof(const struct scram_terms *t, unsigned char proof[DIGEST_MOST],
		unsigned char signature[DIGEST_MOST]);

#endif
