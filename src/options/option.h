/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options are rows.  One row is what the parser, --help, the manual and the
 * tests that they agree read; `-opt` and `--opt` are alike; the no- form and
 * the environment's name are derived from the row's names.
 */
#ifndef SMTPCHECK_OPTIONS_OPTION_H
#define SMTPCHECK_OPTIONS_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "options/config.h"

enum option_type {
	OPT_FLAG,	/* no argument */
	OPT_NEGATION,	/* no argument; stands for the no- form */
	OPT_TEXT,
	OPT_TEXT_MAYBE,	/* the argument may be left out */
	OPT_TIME,
	OPT_WORD,	/* one of the row's words */
	OPT_WORD_MAYBE,
	OPT_LIST,	/* may be repeated, each adds */
	OPT_SEQUENCE	/* the same, its place among its like counts */
};

enum option_group {
	GROUP_SERVER,
	GROUP_ENVELOPE,
	GROUP_TLS,
	GROUP_AUTH,
	GROUP_POSE,
	GROUP_MESSAGE,
	GROUP_RUN,
	GROUP_OUTPUT,
	GROUP_COUNT
};

struct option_word {
	const char *name;	/* NULL ends the list */
	int value;
};

struct option {
	const char *names;	/* "server,s": the first is the one shown */
	const char *prefixes;	/* "h-,header-": --h-NAME adds to the list */
	const char *arg;	/* "HOST[:PORT]", NULL: none */
	const struct option_word *words;
	size_t at;		/* its struct value in struct config */
	enum option_type type;
	enum option_group group;
	const char *prompt;	/* what to ask where the argument is missing */
	bool ask_late;		/* ... but only after .netrc was looked at */
	bool maybe;		/* OPT_SEQUENCE: the argument may be left out */
	bool once;		/* OPT_SEQUENCE: the last mention counts */
	bool secret;		/* its argument never leaves this process */
	bool own;		/* swaks does not know it: abbreviations of
				 * swaks' options keep their meaning */
	const char *help;	/* one line for --help */
	const char *man;	/* for the manual; NULL: help says it all */
};

extern const struct option option_rows[];
extern const size_t option_count;

struct value *option_value(struct config *c, const struct option *row);

/* Length of the row's first name, the one that is shown. */
size_t option_name_length(const struct option *row);

/* The value a word stands for, letters of either case alike; -1: unknown. */
int option_word(const struct option_word *words, const char *text);

/* The words of a row, for other rooms to read a checked value with. */
extern const struct option_word option_stop_words[];
extern const struct option_word option_silent_words[];
extern const struct option_word option_binding_words[];	/* enum binding */
extern const struct option_word option_protocol_words[];

enum protocol {
	PROTOCOL_SMTP, PROTOCOL_SSMTP, PROTOCOL_SSMTPA, PROTOCOL_SMTPS,
	PROTOCOL_ESMTP, PROTOCOL_ESMTPA, PROTOCOL_ESMTPS, PROTOCOL_ESMTPSA,
	PROTOCOL_LMTP, PROTOCOL_LMTPA, PROTOCOL_LMTPS, PROTOCOL_LMTPSA
};

/*
 * Set an option, or take it back.  text is NULL where there was no argument;
 * where names the place for errors.  0, or -1 with ERR_OPTION.
 */
int option_apply(struct config *c, const struct option *row, const char *text,
		 const char *where, struct err *err);
int option_negate(struct config *c, const struct option *row,
		  const char *text, const char *where, struct err *err);

/* -1 and the error that text belongs to no option. */
int option_stray(const struct config *c, const char *text, struct err *err);

/*
 * Find the row that a name (without dashes) means: exactly, by prefix, by its
 * no- form or by unique abbreviation.  0, or -1 with ERR_OPTION and the
 * nearest known name.
 */
struct option_match {
	const struct option *row;
	bool negated;
	const char *suffix;	/* what stands behind a prefix, else NULL */
};

int option_find(const char *name, struct option_match *match_out,
		struct err *err);

/*
 * Check every value that is in force against its row's type.  A missing
 * argument that can still be asked for is no error until asked.
 */
int option_check(const struct config *c, bool asked, struct err *err);

/* --help, and the manual's OPTIONS section in mdoc-free roff. */
void option_write_help(FILE *out);
void option_write_manual(FILE *out);

#endif
