/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Config and persona become the plan: see plan.h. */
#include "plan/plan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "message/message.h"
#include "options/option.h"
#include "plan/parts.h"
#include "plan/persona.h"

enum { DEFAULT_TIMEOUT_SECONDS = 30 };

static int64_t span(const struct value *v, int64_t otherwise)
{
	long long us = otherwise;

	if (value_text(v))	/* it was checked when it was read */
		time_parse(value_text(v), &us);
	return us;
}

static enum stop stop_of(const struct value *v)
{
	const char *text = value_text(v);

	return text ? (enum stop)option_word(option_stop_words, text)
		    : STOP_NONE;
}

static int plan_run(struct plan *p, const struct config *c,
		    const struct persona *persona, struct err *err)
{
	p->timeout = span(&c->timeout, DEFAULT_TIMEOUT_SECONDS * 1000000ll);
	p->deadline = span(&c->deadline, 0);
	p->quit_after = value_given(&c->auth_probe) ? STOP_AUTH
						    : stop_of(&c->quit_after);
	if (!value_given(&c->auth_probe)) {
		p->drop_after = stop_of(&c->drop_after);
		p->drop_after_send = stop_of(&c->drop_after_send);
	}
	p->pipeline = value_given(&c->pipeline);
	p->prdr = value_given(&c->prdr);
	p->strict_prdr = persona->strict_prdr;
	p->strict_quit = persona->strict_quit;
	p->strict_link = persona->strict_link;
	p->strict_turns = persona->strict_turns;
	p->quit_after_tls = persona->quit_after_tls;
	if (p->quit_after >= STOP_DATA)
		return err_set(err, ERR_OPTION, "%s: after DATA the server "
			       "reads the message, not QUIT; use --drop-after",
			       c->quit_after.where);
	return 0;
}

/* A message that nobody is shown is not cut into lines. */
static size_t data_shown(const struct output_plan *o, const struct config *c,
			 const struct persona *persona)
{
	bool hidden = !o->transcript || o->hide_send || o->silent >= 2;

	if (hidden || value_given(&c->suppress_data))
		return 0;
	return value_given(&c->show_data) ? SIZE_MAX : persona->show_data;
}

static void plan_hints(struct output_plan *o, const struct config *c)
{
	bool all = !value_given(&c->no_hints);

	o->hint_info = all && !value_given(&c->no_info_hints);
	o->hint_send = all && !value_given(&c->no_send_hints);
	o->hint_receive = all && !value_given(&c->no_receive_hints);
}

static enum time_lapse lapse_of(const struct value *v)
{
	const char *text = value_text(v);

	if (!value_given(v))
		return LAPSE_NONE;
	return text && str_same(text, "i") ? LAPSE_WHOLE : LAPSE_FRACTION;
}

const char *plan_output_path(const struct config *c, const struct value *own)
{
	return value_text(own) ? value_text(own)
			       : value_text(&c->output_file);
}

static void plan_output(struct output_plan *o, const struct config *c,
			const struct persona *persona)
{
	const char *substitute = value_text(&c->auth_hide_password);
	const char *silent = value_text(&c->silent);
	bool hide_all = value_given(&c->hide_all);

	o->report = value_flag(&c->report, persona->report) ||
		    value_given(&c->quiet);
	o->transcript = !value_given(&c->quiet) && !hide_all;
	o->hide_receive = value_given(&c->hide_receive);
	o->hide_send = value_given(&c->hide_send);
	o->hide_info = value_given(&c->hide_informational);
	if (value_given(&c->silent))
		o->silent = silent ? option_word(option_silent_words, silent)
				   : 1;
	o->escape_always = persona->escape_always;
	plan_hints(o, c);
	o->raw = value_given(&c->show_raw_text);
	o->tls_facts = value_flag(&c->tls_facts, false);
	o->lapse = lapse_of(&c->show_time_lapse);
	o->out_path = mem_string(plan_output_path(c, &c->output_file_stdout));
	o->err_path = mem_string(plan_output_path(c, &c->output_file_stderr));
	o->addresses = persona->addresses;
	o->crlf_lines = persona->crlf_lines;
	o->show_data = data_shown(o, c, persona);
	o->hide_secrets = !value_given(&c->show_secrets) &&
			  (persona->hide_secrets ||
			   value_given(&c->auth_hide_password));
	o->hide_derived = o->hide_secrets && persona->hide_secrets;
	o->auth_plaintext = value_given(&c->auth_plaintext);
	o->auth_fields = o->auth_plaintext && persona->auth_fields;
	o->substitute = mem_string(substitute ? substitute
					      : "PROVIDED_BUT_REMOVED");
}

/*
 * "helo" is the second HELO of a session with STARTTLS, the first of others;
 * as with swaks, whatever its manual says of XCLIENT.
 */
static enum stop settle_helo(const struct plan *p)
{
	if (p->tls.starttls == DEMAND_NONE)
		return STOP_FIRST_HELO;
	if (p->xclient.demand != DEMAND_NONE && p->xclient.before_starttls)
		return STOP_XCLIENT_HELO;
	return STOP_HELO;
}

static void settle_stops(struct plan *p)
{
	enum stop *const stops[] = { &p->quit_after, &p->drop_after,
				     &p->drop_after_send };

	for (size_t i = 0; i < sizeof(stops) / sizeof(*stops); i++)
		if (*stops[i] == STOP_HELO)
			*stops[i] = settle_helo(p);
	/* the probe has said QUIT, in the place of the second EHLO */
	if (p->tls.probe_injection)
		p->quit_after = STOP_HELO;
	/* QUIT says nothing before the banner */
	if (p->strict_turns && p->tls.on_connect && p->quit_after == STOP_TLS)
		p->quit_after = STOP_BANNER;
	/* what a PROXY header is answered with is the banner */
	for (size_t i = 0; i < 2; i++)
		if (*stops[i] == STOP_PROXY)
			*stops[i] = STOP_BANNER;
}

/*
 * Who wants a step alone and does not ask for the step would be told that all
 * was done as asked.
 */
static int check_stop(const struct plan *p, const struct config *c,
		      const struct persona *persona, struct err *err)
{
	const struct {
		enum stop stop;
		bool there;
		const char *what;
	} table[] = {
		{ STOP_TLS, plan_uses_tls(p),
		  "no TLS is asked for; -tls or -tlsc does" },
		{ STOP_AUTH, p->auth.demand != DEMAND_NONE,
		  "no login is asked for; -au USER or -a does" },
	};

	if (!persona->strict_stops)
		return 0;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (p->quit_after == table[i].stop && !table[i].there)
			return err_set(err, ERR_OPTION, "%s %s: %s",
				       c->quit_after.where,
				       value_text(&c->quit_after),
				       table[i].what);
	return 0;
}

int plan_make(struct plan *p, const struct config *c,
	      const struct persona *persona, const struct clock *clock,
	      struct err *err)
{
	struct planning g = { .config = c, .persona = persona };
	int result = 0;

	*p = (struct plan){ .clock = clock };
	plan_output(&p->output, c, persona);
	if (plan_run(p, c, persona, err) < 0 ||
	    plan_target(p, &g, err) < 0 || plan_tls(p, &g, err) < 0 ||
	    plan_published(p, &g, err) < 0 ||
	    plan_auth(p, &g, err) < 0 || plan_xclient(p, &g, err) < 0 ||
	    plan_proxy(p, &g, err) < 0 || plan_envelope(p, &g, err) < 0 ||
	    check_stop(p, c, persona, err) < 0)
		result = -1;
	settle_stops(p);
	mem_free_secret(g.url_user);
	mem_free_secret(g.url_password);
	return result;
}

void plan_release(struct plan *p)
{
	free(p->target.place);
	free(p->target.local);
	free(p->helo);
	free(p->from);
	strings_release(&p->to);
	plan_tls_release(&p->tls);
	plan_published_release(&p->published);
	mem_free_secret(p->auth.user);
	mem_free_secret(p->auth.password);
	mem_free_secret(p->auth.token);
	free(p->auth.authzid);
	plan_auth_types_release(&p->auth);
	free(p->mail_auth.address);
	plan_xclient_release(&p->xclient);
	plan_proxy_release(&p->proxy);
	free(p->output.substitute);
	free(p->output.out_path);
	free(p->output.err_path);
	strings_release(&p->notes);
	strings_release(&p->warnings);
	if (p->message)
		message_free(p->message);
	buf_release(&p->input);
	*p = (struct plan){ 0 };
}
