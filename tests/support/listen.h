/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Listening sockets of the fake server: loopback or a path, nothing else.
 */
#ifndef SUPPORT_LISTEN_H
#define SUPPORT_LISTEN_H

/*
 * Listens on 127.0.0.1, on any free port if PORT is 0.  The port is written
 * into PORT_FILE (may be NULL) in one piece, once connections are taken.
 * Dies when it cannot.
 */
int listen_tcp(int port, const char *port_file);

/* The path appears once connections are taken.  Dies when it cannot. */
int listen_unix(const char *path);

/* The next connection; -1 when none came in that time (below 0: forever). */
int listen_accept(int fd, double seconds);

#endif
