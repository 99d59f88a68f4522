/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where to: server, port and protocol.
 *
 *	server = url / host / host ":" port / "[" host "]" [":" port] /
 *		 host "/" port
 *
 * A text with more than one colon and no bracket is an IPv6 address.
 */
#include "plan/parts.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "options/option.h"
#include "plan/url.h"

/* A server as written, in its parts; owned. */
struct server {
	char *host;
	char *port;	/* NULL: none given */
};

void plan_split_host(const char *text, char **host_out, char **port_out)
{
	const char *close = *text == '[' ? strchr(text, ']') : NULL;
	const char *colon = strchr(text, ':'), *slash = strchr(text, '/');
	const char *end = text + strlen(text);

	if (close && (!close[1] || close[1] == ':' || close[1] == '/')) {
		*host_out = mem_copy(text + 1, (size_t)(close - text - 1));
		*port_out = close[1] ? mem_string(close + 2) : NULL;
		return;
	}
	if (slash)
		end = slash;
	else if (colon && !strchr(colon + 1, ':'))
		end = colon;
	*host_out = mem_copy(text, (size_t)(end - text));
	*port_out = *end ? mem_string(end + 1) : NULL;
}

int plan_find_port(const char *text, const char *where, int least,
		   uint16_t *port_out, struct err *err)
{
	struct servent *service;
	long number;

	if (str_is_digits(text)) {
		number = strlen(text) > 5 ? -1 : strtol(text, NULL, 10);
		if (number < least || number > 65535)
			return err_set(err, ERR_OPTION, "%s: port %.20s is "
				       "not between %d and 65535", where, text,
				       least);
		*port_out = (uint16_t)number;
		return 0;
	}
	service = getservbyname(text, "tcp");
	if (!service)
		return err_set(err, ERR_OPTION, "%s: there is no service "
			       "'%.60s' in /etc/services", where, text);
	*port_out = ntohs((uint16_t)service->s_port);
	return 0;
}

struct protocol_row {
	enum greeting greeting;
	bool tls, on_connect, auth;
	uint16_t port;
};

static const struct protocol_row protocols[] = {
	[PROTOCOL_SMTP] = { .greeting = GREET_HELO, .port = 25 },
	[PROTOCOL_SSMTP] = { .greeting = GREET_EHLO, .on_connect = true,
			     .port = 465 },
	[PROTOCOL_SSMTPA] = { .greeting = GREET_EHLO, .on_connect = true,
			      .auth = true, .port = 465 },
	[PROTOCOL_SMTPS] = { .greeting = GREET_HELO, .on_connect = true,
			     .port = 465 },
	[PROTOCOL_ESMTP] = { .greeting = GREET_EHLO, .port = 25 },
	[PROTOCOL_ESMTPA] = { .greeting = GREET_EHLO, .auth = true,
			      .port = 25 },
	[PROTOCOL_ESMTPS] = { .greeting = GREET_EHLO, .tls = true,
			      .port = 25 },
	[PROTOCOL_ESMTPSA] = { .greeting = GREET_EHLO, .tls = true,
			       .auth = true, .port = 25 },
	[PROTOCOL_LMTP] = { .greeting = GREET_LHLO, .port = 24 },
	[PROTOCOL_LMTPA] = { .greeting = GREET_LHLO, .auth = true,
			     .port = 24 },
	[PROTOCOL_LMTPS] = { .greeting = GREET_LHLO, .tls = true,
			     .port = 24 },
	[PROTOCOL_LMTPSA] = { .greeting = GREET_LHLO, .tls = true,
			      .auth = true, .port = 24 },
};

static const struct protocol_row *find_protocol(struct plan *p,
						struct planning *g,
						enum protocol otherwise)
{
	const char *name = value_text(&g->config->protocol);
	const struct protocol_row *row = &protocols[otherwise];

	if (name)
		row = &protocols[option_word(option_protocol_words, name)];
	p->greeting = row->greeting;
	g->wants_tls = row->tls;
	/* what smtps:// asks for, no --protocol takes away in silence */
	g->wants_tls_on_connect = row->on_connect ||
				  protocols[otherwise].on_connect ||
				  value_given(&g->config->tls_on_connect);
	g->wants_auth = row->auth;
	return row;
}

static int parse_url(struct planning *g, const char *text, struct server *s,
		     enum protocol *protocol_out, struct err *err)
{
	static const enum protocol by_scheme[] = {
		[URL_SMTP] = PROTOCOL_ESMTP,
		[URL_SMTPS] = PROTOCOL_SSMTP,
		[URL_LMTP] = PROTOCOL_LMTP,
	};
	struct url url;
	int result = url_parse(&url, text, err);

	if (result == 0) {
		*protocol_out = by_scheme[url.scheme];
		s->host = mem_string(url.host);
		s->port = mem_string(url.port);
		g->url_user = mem_string(url.user);
		g->url_password = mem_string(url.password);
	}
	url_release(&url);
	return result;
}

static int tcp_port(struct plan *p, struct planning *g, const char *given,
		    const struct protocol_row *row, struct err *err)
{
	const struct value *port = &g->config->port;

	p->target.port = row->port;
	if (g->wants_tls_on_connect && row->port == 25)
		p->target.port = 465;
	if (value_text(port))	/* the more explicit one wins */
		return plan_find_port(value_text(port), port->where, 1,
				      &p->target.port, err);
	if (given)
		return plan_find_port(given, g->config->server.where, 1,
				      &p->target.port, err);
	return 0;
}

static int plan_tcp(struct plan *p, struct planning *g, const char *text,
		    struct err *err)
{
	enum protocol protocol = PROTOCOL_ESMTP;
	struct server s = { 0 };
	int result = 0;

	if (!url_is(text) && strchr(text, '@'))
		return err_set(err, ERR_OPTION, "%s: a user name goes into "
			       "--auth-user, or into a URL: "
			       "smtp://USER:PASSWORD@HOST",
			       g->config->server.where);
	if (url_is(text))
		result = parse_url(g, text, &s, &protocol, err);
	else
		plan_split_host(text, &s.host, &s.port);
	if (result == 0 && !*s.host)
		result = err_set(err, ERR_OPTION, "%s: no host in '%.60s'",
				 g->config->server.where, text);
	if (result == 0)
		result = plan_check_line(s.host, &g->config->server, err);
	if (result == 0)
		result = tcp_port(p, g, s.port,
				  find_protocol(p, g, protocol), err);
	p->target.place = s.host;
	free(s.port);
	return result;
}

/* No server: one that options name by its domain, at the protocol's port. */
static int plan_routed(struct plan *p, struct planning *g, struct err *err)
{
	const struct protocol_row *row = find_protocol(p, g, PROTOCOL_ESMTP);

	if (plan_route(p, g, err) < 0)
		return -1;
	return tcp_port(p, g, NULL, row, err);
}

int plan_target(struct plan *p, struct planning *g, struct err *err)
{
	const struct config *c = g->config;
	const char *server = value_text(&c->server);
	const char *path = value_text(&c->socket);
	const char *command = value_text(&c->pipe);

	if (!!server + !!path + !!command > 1)
		return err_set(err, ERR_OPTION, "--server, --socket and --pipe "
			       "exclude each other");
	if (path || command) {
		find_protocol(p, g, PROTOCOL_ESMTP);
		p->target.transport = path ? TRANSPORT_UNIX : TRANSPORT_PIPE;
		p->target.place = mem_string(path ? path : command);
	} else if (server) {
		if (plan_tcp(p, g, server, err) < 0)
			return -1;
	} else if (plan_routed(p, g, err) < 0) {
		return -1;
	}
	return plan_ends(p, g, err);
}
