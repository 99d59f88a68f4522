/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of messages share: files to make, and reading. */
#ifndef TESTS_MESSAGE_READING_H
#define TESTS_MESSAGE_READING_H

#include <stddef.h>

struct buf;
struct message;

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

/* The state of a test that has a folder, and in it the name of a file. */
struct place {
	char dir[32], file[48];
};

int set_up(void **state);
int tear_down(void **state);

void write_file(const char *path, const char *bytes, size_t n);

/* Read a message to its end, with room for so many bytes at a time. */
void read_all(const struct message *m, size_t room, struct buf *out);

/* Read it with room of every size: it must be the n bytes that are wanted. */
void check_reads(const struct message *m, const char *want, size_t n);

#endif
