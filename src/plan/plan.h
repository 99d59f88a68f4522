/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything that is decided before the first byte goes out.  The plan is
 * made once from the config and the persona, is constant afterwards, and owns
 * its strings, its message and its secrets, which plan_release() wipes.
 */
#ifndef SMTPCHECK_PLAN_PLAN_H
#define SMTPCHECK_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/step.h"
#include "base/str.h"
#include "base/tls_policy.h"

struct clock;
struct config;
struct message;
struct persona;

struct target {
	enum transport transport;
	char *place;		/* host, socket path or command */
	uint16_t port;		/* TCP alone */
	int family;		/* AF_UNSPEC, AF_INET, AF_INET6 */
};

enum greeting { GREET_HELO, GREET_EHLO, GREET_LHLO };

/* How much of a thing is asked for. */
enum demand {
	DEMAND_NONE,
	DEMAND_OPTIONAL,	/* go on without it, whatever happens */
	DEMAND_IF_OFFERED,	/* go on only where it is not offered */
	DEMAND_REQUIRED
};

struct tls_plan {
	enum demand starttls;
	bool on_connect;
	unsigned fatal;		/* tls_reasons that end the run at once */
	unsigned no_password;	/* tls_reasons after which AUTH is not done */
	struct tls_policy policy;	/* borrows the three strings below */
	char *verify_name, *sni, *ca_path;
};

struct auth_plan {
	enum demand demand;
	char *user, *password;
	struct strings mechanisms;	/* in the order to try them */
	bool chosen;			/* the user named them */
	bool allow_cleartext;
};

/* What MAIL FROM says in AUTH=. */
struct mail_auth_plan {
	bool send;
	char *address;		/* "" for <>, NULL: whoever authenticated */
};

enum time_lapse { LAPSE_NONE, LAPSE_WHOLE, LAPSE_FRACTION };

struct output_plan {
	bool transcript, report;
	bool hide_receive, hide_send, hide_info;
	bool hint_info, hint_send, hint_receive;
	enum time_lapse lapse;	/* show how long replies took */
	bool raw;		/* show bytes as they are read and written */
	char *out_path, *err_path; /* files in the place of stdout, stderr */
	int silent;		/* swaks' levels, 0 to 3 */
	bool escape_always;
	size_t show_data;	/* message bytes shown; 0: counted instead */
	bool addresses;		/* show each address that is tried */
	bool crlf_lines;	/* message lines with their CR, as swaks */
	bool hide_secrets, hide_derived, auth_plaintext;
	char *substitute;	/* shown in the place of a secret */
};

struct plan {
	const struct clock *clock;
	struct target target;
	enum greeting greeting;
	char *helo;
	char *from;		/* "" for <> */
	struct strings to;
	struct tls_plan tls;
	struct auth_plan auth;
	struct mail_auth_plan mail_auth;
	enum stop quit_after, drop_after, drop_after_send;
	int64_t timeout, deadline;	/* microseconds, 0: none */
	bool pipeline;
	bool strict_quit;	/* a refused QUIT is a failure */
	bool strict_link;	/* after a timeout QUIT is not awaited */
	bool quit_after_tls;	/* say QUIT also where TLS failed */
	struct output_plan output;
	struct message *message;
	struct strings notes;	/* remarks on the options, for the user */
};

/*
 * Make the plan, all but the message.  0, or -1 with ERR_OPTION or ERR_FILE;
 * plan_release() is due in both cases.
 */
int plan_make(struct plan *p, const struct config *c,
	      const struct persona *persona, const struct clock *clock,
	      struct err *err);

/*
 * Make the plan's message.  body is what the message says where the user gave
 * no body, NULL for the usual words.  0, or -1 as above.
 */
int plan_compose(struct plan *p, const struct config *c,
		 const struct persona *persona, const char *body,
		 struct err *err);

void plan_release(struct plan *p);

#endif
