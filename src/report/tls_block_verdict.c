/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In the block of TLS facts: whether the certificates are good, each reason
 * why not with its place, and what was asked for beside chain and name.
 */
#include <string.h>

#include "base/tls_facts.h"
#include "report/tls_block_line.h"

#define BOTH (REASONS_CHAIN | REASONS_NAME)

/* " (depth 1, /CN=ca: on 2020-02-01)" */
static void add_place(struct tls_block *b, const struct tls_fault *fault)
{
	buf_addf(&b->text, " (depth %d", fault->depth);
	if (fault->subject) {
		buf_adds(&b->text, ", ");
		block_add(b, fault->subject);
	}
	if (fault->note) {
		buf_adds(&b->text, ": ");
		block_add(b, fault->note);
	}
	buf_addc(&b->text, ')');
}

/* One line for each place where the reason holds, or one without a place. */
static void add_reason(struct tls_block *b, const struct tls_facts *f,
		       unsigned reason)
{
	const struct tls_judgement *j = &f->judgement;
	bool placed = false;

	for (size_t i = 0; i < j->fault_count; i++) {
		if (j->faults[i].reason != reason)
			continue;
		placed = true;
		buf_addf(&b->text, "\n%s", tls_reason_phrase(reason));
		add_place(b, &j->faults[i]);
	}
	if (!placed)
		buf_addf(&b->text, "\n%s", tls_reason_phrase(reason));
}

static void add_reasons(struct tls_block *b, const struct tls_facts *f,
			unsigned reasons)
{
	for (unsigned bit = 1; bit && bit <= reasons; bit <<= 1)
		if (reasons & bit)
			add_reason(b, f, bit);
}

/* --tls-verify-at: said where it is not the day of the run. */
static void add_day(struct tls_block *b, const struct tls_facts *f)
{
	char as_of[16], today[16];

	if (f->judgement.as_of &&
	    strcmp(tls_date(f->judgement.as_of, as_of),
		   tls_date(b->o->now, today)) != 0)
		buf_addf(&b->text, ", as of %s", as_of);
}

static void add_good(struct tls_block *b, const struct tls_facts *f)
{
	buf_adds(&b->text, "chain and name (");
	block_add(b, f->name_wanted ? f->name_wanted : "");
	buf_adds(&b->text, ") are good");
}

/* Chain and name; what a pin or DANE answers is not held against them. */
static void write_verified(struct tls_block *b, const struct tls_facts *f)
{
	unsigned held = tls_faults(f, BOTH);
	unsigned answered = f->reasons & f->waived & BOTH;

	if (held)
		buf_adds(&b->text, "NO");
	else if (answered)
		buf_addf(&b->text, "by %s", f->judgement.pinned_at == 0
						    ? "a pin" : "DANE");
	else
		add_good(b, f);
	add_day(b, f);
	if (held || answered)
		buf_adds(&b->text, held ? ":" : ", else:");
	add_reasons(b, f, held ? held : answered);
	block_end(b, "verified");
}

static void write_missing(struct tls_block *b, const struct tls_judgement *j)
{
	if (!j->issuer_missing)
		return;
	block_add(b, j->issuer_missing);
	if (j->issuer_url) {
		buf_adds(&b->text, ", to be had at ");
		block_add(b, j->issuer_url);
	}
	block_end(b, "missing");
}

static void write_pin(struct tls_block *b, const struct tls_judgement *j)
{
	if (!j->pins_wanted)
		return;
	if (j->pinned_at < 0)
		buf_adds(&b->text, tls_reason_phrase(REASON_PIN));
	else
		buf_addf(&b->text, "matches at depth %d", j->pinned_at);
	block_end(b, "pin");
}

static void write_endings(struct tls_block *b, const struct tls_judgement *j)
{
	for (size_t i = 0; i < j->ending_count; i++) {
		const struct tls_ending *e = &j->endings[i];

		buf_addf(&b->text, "%s%ld days (%d%%) left, the limit is %s: ",
			 e->critical ? "critical: " : "", e->days, e->percent,
			 e->limit);
		block_add(b, e->subject);
		block_end(b, "ending");
	}
}

/* What the domain says of its server. */
static void write_published(struct tls_block *b, const struct tls_facts *f)
{
	if (f->dane.state != DANE_NOT_ASKED) {
		dane_describe(&f->dane, &b->text);
		block_end(b, "published");
	}
	if (f->sts.state != STS_NOT_ASKED) {
		sts_describe(&f->sts, &b->text);
		block_end(b, "published");
	}
}

void tls_block_verdict(struct tls_block *b, const struct tls_facts *f)
{
	write_verified(b, f);
	write_missing(b, &f->judgement);
	write_pin(b, &f->judgement);
	write_endings(b, &f->judgement);
	write_published(b, f);
	block_line(b, "trust store", f->trust_error);
}
