/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a password or a token comes from, beside a prompt, .netrc and a URL:
 * an option that holds it, a file, a descriptor, a command.  For plan/ alone.
 */
#ifndef SMTPCHECK_PLAN_SECRET_SOURCE_H
#define SMTPCHECK_PLAN_SECRET_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "options/config.h"

struct plan;

enum { SECRET_MOST = 65536 };

enum secret_kind { SECRET_PASSWORD, SECRET_TOKEN, SECRET_PASSPHRASE };

/* Until when there is time for a command, which has half a minute at most. */
struct secret_limit {
	const struct clock *clock;
	int64_t deadline;
};

/* The option of the source in force, the first where there are several. */
const struct value *secret_source(const struct config *c,
				  enum secret_kind kind);

/*
 * Read the secret from its source; freed by the caller, wiped.  NULL where
 * there is none.  More than one is an error.  0, or -1 with ERR_OPTION or
 * ERR_FILE.
 */
int secret_read(const struct config *c, enum secret_kind kind,
		const struct secret_limit *limit, char **secret_out,
		struct err *err);

/*
 * The file that the secret is from, of those that others may read, or NULL:
 * .netrc among them.  Freed by the caller.
 */
char *secret_exposed(const struct config *c, enum secret_kind kind);

/* The same as secret_read(), with the plan's warning of such a file. */
int plan_secret(struct plan *p, const struct config *c, enum secret_kind kind,
		char **secret_out, struct err *err);

/*
 * Run the command in v and append the first line of what it writes, without
 * its line end.  0, or -1 with err; secret_command.c.
 */
int secret_from_command(const struct value *v,
			const struct secret_limit *limit, struct buf *out,
			struct err *err);

/*
 * The words of a command line, without a shell: separated by white space, '
 * and " keep some in one, a backslash keeps the next character.  Ended by a
 * NULL.  0, or -1 where a quote is not closed or there is no word.
 */
int secret_words(struct strings *words, const char *text);

#endif
