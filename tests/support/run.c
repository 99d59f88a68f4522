/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One run of one case; see run.h.
 */
#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process.h"

/* No run may take longer, whatever the case or the program thinks.  It is
 * far more than any run takes: a slow machine is no fault of a program's. */
static const double LIMIT = 120;

static const char *const transport_names[] = { "pipe", "tcp", "unix" };

const char *transport_name(enum transport transport)
{
	return transport_names[transport];
}

static unsigned int transports_named(const struct section *section)
{
	struct cursor cursor = { .at = 0 };
	unsigned int set = 0;

	while (section_next(section, &cursor)) {
		char **words;

		words_split(cursor.line.data, &words);
		for (size_t i = 0; words[i] != NULL; i++)
			for (enum transport t = PIPE; t <= UNIX; t++)
				if (strcmp(words[i], transport_names[t]) == 0)
					set |= 1U << t;
		words_free(words);
	}
	return set;
}

unsigned int run_transports(const char *path)
{
	struct text why = { .data = NULL };
	struct casefile file;
	unsigned int set = 0;

	if (casefile_load(&file, path, &why) == 0) {
		const struct section *named = casefile_find(&file, "transport");
		const char *args =
			text_cstr(&casefile_find(&file, "args")->body);

		if (named != NULL)
			set = transports_named(named);
		else if (strstr(args, "{PORT}") != NULL)
			set = 1U << TCP;
		else if (strstr(args, "{SOCKET}") != NULL)
			set = 1U << UNIX;
	}
	casefile_release(&file);
	text_free(&why);
	return set ? set : 1U << PIPE;
}

char *run_file_path(const struct run *run, const char *name)
{
	struct text path = { .data = NULL };

	text_printf(&path, "%s/%s", run->scratch, name);
	return path.data;
}

static void make_dir(const struct run *run, const char *name)
{
	char *path = run_file_path(run, name);

	if (mkdir(path, 0777) < 0)
		die("%s: %s", path, strerror(errno));
	free(path);
}

static void write_file(const struct run *run, const char *name,
		       const struct text *text)
{
	char *path = run_file_path(run, name);

	if (text_save(path, text_cstr(text), text->len) < 0)
		die("%s: %s", path, strerror(errno));
	free(path);
}

/* [file NAME] as it stands, but for the placeholders. */
static void write_plain(const struct run *run, const struct section *section)
{
	struct text body = { .data = NULL };
	struct text name = { .data = NULL };

	run_expand(run, text_cstr(&section->body), &body);
	text_printf(&name, "files/%s", section->arg);
	write_file(run, name.data, &body);
	text_free(&body);
	text_free(&name);
}

/* [raw NAME]: the lines joined without their ends, then unescaped. */
static void write_raw(struct run *run, const struct section *section)
{
	struct text joined = { .data = NULL };
	struct text bytes = { .data = NULL };
	struct text name = { .data = NULL };

	for (size_t i = 0; i < section->body.len; i++)
		if (section->body.data[i] != '\n')
			text_add(&joined, section->body.data + i, 1);
	if (unescape(&bytes, text_cstr(&joined)) < 0)
		text_printf(&run->why, "[raw %s]: a bad escape\n",
			    section->arg);
	text_printf(&name, "files/%s", section->arg);
	write_file(run, name.data, &bytes);
	text_free(&joined);
	text_free(&bytes);
	text_free(&name);
}

static void prepare_scratch(struct run *run)
{
	char *as = section_word(casefile_find(&run->file, "as"), "smtpcheck");
	const struct section *input = casefile_find(&run->file, "stdin");

	run->result.own_name = strcmp(as, "smtpcheck") == 0;
	char *link = run_file_path(run, as);
	if (symlink(run->tools->smtpcheck, link) < 0)
		die("%s: %s", link, strerror(errno));
	make_dir(run, "home");
	make_dir(run, "files");
	if (input != NULL)
		write_file(run, "in", &input->body);
	for (size_t i = 0; i < run->file.count; i++) {
		const struct section *section = &run->file.sections[i];

		if (strcmp(section->name, "file") == 0)
			write_plain(run, section);
		else if (strcmp(section->name, "raw") == 0)
			write_raw(run, section);
	}
	free(link);
	free(as);
}

static int signal_number(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} signals[] = { { "INT", SIGINT },
			{ "TERM", SIGTERM },
			{ "HUP", SIGHUP },
			{ "PIPE", SIGPIPE } };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (strcmp(name, signals[i].name) == 0)
			return signals[i].number;
	return -1;
}

/*
 * Waits for the line in the server's log, however long the program takes to
 * get there.  False when it has ended first, or after LIMIT.
 */
static bool await_line(const struct run *run, pid_t pid, const char *pattern)
{
	double until = clock_seconds() + LIMIT;

	while (!server_saw(run, pattern)) {
		if (process_ended(pid) || clock_seconds() > until)
			return false;
		clock_pause(0.005);
	}
	return true;
}

/*
 * [signal]: "INT after C: EHLO me" sends it once the server's log has such a
 * line.
 */
static void send_signal(struct run *run, pid_t pid)
{
	static const char after[] = " after ";
	const struct section *section = casefile_find(&run->file, "signal");
	char *word = section_word(section, "");
	char *pattern = strstr(word, after);
	int number = -1;

	if (pattern != NULL) {
		*pattern = '\0';
		pattern += sizeof(after) - 1;
		number = signal_number(word);
	}
	if (section != NULL && number < 0)
		text_str(&run->why, "[signal]: not \"NAME after LINE\"\n");
	else if (number >= 0 && await_line(run, pid, pattern))
		kill(pid, number);
	else if (number >= 0)
		text_printf(&run->why, "no signal: the server never saw %s\n",
			    pattern);
	free(word);
}

static pid_t run_program(struct run *run)
{
	struct result *result = &run->result;
	bool input = casefile_find(&run->file, "stdin") != NULL;
	char *in = input ? run_file_path(run, "in") : NULL;
	char *out = run_file_path(run, "out");
	char *err = run_file_path(run, "err");
	char *dir = run_file_path(run, "files");
	struct start start = { .argv = run->argv, .env = run->env };
	double began = clock_seconds();

	start.in = in;
	start.out = out;
	start.err = err;
	start.dir = dir;
	pid_t pid = process_start(&start);
	send_signal(run, pid);
	if (!process_wait(pid, LIMIT, &result->status)) {
		text_printf(&run->why, "it did not end within %.0f s\n",
			    LIMIT);
		kill(pid, SIGKILL);
		process_wait(pid, 5, &result->status);
	}
	result->seconds = clock_seconds() - began;
	text_load(&result->out, out);
	text_load(&result->err, err);
	free(in);
	free(out);
	free(err);
	free(dir);
	return pid;
}

static void judge_run(struct run *run)
{
	const struct section *expect = casefile_find(&run->file, "expect");
	const struct section *lines = casefile_find(&run->file, "stdout");
	struct result *result = &run->result;
	struct section expanded = { .name = "expect" };

	result_derive(result);
	if (expect != NULL)
		run_expand(run, text_cstr(&expect->body), &expanded.body);
	judge(&expanded, result, &run->why);
	text_free(&expanded.body);
	if (lines != NULL) {
		run_expand(run, text_cstr(&lines->body), &expanded.body);
		judge_lines(&expanded, &result->out, &run->why);
		text_free(&expanded.body);
	}
}

void run_case(struct run *run)
{
	run->reserved = -1;
	if (casefile_load(&run->file, run->path, &run->why) < 0)
		return;
	run->scratch = scratch_new();
	prepare_scratch(run);
	bool server = casefile_find(&run->file, "server") != NULL;
	if (!server)
		server_none(run);
	else if (run->transport != PIPE)
		server_start(run);
	if (run_words(run) < 0)
		text_str(&run->why, "[args]: a quote does not end\n");
	if (run->why.len == 0) {
		pid_t pid = run_program(run);
		if (server)
			server_collect(run);
		process_end_group(pid);
		judge_run(run);
	}
}

void run_release(struct run *run)
{
	if (run->server > 0)
		process_end_group(run->server);
	if (run->reserved >= 0)
		close(run->reserved);
	if (run->scratch != NULL)
		scratch_remove(run->scratch);
	casefile_release(&run->file);
	free(run->scratch);
	words_free(run->argv);
	words_free(run->env);
	text_free(&run->log);
	text_free(&run->result.out);
	text_free(&run->result.err);
	text_free(&run->result.both);
	text_free(&run->result.report);
	text_free(&run->result.wire);
	text_free(&run->why);
}
