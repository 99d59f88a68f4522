/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of the block of TLS facts: see tls_block_line.h. */
#include "report/tls_block_line.h"

#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "report/wrap.h"

/* A fingerprint stands on one line of 80 columns. */
enum { TEXT_COLUMN = 15, WIDTH_LEAST = 40 };

void block_add(struct tls_block *b, const char *text)
{
	str_add_printable(&b->text, text, strlen(text));
}

void block_end(struct tls_block *b, const char *label)
{
	const struct wrap w = {
		.out = b->o->out,
		.width = b->o->width < WIDTH_LEAST ? WIDTH_LEAST : b->o->width,
		.column = TEXT_COLUMN,
	};
	struct buf safe;

	buf_init(&safe, SIZE_MAX / 2);
	for (const char *at = buf_str(&b->text); *at;) {
		size_t n = strcspn(at, "\n");

		str_add_printable(&safe, at, n);
		at += n;
		if (*at && *++at)
			buf_addc(&safe, '\n');
	}
	fprintf(w.out, "  %-*s", TEXT_COLUMN - 2, label);
	wrap_write(&w, buf_str(&safe));
	buf_release(&safe);
	buf_clear(&b->text);
}

void block_line(struct tls_block *b, const char *label, const char *text)
{
	if (!text)
		return;
	block_add(b, *text ? text : "none");
	block_end(b, label);
}
