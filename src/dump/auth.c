/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dump's section AUTH. */
#include "dump/dump.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "options/config.h"
#include "plan/plan.h"

static void write_list(FILE *out, const char *name,
		       const struct strings *list)
{
	fprintf(out, "  %-14s = ", name);
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "%s%s", i ? ", " : "", list->at[i]);
	fputc('\n', out);
}

static int by_base(const void *a, const void *b)
{
	const struct auth_type *const *x = a, *const *y = b;
	int order = strcmp((*x)->base, (*y)->base);

	if (order == 0)		/* in the order of the plan */
		return (*x > *y) - (*x < *y);
	return order;
}

/* BASE = NAME, NAME: a line for each base. */
static void write_map(FILE *out, const struct auth_plan *a)
{
	const struct auth_type **sorted =
		mem_new(a->type_count * sizeof(*sorted));

	for (size_t i = 0; i < a->type_count; i++)
		sorted[i] = &a->types[i];
	qsort(sorted, a->type_count, sizeof(*sorted), by_base);
	fprintf(out, "  %-14s = ", "type map");
	for (size_t i = 0; i < a->type_count; i++) {
		bool same = i > 0 && strcmp(sorted[i]->base,
					    sorted[i - 1]->base) == 0;

		if (same)
			fprintf(out, ", %s", sorted[i]->name);
		else
			fprintf(out, "%s%*s%s = %s", i ? "\n" : "",
				i ? 19 : 0, "", sorted[i]->base,
				sorted[i]->name);
	}
	fputc('\n', out);
	free(sorted);
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
	fprintf(out, "  auth           = %s\n", dump_demand(a->demand));
	fprintf(out, "  username       = '%s'\n", a->user);
	fprintf(out, "  password       = '%s'\n",
		d->hide_passwords ? p->output.substitute : a->password);
	if (a->token)
		fprintf(out, "  token          = '%s'\n", d->hide_passwords
			? p->output.substitute : a->token);
	if (a->authzid)
		fprintf(out, "  acting as      = '%s'\n", a->authzid);
	fprintf(out, "  show plaintext = %s\n",
		dump_bool(p->output.auth_plaintext));
	fprintf(out, "  hide password  = %s\n",
		hides ? p->output.substitute : "FALSE");
	write_list(out, "allowed types", &a->mechanisms);
	write_list(out, "extras", &a->extras);
	write_map(out, a);
}
