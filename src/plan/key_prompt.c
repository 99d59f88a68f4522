/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for the passphrase of the client's key: see key_prompt.h. */
#include "plan/key_prompt.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"

static char *ask(void *arg)
{
	const struct key_prompt *k = arg;
	const struct option *row =
		prompt_row(offsetof(struct config, tls_key_password));
	struct err ignored;

	if (!k->prompt.out ||
	    prompt_for(k->config, row, &k->prompt, &ignored) < 0)
		return NULL;
	return mem_string(value_text(&k->config->tls_key_password));
}

void key_prompt_open(struct key_prompt *k, struct config *c, bool mask)
{
	int fd = -1;

	*k = (struct key_prompt){
		.config = c,
		.prompt = { .in = stdin, .mask = mask },
		.asker = { .ask = ask, .arg = k },
	};
	if (value_text(&c->tls_key))
		fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (fd >= 0)
		k->prompt.out = fdopen(fd, "w");
}

void key_prompt_close(struct key_prompt *k)
{
	if (k->prompt.out)
		fclose(k->prompt.out);
	k->prompt.out = NULL;
	value_forget(&k->config->tls_key_password);
}
