/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two responses to an NTLM challenge, [MS-NLMP] section 3.3: NTLMv2 where
 * the server says of itself who it is, else NTLMv1.
 */
#ifndef SMTPCHECK_SASL_NTLM_ANSWER_H
#define SMTPCHECK_SASL_NTLM_ANSWER_H

struct buf;
struct ntlm_challenge;
struct sasl;

/*
 * Append the LM response and the NT response.  domain is in UTF-16.  0, or -1
 * where the library may not use MD5.
 */
int ntlm_answer(const struct sasl *s, const struct ntlm_challenge *c,
		const struct buf *domain, struct buf *lm, struct buf *nt);

#endif
