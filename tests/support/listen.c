/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Listening sockets of the fake server; see listen.h.
 */
#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "text.h"

/* A reader must find no file or a whole one. */
static void announce(const char *port_file, int port)
{
	struct text temp = { .data = NULL };
	struct text line = { .data = NULL };

	text_printf(&temp, "%s.new", port_file);
	text_printf(&line, "%d\n", port);
	if (text_save(temp.data, line.data, line.len) < 0 ||
	    rename(temp.data, port_file) < 0)
		die("%s: %s", port_file, strerror(errno));
	text_free(&temp);
	text_free(&line);
}

int listen_tcp(int port, const char *port_file)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons((unsigned short)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(addr);
	int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, len) < 0 ||
	    listen(fd, 64) < 0 ||
	    getsockname(fd, (struct sockaddr *)&addr, &len) < 0)
		die("127.0.0.1 port %d: %s", port, strerror(errno));
	if (port_file != NULL)
		announce(port_file, ntohs(addr.sin_port));
	return fd;
}

int listen_unix(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct text temp = { .data = NULL };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	text_printf(&temp, "%s.new", path);
	if (temp.len >= sizeof(addr.sun_path))
		die("%s: too long for a socket", path);
	memcpy(addr.sun_path, temp.data, temp.len + 1);
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0 ||
	    listen(fd, 64) < 0 || rename(temp.data, path) < 0)
		die("%s: %s", path, strerror(errno));
	text_free(&temp);
	return fd;
}

int listen_accept(int fd, double seconds)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int on = 1;

	if (poll(&p, 1, seconds < 0 ? -1 : (int)(seconds * 1000)) <= 0)
		return -1;
	int conn = accept(fd, NULL, NULL);
	/* A reply must not wait for the acknowledgement of the last one; on a
	 * socket that is not TCP this fails, and is not needed. */
	setsockopt(conn, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return conn;
}
