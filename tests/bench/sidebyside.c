/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time commands side by side, in one run.
 *
 *   sidebyside [-n ROUNDS] [-w WARM-UP] [-i FILE] [-o FILE] [-x]
 *              ::: NAME PROGRAM ARGUMENT... [::: NAME PROGRAM ARGUMENT...]...
 *
 * A round runs each command once, in an order drawn anew, so that what
 * disturbs the machine for a while disturbs all of them alike, and none is
 * always the one that runs behind the one that emptied the caches.  Programs
 * are found through PATH, run without a shell, read the -i file and append
 * what they print to the -o file, both /dev/null unless given.  Wall time is
 * from before the fork to the reaping, so that loading and leaving count; CPU
 * time is the child's, user and system.
 *
 * Prints a table, a line a command in the order given: name, median and
 * least wall time and median CPU time in milliseconds, the ratio of the
 * median to that of the first command, and the most memory that it had
 * resident in any round, in KiB.  Exit status 1, and no table, when a
 * command did not end with 0: what failed was not measured.  With -x it is
 * the other way round: each must fail, as proof that they check what they
 * are said to check.
 */
#define _DEFAULT_SOURCE /* wait4() and getopt() under -std=c17 */

#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MAX_COMMANDS = 32, MAX_ROUNDS = 100000 };

struct command {
	char *name;
	char **argv;
	double *wall; /* milliseconds, one a round */
	double *cpu;
	long memory; /* KiB, the most of all rounds */
};

struct bench {
	long rounds, warm_up;
	bool must_fail;
	uint64_t random;
	const char *input, *output;
	int count;
	struct command commands[MAX_COMMANDS];
	posix_spawn_file_actions_t files;
};

_Noreturn static void die(const char *what, const char *why)
{
	fprintf(stderr, "sidebyside: %s: %s\n", what, why);
	exit(1);
}

/* The command line */

static long number(const char *text, long least)
{
	char *end;
	const long n = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0' || n < least || n > MAX_ROUNDS)
		die(text, "not a number of rounds");
	return n;
}

static void parse_options(struct bench *b, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "+n:w:i:o:x")) != -1) {
		if (c == 'n')
			b->rounds = number(optarg, 1);
		else if (c == 'w')
			b->warm_up = number(optarg, 0);
		else if (c == 'i')
			b->input = optarg;
		else if (c == 'o')
			b->output = optarg;
		else if (c == 'x')
			b->must_fail = true;
		else
			exit(2);
	}
}

static double *times(long rounds)
{
	double *t = calloc((size_t)rounds, sizeof *t);

	if (t == NULL)
		die("memory", "none left");
	return t;
}

/* argv is cut in place: the NULL of a command stands where ::: stood. */
static void parse_commands(struct bench *b, char **argv)
{
	while (*argv != NULL) {
		if (strcmp(*argv, ":::") != 0)
			die(*argv, "expected :::");
		*argv++ = NULL;
		if (argv[0] == NULL || argv[1] == NULL)
			die(":::", "expected NAME PROGRAM behind it");
		if (b->count == MAX_COMMANDS)
			die(argv[0], "too many commands");
		b->commands[b->count++] = (struct command){
			.name = argv[0],
			.argv = argv + 1,
			.wall = times(b->rounds),
			.cpu = times(b->rounds),
		};
		while (*argv != NULL && strcmp(*argv, ":::") != 0)
			argv++;
	}
	if (b->count == 0)
		die("usage", "[-n ROUNDS] [-w WARM-UP] [-i FILE] "
			     "[-o FILE] [-x] ::: NAME PROGRAM ARGUMENT...");
}

/* Running */

static void open_files(struct bench *b)
{
	posix_spawn_file_actions_t *f = &b->files;
	const int how = O_WRONLY | O_APPEND | O_CREAT;

	if (access(b->input, R_OK) != 0)
		die(b->input, "cannot read");
	if (posix_spawn_file_actions_init(f) != 0 ||
	    posix_spawn_file_actions_addopen(f, 0, b->input, O_RDONLY, 0) ||
	    posix_spawn_file_actions_addopen(f, 1, b->output, how, 0666) ||
	    posix_spawn_file_actions_adddup2(f, 1, 2) != 0)
		die("spawn", "cannot prepare");
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double cpu_ms(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) * 1e3 +
	       (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1e3;
}

static void check_status(const struct bench *b, const struct command *c,
			 int status)
{
	char why[64];

	if (WIFSIGNALED(status))
		snprintf(why, sizeof why, "ended by signal %d",
			 WTERMSIG(status));
	else if ((WEXITSTATUS(status) != 0) == b->must_fail)
		return;
	else
		snprintf(why, sizeof why, "ended with status %d",
			 WEXITSTATUS(status));
	die(c->name, why);
}

/* A round below 0 is a warm-up, and leaves no trace. */
static void run(const struct bench *b, struct command *c, long round)
{
	struct rusage used;
	int status;
	pid_t pid;
	const double begin = now_ms();
	const int rc = posix_spawnp(&pid, c->argv[0], &b->files, NULL, c->argv,
				    environ);

	if (rc != 0)
		die(c->argv[0], strerror(rc));
	if (wait4(pid, &status, 0, &used) != pid)
		die(c->name, "cannot wait for it");
	const double end = now_ms();
	check_status(b, c, status);
	if (round < 0)
		return;
	c->wall[round] = end - begin;
	c->cpu[round] = cpu_ms(&used);
	if (used.ru_maxrss > c->memory)
		c->memory = used.ru_maxrss;
}

/* Fisher and Yates, on a fixed seed: the same orders in every run. */
static void shuffle(int *order, int count, uint64_t *random)
{
	for (int i = count - 1; i > 0; i--) {
		*random ^= *random << 13; /* xorshift64 */
		*random ^= *random >> 7;
		*random ^= *random << 17;
		const int j = (int)(*random % (uint64_t)(i + 1));
		const int kept = order[i];

		order[i] = order[j];
		order[j] = kept;
	}
}

static void run_rounds(struct bench *b)
{
	int order[MAX_COMMANDS];

	for (int i = 0; i < b->count; i++)
		order[i] = i;
	for (long round = -b->warm_up; round < b->rounds; round++) {
		shuffle(order, b->count, &b->random);
		for (int i = 0; i < b->count; i++)
			run(b, &b->commands[order[i]], round);
	}
}

/* The table */

static int ascending(const void *a, const void *b)
{
	const double x = *(const double *)a;
	const double y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *t, long n)
{
	qsort(t, (size_t)n, sizeof *t, ascending);
	return n % 2 == 1 ? t[n / 2] : (t[n / 2 - 1] + t[n / 2]) / 2;
}

static void print_table(const struct bench *b)
{
	double first = 0;

	printf("%-12s %10s %10s %10s %8s %8s\n", "NAME", "MEDIAN-MS",
	       "MIN-MS", "CPU-MS", "RATIO", "KIB");
	for (int i = 0; i < b->count; i++) {
		const struct command *c = &b->commands[i];
		const double wall = median(c->wall, b->rounds);

		if (i == 0)
			first = wall;
		printf("%-12s %10.3f %10.3f %10.3f %8.3f %8ld\n", c->name,
		       wall, c->wall[0], median(c->cpu, b->rounds),
		       wall / first, c->memory);
	}
}

int main(int argc, char **argv)
{
	struct bench b = {
		.rounds = 200,
		.warm_up = 3,
		.random = 88172645463325252u,
		.input = "/dev/null",
		.output = "/dev/null",
	};

	parse_options(&b, argc, argv);
	parse_commands(&b, argv + optind);
	open_files(&b);
	run_rounds(&b);
	if (!b.must_fail)
		print_table(&b);
	posix_spawn_file_actions_destroy(&b.files);
	for (int i = 0; i < b.count; i++) {
		free(b.commands[i].wall);
		free(b.commands[i].cpu);
	}
	return 0;
}
