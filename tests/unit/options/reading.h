/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One reading of options, for the tests: it owns copies of the arguments and
 * of the environment, so that a test sees what was done to them.  The home
 * directory is an empty one of the test's own; see home_setup().
 */
#ifndef SMTPCHECK_TESTS_OPTIONS_READING_H
#define SMTPCHECK_TESTS_OPTIONS_READING_H

#include "base/err.h"
#include "options/config.h"
#include "options/option.h"
#include "options/sources.h"

/* The configuration file in the home directory. */
#define RC ".smtpcheckrc"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

/* Lists of strings, ended by NULL. */
#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NOTHING ((const char *const[]){ NULL })

struct reading {
	struct config config;
	struct err err;
	int result;
	int argc;
	char **argv;		/* the program's name first */
	char **environment;	/* from which secrets are taken out */
	char **variables;	/* all that were in it */
};

/* The names of smtpcheck itself. */
extern const struct source_names reading_names;

void reading_open(struct reading *r, const char *const *args,
		  const char *const *environment);
void reading_close(struct reading *r);

/* The row with this name among its names; the test fails without it. */
const struct option *row_named(const char *name);

/*
 * The option came to this: "server=host" ("header=" and the first of a list),
 * "tls", "no tls", or "" where it was not given.
 */
void check_option(struct reading *r, const char *name, const char *expected);

/* An argument that a row's type allows; NULL where it takes none. */
const char *good_argument(const struct option *row);

/* The nth name of a row in out; false: it has no more. */
bool row_name(const struct option *row, size_t nth, char *out, size_t room);

/* The group's setup and teardown: an empty home, left by nothing. */
int home_setup(void **state);
int home_teardown(void **state);

/* A file in that home, and its path; valid until the next call. */
const char *home_file(const char *name, const char *text);
void home_remove(const char *name);

#endif
