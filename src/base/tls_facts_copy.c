/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copies of TLS facts that outlive the session: see tls_facts.h.  A member
 * that owns something has a line here and one in tls_facts_release().
 */
#include <string.h>

#include "base/mem.h"
#include "base/tls_facts.h"

static struct tls_certificate *copy_list(const struct tls_certificate *from,
					 size_t count)
{
	struct tls_certificate *to = mem_new(count * sizeof(*to));

	for (size_t i = 0; i < count; i++)
		tls_certificate_copy(&to[i], &from[i]);
	return to;
}

void tls_facts_copy(struct tls_facts *to, const struct tls_facts *from)
{
	*to = *from;
	to->alpn = mem_string(from->alpn);
	to->alpn_offered = mem_string(from->alpn_offered);
	to->sni = mem_string(from->sni);
	to->chain = copy_list(from->chain, from->chain_count);
	to->client = copy_list(from->client, from->client_count);
	to->name_wanted = mem_string(from->name_wanted);
	to->trust_error = mem_string(from->trust_error);
	dane_copy(&to->dane, &from->dane);
	sts_copy(&to->sts, &from->sts);
	tls_judgement_copy(&to->judgement, &from->judgement);
}
