/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trust stores to be searched: three certificates, and a folder for files. */
#ifndef TESTS_NET_STORES_H
#define TESTS_NET_STORES_H

#include <stddef.h>

#include "certs.h"

struct certificates {
	struct made one, two, twin; /* twin: the name of one, another key */
	gnutls_datum_t pem[3];
	gnutls_datum_t name[2];
	char dir[64];
};

extern struct certificates set;

int stores_set_up(void **state);
int stores_tear_down(void **state);
int stores_make_dir(void **state);
int stores_remove_dir(void **state);

#define SCENE(f)                                                               \
	cmocka_unit_test_setup_teardown(f, stores_make_dir, stores_remove_dir)

/* The path of a file in the test's folder, until the next call. */
const char *path_of(const char *name);

/* Add to a file of the folder. */
void put(const char *name, const void *bytes, size_t n);
void put_text(const char *name, const char *text);
void put_pem(const char *name, int which);

/* The same, the file named by OpenSSL's hash of a name, and so ended. */
void put_hashed(int name, const char *end, int which);

/*
 * How many certificates with one of the first count names are found; -1: an
 * error, of which the text is a part.
 */
int find(const char *path, size_t count, const char *text);

/* The same in the folder's file "store". */
int in_file(size_t count);

#endif
