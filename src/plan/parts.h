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

/* where to, by the recipient's domain; for plan_target() */
int plan_route(struct plan *p, const struct planning *g, struct err *err);

/* target.family and the local end; after the place is known */
int plan_ends(struct plan *p, const struct planning *g, struct err *err);

/* A host as written, with its port, in their parts; NULL: no port.  Owned. */
void plan_split_host(const char *text, char **host_out, char **port_out);

/* A port by number, least or more, or by the name of its service. */
int plan_find_port(const char *text, const char *where, int least,
		   uint16_t *port_out, struct err *err);

/* tls; after plan_target() */
int plan_tls(struct plan *p, struct planning *g, struct err *err);
int plan_alpn(struct tls_plan *t, const struct config *c, struct err *err);
/* tls.key_password, where it was given */
int plan_key_password(struct plan *p, const struct config *c,
		      struct err *err);
void plan_tls_release(struct tls_plan *t);

/*
 * What certificates are judged by beside chain and name, and what of it ends
 * the run; at the end of plan_tls().
 */
int plan_judging(struct tls_plan *t, const struct planning *g,
		 struct err *err);

/* published, and the reasons in tls that follow from it; after plan_tls() */
int plan_published(struct plan *p, struct planning *g, struct err *err);
void plan_published_release(struct published_plan *t);

/* Does any of the options ask for DANE or MTA-STS, and so for TLS? */
bool plan_asks_published(const struct config *c);

/* The last of --to, else of the others, or NULL; freed by the caller. */
char *plan_last_recipient(const struct config *c);

/* auth and mail_auth; after plan_target() */
int plan_auth(struct plan *p, struct planning *g, struct err *err);

/*
 * The mechanisms of auth, and what goes with them; text is what -a says, or
 * NULL.  Remarks go to the plan's notes.
 */
int plan_auth_types(struct plan *p, const struct planning *g,
		    const char *text, struct err *err);

/*
 * What the mechanisms to try need, by the plan's tries: with none to try, as
 * for a password.
 */
struct auth_needs {
	bool user, password;
	bool token;	/* in its place: no other mechanism was named */
};

struct auth_needs plan_auth_needs(const struct auth_plan *a);

/* The token of auth, where there is one; after the URL was read. */
int plan_token(struct plan *p, const struct planning *g, struct err *err);
bool plan_has_token(const struct config *c);

/* The same for auth.password; what a URL says is not looked at. */
int plan_password(struct plan *p, const struct planning *g, struct err *err);
bool plan_has_password(const struct config *c);

/* Free what plan_auth_types() made. */
void plan_auth_types_release(struct auth_plan *a);

/* xclient; by itself */
int plan_xclient(struct plan *p, struct planning *g, struct err *err);
void plan_xclient_release(struct xclient_plan *x);

/* proxy; by itself.  Its errors are EXIT_PROXY_OPTION by their number. */
int plan_proxy(struct plan *p, struct planning *g, struct err *err);
void plan_proxy_release(struct proxy_plan *x);

/* Make the header of its parts; its line end is still to be added. */
int plan_proxy_header(struct proxy_plan *x, struct err *err);

/* What a header of this version begins with, n bytes. */
const char *plan_proxy_lead(int version, size_t *n_out);

/* helo, from, to */
int plan_envelope(struct plan *p, struct planning *g, struct err *err);

/* How much AUTH is asked for by options, and by which mechanisms. */
enum demand plan_auth_demand(const struct config *c,
			     const char **mechanisms_out);

/*
 * Is any of those mechanisms known here?  And if so, what do they need?  The
 * second is left alone otherwise.
 */
bool plan_auth_possible(const struct config *c,
			struct auth_needs *needs_out);

/* A text that will be part of a command line must not end it. */
int plan_check_line(const char *text, const struct value *v,
		    struct err *err);

/* An option that was given must have a text. */
int plan_check_text(const struct value *v, struct err *err);

#endif
