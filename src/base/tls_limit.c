/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How little of a certificate's life may be left: see tls_limit.h. */
#include "base/tls_limit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

enum { DAYS_MOST = 36500, DAY = 86400 };

int tls_limit_parse(const char *text, struct tls_limit *out)
{
	size_t n = strspn(text, "0123456789");
	int value = 0;
	bool share = text[n] == '%';

	*out = (struct tls_limit){ 0 };
	if (str_same(text, "off"))
		return 0;
	if (!n || (!share && str_lower(text[n]) != 'd') || text[n + 1])
		return -1;
	for (size_t i = 0; i < n && value <= DAYS_MOST; i++)
		value = value * 10 + (text[i] - '0');
	if (value > (share ? 100 : DAYS_MOST))
		return -1;
	*out = (struct tls_limit){ .value = value, .share = share };
	return 0;
}

/* A life without length has no share that could be left. */
bool tls_limit_passed(const struct tls_limit *limit, time_t first, time_t last,
		      time_t now)
{
	double life = difftime(last, first), left = difftime(last, now);
	double least = (double)limit->value * DAY;

	if (!limit->value || (limit->share && life <= 0))
		return false;
	if (limit->share)
		least = life * limit->value / 100;
	if (limit->most_days && least > (double)limit->most_days * DAY)
		least = (double)limit->most_days * DAY;
	return left < least;
}

const char *tls_limit_text(const struct tls_limit *limit, char *out, size_t n)
{
	if (!limit->value)
		snprintf(out, n, "off");
	else if (!limit->share)
		snprintf(out, n, "%d days", limit->value);
	else if (limit->most_days)
		snprintf(out, n, "%d%%, %d days at most", limit->value,
			 limit->most_days);
	else
		snprintf(out, n, "%d%%", limit->value);
	return out;
}
