/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * runcase: runs case files and says which came out as written.
 *
 *	runcase --smtpcheck BIN --fakeserver BIN --certs DIR [--valgrind]
 *		[--wrap WORD]... [--show] FILE.case...
 *
 * It prints "ok NAME" or "FAIL NAME: why" for each, with all that was seen
 * behind a failure (with --show always), and "N passed, N failed" at the end.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "process.h"
#include "run.h"

enum {
	OPT_SMTPCHECK = 1,
	OPT_FAKESERVER,
	OPT_CERTS,
	OPT_VALGRIND,
	OPT_WRAP,
	OPT_SHOW
};

static const struct option option_rows[] = {
	{ "smtpcheck", required_argument, NULL, OPT_SMTPCHECK },
	{ "fakeserver", required_argument, NULL, OPT_FAKESERVER },
	{ "certs", required_argument, NULL, OPT_CERTS },
	{ "valgrind", no_argument, NULL, OPT_VALGRIND },
	{ "wrap", required_argument, NULL, OPT_WRAP },
	{ "show", no_argument, NULL, OPT_SHOW },
	{ NULL, 0, NULL, 0 },
};

static void wrap(struct tools *tools, const char *word)
{
	if (tools->wrap_count == sizeof(tools->wrap) / sizeof(tools->wrap[0]))
		die("too many --wrap");
	tools->wrap[tools->wrap_count++] = word;
}

static void wrap_valgrind(struct tools *tools)
{
	wrap(tools, "valgrind");
	wrap(tools, "--quiet");
	wrap(tools, "--error-exitcode=99");
	wrap(tools, "--leak-check=full");
	wrap(tools, "--child-silent-after-fork=yes");
}

/* The case runner changes directory for the program, so paths must hold. */
static char *absolute(const char *path)
{
	char *whole = realpath(path, NULL);

	if (whole == NULL)
		die("%s is not there", path);
	return whole;
}

static void take_option(struct tools *tools, int opt, bool *show)
{
	switch (opt) {
	case OPT_SMTPCHECK:
		tools->smtpcheck = absolute(optarg);
		break;
	case OPT_FAKESERVER:
		tools->fakeserver = absolute(optarg);
		break;
	case OPT_CERTS:
		tools->certs = absolute(optarg);
		break;
	case OPT_VALGRIND:
		wrap_valgrind(tools);
		break;
	case OPT_WRAP:
		wrap(tools, optarg);
		break;
	case OPT_SHOW:
		*show = true;
		break;
	default:
		die("see the head of runcase.c");
	}
}

static void show_line(const char *line, size_t len)
{
	enum { MOST = 300 };
	struct text safe = { .data = NULL };

	escape(&safe, line, len < MOST ? len : MOST);
	printf("  | %s%s\n", text_cstr(&safe), len > MOST ? "..." : "");
	text_free(&safe);
}

/* Of much text, the beginning and the end. */
static void show_text(const char *title, const struct text *text)
{
	enum { HEAD = 100, TAIL = 60 };
	const char *at = text_cstr(text);
	size_t lines = 0;

	for (const char *c = at; *c != '\0'; c++)
		lines += *c == '\n';
	printf("  --- %s\n", title);
	for (size_t i = 0; *at != '\0'; i++) {
		size_t len = strcspn(at, "\n");

		if (i < HEAD || i + TAIL >= lines)
			show_line(at, len);
		else if (i == HEAD)
			printf("  | (%zu lines)\n", lines - HEAD - TAIL);
		at += len + (at[len] == '\n');
	}
}

static void show_run(const struct run *run)
{
	int status = run->result.status;

	printf("  --- exit %d, signal %d, %.2f s:",
	       WIFEXITED(status) ? WEXITSTATUS(status) : -1,
	       WIFSIGNALED(status) ? WTERMSIG(status) : 0, run->result.seconds);
	for (size_t i = 0; run->argv != NULL && run->argv[i] != NULL; i++)
		printf(" [%s]", run->argv[i]);
	printf("\n");
	show_text("stdout", &run->result.out);
	show_text("stderr", &run->result.err);
	show_text("the server's log", &run->log);
}

/* "dir/mail-refused.case" is mail-refused; a case may run over several
 * transports, and is then told apart by them. */
static void print_name(const struct run *run)
{
	const char *slash = strrchr(run->path, '/');
	const char *name = slash ? slash + 1 : run->path;
	size_t len = strlen(name);

	if (len > 5 && strcmp(name + len - 5, ".case") == 0)
		len -= 5;
	printf("%.*s (%s)", (int)len, name, transport_name(run->transport));
}

static void print_run(const struct run *run, bool show)
{
	if (run->why.len == 0) {
		printf("ok ");
		print_name(run);
		printf("\n");
	} else {
		printf("FAIL ");
		print_name(run);
		printf(": %.*s\n", (int)strcspn(run->why.data, "\n"),
		       run->why.data);
		show_text("why", &run->why);
	}
	if (show || run->why.len > 0)
		show_run(run);
	fflush(stdout);
}

struct count {
	size_t passed;
	size_t failed;
};

static void run_file(const struct tools *tools, const char *path, bool show,
		     struct count *count)
{
	unsigned int wanted = run_transports(path);

	for (enum transport t = PIPE; t <= UNIX; t++) {
		struct run run = { .tools = tools, .path = path };

		if ((wanted & 1U << t) == 0)
			continue;
		run.transport = t;
		run_case(&run);
		print_run(&run, show);
		count->passed += run.why.len == 0;
		count->failed += run.why.len > 0;
		run_release(&run);
	}
}

int main(int argc, char **argv)
{
	struct tools tools = { .smtpcheck = NULL };
	struct count count = { .passed = 0 };
	bool show = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "", option_rows, NULL)) != -1)
		take_option(&tools, opt, &show);
	if (tools.smtpcheck == NULL || tools.fakeserver == NULL ||
	    tools.certs == NULL || optind == argc)
		die("want --smtpcheck, --fakeserver, --certs and cases");
	process_adopt();
	for (int i = optind; i < argc; i++) {
		char *path = absolute(argv[i]);

		run_file(&tools, path, show, &count);
		free(path);
	}
	printf("%zu passed, %zu failed\n", count.passed, count.failed);
	free(tools.smtpcheck);
	free(tools.fakeserver);
	free(tools.certs);
	return count.failed > 0;
}
