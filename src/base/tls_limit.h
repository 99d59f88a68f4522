/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How little of a certificate's life may be left: so many days, or a share
 * of the time from its first day to its last.
 */
#ifndef SMTPCHECK_BASE_TLS_LIMIT_H
#define SMTPCHECK_BASE_TLS_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct tls_limit {
	int value;		/* days or percent; 0: there is no limit */
	bool share;		/* percent */
	int most_days;		/* what a share may come to; 0: anything */
};

/*
 * limit = 1*DIGIT ( "d" / "%" ) / "off".  Days are at most 36500, percents
 * 100.  0, or -1.
 */
int tls_limit_parse(const char *text, struct tls_limit *out);

/* Is less than the limit left, as of now, of a life from first to last? */
bool tls_limit_passed(const struct tls_limit *limit, time_t first, time_t last,
		      time_t now);

/* "14 days", "25%, 30 days at most"; out is returned. */
const char *tls_limit_text(const struct tls_limit *limit, char *out, size_t n);

#endif
