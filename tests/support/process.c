/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Child processes and scratch directories; see process.h.
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool starts_with(const char *str, const char *prefix)
{
	return strncmp(str, prefix, strlen(prefix)) == 0;
}

/* What the user's own set-up may hold must not colour a test. */
static bool unwanted(const char *entry)
{
	static const char *const prefixes[] = {
		"SMTPCHECK_", "SWAKS_", "NO_COLOR=", "LOGDIR=", "SSL_CERT_"
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (starts_with(entry, prefixes[i]))
			return true;
	return false;
}

static void clean_environment(char *const *env)
{
	size_t kept = 0;

	for (size_t i = 0; environ[i] != NULL; i++)
		if (!unwanted(environ[i]))
			environ[kept++] = environ[i];
	environ[kept] = NULL;
	setenv("LC_ALL", "C", 1);
	/* The sanitizers' own codes, 1 and 23, mean something here. */
	setenv("ASAN_OPTIONS", "exitcode=97", 0);
	setenv("LSAN_OPTIONS", "exitcode=97", 0);
	setenv("UBSAN_OPTIONS",
	       "halt_on_error=1:print_stacktrace=1:exitcode=97", 0);
	for (size_t i = 0; env != NULL && env[i] != NULL; i++)
		putenv(env[i]);
}

static void redirect(int to, const char *path, int flags)
{
	int fd = open(path ? path : "/dev/null", flags, 0666);

	if (fd < 0 || dup2(fd, to) < 0)
		die("%s: %s", path, strerror(errno));
	close(fd);
}

static void become(const struct start *start)
{
	sigset_t none;

	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	redirect(STDIN_FILENO, start->in, O_RDONLY);
	redirect(STDOUT_FILENO, start->out, O_WRONLY | O_CREAT | O_APPEND);
	redirect(STDERR_FILENO, start->err, O_WRONLY | O_CREAT | O_APPEND);
	if (start->dir != NULL && chdir(start->dir) < 0)
		die("%s: %s", start->dir, strerror(errno));
	clean_environment(start->env);
	execvp(start->argv[0], start->argv);
	die("%s: %s", start->argv[0], strerror(errno));
}

pid_t process_start(const struct start *start)
{
	sigset_t child;

	/* Blocked, so that process_wait can wait for it with a limit. */
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	fflush(NULL);
	pid_t pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid == 0)
		become(start);
	setpgid(pid, pid); /* whoever of the two is first */
	return pid;
}

bool process_wait(pid_t pid, double seconds, int *status_out)
{
	double until = clock_seconds() + seconds;
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	for (;;) {
		if (waitpid(pid, status_out, WNOHANG) == pid)
			return true;
		double left = until - clock_seconds();
		if (left <= 0)
			return false;
		struct timespec t = { .tv_sec = (time_t)left };
		t.tv_nsec = (long)((left - (double)t.tv_sec) * 1e9);
		sigtimedwait(&child, NULL, &t);
	}
}

bool process_ended(pid_t pid)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) ==
		       0 &&
	       info.si_pid == pid;
}

/* Grandchildren come to us when their parent ends; see process_adopt. */
void process_end_group(pid_t pid)
{
	double until = clock_seconds() + 1;
	bool killed = false;
	pid_t got;

	while ((got = waitpid(-pid, NULL, killed ? 0 : WNOHANG)) >= 0) {
		if (got > 0)
			continue;
		killed = clock_seconds() > until;
		if (killed)
			kill(-pid, SIGKILL);
		else
			clock_pause(0.002);
	}
}

void process_adopt(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

char *scratch_new(void)
{
	const char *base = getenv("TMPDIR");
	struct text path = { .data = NULL };

	text_printf(&path, "%s/runcase.XXXXXX", base ? base : "/tmp");
	if (mkdtemp(path.data) == NULL)
		die("%s: %s", path.data, strerror(errno));
	return path.data;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void scratch_remove(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
