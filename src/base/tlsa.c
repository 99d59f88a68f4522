/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TLSA records: RFC 6698 section 2, the words for their numbers RFC 7218.
 * See dane.h.
 *
 *	record   = usage SP selector SP matching SP data
 *	usage    = number / "PKIX-TA" / "PKIX-EE" / "DANE-TA" / "DANE-EE"
 *	selector = number / "Cert" / "SPKI"
 *	matching = number / "Full" / "SHA2-256" / "SHA2-512"
 *	number   = 1*3DIGIT		; up to 255
 *	data     = 1*( 2HEXDIG / SP )
 */
#include "base/dane.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

enum { DATA_MOST = 65535 - 3, SHOWN = 32, WORDS = 4 };

struct field {
	const char *name;
	const char *words[WORDS];
};

static const struct field fields[] = {
	{ "usage", { "PKIX-TA", "PKIX-EE", "DANE-TA", "DANE-EE" } },
	{ "selector", { "Cert", "SPKI" } },
	{ "matching type", { "Full", "SHA2-256", "SHA2-512" } },
};

static int number_of(const char *word, size_t n, unsigned *out)
{
	unsigned value = 0;

	if (n > 3)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (word[i] < '0' || word[i] > '9')
			return -1;
		value = value * 10 + (unsigned)(word[i] - '0');
	}
	*out = value;
	return value > 255 ? -1 : 0;
}

static int take_field(const char **rest, const struct field *f, unsigned *out,
		      struct err *err)
{
	const char *word = "";
	size_t n = 0;

	if (!str_word(rest, &word, &n))
		return err_set(err, ERR_OPTION, "a TLSA record needs a %s: "
			       "write '3 1 1 HEX'", f->name);
	for (unsigned i = 0; i < WORDS && f->words[i]; i++) {
		if (strlen(f->words[i]) == n &&
		    str_same_n(f->words[i], word, n)) {
			*out = i;
			return 0;
		}
	}
	if (number_of(word, n, out) < 0)
		return err_set(err, ERR_OPTION, "'%.*s' is no %s of a TLSA "
			       "record", n < 40 ? (int)n : 40, word, f->name);
	return 0;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = str_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int take_data(const char *text, struct buf *out)
{
	int high = -1;

	for (; *text; text++) {
		int digit = digit_of(*text);

		if (digit < 0 && (*text == ' ' || *text == '\t'))
			continue;
		if (digit < 0)
			return -1;
		if (high < 0) {
			high = digit;
			continue;
		}
		if (buf_addc(out, (char)(high * 16 + digit)) < 0)
			return -1;
		high = -1;
	}
	return high < 0 && out->len ? 0 : -1;
}

int dane_record_parse(const char *text, struct dane_record *out,
		      struct err *err)
{
	struct dane_record r = { .usage = 0 };
	unsigned *const values[] = { &r.usage, &r.selector, &r.matching };
	struct buf data;

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (take_field(&text, &fields[i], values[i], err) < 0)
			return -1;
	buf_init(&data, DATA_MOST);
	if (take_data(text, &data) < 0) {
		buf_release(&data);
		return err_set(err, ERR_OPTION, "a TLSA record ends in an "
			       "even number of hex digits");
	}
	r.n = data.len;
	r.data = (unsigned char *)buf_take(&data);
	*out = r;
	return 0;
}

int dane_record_read(const unsigned char *bytes, size_t n,
		     struct dane_record *out)
{
	if (n < 4)
		return -1;
	*out = (struct dane_record){
		.usage = bytes[0],
		.selector = bytes[1],
		.matching = bytes[2],
		.data = (unsigned char *)mem_copy(bytes + 3, n - 3),
		.n = n - 3,
	};
	return 0;
}

/*
 * RFC 7672 section 3.1.3: what a CA of the public web says has no place in
 * DANE for SMTP.  That a digest has its length is RFC 7671 section 10.1.
 */
const char *dane_record_fault(const struct dane_record *r)
{
	if (r->usage < USAGE_DANE_TA)
		return "usages 0 and 1 are not for SMTP (RFC 7672 section "
		       "3.1.3)";
	if (r->usage > USAGE_DANE_EE)
		return "there is no such usage";
	if (r->selector > SELECTOR_KEY)
		return "there is no such selector";
	if (r->matching > MATCHING_SHA512)
		return "there is no such matching type";
	if (r->matching == MATCHING_SHA256 && r->n != 32)
		return "a SHA-256 has 32 bytes";
	if (r->matching == MATCHING_SHA512 && r->n != 64)
		return "a SHA-512 has 64 bytes";
	return NULL;
}

void dane_record_text(const struct dane_record *r, struct buf *out)
{
	size_t n = r->n > SHOWN ? SHOWN / 2 : r->n;

	buf_addf(out, "%u %u %u ", r->usage, r->selector, r->matching);
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%02x", r->data[i]);
	if (n < r->n)
		buf_addf(out, "... (%zu bytes)", r->n);
}

/* ---- results ---- */

void dane_add(struct dane_result *d, const struct dane_record *r)
{
	struct dane_record copy = *r;

	copy.data = (unsigned char *)mem_copy(r->data, r->n);
	d->records = mem_resize(d->records,
				(d->count + 1) * sizeof(*d->records));
	d->records[d->count++] = copy;
}

void dane_copy(struct dane_result *to, const struct dane_result *from)
{
	*to = *from;
	to->base = mem_string(from->base);
	to->domain = mem_string(from->domain);
	to->why = mem_string(from->why);
	to->would_match = mem_string(from->would_match);
	to->records = NULL;
	to->count = 0;
	for (size_t i = 0; i < from->count; i++)
		dane_add(to, &from->records[i]);
}

void dane_release(struct dane_result *d)
{
	for (size_t i = 0; i < d->count; i++)
		free(d->records[i].data);
	free(d->records);
	free(d->base);
	free(d->domain);
	free(d->why);
	free(d->would_match);
	*d = (struct dane_result){ .state = DANE_NOT_ASKED };
}
