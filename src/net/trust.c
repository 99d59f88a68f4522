/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates that this machine trusts: see trust.h. */
#include "net/trust.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "net/name_hash.h"
#include "net/pem_search.h"

enum { SAME_HASH_MOST = 64 };

/* "5ad8a5d6.0", as c_rehash names the files of a directory. */
static bool is_hash_name(const char *name)
{
	return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
	       str_is_digits(name + 9);
}

/*
 * The files that OpenSSL would look into for these names: "5ad8a5d6.0" and,
 * for others of the same hash, "5ad8a5d6.1" and so on.  false: a name has no
 * hash.
 */
static bool search_hashed(struct pem_search *s, int dir)
{
	for (size_t i = 0; i < s->count; i++) {
		uint32_t hash;
		struct err err;
		char file[32];

		if (name_hash(&s->names[i], &hash) < 0)
			return false;
		for (unsigned n = 0; n < SAME_HASH_MOST; n++) {
			snprintf(file, sizeof(file), "%08" PRIx32 ".%u", hash,
				 n);
			if (pem_search_file(s, dir, file, file, &err) < 0)
				break;
		}
	}
	return true;
}

static bool has_hash_names(DIR *d)
{
	const struct dirent *entry;

	while ((entry = readdir(d)) != NULL)
		if (is_hash_name(entry->d_name))
			return true;
	return false;
}

/* Those that cannot be read do not count. */
static void search_all(struct pem_search *s, DIR *d)
{
	const struct dirent *entry;
	struct err ignored;

	rewinddir(d);
	while ((entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.')
			pem_search_file(s, dirfd(d), entry->d_name,
					entry->d_name, &ignored);
}

/* Where files are named by hashes, a name that is not found is not there. */
static int search_path(struct pem_search *s, const char *path, struct err *err)
{
	DIR *d = opendir(path);

	if (!d)
		return pem_search_file(s, AT_FDCWD, path, path, err);
	if (!search_hashed(s, dirfd(d)))
		search_all(s, d);
	else if (!s->seen && has_hash_names(d))
		s->seen++;
	else if (!s->seen)
		search_all(s, d);
	closedir(d);
	return 0;
}

/* As OpenSSL, but what one of the variables names is all there is. */
static void system_places(struct strings *list)
{
	static const char *const usual[] = {
		"/etc/ssl/certs/ca-certificates.crt",
		"/etc/pki/tls/certs/ca-bundle.crt",
		"/etc/ssl/ca-bundle.pem",
		"/etc/ssl/cert.pem",
		"/etc/ssl/certs",
	};
	const char *file = getenv("SSL_CERT_FILE");
	const char *dirs = getenv("SSL_CERT_DIR");

	if (file && *file)
		strings_add(list, file);
	if (dirs)
		strings_split(list, dirs, ':');
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (!list->count && !access(usual[i], R_OK))
			strings_add(list, usual[i]);
}

int trust_find(const char *path, const gnutls_datum_t *names, size_t count,
	       gnutls_x509_crt_t **found_out, struct err *err)
{
	struct pem_search s = { .names = names, .count = count };
	struct strings places = { 0 };
	struct err trouble;
	int result = -1;

	err_set(&trouble, ERR_FILE,
		"no trust store in any of the usual places");
	if (path)
		strings_add(&places, path);
	else
		system_places(&places);
	for (size_t i = 0; i < places.count && !s.found_count; i++)
		if (!search_path(&s, places.at[i], &trouble))
			result = 0;
	strings_release(&places);
	if (!result && !s.seen)
		result = err_set(&trouble, ERR_FILE,
				 "no certificate (PEM) in %s",
				 path ? path : "the system's trust store");
	if (result < 0)
		*err = trouble;
	*found_out = s.found;
	return result < 0 ? -1 : s.found_count;
}
