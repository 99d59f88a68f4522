/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan: where the run stops, how long it may take, what is shown of it; and
 * what the program's name decides.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "making.h"
#include "options/option.h"

static enum stop stop_at(const struct plan *p, const char *option)
{
	if (strcmp(option, "--quit-after") == 0)
		return p->quit_after;
	return strcmp(option, "--drop-after") == 0 ? p->drop_after
						   : p->drop_after_send;
}

/* Each word of each option; behind DATA there is no QUIT. */
static void every_stop(void **state)
{
	static const char *const options[] = {
		"--quit-after", "--drop-after", "--drop-after-send",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(options); i++) {
		const struct option_word *w = option_stop_words;

		for (; w->name; w++) {
			const char *const *args = LIST(
				SERVER, TO, "-tls", "-au", "fred", "-ap", "x",
				options[i], w->name);
			struct making m;

			if (i == 0 && w->value >= STOP_DATA) {
				making_bad("smtpcheck", args,
					   "use --drop-after");
				continue;
			}
			/* a PROXY header is answered with the banner */
			making_good(&m, "smtpcheck", args);
			assert_int_equal(stop_at(&m.plan, options[i]),
					 i < 2 && w->value == STOP_PROXY
					 ? STOP_BANNER : w->value);
			making_close(&m);
		}
	}
}

static void no_stop(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "swaks", LIST(SERVER, TO, "-q", "mail", "--no-q"));
	assert_int_equal(m.plan.quit_after, STOP_NONE);
	assert_int_equal(m.plan.drop_after, STOP_NONE);
	assert_int_equal(m.plan.drop_after_send, STOP_NONE);
	making_close(&m);
}

/* "helo" is the last one: the first where there will be no second. */
static void last_helo(void **state)
{
	static const struct {
		const char *args[3];
		enum stop stop;
	} table[] = {
		{ { NULL }, STOP_FIRST_HELO },
		{ { "-tlsc" }, STOP_FIRST_HELO },
		{ { "-tls" }, STOP_HELO },
		{ { "-tlso" }, STOP_HELO },
		{ { "-tlsos" }, STOP_HELO },
		{ { "--protocol", "ESMTPS" }, STOP_HELO },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct making m;

		making_good(&m, "smtpcheck",
			    making_join(LIST(SERVER, TO, "-q", "helo", "-da",
					     "ehlo", "-das", "lhlo"),
					table[i].args));
		assert_int_equal(m.plan.quit_after, table[i].stop);
		assert_int_equal(m.plan.drop_after, table[i].stop);
		assert_int_equal(m.plan.drop_after_send, table[i].stop);
		making_close(&m);
	}
}

static void times(void **state)
{
	static const struct {
		const char *args[5];
		int64_t timeout, deadline;
	} table[] = {
		{ { NULL }, 30000000, 0 },
		{ { "--timeout", "5s" }, 5000000, 0 },
		{ { "--timeout", "0" }, 0, 0 },
		{ { "--deadline", "2m" }, 30000000, 120000000 },
		{ { "--timeout", "1h", "--deadline", "3" }, 3600000000,
		  3000000 },
		{ { "--timeout", "5", "--no-timeout" }, 30000000, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER, TO),
						table[i].args));
			assert_int_equal(m.plan.timeout, table[i].timeout);
			assert_int_equal(m.plan.deadline, table[i].deadline);
			making_close(&m);
		}
	}
}

/* ---- what is shown ---- */

struct output_row {
	const char *args[5];
	bool transcript, report, hide_receive, hide_send, hide_info;
	int silent;
};

static const struct output_row outputs[] = {
	{ { NULL }, true, true, false, false, false, 0 },
	{ { "--no-report" }, true, false, false, false, false, 0 },
	{ { "--report" }, true, true, false, false, false, 0 },
	{ { "--quiet" }, false, true, false, false, false, 0 },
	{ { "--quiet", "--no-quiet" }, true, true, false, false, false, 0 },
	{ { "-ha" }, false, true, false, false, false, 0 },
	{ { "-hr" }, true, true, true, false, false, 0 },
	{ { "-hs" }, true, true, false, true, false, 0 },
	{ { "-hi" }, true, true, false, false, true, 0 },
	{ { "-hr", "-hs", "-hi" }, true, true, true, true, true, 0 },
	{ { "-S" }, true, true, false, false, false, 1 },
	{ { "-S", "1" }, true, true, false, false, false, 1 },
	{ { "--silent=2" }, true, true, false, false, false, 2 },
	{ { "--silent", "3" }, true, true, false, false, false, 3 },
	{ { "-S", "3", "--no-S" }, true, true, false, false, false, 0 },
};

static void every_output(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(outputs); i++) {
		const struct output_row *row = &outputs[i];
		struct making m;
		const struct output_plan *o = &m.plan.output;

		making_good(&m, "smtpcheck",
			    making_join(LIST(SERVER, TO), row->args));
		assert_int_equal(o->transcript, row->transcript);
		assert_int_equal(o->report, row->report);
		assert_int_equal(o->hide_receive, row->hide_receive);
		assert_int_equal(o->hide_send, row->hide_send);
		assert_int_equal(o->hide_info, row->hide_info);
		assert_int_equal(o->silent, row->silent);
		making_close(&m);
	}
}

/* swaks has no report unless it is asked for. */
static void report_as_swaks(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "swaks", LIST(SERVER, TO));
	assert_false(m.plan.output.report);
	making_close(&m);
	making_good(&m, "swaks", LIST(SERVER, TO, "--report"));
	assert_true(m.plan.output.report);
	making_close(&m);
	making_good(&m, "swaks", LIST(SERVER, TO, "--quiet"));
	assert_true(m.plan.output.report);
	assert_false(m.plan.output.transcript);
	making_close(&m);
}

static void data_shown(void **state)
{
	static const struct {
		const char *args[4];
		size_t smtpcheck, swaks;
	} table[] = {
		{ { NULL }, 65536, SIZE_MAX },
		{ { "--show-data" }, SIZE_MAX, SIZE_MAX },
		{ { "-n" }, 0, 0 },
		{ { "-n", "--show-data" }, 0, 0 },
		{ { "-n", "--no-n" }, 65536, SIZE_MAX },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER, TO),
						table[i].args));
			assert_int_equal(m.plan.output.show_data,
					 n ? table[i].swaks
					   : table[i].smtpcheck);
			making_close(&m);
		}
	}
}

/* ---- secrets ---- */

static const struct {
	const char *args[5];
	bool hide, derived;		/* as smtpcheck */
	bool swaks_hide;
	bool plaintext;
	const char *substitute;
} secrets[] = {
	{ { NULL }, true, true, false, false, "PROVIDED_BUT_REMOVED" },
	{ { "--show-secrets" }, false, false, false, false,
	  "PROVIDED_BUT_REMOVED" },
	{ { "-ahp" }, true, true, true, false, "PROVIDED_BUT_REMOVED" },
	{ { "-ahp", "XXX" }, true, true, true, false, "XXX" },
	{ { "-ahp", "XXX", "--show-secrets" }, false, false, false, false,
	  "XXX" },
	{ { "-ahp", "--no-ahp" }, true, true, false, false,
	  "PROVIDED_BUT_REMOVED" },
	{ { "-apt" }, true, true, false, true, "PROVIDED_BUT_REMOVED" },
};

static void every_secret(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(secrets); i++) {
		for (size_t n = 0; n < 2; n++) {
			struct making m;
			const struct output_plan *o = &m.plan.output;

			making_good(&m, making_names[n],
				    making_join(LIST(SERVER, TO),
						secrets[i].args));
			assert_int_equal(o->hide_secrets,
					 n ? secrets[i].swaks_hide
					   : secrets[i].hide);
			/* swaks shows what was made with a password */
			assert_int_equal(o->hide_derived,
					 !n && secrets[i].derived);
			assert_int_equal(o->auth_plaintext,
					 secrets[i].plaintext);
			assert_string_equal(o->substitute,
					    secrets[i].substitute);
			making_close(&m);
		}
	}
}

/* ---- the program's name ---- */

static void personas(void **state)
{
	static const struct {
		const char *argv0, *name;
	} table[] = {
		{ "smtpcheck", "smtpcheck" },
		{ "swaks", "swaks" },
		{ "/usr/bin/swaks", "swaks" },
		{ "./swaks", "swaks" },
		{ "/opt/swaks/smtpcheck", "smtpcheck" },
		{ "/usr/bin/smtpcheck", "smtpcheck" },
		{ NULL, "smtpcheck" },
		{ "", "smtpcheck" },
		{ "/", "smtpcheck" },
		{ "swaks/", "smtpcheck" },
		{ "Swaks", "smtpcheck" },
		{ "swaks2", "smtpcheck" },
		{ "xswaks", "smtpcheck" },
		{ "smtpcheck-0.1", "smtpcheck" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		assert_string_equal(persona_for(table[i].argv0)->name,
				    table[i].name);
}

/* What is safe under one's own name, and as it always was under the other. */
static void safe_by_default(void **state)
{
	const struct persona *own = persona_for("smtpcheck");
	const struct persona *swaks = persona_for("swaks");

	(void)state;
	assert_true(own->verify && own->strict_tls && own->hide_secrets &&
		    own->escape_always && own->strict_paths &&
		    own->strict_quit && own->report);
	assert_false(own->allow_cleartext);
	assert_false(swaks->verify || swaks->strict_tls ||
		     swaks->hide_secrets || swaks->escape_always ||
		     swaks->strict_paths || swaks->strict_quit ||
		     swaks->report);
	assert_true(swaks->allow_cleartext);
	assert_string_equal(own->names.env_prefix, "SMTPCHECK_OPT_");
	assert_string_equal(own->names.home_env, "SMTPCHECK_HOME");
	assert_string_equal(own->names.rc_name, ".smtpcheckrc");
	assert_string_equal(swaks->names.env_prefix, "SWAKS_OPT_");
	assert_string_equal(swaks->names.home_env, "SWAKS_HOME");
	assert_string_equal(swaks->names.rc_name, ".swaksrc");
}

/* All that the session reads of the persona is in the plan. */
static void persona_in_the_plan(void **state)
{
	(void)state;
	for (size_t n = 0; n < 2; n++) {
		const struct persona *persona = persona_for(making_names[n]);
		struct making m;
		const struct output_plan *o = &m.plan.output;

		making_good(&m, making_names[n], LIST(SERVER, TO));
		assert_int_equal(m.plan.strict_quit, persona->strict_quit);
		assert_int_equal(m.plan.strict_link, persona->strict_link);
		assert_int_equal(m.plan.quit_after_tls,
				 persona->quit_after_tls);
		assert_int_equal(o->escape_always, persona->escape_always);
		assert_int_equal(o->addresses, persona->addresses);
		assert_int_equal(o->crlf_lines, persona->crlf_lines);
		assert_false(m.plan.pipeline);
		assert_non_null(m.plan.message);
		making_close(&m);
	}
}

static void pipeline(void **state)
{
	struct making m;

	(void)state;
	making_good(&m, "smtpcheck", LIST(SERVER, TO, "--pipeline"));
	assert_true(m.plan.pipeline);
	making_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_stop),
		cmocka_unit_test(no_stop),
		cmocka_unit_test(last_helo),
		cmocka_unit_test(times),
		cmocka_unit_test(every_output),
		cmocka_unit_test(report_as_swaks),
		cmocka_unit_test(data_shown),
		cmocka_unit_test(every_secret),
		cmocka_unit_test(personas),
		cmocka_unit_test(safe_by_default),
		cmocka_unit_test(persona_in_the_plan),
		cmocka_unit_test(pipeline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
