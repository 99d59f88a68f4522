/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trust stores to be searched: see stores.h. */
#include "stores.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "net/name_hash.h"
#include "net/trust.h"

struct certificates set;

int stores_set_up(void **state)
{
	const struct made *all[] = { &set.one, &set.two, &set.twin };

	(void)state;
	set.one = make((struct spec){ .cn = "One", .ca = true });
	set.two = make((struct spec){ .cn = "Two", .ca = true });
	set.twin = make((struct spec){ .cn = "One", .ca = true });
	for (int i = 0; i < 3; i++)
		set.pem[i] = exported(all[i], GNUTLS_X509_FMT_PEM);
	MUST(gnutls_x509_crt_get_raw_dn(set.one.crt, &set.name[0]));
	MUST(gnutls_x509_crt_get_raw_dn(set.two.crt, &set.name[1]));
	return 0;
}

int stores_tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		gnutls_free(set.pem[i].data);
	gnutls_free(set.name[0].data);
	gnutls_free(set.name[1].data);
	unmake(&set.one);
	unmake(&set.two);
	unmake(&set.twin);
	return 0;
}

int stores_make_dir(void **state)
{
	(void)state;
	strcpy(set.dir, "/tmp/test_trust-XXXXXX");
	return mkdtemp(set.dir) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int kind,
		      struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

int stores_remove_dir(void **state)
{
	(void)state;
	return nftw(set.dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", set.dir, name);
	return path;
}

void put(const char *name, const void *bytes, size_t n)
{
	FILE *f = fopen(path_of(name), "a");

	assert_non_null(f);
	if (n)
		assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

void put_text(const char *name, const char *text)
{
	put(name, text, strlen(text));
}

void put_pem(const char *name, int which)
{
	put(name, set.pem[which].data, set.pem[which].size);
}

void put_hashed(int name, const char *end, int which)
{
	char file[32];
	uint32_t hash;

	assert_int_equal(name_hash(&set.name[name], &hash), 0);
	snprintf(file, sizeof(file), "%08x%s", (unsigned)hash, end);
	put_pem(file, which);
}

int find(const char *path, size_t count, const char *text)
{
	struct err err = { .kind = ERR_NONE };
	gnutls_x509_crt_t *found = NULL;
	int n = trust_find(path, set.name, count, &found, &err);

	if (n < 0) {
		assert_int_equal(err.kind, ERR_FILE);
		if (!text || !strstr(err.text, text))
			fail_msg("unexpected: %s", err.text);
	} else {
		assert_int_equal(err.kind, ERR_NONE);
	}
	for (int i = 0; i < n; i++)
		gnutls_x509_crt_deinit(found[i]);
	free(found);
	return n;
}

int in_file(size_t count)
{
	return find(path_of("store"), count, NULL);
}
