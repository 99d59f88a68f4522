/* SPDX-License-Identifier: GPL-3.0-or-later */
/* User names and passwords from a .netrc file, as ftp(1) made it common. */
#ifndef SMTPCHECK_OPTIONS_NETRC_H
#define SMTPCHECK_OPTIONS_NETRC_H

#include <stdbool.h>

struct netrc_entry {
	char *login, *password;	/* NULL where the entry has none */
};

/*
 * The entry for machine (and for login, where that is not NULL), else the
 * default entry.  true where one was found; netrc_release() is due then.
 */
bool netrc_find(const char *path, const char *machine, const char *login,
		struct netrc_entry *entry_out);

void netrc_release(struct netrc_entry *entry);

#endif
