/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and loading the user's files: see file.h. */
#include "message/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "message/message.h"

int file_open(const char *path, int flags, struct stat *st, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
	int number;

	if (fd < 0)
		return err_system(err, ERR_FILE, errno, "%s", path);
	number = fstat(fd, st) < 0 ? errno : S_ISDIR(st->st_mode) ? EISDIR : 0;
	if (!number)
		return fd;
	close(fd);
	return err_system(err, ERR_FILE, number, "%s", path);
}

/* EINTR is an error like any: it is how the user ends a wait for a FIFO. */
ssize_t file_read(int fd, const char *path, char *bytes, size_t n,
		  struct err *err)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = read(fd, bytes + done, n - done);

		if (got < 0)
			return err_system(err, ERR_FILE, errno, "%s", path);
		if (!got)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

int file_load(int fd, const char *path, size_t limit, struct buf *out,
	      struct err *err)
{
	char block[16384];

	while (limit) {
		size_t n = limit < sizeof(block) ? limit : sizeof(block);
		ssize_t got = file_read(fd, path, block, n, err);

		if (got < 0)
			return -1;
		buf_add(out, block, (size_t)got);
		if ((size_t)got < n)
			return 0;
		limit -= n;
	}
	return 0;
}

int file_keep(int fd, const char *path, struct buf *out, struct err *err)
{
	if (file_load(fd, path, MESSAGE_KEPT_MAX + 1, out, err) < 0)
		return -1;
	if (out->len > MESSAGE_KEPT_MAX)
		return err_set(err, ERR_FILE, "%s: no regular file, and more "
			       "than %zu MiB to keep", path,
			       MESSAGE_KEPT_MAX >> 20);
	return 0;
}
