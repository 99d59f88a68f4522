/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything that is decided before the first byte goes out.  The plan is
 * made once from the config and the persona, is constant afterwards, and owns
 * its strings, its message and its secrets, which plan_release() wipes.
 */
#ifndef SMTPCHECK_PLAN_PLAN_H
#define SMTPCHECK_PLAN_PLAN_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/binding.h"
#include "base/buf.h"
#include "base/dane.h"
#include "base/err.h"
#include "base/step.h"
#include "base/str.h"
#include "base/sts.h"
#include "base/tls_policy.h"

struct clock;
struct config;
struct message;
struct persona;
struct sasl_mechanism;
struct value;

struct target {
	enum transport transport;
	char *place;		/* host, socket path or command */
	uint16_t port;		/* TCP alone */
	int family;		/* AF_UNSPEC, AF_INET, AF_INET6 */
	bool by_mx;		/* place is a domain: go where its MX say */
	bool mx_lenient;	/* ... or to itself where that is not known */
	char *local;		/* address to connect from, or NULL */
	uint16_t local_port;	/* 0: any */
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
	bool expect_starttls;	/* the server is known to have it */
	bool probe_injection;	/* send a command behind STARTTLS */
	bool failure_ends;	/* once begun it must succeed, even if
				 * optional: nothing follows in clear */
	struct tls_policy policy;	/* borrows the strings below */
	struct tls_pin *pins;		/* the policy's */
	char *verify_name, *sni, *ca_path, *alpn;
	bool verify_exchange;	/* the name is that of the MX in use */
	bool sni_exchange;
	char *ciphers, *cert, *key, *chain;
	char *key_password;	/* wiped when the key is open */
	/* files for what the server sent; "": the transcript, NULL: none */
	char *peer_cert, *peer_chain;
};

/* What the receiving domain publishes about its TLS. */
struct published_plan {
	bool dane, dane_only;	/* look TLSA records up; and they must hold */
	struct dane_result records;	/* given by hand */
	char *anchor;		/* DNSSEC's trust anchor; NULL: the system's */
	bool sts;		/* look a policy up, of policy.domain */
	struct sts_result policy;	/* or given by hand */
	bool keep_sni, keep_name;	/* the user said which */
	/* whom to ask, in both forms, or NULL: the system's name servers */
	char *server_text;	/* "192.0.2.1@53" */
	struct sockaddr_in server;
};

/* A name for a mechanism: its own, an alias or one that --auth-map gives. */
struct auth_type {
	char *name;		/* "SPA": for the user */
	char *base;		/* "NTLM": what --dump lists it under */
	char *offer;		/* what the server calls it */
	const struct sasl_mechanism *mechanism;	/* NULL: not known here */
};

struct auth_plan {
	enum demand demand;
	char *user, *password;		/* "" where none is needed */
	char *token;			/* in the password's place, or NULL */
	char *authzid;			/* whom to act as, or NULL */
	enum binding binding;
	struct auth_type *types;	/* all there are */
	size_t type_count;
	struct strings mechanisms;	/* names, in the order to try them */
	size_t *tries;			/* the same as places in types */
	size_t try_count;
	bool chosen;			/* the user named them */
	bool force;			/* whether or not they are offered */
	bool hello_again;		/* greet again when it is done */
	bool single;			/* the first that can be, no other */
	bool probe;			/* each in a session of its own */
	size_t probe_refusals;		/* ... till so many were refused */
	bool allow_cleartext;
	bool lan_manager;		/* NTLM sends an LM response too */
	struct strings extras;		/* "KEY=VALUE" of --auth-extra */
	/* found in them, or NULL */
	const char *realm, *service, *host, *service_name;
};

/* Another client's place, taken by XCLIENT. */
struct xclient_plan {
	enum demand demand;
	bool before_starttls;
	bool unverified;	/* attributes need not be offered */
	struct strings commands;	/* "XCLIENT NAME=a ADDR=b" */
	struct strings attributes;	/* "NAME": each that must be offered */
};

/* Another client's place, taken by a PROXY header. */
struct proxy_plan {
	int version;		/* 1 or 2; 0: no header is sent */
	struct buf header;	/* as it goes out */
	char *shown;		/* the same for people: its line, or base64 */
	/* what it was made from, for --dump: one text, or these */
	char *raw;		/* version 2: in base64 */
	char *family, *source, *source_port, *dest, *dest_port;
	char *protocol, *command;
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
	bool tls_facts;		/* show all that is known of TLS, at the end */
	bool peer_cert, peer_chain; /* show what the server sent, as PEM */
	bool crlf_lines;	/* message lines with their CR, as swaks */
	bool hide_secrets, hide_derived, auth_plaintext;
	bool auth_fields;	/* ... with each line in its fields */
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
	struct published_plan published;
	struct auth_plan auth;
	struct mail_auth_plan mail_auth;
	struct xclient_plan xclient;
	struct proxy_plan proxy;
	bool prdr;		/* a reply for each recipient (PRDR) */
	bool strict_prdr;	/* and a failure where all of them refuse */
	enum stop quit_after, drop_after, drop_after_send;
	int64_t timeout, deadline;	/* microseconds, 0: none */
	bool pipeline;
	bool strict_quit;	/* a refused QUIT is a failure */
	bool strict_link;	/* after a timeout QUIT is not awaited */
	bool strict_turns;	/* a reply before its command is a failure */
	bool quit_after_tls;	/* say QUIT also where TLS failed */
	struct output_plan output;
	struct message *message;
	struct buf input;	/* standard input, where the message has it */
	struct strings notes;	/* remarks on the options, for the user */
	struct strings warnings; /* the same, for the report */
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

/* Is the run to end before it needs a recipient? */
bool plan_stops_early(const struct plan *p);

/* The client's key is open: wipe what opened it. */
void plan_forget_key_password(struct tls_plan *t);

/* Is there to be TLS at all, by STARTTLS or from the first byte? */
bool plan_uses_tls(const struct plan *p);

void plan_release(struct plan *p);

/* A stream's own file, else the file for both, else NULL. */
const char *plan_output_path(const struct config *c, const struct value *own);

#endif
