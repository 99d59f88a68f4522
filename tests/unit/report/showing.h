/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A transcript and what it wrote, for the tests, under the settings that the
 * two names of the program make.
 */
#ifndef SMTPCHECK_TESTS_REPORT_SHOWING_H
#define SMTPCHECK_TESTS_REPORT_SHOWING_H

#include <stddef.h>

#include "event/event.h"
#include "report/transcript.h"

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

extern const struct transcript smtpcheck_settings, swaks_settings;

struct shown {
	struct transcript transcript;
	char *out, *err;	/* complete after finish() */
	size_t out_n, err_n;
};

void open_shown(struct shown *s, const struct transcript *settings);

/* As the bus hands an event on: the text's length is always set. */
void take(struct shown *s, const struct event *event);
void finish(struct shown *s);
void close_shown(struct shown *s);

/* An event, or several, and just what is shown of them. */
void check(const struct transcript *settings, const struct event *e,
	   const char *out, const char *err);
void check_all(const struct transcript *settings, const struct event *events,
	       size_t n, const char *out, const char *err);

/* The same under both settings. */
void check_both(const struct event *e, const char *out, const char *err);

#endif
