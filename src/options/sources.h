/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where options come from: a configuration file, then the environment
 * (sorted by name), then the command line; what comes later wins.  All three
 * go through option_apply().
 */
#ifndef SMTPCHECK_OPTIONS_SOURCES_H
#define SMTPCHECK_OPTIONS_SOURCES_H

#include "options/config.h"

/* What the name the program was started under decides. */
struct source_names {
	const char *env_prefix;	/* "SMTPCHECK_OPT_" */
	const char *home_env;	/* "SMTPCHECK_HOME" */
	const char *rc_name;	/* ".smtpcheckrc" */
	bool known_phrases;	/* a missing and a superfluous argument are
				 * told as swaks tells them: scripts look
				 * for that */
};

/*
 * Read all three into c (zeroed by the caller, released by it in any case).
 * Secrets in argv are overwritten there as they are read.  0, or -1 with
 * ERR_OPTION or ERR_FILE, naming the option and where it stood.
 */
int sources_read(struct config *c, const struct source_names *names,
		 char **argv, char **environment, struct err *err);

#endif
