/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One run of one case: a scratch directory, a server, the program under test,
 * and the judgement.
 */
#ifndef SUPPORT_RUN_H
#define SUPPORT_RUN_H

#include <sys/types.h>

#include "expect.h"

enum transport { PIPE, TCP, UNIX };

struct tools {
	char *smtpcheck;
	char *fakeserver;
	char *certs;
	const char *wrap[32]; /* words before the program under test */
	size_t wrap_count;
};

struct run {
	const struct tools *tools;
	const char *path; /* of the case, absolute */
	enum transport transport;
	struct casefile file;
	char *scratch; /* the directory, with home/ and files/ in it */
	char **argv;
	char **env;
	int port;
	int reserved; /* socket that keeps a port free of servers, or -1 */
	pid_t server; /* of tcp and unix; 0: none */
	struct text log;
	struct result result;
	struct text why; /* empty when all was as the case says */
};

/* The caller sets tools, path and transport, all else being zero, and reads
 * argv, log, result and why. */
void run_case(struct run *run);
void run_release(struct run *run);

/* A bit for each transport that the case wants: those that its [transport]
 * names, else the one that its arguments use. */
unsigned int run_transports(const char *path);
const char *transport_name(enum transport transport);

/*
 * Expands {HOST} {PORT} {SOCKET} {PIPE} {CA} {DIR} and {CERTS}; other braces
 * stay as they are.
 */
void run_expand(const struct run *run, const char *in, struct text *out);

/* The program's words, from the wrapper to the last of [args]; also [env].
 * -1 when a quote never ends. */
int run_words(struct run *run);

/* A path in the scratch directory; the caller frees it. */
char *run_file_path(const struct run *run, const char *name);

/* The server, for the transports where the case runner starts it; or a port
 * where there is none. */
void server_start(struct run *run);
void server_none(struct run *run);

/* Does the server's log have a line that the pattern matches, by now? */
bool server_saw(const struct run *run, const char *pattern);

/* Waits for the server's end, reads its log, and takes over its complaints. */
void server_collect(struct run *run);

#endif
