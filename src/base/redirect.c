/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard output and standard error, led elsewhere: see redirect.h. */
#include "base/redirect.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A descriptor for the name; closed on exec, as its copy will not be. */
static int open_name(const char *name, struct err *err)
{
	int fd;

	if (strcmp(name, "&STDOUT") == 0)
		fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	else if (strcmp(name, "&STDERR") == 0)
		fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	else
		fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			  0666);
	if (fd < 0)
		err_system(err, ERR_FILE, errno, "cannot write %.300s", name);
	return fd;
}

static int move(int from, int to, struct err *err)
{
	if (from == to)		/* it was closed, and is the file now */
		return fcntl(to, F_SETFD, 0);
	if (from < 0 || dup2(from, to) == to)
		return 0;
	return err_system(err, ERR_FILE, errno, "cannot redirect the output");
}

static void drop(int fd)
{
	if (fd > STDERR_FILENO)
		close(fd);
}

int redirect_output(const char *out, const char *error, struct err *err)
{
	int to = -1, error_to = -1, result = 0;

	if (out)
		to = open_name(out, err);
	if (out && to < 0)
		return -1;
	if (error && out && strcmp(error, out) == 0)
		error_to = to;	/* one place in the file for both */
	else if (error)
		error_to = open_name(error, err);
	if (error && error_to < 0)
		result = -1;
	else if (move(to, STDOUT_FILENO, err) < 0 ||
		 move(error_to, STDERR_FILENO, err) < 0)
		result = -1;
	if (error_to != to)
		drop(error_to);
	drop(to);
	return result;
}
