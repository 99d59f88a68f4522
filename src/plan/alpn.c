/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The protocols to offer in the TLS handshake (ALPN, RFC 7301).  There is no
 * registered name for SMTP, and a server may refuse whoever offers one that
 * it does not know, so none is offered unless asked for.
 */
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "plan/parts.h"

/* What GnuTLS takes; the protocol would take names of 255 bytes. */
enum { NAMES_MOST = 8, NAME_BYTES_MOST = 32 };

int plan_alpn(struct tls_plan *t, const struct config *c, struct err *err)
{
	const struct value *v = &c->tls_alpn;
	struct strings names = { 0 };
	int result = 0;

	if (!value_text(v))
		return 0;
	strings_split(&names, value_text(v), ',');
	if (!names.count || names.count > NAMES_MOST)
		result = err_set(err, ERR_OPTION, "%s: between 1 and %d names "
				 "can be offered", v->where, NAMES_MOST);
	for (size_t i = 0; i < names.count && result == 0; i++)
		if (strlen(names.at[i]) > NAME_BYTES_MOST)
			result = err_set(err, ERR_OPTION, "%s: a name has at "
					 "most %d bytes", v->where,
					 NAME_BYTES_MOST);
	strings_release(&names);
	t->policy.alpn = t->alpn = mem_string(value_text(v));
	return result;
}
