/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server of one run, and its log; see run.h.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "process.h"
#include "run.h"

/* How long the server may take to say that it saw the end, and to start: more
 * than any machine needs, since what is awaited does come. */
static const double SERVER_END = 60;
static const double SERVER_START = 60;

/* A port that nobody listens on, for a case without a server. */
void server_none(struct run *run)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(addr);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, len) < 0 ||
	    getsockname(fd, (struct sockaddr *)&addr, &len) < 0)
		die("no port: %s", strerror(errno));
	run->reserved = fd;
	run->port = ntohs(addr.sin_port);
}

/* Why it did not start, or the sanitizers' words. */
static void add_server_errors(struct run *run)
{
	char *path = run_file_path(run, "server-err");
	struct text err = { .data = NULL };

	if (text_load(&err, path) == 0 && err.len > 0)
		text_printf(&run->why, "server: %s", err.data);
	text_free(&err);
	free(path);
}

/* The server makes the file, of the port or the socket, when it listens. */
static void await_server(struct run *run, const char *path)
{
	double until = clock_seconds() + SERVER_START;
	struct text port = { .data = NULL };
	int status;

	while (access(path, F_OK) < 0) {
		if (process_wait(run->server, 0.002, &status)) {
			run->server = 0;
			text_str(&run->why, "the server did not start\n");
			add_server_errors(run);
			return;
		}
		if (clock_seconds() > until)
			die("%s: the server does not listen", run->path);
	}
	if (run->transport == TCP && text_load(&port, path) == 0)
		run->port = atoi(port.data);
	text_free(&port);
}

void server_start(struct run *run)
{
	char *log = run_file_path(run, "log");
	char *err = run_file_path(run, "server-err");
	bool tcp = run->transport == TCP;
	char *where = run_file_path(run, tcp ? "port" : "socket");
	const char *argv[] = { run->tools->fakeserver,
			       "--script",
			       run->path,
			       "--certs",
			       run->tools->certs,
			       "--log",
			       log,
			       tcp ? "--port-file" : "--unix",
			       where,
			       NULL };
	struct start start = { .err = err };

	start.argv = (char *const *)(size_t)argv;
	run->server = process_start(&start);
	await_server(run, where);
	free(log);
	free(err);
	free(where);
}

static bool log_ended(struct run *run, const char *path)
{
	static const char mark[] = "# end\n";
	size_t len = sizeof(mark) - 1;

	run->log.len = 0;
	return text_load(&run->log, path) == 0 && run->log.len >= len &&
	       memcmp(run->log.data + run->log.len - len, mark, len) == 0;
}

bool server_saw(const struct run *run, const char *pattern)
{
	char *path = run_file_path(run, "log");
	struct text log = { .data = NULL };
	bool saw = false;

	text_load(&log, path);
	for (char *line = log.data; line != NULL && !saw;) {
		char *end = strchr(line, '\n'); /* none: half written */

		if (end != NULL)
			*end = '\0';
		saw = end != NULL && glob_match(pattern, line);
		line = end != NULL ? end + 1 : NULL;
	}
	text_free(&log);
	free(path);
	return saw;
}

/* Parts the log into what the client sent and what it did wrong. */
static void read_log(struct run *run)
{
	const char *at = text_cstr(&run->log);

	while (*at != '\0') {
		size_t len = strcspn(at, "\n");

		if (*at == '!')
			text_printf(&run->why, "server: %.*s\n", (int)len, at);
		if (strchr("CT", *at) != NULL) {
			text_add(&run->result.wire, at, len);
			text_str(&run->result.wire, "\n");
		}
		at += len + (at[len] == '\n');
	}
}

/* The server sees the end of the connection a little later than we do. */
void server_collect(struct run *run)
{
	double until = clock_seconds() + SERVER_END;
	char *path = run_file_path(run, "log");
	int status;
	bool ended;

	while (!(ended = log_ended(run, path)) && clock_seconds() < until)
		clock_pause(0.002);
	if (!ended)
		text_str(&run->why, run->log.len == 0
					    ? "the server was never reached\n"
					    : "the server was not done\n");
	if (run->server > 0 &&
	    !process_wait(run->server, ended ? 5 : 0, &status))
		process_end_group(run->server);
	run->server = 0;
	free(path);
	read_log(run);
	add_server_errors(run);
}
