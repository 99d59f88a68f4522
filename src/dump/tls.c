/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dump's section TLS. */
#include "dump/dump.h"

#include "base/str.h"
#include "base/tls_facts.h"
#include "base/tls_version.h"
#include "options/config.h"
#include "plan/plan.h"

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* swaks names the option that asks for STARTTLS, also where it is not used. */
static enum demand asked_demand(const struct config *c,
				const struct tls_plan *t)
{
	if (value_given(&c->tls_optional_strict))
		return DEMAND_IF_OFFERED;
	if (value_given(&c->tls_optional))
		return DEMAND_OPTIONAL;
	return value_given(&c->tls) ? DEMAND_REQUIRED : t->starttls;
}

static const char *demand_text(const struct config *c,
			       const struct tls_plan *t)
{
	static const char *const texts[] = {
		[DEMAND_NONE] = "starttls on connect (required)",
		[DEMAND_OPTIONAL] = "starttls (optional)",
		[DEMAND_IF_OFFERED] = "starttls (optional-strict)",
		[DEMAND_REQUIRED] = "starttls (required)",
	};

	return texts[asked_demand(c, t)];
}

static const char *verify_text(unsigned fatal)
{
	bool chain = fatal & REASONS_CHAIN, name = fatal & REASONS_NAME;

	if (chain)
		return name ? "CA, HOST" : "CA";
	return name ? "HOST" : "FALSE";
}

static const char *place_text(const char *file)
{
	return file && !*file ? "STDOUT" : or_empty(file);
}

static void write_line(FILE *out, const char *name, const char *text)
{
	fprintf(out, "  %-19s = %s\n", name, text);
}

static void write_available(FILE *out)
{
	const char *separator = "";

	fprintf(out, "  %-19s = ", "available protocols");
	for (size_t i = 0; i < tls_version_count; i++) {
		if (!(tls_version_rows[i].version & VERSIONS_SPOKEN))
			continue;
		fprintf(out, "%s%s", separator, tls_version_rows[i].word);
		separator = ", ";
	}
	fputc('\n', out);
}

/* As they were written, but for the space around them. */
static void write_requested(FILE *out, const struct value *v)
{
	struct strings words = { 0 };

	strings_split(&words, or_empty(value_text(v)), ',');
	fprintf(out, "  %-19s = ", "requested protocols");
	for (size_t i = 0; i < words.count; i++) {
		const char *word = words.at[i];

		fprintf(out, "%s%s", i ? ", " : "", word + (*word == ' '));
	}
	fputc('\n', out);
	strings_release(&words);
}

void dump_tls(FILE *out, const struct dump *d)
{
	const struct config *c = d->config;
	const struct tls_plan *t = &d->plan->tls;
	const char *target = value_text(&c->tls_verify_target);

	fputs("TLS / Encryption Info:\n", out);
	if (!plan_uses_tls(d->plan)) {
		fputs("  tls = no\n", out);
		return;
	}
	write_line(out, "tls", demand_text(c, t));
	write_line(out, "peer cert", place_text(t->peer_cert));
	write_line(out, "peer chain", place_text(t->peer_chain));
	write_line(out, "local cert", or_empty(t->cert));
	write_line(out, "local key", or_empty(t->key));
	write_line(out, "local chain", or_empty(t->chain));
	write_line(out, "local cipher list", or_empty(t->ciphers));
	write_line(out, "ca path", or_empty(t->ca_path));
	write_line(out, "sni string", or_empty(t->sni));
	write_line(out, "verify server cert", verify_text(t->fatal));
	write_line(out, "verify target host", or_empty(target));
	write_available(out);
	write_requested(out, &c->tls_protocol);
}
