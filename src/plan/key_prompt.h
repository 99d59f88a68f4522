/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asking for the passphrase of the client's key, once it has turned out that
 * it needs one: while TLS is set up, before anything is connected to.
 */
#ifndef SMTPCHECK_PLAN_KEY_PROMPT_H
#define SMTPCHECK_PLAN_KEY_PROMPT_H

#include <stdbool.h>

#include "base/tls_policy.h"
#include "options/prompt.h"

struct key_prompt {
	struct config *config;	/* borrowed */
	struct prompt prompt;	/* owns its out */
	struct tls_asker asker;	/* for the policy; it borrows the rest */
};

/*
 * Before standard output goes elsewhere: what is asked is shown where the
 * other questions were.  mask: do not echo the answer.
 */
void key_prompt_open(struct key_prompt *k, struct config *c, bool mask);

/* Wipe the config's passphrase, too. */
void key_prompt_close(struct key_prompt *k);

#endif
