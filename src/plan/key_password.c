/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passphrase of the client's key, where it was given: see parts.h. */
#include "base/mem.h"
#include "plan/parts.h"
#include "plan/secret_source.h"

void plan_forget_key_password(struct tls_plan *t)
{
	mem_free_secret(t->key_password);
	t->key_password = NULL;
	t->policy.key_password = NULL;
	t->policy.asker = NULL;
}

int plan_key_password(struct plan *p, const struct config *c, struct err *err)
{
	struct tls_plan *t = &p->tls;

	if (!t->key)
		return 0;
	if (plan_secret(p, c, SECRET_PASSPHRASE, &t->key_password, err) < 0)
		return -1;
	t->policy.key_password = t->key_password;
	return 0;
}
