/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --dump: what the options came to, section by section, in the form that
 * swaks gave it.  A section is a row; what it prints it reads from config and
 * plan.
 */
#ifndef SMTPCHECK_DUMP_DUMP_H
#define SMTPCHECK_DUMP_DUMP_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

struct config;
struct persona;
struct plan;

struct dump {
	const struct config *config;
	const struct persona *persona;
	const struct plan *plan;
	const char *program;	/* as it was started */
	bool hide_passwords;	/* in a message body, unless asked for */
};

struct dump_section {
	const char *name;	/* "AUTH" */
	void (*write)(FILE *, const struct dump *);
	bool in_body;		/* may stand in a message body */
};

extern const struct dump_section dump_sections[];
extern const size_t dump_section_count;

/*
 * Write the sections named in a list with commas between (letters of either
 * case; NULL, "" or one that is ALL: every one), an empty line between them.
 */
void dump_write(FILE *out, const struct dump *d, const char *sections);

/* The same for a message body; freed by the caller. */
char *dump_as_body(const struct dump *d, const char *sections);

/*
 * What --dump-as-body makes the body, without passwords unless they are asked
 * for.  Freed by the caller; NULL where the options ask for none.
 */
char *dump_body(const struct dump *d);

/*
 * --dump-mail: section DATA without frame and dot; under the program's own
 * name as a text file, line ends LF and no dot doubled.  0, or -1 with
 * ERR_FILE.
 */
int dump_mail(FILE *out, const struct plan *plan, struct err *err);

/* "TRUE" or "FALSE". */
const char *dump_bool(bool b);

/* "required" and the like, of an enum demand. */
const char *dump_demand(int demand);

void dump_support(FILE *out, const struct dump *d);
void dump_app(FILE *out, const struct dump *d);
void dump_output(FILE *out, const struct dump *d);
void dump_transport(FILE *out, const struct dump *d);
void dump_protocol(FILE *out, const struct dump *d);
void dump_xclient(FILE *out, const struct dump *d);
void dump_proxy(FILE *out, const struct dump *d);
void dump_tls(FILE *out, const struct dump *d);
void dump_auth(FILE *out, const struct dump *d);
void dump_data(FILE *out, const struct dump *d);

#endif
