/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small but proper mail server for tests, the demo and the benchmark: it
 * really checks what a client does, where a script only compares.  One
 * connection at a time; each reply is one write.
 */
#ifndef SUPPORT_MAIL_H
#define SUPPORT_MAIL_H

#include "link.h"

struct mail_config {
	const char *user;
	const char *password;
	const char *mechs;    /* "PLAIN LOGIN CRAM-MD5", or a part of it */
	const char *mail_dir; /* NULL: messages are counted and dropped */
	gnutls_certificate_credentials_t cred; /* NULL: no TLS */
	bool tls_on_connect;
	bool auth_needs_tls; /* offer AUTH under TLS only (RFC 4954, 4) */
};

struct mail {
	struct link *link;
	const struct mail_config *config;
	size_t *messages; /* how many were taken, over all connections */
	struct text line; /* the command, without its line end */
	bool greeted;
	bool authenticated;
	bool has_sender;
	size_t recipients;
	bool over; /* close, after the reply that said so */
};

/* Serves one connection and closes it. */
void mail_serve(struct link *link, const struct mail_config *config,
		size_t *messages);

/* Sends a reply, CRLF added, in one write. */
void mail_reply(struct mail *mail, const char *reply);

/* The client's next line without its line end; false when it is gone. */
bool mail_line(struct mail *mail);

/* The AUTH command (RFC 4954); ARG is what stands behind the verb. */
void mail_auth(struct mail *mail, char *arg);
bool mail_auth_offered(const struct mail *mail);

/* The DATA command: takes the message into N.eml and answers. */
void mail_data(struct mail *mail);

#endif
