/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What opens a key: see passphrase.h. */
#include "net/passphrase.h"

#include <stddef.h>

#include "base/mem.h"
#include "base/tls_policy.h"

const char *passphrase_get(struct passphrase *p)
{
	if (p->given)
		return p->given;
	if (!p->asked && p->asker)
		p->answer = p->asker->ask(p->asker->arg);
	p->asked = true;
	return p->answer;
}

int passphrase_failed(const struct tls_place *place, struct err *err)
{
	if (passphrase_get(place->passphrase))
		return err_set(err, ERR_FILE, "%s: the passphrase does not "
			       "open %.200s", place->option, place->name);
	return err_set(err, ERR_FILE, "%s: %.200s is encrypted, and there is "
		       "no passphrase: --tls-key-password-file has it read "
		       "from a file", place->option, place->name);
}

void passphrase_keep(struct passphrase *p, bool for_token)
{
	char *kept = for_token ? mem_string(p->given ? p->given : p->answer)
			       : NULL;

	passphrase_release(p);
	*p = (struct passphrase){ .answer = kept, .asked = true };
}

void passphrase_release(struct passphrase *p)
{
	mem_free_secret(p->answer);
	p->answer = NULL;
	p->asked = false;
}
