/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One plan, for the tests: made of a command line under one of the program's
 * names, with the clock held still and no configuration file.
 */
#ifndef SMTPCHECK_TESTS_PLAN_MAKING_H
#define SMTPCHECK_TESTS_PLAN_MAKING_H

#include "options/config.h"
#include "plan/persona.h"
#include "plan/plan.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

/* A list of strings, ended by NULL. */
#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Enough for a plan, so that a test may say just what it is about. */
#define TO "-t", "to@example.org"
#define SERVER "-s", "mail.example.net"

enum { MAKING_ARGS = 24 };

struct making {
	struct config config;
	struct plan plan;
	struct err err;
	int result;
};

/* Both of the program's names, for loops. */
extern const char *const making_names[2];

void making_open(struct making *m, const char *name, const char *const *args);
void making_close(struct making *m);

/* The plan is made; or it is not, for a reason that has part in it. */
void making_good(struct making *m, const char *name, const char *const *args);
void making_bad(const char *name, const char *const *args, const char *part);

/* Two lists in one; valid until the next call. */
const char *const *making_join(const char *const *a, const char *const *b);

#endif
