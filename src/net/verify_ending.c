/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which certificates run out soon, by the limits of the policy.  What has run
 * out is another matter where it is part of the path; what was merely sent
 * along, and is of no use for it, can do no more than be told of.
 */
#include <gnutls/x509.h>
#include <stdio.h>

#include "base/mem.h"
#include "net/verify_judge.h"

enum { DAY = 24 * 60 * 60 };

static struct tls_ending *add_ending(struct tls_judgement *said)
{
	size_t n = said->ending_count++;

	said->endings = mem_resize(said->endings,
				   (n + 1) * sizeof(*said->endings));
	return &said->endings[n];
}

static long whole_days(double seconds)
{
	return (long)(seconds < 0 ? (seconds - DAY + 1) / DAY : seconds / DAY);
}

static int percent_of(double left, double life)
{
	if (left <= 0 || life <= 0)
		return 0;
	return left >= life ? 100 : (int)(left * 100 / life);
}

static char *ending_note(const struct tls_ending *e)
{
	char date[16];

	return mem_format("%ld days (%d%%) left, until %s; the limit is %s",
			  e->days, e->percent, tls_date(e->not_after, date),
			  e->limit);
}

static void judge_ending(struct judge *j, gnutls_x509_crt_t cert, int depth)
{
	const struct tls_policy *p = j->policy;
	time_t first = gnutls_x509_crt_get_activation_time(cert);
	time_t last = gnutls_x509_crt_get_expiration_time(cert);
	bool critical = tls_limit_passed(&p->crit, first, last, j->now);
	struct tls_ending *e;

	if (first == (time_t)-1 || last == (time_t)-1 ||
	    (depth >= 0 && j->now > last) ||
	    (!critical && !tls_limit_passed(&p->warn, first, last, j->now)))
		return;
	e = add_ending(&j->facts->judgement);
	*e = (struct tls_ending){
		.depth = depth,
		.subject = judge_subject(cert),
		.not_after = last,
		.days = whole_days(difftime(last, j->now)),
		.percent = percent_of(difftime(last, j->now),
				      difftime(last, first)),
		.critical = critical && depth >= 0,
	};
	tls_limit_text(critical ? &p->crit : &p->warn, e->limit,
		       sizeof(e->limit));
	if (e->critical)
		judge_add(j, REASON_NEARLY_EXPIRED, (size_t)depth,
			  ending_note(e));
}

static bool is_in_path(const struct judge *j, gnutls_x509_crt_t cert)
{
	for (size_t i = 0; i <= j->last; i++)
		if (gnutls_x509_crt_equals(cert, j->path[i]))
			return true;
	return false;
}

void judge_endings(struct judge *j)
{
	for (size_t i = 0; i <= j->last; i++)
		judge_ending(j, j->path[i], (int)i);
	for (size_t i = 0; i < j->sent.count; i++)
		if (!is_in_path(j, j->sent.at[i]))
			judge_ending(j, j->sent.at[i], -1);
}
