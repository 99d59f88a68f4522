/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as rows of hex and text: see hexdump.h. */
#include "report/hexdump.h"

#include "base/buf.h"

enum { GROUP = 4 };

static void add_hex(const struct hexdump *d, size_t at, struct buf *out)
{
	const char *before = at && at % GROUP == 0 ? "  " : at ? " " : "";

	if (at < d->count)
		buf_addf(out, "%s%02X", before, d->row[at]);
	else
		buf_addf(out, "%s  ", before);
}

/* A space is a dot as well: it would not be seen. */
static void add_text(const struct hexdump *d, size_t at, struct buf *out)
{
	unsigned char c = at < d->count ? d->row[at] : ' ';

	if (at < d->count && (c <= ' ' || c > '~'))
		c = '.';
	buf_addc(out, (char)c);
}

static void add_row(struct hexdump *d, struct buf *out)
{
	buf_addf(out, "%s%04zu: ", d->hint ? d->hint : "", d->offset);
	for (size_t at = 0; at < HEXDUMP_ROW; at++)
		add_hex(d, at, out);
	buf_adds(out, "    ");
	for (size_t at = 0; at < HEXDUMP_ROW; at++)
		add_text(d, at, out);
	buf_addc(out, '\n');
	d->offset += d->count;
	d->count = 0;
}

void hexdump_feed(struct hexdump *d, const void *bytes, size_t n,
		  struct buf *out)
{
	const unsigned char *at = bytes;

	for (; n; n--) {
		d->row[d->count++] = *at++;
		if (d->count == HEXDUMP_ROW)
			add_row(d, out);
	}
}

void hexdump_end(struct hexdump *d, struct buf *out)
{
	if (d->count)
		add_row(d, out);
	d->offset = 0;
}
