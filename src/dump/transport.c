/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dump's section TRANSPORT. */
#include "dump/dump.h"

#include "options/config.h"
#include "plan/plan.h"

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* A port that was asked for, be it 0 for any, else nothing. */
static void write_local_port(FILE *out, const struct dump *d)
{
	unsigned port = d->plan->target.local_port;

	fputs("  local port      = ", out);
	if (port || value_text(&d->config->local_port))
		fprintf(out, "%u", port);
	fputc('\n', out);
}

static void write_inet(FILE *out, const struct dump *d)
{
	const struct config *c = d->config;
	const struct target *t = &d->plan->target;
	const char *copied = value_text(&c->copy_routing);

	fputs("  type            = socket-inet\n", out);
	fprintf(out, "  inet protocol   = %s\n",
		value_given(&c->ipv4) ? "4" : value_given(&c->ipv6) ? "6"
								    : "any");
	fprintf(out, "  server          = %s\n", or_empty(t->place));
	fprintf(out, "  port            = %u\n", t->port);
	fprintf(out, "  local interface = %s\n", or_empty(t->local));
	write_local_port(out, d);
	fprintf(out, "  copy routing    = %s\n", copied ? copied : "FALSE");
}

void dump_transport(FILE *out, const struct dump *d)
{
	const struct target *t = &d->plan->target;

	fputs("Transport Info:\n", out);
	if (t->transport == TRANSPORT_UNIX)
		fprintf(out, "  type            = socket-unix\n"
			"  sockfile        = %s\n", or_empty(t->place));
	else if (t->transport == TRANSPORT_PIPE)
		fprintf(out, "  type            = pipe\n"
			"  process         = %s\n", or_empty(t->place));
	else
		write_inet(out, d);
}
