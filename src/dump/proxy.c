/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dump's section PROXY. */
#include "dump/dump.h"

#include "plan/plan.h"

static void write_parts(FILE *out, const struct proxy_plan *x)
{
	const struct {
		const char *name, *text;
	} parts[] = {
		{ "family", x->family },
		{ "source", x->source },
		{ "source port", x->source_port },
		{ "dest", x->dest },
		{ "dest port", x->dest_port },
		{ "protocol", x->protocol },
		{ "command", x->command },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		fprintf(out, "  %-11s = %s\n", parts[i].name, parts[i].text);
}

void dump_proxy(FILE *out, const struct dump *d)
{
	const struct proxy_plan *x = &d->plan->proxy;

	fputs("PROXY Info:\n", out);
	if (!x->version) {
		fputs("  proxy = no\n", out);
		return;
	}
	fprintf(out, "  proxy       = yes\n  version     = %d\n", x->version);
	if (x->raw)
		fprintf(out, "  raw string  = %s\n", x->raw);
	else
		write_parts(out, x);
}
