/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of judging a server's certificates: see tls_judgement.h. */
#include "base/tls_judgement.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

const char *tls_date(time_t at, char out[static 16])
{
	struct tm tm;

	if (!gmtime_r(&at, &tm) || !strftime(out, 16, "%Y-%m-%d", &tm))
		out[0] = '\0';
	return out;
}

/* strptime() takes less than two digits, and days that there are not. */
int tls_date_parse(const char *text, time_t *out)
{
	char again[32];
	struct tm tm = { 0 };
	bool whole = strlen(text) > 10;
	const char *form = whole ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%d";
	const char *end = strptime(text, form, &tm);
	time_t at = end && !*end ? timegm(&tm) : 0;

	if (at <= 0 || !gmtime_r(&at, &tm) ||
	    !strftime(again, sizeof(again), form, &tm) ||
	    strcmp(again, text) != 0)
		return -1;
	*out = at;
	return 0;
}

/* The words, and which of the staple's dates stands behind them. */
void tls_staple_text(const struct tls_staple *s, struct buf *out)
{
	const struct {
		const char *words, *lead;
		time_t date;
	} texts[] = {
		[STAPLE_NONE] = { "none", NULL, 0 },
		[STAPLE_GOOD] = { "good", " until", s->next_update },
		[STAPLE_REVOKED] = { "revoked", " on", s->revoked_at },
		[STAPLE_UNKNOWN] = { "the responder does not know the "
				     "certificate", NULL, 0 },
		[STAPLE_STALE] = { "stale", ", a new one was due on",
				   s->next_update },
		[STAPLE_EARLY] = { "not yet valid", ", from",
				   s->this_update },
		[STAPLE_OTHER] = { "of another certificate", NULL, 0 },
		[STAPLE_BAD_SIGNATURE] = { "its signature is bad", NULL, 0 },
		[STAPLE_UNCHECKED] = { "not checked, as the issuer is not "
				       "known", NULL, 0 },
		[STAPLE_NO_ANSWER] = { "the responder gave no answer", NULL,
				       0 },
		[STAPLE_DAMAGED] = { "damaged", NULL, 0 },
	};
	char date[16];

	buf_adds(out, texts[s->state].words);
	if (texts[s->state].lead && texts[s->state].date)
		buf_addf(out, "%s %s", texts[s->state].lead,
			 tls_date(texts[s->state].date, date));
	if (s->why)
		buf_addf(out, " (%s)", s->why);
}

void tls_judgement_copy(struct tls_judgement *to,
			const struct tls_judgement *from)
{
	*to = *from;
	to->issuer_missing = mem_string(from->issuer_missing);
	to->issuer_url = mem_string(from->issuer_url);
	to->faults = mem_new(from->fault_count * sizeof(*to->faults));
	for (size_t i = 0; i < from->fault_count; i++) {
		to->faults[i] = from->faults[i];
		to->faults[i].subject = mem_string(from->faults[i].subject);
		to->faults[i].note = mem_string(from->faults[i].note);
	}
	to->endings = mem_new(from->ending_count * sizeof(*to->endings));
	for (size_t i = 0; i < from->ending_count; i++) {
		to->endings[i] = from->endings[i];
		to->endings[i].subject = mem_string(from->endings[i].subject);
	}
}

void tls_judgement_release(struct tls_judgement *j)
{
	for (size_t i = 0; i < j->fault_count; i++) {
		free(j->faults[i].subject);
		free(j->faults[i].note);
	}
	for (size_t i = 0; i < j->ending_count; i++)
		free(j->endings[i].subject);
	free(j->faults);
	free(j->endings);
	free(j->issuer_missing);
	free(j->issuer_url);
	*j = (struct tls_judgement){ 0 };
}
