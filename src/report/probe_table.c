/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of --auth-probe: see probe_table.h. */
#include "report/probe_table.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/step.h"
#include "event/auth_probe.h"
#include "report/wrap.h"

enum { NAME_WIDTH = 20, DETAIL_COLUMN = 30, REMARK_COLUMN = 7 };

static const char *const words[] = {
	[PROBED_WORKS] = "works",
	[PROBED_REFUSED] = "refused",
	[PROBED_FAILED] = "failed",
	[PROBED_UNTRIED] = "untried",
};

static void wrapped(const struct summary_options *o, const char *text,
		    int column, int used)
{
	const struct wrap w = { .out = o->out, .width = o->width,
				.column = column, .used = used };
	struct buf safe;

	buf_init(&safe, SIZE_MAX / 2);
	str_add_printable(&safe, text, strlen(text));
	wrap_write(&w, buf_str(&safe));
	buf_release(&safe);
}

static void remark(const struct summary_options *o, const char *label,
		   const char *text)
{
	fprintf(o->out, "  %-5s", label);
	wrapped(o, text, REMARK_COLUMN, 0);
}

static void write_accepts_anything(const struct auth_probe *p,
				   const struct summary_options *o)
{
	fprintf(o->out, "FAIL at auth, exit %d: the server takes a wrong "
		"password.\n", p->exit_code);
	remark(o, "why", "it said yes to a password that was made up: a login "
	       "here proves nothing about who logs in");
	remark(o, "try", "the server's settings: a test system, a static "
	       "password database or nopassword (Dovecot), or a proxy that "
	       "says yes to all");
	remark(o, "find", "accepts-anything: the control with a wrong "
	       "password was accepted");
}

static void write_verdict(const struct auth_probe *p,
			  const struct summary_options *o)
{
	size_t tried = 0;

	if (p->accepts_anything) {
		write_accepts_anything(p, o);
		return;
	}
	for (size_t i = 0; i < p->count; i++)
		tried += !p->rows[i].control &&
			 p->rows[i].status != PROBED_UNTRIED;
	if (p->exit_code >= EXIT_SIGNAL)
		fprintf(o->out, "FAIL at auth, exit %d: the probe was "
			"interrupted.\n", p->exit_code);
	else if (p->exit_code && !tried)
		fprintf(o->out, "FAIL at auth, exit %d: the control with a "
			"wrong password came to no verdict.\n", p->exit_code);
	else if (p->exit_code)
		fprintf(o->out, "FAIL at auth, exit %d: no mechanism works, "
			"of %zu tried.\n", p->exit_code, tried);
	else
		fprintf(o->out, "OK: of %zu mechanism%s tried %zu work%s; no "
			"message was sent\n", tried, tried == 1 ? "" : "s",
			p->works, p->works == 1 ? "s" : "");
}

void probe_table_write(const struct auth_probe *p,
		       const struct strings *warnings,
		       const struct summary_options *o)
{
	fprintf(o->out, "%-*s%-*s%s\n", NAME_WIDTH, "MECHANISM",
		DETAIL_COLUMN - NAME_WIDTH, "LOGIN", "DETAIL");
	for (size_t i = 0; i < p->count; i++) {
		const struct probed *row = &p->rows[i];

		fprintf(o->out, "%-*s%-*s", NAME_WIDTH, row->name,
			DETAIL_COLUMN - NAME_WIDTH, words[row->status]);
		wrapped(o, row->detail, DETAIL_COLUMN, 0);
	}
	write_verdict(p, o);
	for (size_t i = 0; i < warnings->count; i++)
		remark(o, "warn", warnings->at[i]);
}
