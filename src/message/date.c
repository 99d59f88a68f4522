/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and identifiers of a message, RFC 5322 sections 3.3 and 3.6.4. */
#include "message/date.h"

#include <stdlib.h>

#include "base/mem.h"

/*
 * A year that does not fit an int has no local time: the beginning of 1970
 * stands for it, as for a clock that was never set.
 */
static struct tm local_time(time_t when)
{
	static const time_t unset = 0;
	struct tm tm = { 0 };

	if (!localtime_r(&when, &tm))
		localtime_r(&unset, &tm);
	return tm;
}

/*
 * date-time = day-name "," day month year hour ":" minute ":" second zone
 *
 * Not strftime(), whose names are the locale's.  zone is hours and minutes;
 * seconds, which a place had before it had zones, are cut off.
 */
char *date_format(time_t when)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm = local_time(when);
	long minutes = labs(tm.tm_gmtoff) / 60;

	return mem_format("%.3s, %02d %.3s %04ld %02d:%02d:%02d %c%02ld%02ld",
			  days + (size_t)3 * (size_t)tm.tm_wday, tm.tm_mday,
			  months + (size_t)3 * (size_t)tm.tm_mon,
			  tm.tm_year + 1900L, tm.tm_hour, tm.tm_min,
			  tm.tm_sec, tm.tm_gmtoff < 0 ? '-' : '+',
			  minutes / 60, minutes % 60);
}

char *message_id_format(time_t when, long pid, const char *host)
{
	struct tm tm = local_time(when);

	return mem_format("%04ld%02d%02d%02d%02d%02d.%06ld@%s",
			  tm.tm_year + 1900L, tm.tm_mon + 1, tm.tm_mday,
			  tm.tm_hour, tm.tm_min, tm.tm_sec, pid, host);
}
