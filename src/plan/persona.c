/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between the program's names: see persona.h. */
#include "plan/persona.h"

#include <stdint.h>
#include <string.h>

static const struct persona personas[] = {
	{
		.name = "smtpcheck",
		.names = { .env_prefix = "SMTPCHECK_OPT_",
			   .home_env = "SMTPCHECK_HOME",
			   .rc_name = ".smtpcheckrc" },
		.verify = true,
		.strict_tls = true,
		.heed_staple = true,
		.cert_warn = { .value = 25, .share = true, .most_days = 30 },
		.cert_crit = { .value = 10, .share = true, .most_days = 14 },
		.sni = true,
		.tls_failure_ends = true,
		.strict_paths = true,
		.mask_prompt = true,
		.guard_input = true,
		.strict_stops = true,
		.hide_secrets = true,
		.allow_cleartext = false,
		.own_mechanisms = true,
		.strict_auth = true,
		.auth_fields = true,
		.escape_always = true,
		.report = true,
		.addresses = true,
		.show_data = 64 * 1024,
		.mail_auth = true,
		.strict_quit = true,
		.strict_prdr = true,
		.strict_link = true,
		.strict_turns = true,
		.quit_after_tls = true,
	},
	{
		.name = "swaks",
		.names = { .env_prefix = "SWAKS_OPT_",
			   .home_env = "SWAKS_HOME",
			   .rc_name = ".swaksrc",
			   .known_phrases = true },
		.loose_headers = true,
		.netrc_first = true,
		.by_name = true,
		.mx_lenient = true,
		.allow_cleartext = true,
		.lan_manager = true,
		.crlf_lines = true,
		.show_data = SIZE_MAX,
	},
};

const struct persona *persona_for(const char *argv0)
{
	const char *slash = argv0 ? strrchr(argv0, '/') : NULL;
	const char *name = slash ? slash + 1 : argv0;
	const size_t count = sizeof(personas) / sizeof(*personas);

	for (size_t i = 0; name && i < count; i++)
		if (strcmp(name, personas[i].name) == 0)
			return &personas[i];
	return &personas[0];
}
