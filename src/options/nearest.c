/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The nearest known name: least edit distance (Levenshtein), and near means
 * that no more than a third of the name had to change.
 */
#include "options/nearest.h"

#include <stddef.h>
#include <string.h>

#include "options/option.h"

enum { NAME_MOST = 40 };

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

static size_t distance(const char *a, size_t an, const char *b, size_t bn)
{
	size_t row[NAME_MOST + 1];

	for (size_t j = 0; j <= bn; j++)
		row[j] = j;
	for (size_t i = 1; i <= an; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= bn; j++) {
			size_t above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1,
				       corner + (a[i - 1] != b[j - 1]));
			corner = above;
		}
	}
	return row[bn];
}

const struct option *nearest_option(const char *name)
{
	const struct option *found = NULL;
	size_t n = strlen(name), best = n / 3 + 1;

	if (n < 3 || n > NAME_MOST)
		return NULL;
	for (size_t i = 0; i < option_count; i++) {
		size_t len = option_name_length(&option_rows[i]);
		size_t d = distance(name, n, option_rows[i].names, len);

		if (d >= best)
			continue;
		best = d;
		found = &option_rows[i];
	}
	return found;
}
