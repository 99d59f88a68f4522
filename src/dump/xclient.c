/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dump's section XCLIENT. */
#include "dump/dump.h"

#include "plan/plan.h"

void dump_xclient(FILE *out, const struct dump *d)
{
	const struct xclient_plan *x = &d->plan->xclient;

	fputs("XCLIENT Info:\n", out);
	if (x->demand == DEMAND_NONE) {
		fputs("  xclient = no\n", out);
		return;
	}
	fprintf(out, "  xclient         = %s\n", dump_demand(x->demand));
	fprintf(out, "  no_verify       = %s\n", dump_bool(x->unverified));
	fprintf(out, "  before starttls = %s\n",
		dump_bool(x->before_starttls));
	for (size_t i = 0; i < x->commands.count; i++)
		fprintf(out, "  %-15s %c %s\n", i ? "" : "strings",
			i ? ' ' : '=', x->commands.at[i]);
}
