/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who says hello, who sends, who receives. */
#include "plan/parts.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hostname.h"
#include "base/mem.h"
#include "plan/persona.h"

int plan_check_line(const char *text, const struct value *v, struct err *err)
{
	if (str_breaks_line(text))
		return err_set(err, ERR_OPTION, "%s: a line end in it would "
			       "be a command of its own", v->where);
	return 0;
}

int plan_check_text(const struct value *v, struct err *err)
{
	if (value_text(v) && !*value_text(v))
		return err_set(err, ERR_OPTION, "%s: it is empty", v->where);
	return 0;
}

static char *default_sender(const char *host, bool by_id)
{
	const char *user = by_id ? NULL : getenv("LOGNAME");
	struct passwd *entry = user && *user ? NULL : getpwuid(getuid());

	if (entry)
		user = entry->pw_name;
	return mem_format("%s@%s", user && *user ? user : "postmaster", host);
}

/*
 * An address goes between < and > of a path (RFC 5321 section 4.1.2): one of
 * these inside it would end the path and start parameters.
 */
static int check_path(const char *address, const struct value *v,
		      const struct planning *g, struct err *err)
{
	if (plan_check_line(address, v, err) < 0)
		return -1;
	if (g->persona->strict_paths && strpbrk(address, "<>"))
		return err_set(err, ERR_OPTION, "%s: '%.100s' is no address: "
			       "write it without < and >", v->where, address);
	return 0;
}

static int plan_sender(struct plan *p, const struct planning *g,
		       struct err *err)
{
	const struct value *v = &g->config->from;
	const char *text = value_text(v);
	bool by_id = value_given(&g->config->force_getpwuid);

	if (!text) {
		char environment[] = "LOGNAME";
		const struct value logname = { .where = environment };
		char *host = hostname_find("/etc/hosts");

		p->from = default_sender(host, by_id);
		free(host);
		return check_path(p->from, &logname, g, err);
	}
	p->from = mem_string(strcmp(text, "<>") == 0 ? "" : text);
	return check_path(p->from, v, g, err);
}

bool plan_stops_early(const struct plan *p)
{
	const enum stop stops[] = { p->quit_after, p->drop_after,
				    p->drop_after_send };

	for (size_t i = 0; i < sizeof(stops) / sizeof(*stops); i++)
		if (stops[i] != STOP_NONE && stops[i] < STOP_RCPT)
			return true;
	return p->tls.probe_injection;
}

static int add_recipients(struct plan *p, const struct planning *g,
			  const struct value *v, struct err *err)
{
	size_t first = p->to.count;
	const char *text = value_text(v);

	strings_split(&p->to, text ? text : "", ',');
	for (size_t i = first; i < p->to.count; i++)
		if (check_path(p->to.at[i], v, g, err) < 0)
			return -1;
	return 0;
}

static int plan_recipients(struct plan *p, const struct planning *g,
			   struct err *err)
{
	const struct config *c = g->config;

	if (add_recipients(p, g, &c->to, err) < 0 ||
	    add_recipients(p, g, &c->cc, err) < 0 ||
	    add_recipients(p, g, &c->bcc, err) < 0)
		return -1;
	if (!p->to.count && !plan_stops_early(p))
		return err_set(err, ERR_OPTION, "no recipient given: use -t "
			       "ADDRESS");
	return 0;
}

int plan_envelope(struct plan *p, struct planning *g, struct err *err)
{
	const char *helo = value_text(&g->config->helo);

	p->helo = helo ? mem_string(helo) : hostname_find("/etc/hosts");
	if (plan_check_line(p->helo, &g->config->helo, err) < 0 ||
	    plan_sender(p, g, err) < 0)
		return -1;
	return plan_recipients(p, g, err);
}
