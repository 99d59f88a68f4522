/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options from file, environment and command line: see sources.h.
 *
 *	argument  = ("-" / "--") name ["=" value] [value]
 *	variable  = prefix name, "_" for "-"; empty: no argument
 *	line      = ["-" / "--"] name [SP value]; "#" starts a comment; the
 *		    value is all behind the first space, unquoted
 */
#include "options/sources.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "options/option.h"

enum { NAME_MOST = 256 };

/* One option as it was met, before its row is known. */
struct met {
	const char *name;	/* without dashes, NUL behind it */
	const char *value;	/* NULL: none */
	const char *where;	/* for errors and struct value */
};

/* A header's name, which may be written with its colon. */
static int name_length(const char *name)
{
	size_t n = strlen(name);

	return (int)(n - (n > 0 && name[n - 1] == ':'));
}

static int apply(struct config *c, const struct met *met,
		 const struct option_match *m, struct err *err)
{
	char *text = NULL;
	int result;

	if (m->suffix && !m->negated)	/* --h-Subject TEXT, --h-Subject: */
		text = mem_format("%.*s: %s", name_length(m->suffix),
				  m->suffix, met->value ? met->value : "");
	else if (met->value)
		text = mem_string(met->value);
	result = (m->negated ? option_negate : option_apply)(
		c, m->row, text, met->where, err);
	mem_free_secret(text);
	return result;
}

static const char *skip_dashes(const char *s)
{
	if (*s == '-')
		s++;
	if (*s == '-')
		s++;
	return s;
}

/* Put the place in front of an error that names only the option. */
static int located(const char *where, struct err *err)
{
	struct err inner = *err;

	return err_set(err, inner.kind, "%.200s: %.280s", where, inner.text);
}

/*
 * Overwrite a secret where everyone can read it (ps).  A URL may hold a
 * password too.
 */
static void hide_argument(const struct option *row, char *argument)
{
	if (row->secret || (strstr(argument, "://") && strchr(argument, '@')))
		memset(argument, '*', strlen(argument));
}

/* May the next argument be this option's value, and not an option? */
static bool is_value(const char *argument)
{
	return argument && (*argument != '-' || !argument[1]);
}

/*
 * Is what follows this argument a secret?  One that starts with a dash is
 * taken for an option, and must not be told in the error about it.
 */
static bool wants_secret(const char *argument)
{
	struct option_match m;
	struct err ignored;

	return *argument == '-' && !strchr(argument, '=') &&
	       option_find(skip_dashes(argument), &m, &ignored) == 0 &&
	       m.row->secret && !m.negated;
}

static int not_quoted(struct err *err)
{
	return err_set(err, ERR_OPTION, "what stands behind a secret's option "
		       "is no option; a secret that starts with a dash is "
		       "written --OPTION=SECRET");
}

static int take_argument(struct config *c, char **argv, int *at,
			 struct err *err)
{
	char *argument = argv[*at], name[NAME_MOST];
	char *equals = strchr(argument, '=');
	size_t n = equals ? (size_t)(equals - argument) : strlen(argument);
	struct option_match m;
	struct met met = { .name = name, .where = name };
	char *value = equals ? equals + 1 : NULL;

	if (*argument != '-' || !argument[1])
		return option_stray(c, argument, err);
	if (n >= sizeof(name))
		return err_set(err, ERR_OPTION, "there is no option of %zu "
			       "characters", n);
	memcpy(name, argument, n);
	name[n] = '\0';
	if (option_find(skip_dashes(name), &m, err) < 0)
		return wants_secret(argv[*at - 1]) ? not_quoted(err) : -1;
	if (!value && m.row->arg && !m.negated && is_value(argv[*at + 1]))
		value = argv[++*at];
	met.value = value;
	if (apply(c, &met, &m, err) < 0)
		return -1;
	if (value)
		hide_argument(m.row, value);
	return 0;
}

static int read_arguments(struct config *c, char **argv, struct err *err)
{
	for (int at = 1; argv[0] && argv[at]; at++) {
		if (strcmp(argv[at], "--") == 0 && !argv[at + 1])
			break;
		if (strcmp(argv[at], "--") == 0)
			return option_stray(c, argv[at + 1], err);
		if (take_argument(c, argv, &at, err) < 0)
			return -1;
	}
	return 0;
}

/* By the name alone: what stands behind the = must not count. */
static int by_name(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	size_t xn = strcspn(x, "="), yn = strcspn(y, "=");
	int order = memcmp(x, y, xn < yn ? xn : yn);

	return order ? order : (xn > yn) - (xn < yn);
}

static int read_variable(struct config *c, const char *entry, size_t skip,
			 struct err *err)
{
	char *where = mem_copy(entry, strcspn(entry, "="));
	const char *value = strchr(entry, '=');
	char *name = mem_string(where + skip);
	struct met met = { .name = name, .where = where };
	struct option_match m;
	int result;

	for (char *p = name; *p; p++)
		if (*p == '_')
			*p = '-';
	met.value = value && value[1] ? value + 1 : NULL;
	result = option_find(name, &m, err);
	if (result < 0)
		located(where, err);
	else
		result = apply(c, &met, &m, err);
	free(where);
	free(name);
	return result;
}

static int read_environment(struct config *c, const char *prefix,
			    char **environment, struct err *err)
{
	size_t count = 0, found = 0;
	char **sorted;
	int result = 0;

	while (environment && environment[count])
		count++;
	sorted = mem_new((count + 1) * sizeof(*sorted));
	for (size_t i = 0; i < count; i++)
		if (str_starts(environment[i], prefix))
			sorted[found++] = environment[i];
	qsort(sorted, found, sizeof(*sorted), by_name);
	for (size_t i = 0; i < found && result == 0; i++)
		result = read_variable(c, sorted[i], strlen(prefix), err);
	free(sorted);
	return result;
}

/* Is it a variable whose value is a secret? */
static bool is_secret(const char *entry, const char *prefix)
{
	struct option_match m;
	struct err ignored;
	char *name;
	bool secret;

	if (!str_starts(entry, prefix))
		return false;
	entry += strlen(prefix);
	name = mem_copy(entry, strcspn(entry, "="));
	for (char *p = name; *p; p++)
		if (*p == '_')
			*p = '-';
	secret = option_find(name, &m, &ignored) == 0 && m.row->secret;
	free(name);
	return secret;
}

/*
 * No child (--pipe, --auth-password-command) is to have what was read, and
 * nobody to find it in this process.
 */
static void hide_environment(const char *prefix, char **environment)
{
	char **to = environment;

	for (char **from = environment; from && *from; from++) {
		if (is_secret(*from, prefix))
			mem_wipe(*from, strlen(*from));
		else
			*to++ = *from;
	}
	if (to)
		*to = NULL;
}

static int read_line(struct config *c, char *line, const char *where,
		     struct err *err)
{
	const char *name = skip_dashes(line);
	char *space = line + strcspn(line, " \t");
	struct met met = { .name = name, .where = where };
	struct option_match m;

	if (*space) {
		*space = '\0';
		met.value = space + 1;
	}
	if (option_find(name, &m, err) < 0)
		return located(where, err);
	return apply(c, &met, &m, err);
}

static int read_file(struct config *c, const char *path, struct err *err)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int result = 0;

	if (!file)
		return err_system(err, ERR_FILE, errno, "cannot read %s",
				  path);
	for (int number = 1; result == 0 &&
	     (n = getline(&line, &cap, file)) >= 0; number++) {
		char *where = mem_format("%s line %d", path, number);

		while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = '\0';
		if (*line && *line != '#')
			result = read_line(c, line, where, err);
		free(where);
	}
	if (result == 0 && ferror(file))	/* a directory, say */
		result = err_system(err, ERR_FILE, errno, "cannot read %s",
				    path);
	if (line)
		mem_wipe(line, cap);
	free(line);
	fclose(file);
	return result;
}

/* The first default file that is there; freed by the caller. */
static char *default_file(const struct source_names *names)
{
	const char *const homes[] = { names->home_env, "HOME", "LOGDIR" };

	for (size_t i = 0; i < sizeof(homes) / sizeof(*homes); i++) {
		const char *home = getenv(homes[i]);
		char *path;
		FILE *file;

		if (!home)
			continue;
		path = mem_format("%s/%s", home, names->rc_name);
		file = fopen(path, "r");
		if (file) {
			fclose(file);
			return path;
		}
		free(path);
	}
	return NULL;
}

/*
 * The file must be known before anything else is read, so environment and
 * command line are read twice: once for --config alone.  Their errors show
 * up in the second reading.
 */
static int read_config_file(struct config *c, const struct source_names *names,
			    char **argv, char **environment, struct err *err)
{
	struct config first = { 0 };
	struct err ignored = { 0 };
	struct strings copy = { 0 };
	char *path = NULL;
	int result = 0;

	for (size_t i = 0; argv[i]; i++)
		strings_add(&copy, argv[i]);
	strings_end(&copy);
	read_environment(&first, names->env_prefix, environment, &ignored);
	read_arguments(&first, copy.at, &ignored);
	if (value_text(&first.config_file))
		path = *value_text(&first.config_file)
			? mem_string(value_text(&first.config_file)) : NULL;
	else if (!value_given(&first.config_file))
		path = default_file(names);
	if (path) {
		char *reading = mem_format("Config file %s", path);

		c->reading = names->known_phrases ? reading : NULL;
		result = read_file(c, path, err);
		c->reading = NULL;
		free(reading);
	}
	free(path);
	strings_release(&copy);
	config_release(&first);
	return result;
}

int sources_read(struct config *c, const struct source_names *names,
		 char **argv, char **environment, struct err *err)
{
	if (read_config_file(c, names, argv, environment, err) < 0)
		return -1;
	c->reading = names->known_phrases ? "environment" : NULL;
	if (read_environment(c, names->env_prefix, environment, err) < 0)
		return -1;
	hide_environment(names->env_prefix, environment);
	c->reading = names->known_phrases ? "command line" : NULL;
	if (read_arguments(c, argv, err) < 0)
		return -1;
	return option_check(c, false, err);
}
