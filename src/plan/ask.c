/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan needs and the options did not say: see ask.h. */
#include "plan/ask.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "options/netrc.h"
#include "options/option.h"
#include "options/prompt.h"
#include "plan/parts.h"
#include "plan/persona.h"
#include "plan/url.h"

#define ROW(member) prompt_row(offsetof(struct config, member))

/* Does the run end before a recipient is needed? */
static bool stops_early(const struct config *c)
{
	const struct value *const points[] = {
		&c->quit_after, &c->drop_after, &c->drop_after_send,
	};

	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
		const char *text = value_text(points[i]);

		if (text &&
		    option_word(option_stop_words, text) < STOP_RCPT)
			return true;
	}
	return value_given(&c->probe_command_injection) ||
	       value_given(&c->auth_probe);
}

static bool protocol_wants_auth(const struct config *c)
{
	const char *name = value_text(&c->protocol);

	/* RFC 3848: an A at the end says that AUTH is used */
	return name && str_upper(name[strlen(name) - 1]) == 'A';
}

/* Does the URL name a user, with a password or without? */
static bool url_has_login(const struct config *c, bool *password_out)
{
	const char *server = value_text(&c->server), *at, *colon;

	*password_out = false;
	at = server && url_is(server) ? strchr(server, '@') : NULL;
	if (!at)
		return false;
	colon = strchr(strstr(server, "://") + 3, ':');
	*password_out = colon && colon < at;
	return true;
}

/* Nobody is asked for a login that no mechanism is there for, nor needs. */
static bool wants_login(const struct config *c, struct auth_needs *needs)
{
	const char *mechanisms;
	bool with_password;
	bool wanted = url_has_login(c, &with_password) ||
		      plan_auth_demand(c, &mechanisms) != DEMAND_NONE ||
		      value_given(&c->auth_user) ||
		      value_given(&c->auth_password) ||
		      value_given(&c->auth_token) ||
		      plan_has_password(c) || plan_has_token(c) ||
		      protocol_wants_auth(c);

	return wanted && plan_auth_possible(c, needs);
}

/* Does only a recipient say where to? */
static bool needs_route(const struct config *c)
{
	return !value_text(&c->server) && !value_text(&c->socket) &&
	       !value_text(&c->pipe) && !value_text(&c->copy_routing);
}

/* Host as .netrc names it: without a port. */
static char *netrc_machine(const struct config *c)
{
	const char *server = value_text(&c->server);

	if (!server || url_is(server))
		return NULL;
	if (*server == '[')
		return mem_copy(server + 1, strcspn(server + 1, "]"));
	return mem_copy(server, strcspn(server, ":/"));
}

static void from_netrc(struct config *c, const struct auth_needs *needs,
		       bool first)
{
	const char *home = getenv("HOME"), *user = value_text(&c->auth_user);
	char *machine = netrc_machine(c);
	struct netrc_entry entry = { 0 };
	struct err ignored;
	char *path = mem_format("%s/.netrc", home ? home : "");

	if (home && machine && netrc_find(path, machine, user, &entry)) {
		if (!user && entry.login)
			option_apply(c, ROW(auth_user), entry.login,
				     path, &ignored);
		/* as swaks, it comes before one that was typed */
		if (entry.password && needs->password &&
		    (!plan_has_password(c) ||
		     (first && value_text(&c->auth_password))))
			option_apply(c, ROW(auth_password),
				     entry.password, path, &ignored);
		netrc_release(&entry);
	}
	free(machine);
	free(path);
}

static int ask_login(struct config *c, const struct persona *persona,
		     const struct prompt *prompt, struct err *err)
{
	struct auth_needs needs = { false, false, false };
	bool with_password, by_url = url_has_login(c, &with_password);

	if (!wants_login(c, &needs))
		return 0;
	needs.token = (needs.token || value_given(&c->auth_token)) &&
		      !plan_has_token(c) && !plan_has_password(c) &&
		      !with_password;
	needs.user = needs.user && !by_url;
	needs.password = needs.password && !with_password && !needs.token &&
			 !plan_has_token(c);
	if ((needs.user && !value_text(&c->auth_user)) ||
	    (needs.password && !plan_has_password(c)))
		from_netrc(c, &needs, persona->netrc_first);
	if (needs.user && !value_text(&c->auth_user) &&
	    prompt_for(c, ROW(auth_user), prompt, err) < 0)
		return -1;
	if (needs.password && !plan_has_password(c) &&
	    prompt_for(c, ROW(auth_password), prompt, err) < 0)
		return -1;
	if (needs.token && prompt_for(c, ROW(auth_token), prompt, err) < 0)
		return -1;
	return 0;
}

bool plan_masks(const struct config *c, const struct persona *persona)
{
	return persona->mask_prompt || value_given(&c->protect_prompt);
}

/* The first line of a message must not be taken for an answer. */
static bool message_is_input(const struct config *c)
{
	const char *data = value_text(&c->data), *body = value_text(&c->body);

	return value_given(&c->data_stdin) || (data && !strcmp(data, "-")) ||
	       (body && !strcmp(body, "-"));
}

int plan_ask(struct config *c, const struct persona *persona, struct err *err)
{
	const struct prompt prompt = {
		.in = stdin,
		.out = stdout,
		.mask = plan_masks(c, persona),
		.taken = persona->guard_input && message_is_input(c) &&
			 !isatty(STDIN_FILENO),
	};

	if (prompt_missing(c, &prompt, err) < 0)
		return -1;
	if (!value_text(&c->to) && (!stops_early(c) || needs_route(c)) &&
	    prompt_for(c, ROW(to), &prompt, err) < 0)
		return -1;
	return ask_login(c, persona, &prompt, err);
}
