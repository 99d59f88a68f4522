/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One plan: see making.h. */
#include "making.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "options/sources.h"

const char *const making_names[2] = { "smtpcheck", "swaks" };

static int64_t still_now(const struct clock *c)
{
	return c->fixed;
}

static time_t still_wall(const struct clock *c)
{
	(void)c;
	return 941646269;
}

static const struct clock still = { .now = still_now, .wall = still_wall };

void making_open(struct making *m, const char *name, const char *const *args)
{
	const struct persona *persona = persona_for(name);
	char *argv[MAKING_ARGS + 2] = { mem_string(name) };
	int argc = 1;

	*m = (struct making){ .result = 0 };
	setenv("HOME", "/nonexistent", 1);
	for (; *args; args++) {
		assert_true(argc <= MAKING_ARGS);
		argv[argc++] = mem_string(*args);
	}
	m->result = sources_read(&m->config, &persona->names, argv, NULL,
				 &m->err);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	if (m->result == 0)
		m->result = plan_make(&m->plan, &m->config, persona, &still,
				      &m->err);
	if (m->result == 0)
		m->result = plan_compose(&m->plan, &m->config, persona, NULL,
					 &m->err);
	assert_int_equal(m->result == 0, m->err.kind == ERR_NONE);
}

void making_close(struct making *m)
{
	plan_release(&m->plan);
	plan_release(&m->plan);		/* twice is as good as once */
	config_release(&m->config);
}

void making_good(struct making *m, const char *name, const char *const *args)
{
	making_open(m, name, args);
	if (m->result)
		fail_msg("%s %s %s: %s", name, args[0], args[0] ? args[1] : "",
			 m->err.text);
}

void making_bad(const char *name, const char *const *args, const char *part)
{
	struct making m;

	making_open(&m, name, args);
	if (m.result == 0)
		fail_msg("%s %s %s was taken", name, args[0], args[1]);
	if (!strstr(m.err.text, part))
		fail_msg("no '%s' in: %s", part, m.err.text);
	assert_true(m.err.kind == ERR_OPTION || m.err.kind == ERR_PHRASE ||
		    m.err.kind == ERR_FILE);
	/* "(null)" is what a missing place would be */
	assert_null(strstr(m.err.text, "(null)"));
	making_close(&m);
}

const char *const *making_join(const char *const *a, const char *const *b)
{
	static const char *joined[MAKING_ARGS + 1];
	size_t n = 0;

	for (; *a; a++)
		joined[n++] = *a;
	for (; *b; b++)
		joined[n++] = *b;
	assert_true(n <= MAKING_ARGS);
	joined[n] = NULL;
	return joined;
}
