/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This host's name, found without asking the network. */
#ifndef SMTPCHECK_BASE_HOSTNAME_H
#define SMTPCHECK_BASE_HOSTNAME_H

/*
 * The fully qualified name where the system knows one: the host name itself
 * when it has a dot, else the first name with a dot on a line of hosts_path
 * (/etc/hosts) that has it, else the host name as it is.  Freed by the
 * caller.  No name server is asked: a run must not hang before it began.
 */
char *hostname_find(const char *hosts_path);

/* The same for a given host name; for tests. */
char *hostname_qualify(const char *name, const char *hosts_path);

#endif
