/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the message room: opening and loading the user's files. */
#ifndef SMTPCHECK_MESSAGE_FILE_H
#define SMTPCHECK_MESSAGE_FILE_H

#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * A descriptor to read path from, opened with further flags, or -1 with
 * ERR_FILE; a directory is one error of them.
 */
int file_open(const char *path, int flags, struct stat *st, struct err *err);

/* n bytes, or fewer at the end; 0 at the end; -1 with ERR_FILE. */
ssize_t file_read(int fd, const char *path, char *bytes, size_t n,
		  struct err *err);

/* Append what the descriptor gives, up to limit bytes.  0, or -1. */
int file_load(int fd, const char *path, size_t limit, struct buf *out,
	      struct err *err);

/* The whole of what is no regular file, within MESSAGE_KEPT_MAX. */
int file_keep(int fd, const char *path, struct buf *out, struct err *err);

#endif
