/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The versions of SSL and TLS by the words that --tls-protocol takes.  A set
 * of them is an unsigned with a bit each.
 */
#ifndef SMTPCHECK_BASE_TLS_VERSION_H
#define SMTPCHECK_BASE_TLS_VERSION_H

#include <stddef.h>

enum tls_version {
	VERSION_SSL2 = 1 << 0,
	VERSION_SSL3 = 1 << 1,
	VERSION_TLS1_0 = 1 << 2,
	VERSION_TLS1_1 = 1 << 3,
	VERSION_TLS1_2 = 1 << 4,
	VERSION_TLS1_3 = 1 << 5
};

/* Those that RFC 8997 left in use, and all that GnuTLS can speak. */
#define VERSIONS_IN_USE ((unsigned)VERSION_TLS1_2 | VERSION_TLS1_3)
#define VERSIONS_SPOKEN                                                        \
	(VERSIONS_IN_USE | (unsigned)VERSION_TLS1_0 | VERSION_TLS1_1)

struct tls_version_row {
	unsigned version;
	const char *word;	/* "TLSv1_2" */
};

/* Oldest first. */
extern const struct tls_version_row tls_version_rows[];
extern const size_t tls_version_count;

/*
 * The version that a word means, letters of either case alike and "." as good
 * as "_"; 0: none.
 */
unsigned tls_version_of(const char *word);

#endif
