/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NTLM's own digests, of MD4 and DES, which GnuTLS does not hand out; nettle,
 * on which it stands, does.
 */
#ifndef SMTPCHECK_SASL_NTLM_HASH_H
#define SMTPCHECK_SASL_NTLM_HASH_H

enum { NTLM_NONCE = 8, NTLM_HASH = 16, NTLM_RESPONSE = 24 };

/* MD4 of the password in UTF-16. */
void ntlm_nt_hash(const char *password, unsigned char out[NTLM_HASH]);

/*
 * LAN Manager's, of its first 14 bytes in capitals: a guesser has it in
 * minutes.
 */
void ntlm_lm_hash(const char *password, unsigned char out[NTLM_HASH]);

/* The server's nonce under a hash. */
void ntlm_respond(const unsigned char hash[NTLM_HASH], const char *nonce,
		  unsigned char out[NTLM_RESPONSE]);

#endif
