/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What --auth-probe found: a row for each mechanism, by sessions of their
 * own.  Filled by the sessions, read by the report.
 */
#ifndef SMTPCHECK_EVENT_AUTH_PROBE_H
#define SMTPCHECK_EVENT_AUTH_PROBE_H

#include <stdbool.h>
#include <stddef.h>

enum probed_status {
	PROBED_WORKS,
	PROBED_REFUSED,
	PROBED_FAILED,		/* neither: it did not come to a verdict */
	PROBED_UNTRIED
};

struct probed {
	char *name;		/* of the mechanism, or what else was tried */
	enum probed_status status;
	char *detail;
	bool control;		/* with a wrong password */
};

struct auth_probe {
	struct probed *rows;
	size_t count;		/* 0: there was no control run to go by */
	size_t works, refused;	/* of the mechanisms */
	bool accepts_anything;	/* a wrong password too */
	int exit_code;
};

/* The row that is added. */
struct probed *auth_probe_add(struct auth_probe *p, const char *name,
			      enum probed_status status, const char *detail);
void auth_probe_release(struct auth_probe *p);

#endif
