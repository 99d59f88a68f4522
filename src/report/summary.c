/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step report: see summary.h. */
#include "report/summary.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "event/tally.h"
#include "report/explain.h"
#include "report/wrap.h"

/* Columns before the detail, and before the text of a remark. */
enum { DETAIL_COLUMN = 28, REMARK_COLUMN = 7, WIDTH_LEAST = 40 };

static const char *const colours[] = {
	[STATUS_OK] = "\x1b[32m",
	[STATUS_WARN] = "\x1b[33m",
	[STATUS_FAILED] = "\x1b[31m",
	[STATUS_SKIPPED] = "\x1b[2m",
};

static void coloured(const struct summary_options *o, enum status status,
		     const char *text)
{
	if (o->colour)
		fprintf(o->out, "%s%s\x1b[0m", colours[status], text);
	else
		fputs(text, o->out);
}

/* Text wrapped from column on; of its first line, used columns are taken. */
static void wrapped(const struct summary_options *o, const char *text,
		    int column, int used)
{
	const struct wrap w = {
		.out = o->out,
		.width = o->width,
		.column = column,
		.used = used,
	};

	wrap_write(&w, text);
}

/* How the run ended: a word in its colour, and what stands behind it. */
static void verdict(const struct summary_options *o, enum status status,
		    const char *word, const char *text)
{
	coloured(o, status, word);
	wrapped(o, text, 0, (int)strlen(word));
}

static void write_time(FILE *out, int64_t us)
{
	if (us < 0)
		fprintf(out, "%8s", "");
	else if (us < 999950)
		fprintf(out, "%5.1f ms", (double)us / 1000);
	else if (us < 999995000)
		fprintf(out, "%6.2f s", (double)us / 1e6);
	else
		fprintf(out, "%4.0f min", (double)us / 6e7);
}

static void write_result(const struct summary_options *o,
			 const struct result *r)
{
	struct buf safe;

	fprintf(o->out, "%-10s", step_name(r->step));
	coloured(o, r->status, status_name(r->status));
	fprintf(o->out, "%*s", (int)(8 - strlen(status_name(r->status))), "");
	write_time(o->out, r->us);
	fputs("  ", o->out);
	buf_init(&safe, SIZE_MAX / 2);
	for (const char *at = r->detail; *at;) {	/* line by line */
		size_t n = strcspn(at, "\n");

		str_add_printable(&safe, at, n);
		if (at[n])
			buf_addc(&safe, '\n');
		at += n + (at[n] == '\n');
	}
	wrapped(o, buf_str(&safe), DETAIL_COLUMN, 0);
	buf_release(&safe);
}

static void remark(const struct summary_options *o, const char *label,
		   const char *text)
{
	struct buf safe;
	const char *end = strchr(text, '\n');
	size_t n = end ? (size_t)(end - text) : strlen(text);

	buf_init(&safe, SIZE_MAX / 2);
	str_add_printable(&safe, text, n);
	fprintf(o->out, "  %-5s", label);
	wrapped(o, buf_str(&safe), REMARK_COLUMN, 0);
	buf_release(&safe);
}

static void explain(const struct tally *t, const struct summary_options *o)
{
	const struct explain_context context = { .place = o->place };
	const struct failure *f = &t->failure;
	const struct explanation *row = explain_find(f);
	char *head = explain_fill(row->head, f, &context);
	char *why = explain_fill(row->why, f, &context);
	char *try = explain_fill(row->try, f, &context);
	struct buf text;

	buf_init(&text, 1 << 20);
	buf_addf(&text, " at %s, exit %d: %s.", step_name(f->step),
		 t->exit_code, head);
	verdict(o, STATUS_FAILED, "FAIL", buf_str(&text));
	buf_release(&text);
	remark(o, "why", why);
	remark(o, "try", try);
	free(head);
	free(why);
	free(try);
}

static size_t count_of(const struct tally *t, enum step_id step,
		       enum status status)
{
	size_t count = 0;

	for (size_t i = 0; i < t->count; i++)
		count += t->results[i].step == step &&
			 t->results[i].status == status;
	return count;
}

/* Did the run log in, and end before any mail was tried? */
static bool login_alone(const struct tally *t)
{
	size_t tried = 0;

	for (size_t i = 0; i < t->count; i++)
		tried += t->results[i].step == STEP_MAIL &&
			 t->results[i].status != STATUS_SKIPPED;
	return !tried && count_of(t, STEP_AUTH, STATUS_OK);
}

/* What a run came to; nothing is claimed that was not done. */
static void write_success(const struct tally *t,
			  const struct summary_options *o)
{
	size_t good = count_of(t, STEP_MESSAGE, STATUS_OK);
	size_t taken = count_of(t, STEP_RCPT, STATUS_OK);
	size_t late = count_of(t, STEP_MESSAGE, STATUS_FAILED);
	size_t refused = count_of(t, STEP_RCPT, STATUS_FAILED) + late;
	bool warned = tally_warns(t);
	struct buf text;

	taken -= late < taken ? late : taken;	/* LMTP, PRDR: at the end */
	buf_init(&text, 1 << 16);
	if (!good && login_alone(t))
		buf_adds(&text, ": the login works; no message was sent");
	else if (!good && taken && !count_of(t, STEP_DATA, STATUS_OK))
		buf_addf(&text, ": the server would take mail for %zu "
			 "recipient%s; no message was sent", taken,
			 taken == 1 ? "" : "s");
	else if (!good)
		buf_adds(&text, ": done as far as asked; no message was "
			 "delivered");
	else
		buf_addf(&text, ": the server took the message for %zu "
			 "recipient%s", taken, taken == 1 ? "" : "s");
	if (good && refused)
		buf_addf(&text, ", %zu refused", refused);
	verdict(o, warned ? STATUS_WARN : STATUS_OK,
		warned ? "OK, with warnings" : "OK", buf_str(&text));
	buf_release(&text);
}

void summary_write(const struct tally *t,
		   const struct summary_options *options)
{
	struct summary_options wide = *options;
	const struct summary_options *o = &wide;

	if (wide.width < WIDTH_LEAST)
		wide.width = WIDTH_LEAST;
	fputs("STEP      STATUS      TIME  DETAIL\n", o->out);
	for (size_t i = 0; i < t->count; i++)
		write_result(o, &t->results[i]);
	if (t->failed)
		explain(t, o);
	else if (!t->ended)
		fputs("The run was not brought to its end.\n", o->out);
	else
		write_success(t, o);
	for (size_t i = 0; i < t->findings.count; i++)
		remark(o, "find", t->findings.at[i]);
	for (size_t i = 0; i < t->warnings.count; i++)
		remark(o, "warn", t->warnings.at[i]);
}
