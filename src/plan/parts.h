/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts that plan_make() is put together from, each deciding its own
 * members of the plan.  For plan/ alone.  Each gives 0, or -1 with err.
 */
#ifndef SMTPCHECK_PLAN_PARTS_H
#define SMTPCHECK_PLAN_PARTS_H

#include "options/config.h"
#include "plan/plan.h"

/* What a part reads, and what one part hands to the next. */
struct planning {
	const struct config *config;
	const struct persona *persona;
	/* set by a URL or --protocol, before the parts that heed them */
	bool wants_tls, wants_tls_on_connect, wants_auth;
	char *url_user, *url_password;
};

/* target, greeting; sets the wants of planning */
int plan_target(struct plan *p, struct planning *g, struct err *err);

/* tls; after plan_target() */
int plan_tls(struct plan *p, struct planning *g, struct err *err);

/* auth and mail_auth; after plan_target() */
int plan_auth(struct plan *p, struct planning *g, struct err *err);

/* helo, from, to */
int plan_envelope(struct plan *p, struct planning *g, struct err *err);

/* How much AUTH is asked for by options, and by which mechanisms. */
enum demand plan_auth_demand(const struct config *c,
			     const char **mechanisms_out);

/* A text that will be part of a command line must not end it. */
int plan_check_line(const char *text, const struct value *v,
		    struct err *err);

#endif
