/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dump's section AUTH. */
#include "dump/dump.h"

#include <stdlib.h>

#include "options/config.h"
#include "plan/plan.h"

static const char *demand_text(enum demand demand)
{
	static const char *const texts[] = {
		[DEMAND_NONE] = "no",
		[DEMAND_OPTIONAL] = "optional",
		[DEMAND_IF_OFFERED] = "optional-strict",
		[DEMAND_REQUIRED] = "required",
	};

	return texts[demand];
}

static void write_types(FILE *out, const struct auth_plan *a)
{
	fputs("  allowed types  = ", out);
	for (size_t i = 0; i < a->mechanisms.count; i++)
		fprintf(out, "%s%s", i ? ", " : "", a->mechanisms.at[i]);
	fputc('\n', out);
}

void dump_auth(FILE *out, const struct dump *d)
{
	const struct plan *p = d->plan;
	const struct auth_plan *a = &p->auth;
	bool hides = value_given(&d->config->auth_hide_password);

	fputs("Authentication Info:\n", out);
	if (a->demand == DEMAND_NONE) {
		fputs("  auth = no\n", out);
		return;
	}
	fprintf(out, "  auth           = %s\n", demand_text(a->demand));
	fprintf(out, "  username       = '%s'\n", a->user);
	fprintf(out, "  password       = '%s'\n",
		d->hide_passwords ? p->output.substitute : a->password);
	fprintf(out, "  show plaintext = %s\n",
		dump_bool(p->output.auth_plaintext));
	fprintf(out, "  hide password  = %s\n",
		hides ? p->output.substitute : "FALSE");
	write_types(out, a);
}
