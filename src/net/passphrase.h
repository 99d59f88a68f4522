/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What opens a key: a passphrase that was given, or one that is asked for,
 * once and only where something turns out to be locked.  It owns what was
 * asked for, which passphrase_release() wipes.
 */
#ifndef SMTPCHECK_NET_PASSPHRASE_H
#define SMTPCHECK_NET_PASSPHRASE_H

#include <stdbool.h>

#include "base/err.h"

struct tls_asker;

struct passphrase {
	const char *given;		/* borrowed; NULL: ask */
	const struct tls_asker *asker;	/* borrowed; NULL: nobody to ask */
	char *answer;
	bool asked;			/* also where there was no answer */
	bool wrong;			/* a token refused it as its PIN */
};

/* Where a certificate or a key is, by which option, and what opens it. */
struct tls_place {
	const char *option;	/* "--tls-key" */
	const char *name;	/* a file's path, or a URL */
	struct passphrase *passphrase;
};

/* The passphrase, borrowed; NULL: there is none to be had. */
const char *passphrase_get(struct passphrase *p);

/*
 * What was locked stays locked: there is no passphrase, or it does not fit.
 * Returns -1.
 */
int passphrase_failed(const struct tls_place *place, struct err *err);

/*
 * The setup is made.  What opens a file is no longer needed and is wiped; what
 * opens a token may be asked for at each use, and is kept as its own copy.
 */
void passphrase_keep(struct passphrase *p, bool for_token);

void passphrase_release(struct passphrase *p);

#endif
