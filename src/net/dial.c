/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways to a server: see dial.h. */
#include "net/dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "net/interrupt.h"
#include "net/wire.h"

static int connect_error(int number, struct err *err)
{
	static const struct {
		int number;
		enum err_kind kind;
	} kinds[] = {
		{ ECONNREFUSED, ERR_REFUSED },
		{ ENETUNREACH, ERR_UNREACHABLE },
		{ EHOSTUNREACH, ERR_UNREACHABLE },
		{ ENETDOWN, ERR_UNREACHABLE },
		{ EADDRNOTAVAIL, ERR_UNREACHABLE },
		{ ETIMEDOUT, ERR_TIMEOUT },
	};
	enum err_kind kind = ERR_CONNECT;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].number == number)
			kind = kinds[i].kind;
	err_set(err, kind, "%s", strerror(number));
	err->number = number;
	return -1;
}

static int finish(int fd, const struct patience *patience, struct err *err)
{
	int number = 0;
	socklen_t n = sizeof(number);

	if (interrupt_wait(patience, fd, POLLOUT, err) < 0)
		return -1;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &n) < 0)
		number = errno;
	return number ? connect_error(number, err) : 0;
}

static int bind_error(int number, struct err *err)
{
	err_set(err, ERR_BIND, "%s", strerror(number));
	err->number = number;
	return -1;
}

/*
 * A port of one's own choice is free again at once, not only when the last
 * connection from it is forgotten.
 */
static int bind_local(int fd, int family, const struct addrinfo *local,
		      struct err *err)
{
	int one = 1;

	while (local && local->ai_family != family)
		local = local->ai_next;
	if (!local)
		return bind_error(EAFNOSUPPORT, err);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, local->ai_addr, local->ai_addrlen) < 0)
		return bind_error(errno, err);
	return 0;
}

static int dial_socket(int fd, const struct addrinfo *address,
		       const struct dialing *how, struct err *err)
{
	if (how->local &&
	    bind_local(fd, address->ai_family, how->local, err) < 0)
		return -1;
	if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return connect_error(errno, err);
	return finish(fd, &how->patience, err);
}

struct wire *dial_address(const struct addrinfo *address,
			  const struct dialing *how, struct err *err)
{
	int one = 1;
	int fd = socket(address->ai_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0) {
		connect_error(errno, err);
		return NULL;
	}
	if (dial_socket(fd, address, how, err) < 0) {
		close(fd);
		return NULL;
	}
	/* a command must not wait for the ACK of the one before it */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return wire_from_fds(fd, fd, 0, how->patience.clock,
			     how->patience.interrupt);
}

struct wire *dial_unix(const char *path, struct interrupt *interrupt,
		       const struct clock *clock, struct err *err)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(to.sun_path)) {
		err_set(err, ERR_CONNECT, "the path is longer than %zu bytes",
			sizeof(to.sun_path) - 1);
		return NULL;
	}
	memcpy(to.sun_path, path, strlen(path));	/* zeros follow */
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		connect_error(errno, err);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	return wire_from_fds(fd, fd, 0, clock, interrupt);
}

/*
 * The command's words, for exec; freed by the caller.  One that needs a shell
 * gets it, any other is run directly, so that a program that is not there is
 * an error of the connection and not a silent child.
 */
static char **command_words(const char *command, struct strings *words)
{
	char **argv;

	if (strpbrk(command, "$&*(){}[]'\"\\|;<>?~`\n")) {
		strings_add(words, "/bin/sh");
		strings_add(words, "-c");
		strings_add(words, command);
	} else {
		strings_split(words, command, ' ');
	}
	argv = mem_new((words->count + 1) * sizeof(*argv));
	for (size_t i = 0; i < words->count; i++)
		argv[i] = words->at[i];
	return argv;
}

/*
 * In the child, between fork and exec: nothing but what signal-safety(7)
 * allows.  What went wrong goes up the status pipe, which exec closes.
 */
static void run_child(char **argv, int in, int out, int status,
		      const struct interrupt *interrupt)
{
	int number;

	if (interrupt)
		sigprocmask(SIG_SETMASK, &interrupt->before, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		execvp(argv[0], argv);
	number = errno;
	if (write(status, &number, sizeof(number)) < 0)
		_exit(126);
	_exit(127);
}

enum { TO_CHILD, FROM_CHILD, STATUS, PIPES };

static void close_pipes(int pipes[PIPES][2])
{
	for (size_t i = 0; i < PIPES; i++)
		for (size_t end = 0; end < 2; end++)
			if (pipes[i][end] >= 0)
				close(pipes[i][end]);
}

static int open_pipes(int pipes[PIPES][2])
{
	for (size_t i = 0; i < PIPES; i++)
		pipes[i][0] = pipes[i][1] = -1;
	for (size_t i = 0; i < PIPES; i++)
		if (pipe2(pipes[i], O_CLOEXEC) < 0)
			return -1;
	return 0;
}

static void close_end(int pipes[PIPES][2], int pipe, int end)
{
	close(pipes[pipe][end]);
	pipes[pipe][end] = -1;
}

static pid_t start_child(const char *command, int pipes[PIPES][2],
			 struct interrupt *interrupt)
{
	struct strings words = { 0 };
	char **argv = command_words(command, &words);
	pid_t child = fork();

	if (child == 0)
		run_child(argv, pipes[TO_CHILD][0], pipes[FROM_CHILD][1],
			  pipes[STATUS][1], interrupt);
	free(argv);
	strings_release(&words);
	return child;
}

struct wire *dial_pipe(const char *command, struct interrupt *interrupt,
		       const struct clock *clock, struct err *err)
{
	int pipes[PIPES][2], number = 0, in, out;
	pid_t child = -1;

	if (open_pipes(pipes) == 0)
		child = start_child(command, pipes, interrupt);
	if (child < 0) {
		err_system(err, ERR_CONNECT, errno, "cannot start a process");
		close_pipes(pipes);
		return NULL;
	}
	close_end(pipes, STATUS, 1);
	if (read(pipes[STATUS][0], &number, sizeof(number)) > 0) {
		waitpid(child, NULL, 0);
		err_system(err, ERR_CONNECT, number, "cannot run it");
		close_pipes(pipes);
		return NULL;
	}
	in = pipes[FROM_CHILD][0];
	out = pipes[TO_CHILD][1];
	pipes[FROM_CHILD][0] = pipes[TO_CHILD][1] = -1;
	close_pipes(pipes);
	return wire_from_fds(in, out, child, clock, interrupt);
}

void dial_name(const struct addrinfo *address, char *text, size_t n)
{
	if (getnameinfo(address->ai_addr, address->ai_addrlen, text,
			(socklen_t)n, NULL, 0, NI_NUMERICHOST) != 0)
		snprintf(text, n, "?");
}

bool dial_is_loopback(const struct addrinfo *address)
{
	const struct sockaddr_in6 *v6 = (void *)address->ai_addr;
	const struct sockaddr_in *v4 = (void *)address->ai_addr;
	const unsigned char *bytes = v6->sin6_addr.s6_addr;

	if (address->ai_family == AF_INET)
		return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
	if (address->ai_family != AF_INET6)
		return false;
	if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
		return bytes[12] == 127;
	return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}
