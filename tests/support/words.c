/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words that the program under test is started with; see run.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

/* For the command of --pipe, which a shell may read. */
static void add_quoted(struct text *out, const char *word)
{
	if (out->len > 0)
		text_str(out, " ");
	text_printf(out, strpbrk(word, " \t\"$`\\*?&;()<>|#~") ? "'%s'" : "%s",
		    word);
}

static void add_pipe_command(const struct run *run, struct text *out)
{
	struct text log = { .data = NULL };

	text_printf(&log, "%s/log", run->scratch);
	add_quoted(out, run->tools->fakeserver);
	add_quoted(out, "--script");
	add_quoted(out, run->path);
	add_quoted(out, "--certs");
	add_quoted(out, run->tools->certs);
	add_quoted(out, "--log");
	add_quoted(out, log.data);
	text_free(&log);
}

static bool expand_one(const struct run *run, const char *name,
		       struct text *out)
{
	if (strcmp(name, "HOST") == 0)
		text_str(out, "127.0.0.1");
	else if (strcmp(name, "PORT") == 0)
		text_printf(out, "%d", run->port);
	else if (strcmp(name, "SOCKET") == 0)
		text_printf(out, "%s/socket", run->scratch);
	else if (strcmp(name, "PIPE") == 0)
		add_pipe_command(run, out);
	else if (strcmp(name, "CA") == 0)
		text_printf(out, "%s/ca.pem", run->tools->certs);
	else if (strcmp(name, "CERTS") == 0)
		text_str(out, run->tools->certs);
	else if (strcmp(name, "DIR") == 0)
		text_printf(out, "%s/files", run->scratch);
	else
		return false;
	return true;
}

/* {<FILE}: the first line of a file among the certificates. */
static size_t expand_file(const struct run *run, const char *in,
			  struct text *out)
{
	size_t len = strcspn(in, "}"), room = 0;
	struct text path = { .data = NULL };
	char *line = NULL;
	ssize_t n;
	FILE *f;

	if (strncmp(in, "{<", 2) != 0 || in[len] != '}')
		return 0;
	text_printf(&path, "%s/%.*s", run->tools->certs, (int)len - 2, in + 2);
	f = fopen(path.data, "r");
	n = f ? getline(&line, &room, f) : -1;
	if (n > 0)
		text_add(out, line, (size_t)n - (line[n - 1] == '\n'));
	if (f != NULL)
		fclose(f);
	free(line);
	text_free(&path);
	return n > 0 ? len + 1 : 0;
}

void run_expand(const struct run *run, const char *in, struct text *out)
{
	text_add(out, "", 0);
	while (*in != '\0') {
		size_t len = strspn(in + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		struct text value = { .data = NULL };
		size_t used = expand_file(run, in, out);
		char *name = NULL;

		if (used > 0) {
			in += used;
			continue;
		}

		if (*in == '{' && in[len + 1] == '}')
			name = xstrndup(in + 1, len);
		if (name != NULL && expand_one(run, name, &value)) {
			text_str(out, value.data);
			in += len + 2;
		} else {
			text_add(out, in++, 1);
		}
		text_free(&value);
		free(name);
	}
}

static void words_push(char ***words, size_t *count, char *word)
{
	*words = xrealloc(*words, (*count + 2) * sizeof(**words));
	(*words)[(*count)++] = word;
	(*words)[*count] = NULL;
}

/* {SERVER} is the whole of what reaches the server, whatever the transport. */
static const char *option_of(enum transport transport)
{
	return transport == PIPE  ? "--pipe"
	       : transport == TCP ? "--server"
				  : "--socket";
}

static const char *argument_of(enum transport transport)
{
	return transport == PIPE  ? "{PIPE}"
	       : transport == TCP ? "{HOST}:{PORT}"
				  : "{SOCKET}";
}

static void push_expanded(const struct run *run, char ***words, size_t *count,
			  const char *in)
{
	struct text word = { .data = NULL };

	if (strcmp(in, "{SERVER}") == 0) {
		const char *option = option_of(run->transport);

		words_push(words, count, xstrndup(option, strlen(option)));
		in = argument_of(run->transport);
	}
	run_expand(run, in, &word);
	words_push(words, count, word.data);
}

/* Under which name it is started decides how it behaves. */
static void push_program(const struct run *run, char ***words, size_t *count)
{
	struct text program = { .data = NULL };
	char *as = section_word(casefile_find(&run->file, "as"), "smtpcheck");

	for (size_t i = 0; i < run->tools->wrap_count; i++)
		words_push(words, count,
			   xstrndup(run->tools->wrap[i],
				    strlen(run->tools->wrap[i])));
	text_printf(&program, "%s/%s", run->scratch, as);
	words_push(words, count, program.data);
	free(as);
}

static void collect_env(struct run *run)
{
	const struct section *env = casefile_find(&run->file, "env");
	struct cursor cursor = { .at = 0 };
	struct text home = { .data = NULL };
	size_t count = 0;

	text_printf(&home, "HOME=%s/home", run->scratch);
	words_push(&run->env, &count, home.data);
	while (env != NULL && section_next(env, &cursor))
		push_expanded(run, &run->env, &count, cursor.line.data);
}

int run_words(struct run *run)
{
	const struct section *args = casefile_find(&run->file, "args");
	struct cursor cursor = { .at = 0 };
	struct text line = { .data = NULL };
	char **raw = NULL;
	size_t count = 0;

	while (section_next(args, &cursor)) {
		text_add(&line, cursor.line.data, cursor.line.len);
		text_str(&line, "\n");
	}
	int ret = words_split(text_cstr(&line), &raw);
	push_program(run, &run->argv, &count);
	for (size_t i = 0; ret == 0 && raw[i] != NULL; i++)
		push_expanded(run, &run->argv, &count, raw[i]);
	collect_env(run);
	words_free(raw);
	text_free(&line);
	return ret;
}
