/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a segment's bytes: see segment.h. */
#include "message/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "message/file.h"

/*
 * O_NONBLOCK, so that a FIFO which has taken the file's place by now makes an
 * error and no wait.
 */
int raw_open(struct raw *r, const struct segment *s, struct err *err)
{
	struct stat st;

	*r = (struct raw){ .segment = s, .fd = -1 };
	if (!s->path)
		return 0;
	r->fd = file_open(s->path, O_NONBLOCK, &st, err);
	if (r->fd < 0)
		return -1;
	r->at = s->from;
	if (!s->from || lseek(r->fd, s->from, SEEK_SET) >= 0)
		return 0;
	err_system(err, ERR_FILE, errno, "%s", s->path);
	close(r->fd);
	return -1;
}

void raw_close(struct raw *r)
{
	if (r->fd >= 0)
		close(r->fd);
}

static ssize_t read_bytes(struct raw *r, char *bytes, size_t n)
{
	const struct segment *s = r->segment;
	const char *from = s->kept ? s->kept : s->bytes.data;
	size_t left = (s->kept ? s->kept_n : s->bytes.len) - (size_t)r->at;

	if (n > left)
		n = left;
	if (n)
		memcpy(bytes, from + r->at, n);
	r->at += (off_t)n;
	return (ssize_t)n;
}

/*
 * A file that ends before the end it had when it was added makes a message
 * with its end cut off, which nobody must take for the one asked for.  One
 * that has grown is read to its new end: files in /proc say they are empty.
 */
ssize_t raw_read(struct raw *r, char *bytes, size_t n, struct err *err)
{
	const struct segment *s = r->segment;
	ssize_t got;

	if (r->fd < 0)
		return read_bytes(r, bytes, n);
	got = file_read(r->fd, s->path, bytes, n, err);
	if (got < 0)
		return -1;
	r->at += got;
	if ((size_t)got < n && r->at < s->size)
		return err_set(err, ERR_FILE, "%s: became shorter while it "
			       "was being read", s->path);
	return got;
}
