/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of messages share: see reading.h. */
#include "reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "message/message.h"

int set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	strcpy(p->dir, "/tmp/message-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	snprintf(p->file, sizeof(p->file), "%s/file", p->dir);
	*state = p;
	return 0;
}

int tear_down(void **state)
{
	struct place *p = *state;

	unlink(p->file);
	rmdir(p->dir);
	free(p);
	return 0;
}

void write_file(const char *path, const char *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), (ssize_t)n);
	close(fd);
}

void read_all(const struct message *m, size_t room, struct buf *out)
{
	struct message_reader *r = message_open(m);
	char *bytes = malloc(room);
	struct err err;
	ssize_t n;

	buf_init(out, 1 << 22);
	while ((n = message_read(r, bytes, room, &err)) > 0)
		buf_add(out, bytes, (size_t)n);
	assert_int_equal(n, 0);
	assert_int_equal(message_read(r, bytes, room, &err), 0);
	message_close(r);
	free(bytes);
}

void check_reads(const struct message *m, const char *want, size_t n)
{
	static const size_t rooms[] = { 1, 2, 3, 7, 63, 64, 65, 77, 78, 79,
					1000, 65536 };

	for (size_t i = 0; i < LENGTH(rooms); i++) {
		struct buf got;

		read_all(m, rooms[i], &got);
		assert_int_equal(got.len, n);
		assert_memory_equal(buf_str(&got), want, n);
		buf_release(&got);
	}
}
