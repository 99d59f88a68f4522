/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DANE (RFC 6698, for SMTP RFC 7672) as plain values: what a domain says in
 * TLSA records of its server's certificate, how far DNSSEC vouches for that,
 * and what the certificate that came makes of it.  net/ finds and judges,
 * reports show.  A result owns its strings and records; the records' bytes
 * are a stranger's.
 */
#ifndef SMTPCHECK_BASE_DANE_H
#define SMTPCHECK_BASE_DANE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct buf;

enum dane_state {
	DANE_NOT_ASKED,
	DANE_BY_HAND,	/* the user gave the records */
	DANE_SECURE,	/* there are records, and DNSSEC proves them */
	DANE_ABSENT,	/* DNSSEC proves that there are none */
	DANE_INSECURE,	/* DNSSEC says nothing: the zone is not signed */
	DANE_BOGUS,	/* what DNSSEC says contradicts the answer */
	DANE_FAILED	/* no answer, or an error, in its place */
};

enum dane_usage { USAGE_PKIX_TA, USAGE_PKIX_EE, USAGE_DANE_TA, USAGE_DANE_EE };
enum dane_selector { SELECTOR_CERT, SELECTOR_KEY };
enum dane_matching { MATCHING_FULL, MATCHING_SHA256, MATCHING_SHA512 };

enum dane_verdict {
	DANE_UNJUDGED,		/* no certificate came to judge it by */
	DANE_MATCH,		/* and the server is the one it speaks of */
	DANE_MISMATCH,
	DANE_FAULTY,		/* it matches, but all is not well; see note */
	DANE_UNUSABLE,		/* it says nothing that SMTP can use */
	DANE_PASSED_OVER	/* a stronger digest stands beside it */
};

struct dane_record {
	unsigned usage, selector, matching;
	unsigned char *data;
	size_t n;
	enum dane_verdict verdict;
	const char *note;	/* why, a constant, or NULL */
};

struct dane_result {
	enum dane_state state;
	bool only;		/* nothing but a match will do */
	char *base;		/* TLSA base domain: "mail.example", or NULL */
	char *domain;		/* whose mail exchange that is, or NULL */
	bool insecure_mx;	/* DNSSEC does not vouch for that */
	char *why;		/* about the state, for people, or NULL */
	struct dane_record *records;
	size_t count;
	bool authenticated;	/* by the record at matched */
	size_t matched;
	size_t depth;		/* of the certificate that it speaks of */
	unsigned waived;	/* tls_reasons that the match makes void */
	char *would_match;	/* the record of the certificate that came */
};

/*
 * Read a record as zone files have it, "3 1 1 HEX": numbers, or the words of
 * RFC 7218; the digits may have spaces between.  0, or -1 with ERR_OPTION.
 */
int dane_record_parse(const char *text, struct dane_record *out,
		      struct err *err);

/* The same from an answer, RFC 6698 section 2.1.  0, or -1: too short. */
int dane_record_read(const unsigned char *bytes, size_t n,
		     struct dane_record *out);

/* Why SMTP cannot use this record, a constant; NULL: it can. */
const char *dane_record_fault(const struct dane_record *r);

/* "3 1 1 2d99...", a long one cut short. */
void dane_record_text(const struct dane_record *r, struct buf *out);

/* Is there a record that SMTP can use? */
bool dane_is_usable(const struct dane_result *d);

/* The first record with the verdict DANE_FAULTY, or NULL. */
const struct dane_record *dane_faulty(const struct dane_result *d);

/* Is the server to be told the base domain (SNI)?  RFC 7672 section 8.1. */
bool dane_has_records(const struct dane_result *d);

void dane_add(struct dane_result *d, const struct dane_record *r);
void dane_copy(struct dane_result *to, const struct dane_result *from);
void dane_release(struct dane_result *d);

/*
 * What DNSSEC said, each record with its verdict, and what it comes to: lines
 * with an LF before each but the first.
 */
void dane_describe(const struct dane_result *d, struct buf *out);

/* What is wrong where REASON_DANE holds, in one line. */
void dane_fault(const struct dane_result *d, struct buf *out);

#endif
