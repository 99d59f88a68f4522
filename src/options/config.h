/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user said, before anything is decided: for each option its raw
 * value and where it came from.  The config owns its strings, wipes them when
 * it is released, and is gone once the plan exists.
 */
#ifndef SMTPCHECK_OPTIONS_CONFIG_H
#define SMTPCHECK_OPTIONS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum value_state {
	VALUE_UNSET,	/* never given: the persona's default holds */
	VALUE_SET,
	VALUE_NEGATED	/* the no- form was given last */
};

struct option;

/* One mention of an option whose order among others counts. */
struct given {
	const struct option *row;
	char *text;		/* NULL: without an argument */
};

struct value {
	enum value_state state;
	char *text;		/* NULL: given without an argument */
	struct strings list;	/* of an option that may be repeated */
	struct given *sequence;	/* of options that are read in their order */
	size_t sequence_count;
	char *where;		/* "--server", "SMTPCHECK_OPT_server", ... */
};

/* One member an option; the rows say which option fills which. */
struct config {
	struct value server, port, socket, pipe, ipv4, ipv6;
	struct value local_interface, local_port, copy_routing;
	struct value to, cc, bcc, from, helo, protocol, pipeline;
	struct value prdr;
	struct value xclient;	/* every --xclient-NAME, in their order */
	struct value xclient_no_verify, xclient_before_starttls;
	struct value xclient_optional, xclient_optional_strict;
	struct value proxy, proxy_version, proxy_family, proxy_source;
	struct value proxy_source_port, proxy_dest, proxy_dest_port;
	struct value proxy_protocol, proxy_command;
	struct value quit_after, drop_after, drop_after_send;
	struct value timeout, deadline;
	struct value tls, tls_optional, tls_optional_strict, tls_on_connect;
	struct value tls_verify, tls_verify_ca, tls_verify_host;
	struct value tls_verify_target, tls_ca_path, tls_sni;
	struct value tls_cert, tls_key, tls_chain;
	struct value tls_key_password, tls_key_password_file;
	struct value tls_protocol, tls_cipher;
	struct value tls_get_peer_cert, tls_get_peer_chain;
	struct value tls_alpn, tls_facts;
	struct value tls_verify_at, tls_pin, cert_warn, cert_crit;
	struct value tls_allow_old, tls_allow_weak, tls_allow_cn;
	struct value tls_legacy;
	struct value expect_starttls, probe_command_injection;
	struct value dane, dane_only, tlsa, dane_anchor, dns_server;
	struct value mta_sts, mta_sts_domain, mta_sts_policy;
	struct value auth, auth_optional, auth_optional_strict;
	struct value auth_user, auth_password, auth_map, auth_extra;
	struct value auth_plaintext, auth_hide_password, show_secrets;
	struct value auth_cleartext, mail_auth;
	struct value auth_id, auth_token, auth_token_file, auth_binding;
	struct value auth_token_fd, auth_token_command;
	struct value auth_password_file, auth_password_fd;
	struct value auth_password_command, auth_force, auth_ehlo;
	struct value auth_probe, auth_probe_refusals;
	struct value data, data_stdin, body, header, add_header;
	struct value parts;	/* --attach and its like, in their order */
	struct value dump_as_body, dump_as_body_shows_password;
	struct value no_data_fixup, no_strip_from;
	struct value suppress_data, show_data, show_time_lapse, show_raw_text;
	struct value no_info_hints, no_send_hints, no_receive_hints, no_hints;
	struct value output_file, output_file_stdout, output_file_stderr;
	struct value protect_prompt, dump, support, force_getpwuid;
	struct value quiet, report, silent;
	struct value hide_receive, hide_send, hide_informational, hide_all;
	struct value dump_mail, config_file, help, version;
	/* Behind the values: what is being read, borrowed, where errors say it
	 * in known phrases (struct source_names); else NULL. */
	const char *reading;
};

void config_release(struct config *c);

/* Free what a value holds and set it to unset. */
void value_forget(struct value *v);

bool value_given(const struct value *v);

/* A flag: set, negated, or the default where it was never given. */
bool value_flag(const struct value *v, bool otherwise);

/* The text, or NULL where the option is not in force. */
const char *value_text(const struct value *v);

/*
 * A span of time: digits with s, m or h behind (RFC 5321 knows minutes, so
 * does this).  Microseconds in *us_out; 0 is "no limit".  0, or -1.
 */
int time_parse(const char *text, long long *us_out);

#endif
