/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One reading of options: see reading.h. */
#include "reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

const struct source_names reading_names = {
	.env_prefix = "SMTPCHECK_OPT_",
	.home_env = "SMTPCHECK_HOME",
	.rc_name = RC,
};

static char home[] = "/tmp/smtpcheck-home-XXXXXX";
static char file_path[sizeof(home) + 80];

static size_t count_of(const char *const *list)
{
	size_t n = 0;

	while (list[n])
		n++;
	return n;
}

/* Copies, ended by NULL, with room for the program's name in front. */
static char **copies(const char *first, const char *const *list)
{
	size_t n = 0;
	char **all = mem_new((count_of(list) + 2) * sizeof(*all));

	if (first)
		all[n++] = mem_string(first);
	while (*list)
		all[n++] = mem_string(*list++);
	return all;
}

static void free_all(char **list)
{
	for (size_t i = 0; list[i]; i++)
		free(list[i]);
	free(list);
}

void reading_open(struct reading *r, const char *const *args,
		  const char *const *environment)
{
	*r = (struct reading){ .argc = (int)count_of(args) + 1 };
	r->argv = copies("smtpcheck", args);
	r->variables = copies(NULL, environment);
	r->environment = mem_new((count_of(environment) + 1) *
				 sizeof(*r->environment));
	memcpy(r->environment, r->variables,
	       count_of(environment) * sizeof(*r->environment));
	r->result = sources_read(&r->config, &reading_names, r->argv,
				 r->environment, &r->err);
	/* an error says what it is, a success says nothing */
	assert_int_equal(r->result, r->err.kind == ERR_NONE ? 0 : -1);
	assert_int_equal(!r->result, !*r->err.text);
}

void reading_close(struct reading *r)
{
	config_release(&r->config);
	free_all(r->argv);
	free_all(r->variables);
	free(r->environment);
}

bool row_name(const struct option *row, size_t nth, char *out, size_t room)
{
	struct strings names = { 0 };
	bool found;

	strings_split(&names, row->names, ',');
	found = nth < names.count;
	if (found) {
		assert_true(strlen(names.at[nth]) < room);
		strcpy(out, names.at[nth]);
	}
	strings_release(&names);
	return found;
}

const struct option *row_named(const char *name)
{
	char one[64];

	for (size_t i = 0; i < option_count; i++)
		for (size_t n = 0;
		     row_name(&option_rows[i], n, one, sizeof(one)); n++)
			if (strcmp(one, name) == 0)
				return &option_rows[i];
	fail_msg("there is no option %s", name);
	return NULL;
}

static void describe(struct reading *r, const char *name, char *out,
		     size_t room)
{
	const struct value *v = option_value(&r->config, row_named(name));

	*out = '\0';
	if (v->state == VALUE_NEGATED)
		snprintf(out, room, "no %s", name);
	else if (v->list.count)
		snprintf(out, room, "%s=%s", name, v->list.at[0]);
	else if (v->state == VALUE_SET)
		snprintf(out, room, "%s%s%s", name, v->text ? "=" : "",
			 v->text ? v->text : "");
}

void check_option(struct reading *r, const char *name, const char *expected)
{
	char got[200];

	describe(r, name, got, sizeof(got));
	assert_string_equal(got, expected);
}

const char *good_argument(const struct option *row)
{
	if (!row->arg)
		return NULL;
	if (row->words)
		return row->words->name;
	if (row->type == OPT_TIME)
		return "5s";
	return "/dev/null";	/* --config reads it */
}

int home_setup(void **state)
{
	(void)state;
	if (!mkdtemp(home))
		return -1;
	setenv("HOME", home, 1);
	unsetenv("SMTPCHECK_HOME");
	unsetenv("LOGDIR");
	return 0;
}

int home_teardown(void **state)
{
	(void)state;
	return rmdir(home);
}

static void set_path(const char *name)
{
	assert_true(strlen(name) < 70);
	snprintf(file_path, sizeof(file_path), "%s/%s", home, name);
}

const char *home_file(const char *name, const char *text)
{
	FILE *file;

	set_path(name);
	file = fopen(file_path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	return file_path;
}

void home_remove(const char *name)
{
	set_path(name);
	unlink(file_path);
}
