/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the options came to: see dump.h. */
#include "dump/dump.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "plan/plan.h"
#include "options/config.h"

const struct dump_section dump_sections[] = {
	{ "SUPPORT", dump_support, false },
	{ "APP", dump_app, true },
	{ "OUTPUT", dump_output, true },
	{ "TRANSPORT", dump_transport, true },
	{ "PROTOCOL", dump_protocol, true },
	{ "XCLIENT", dump_xclient, true },
	{ "PROXY", dump_proxy, true },
	{ "TLS", dump_tls, true },
	{ "AUTH", dump_auth, true },
	{ "DATA", dump_data, false },
};

const size_t dump_section_count =
	sizeof(dump_sections) / sizeof(*dump_sections);

const char *dump_demand(int demand)
{
	static const char *const texts[] = {
		[DEMAND_NONE] = "no",
		[DEMAND_OPTIONAL] = "optional",
		[DEMAND_IF_OFFERED] = "optional-strict",
		[DEMAND_REQUIRED] = "required",
	};

	return texts[demand];
}

const char *dump_bool(bool b)
{
	return b ? "TRUE" : "FALSE";
}

static bool named(const struct strings *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (str_same(names->at[i], name) ||
		    str_same(names->at[i], "ALL"))
			return true;
	return names->count == 0;
}

static void write_named(FILE *out, const struct dump *d, const char *sections,
			bool body)
{
	struct strings names = { 0 };
	bool first = true;

	strings_split(&names, sections ? sections : "", ',');
	for (size_t i = 0; i < dump_section_count; i++) {
		const struct dump_section *s = &dump_sections[i];

		if (!named(&names, s->name) || (body && !s->in_body))
			continue;
		if (!first)
			fputc('\n', out);
		s->write(out, d);
		first = false;
	}
	strings_release(&names);
}

void dump_write(FILE *out, const struct dump *d, const char *sections)
{
	write_named(out, d, sections, false);
}

char *dump_as_body(const struct dump *d, const char *sections)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		mem_exhausted();
	write_named(out, d, sections, true);
	fclose(out);
	return text;
}

char *dump_body(const struct dump *d)
{
	const struct config *c = d->config;
	struct dump shown = *d;

	shown.hide_passwords = !value_given(&c->dump_as_body_shows_password);
	if (value_given(&c->body) || (shown.hide_passwords &&
				      !value_given(&c->dump_as_body)))
		return NULL;
	return dump_as_body(&shown, value_text(&c->dump_as_body));
}
