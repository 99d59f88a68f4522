/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of TLS by their words: see tls_version.h. */
#include "base/tls_version.h"

#include "base/str.h"

const struct tls_version_row tls_version_rows[] = {
	{ VERSION_SSL2, "SSLv2" },
	{ VERSION_SSL3, "SSLv3" },
	{ VERSION_TLS1_0, "TLSv1" },
	{ VERSION_TLS1_1, "TLSv1_1" },
	{ VERSION_TLS1_2, "TLSv1_2" },
	{ VERSION_TLS1_3, "TLSv1_3" },
};

const size_t tls_version_count =
	sizeof(tls_version_rows) / sizeof(*tls_version_rows);

static char folded(char c)
{
	return c == '.' ? '_' : str_lower(c);
}

static bool means(const char *word, const char *name)
{
	for (; *word && folded(*word) == folded(*name); word++)
		name++;
	return !*word && !*name;
}

unsigned tls_version_of(const char *word)
{
	for (size_t i = 0; i < tls_version_count; i++)
		if (means(word, tls_version_rows[i].word))
			return tls_version_rows[i].version;
	return 0;
}
