/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step report as text: see writing.h. */
#include "writing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "report/summary.h"

struct tally tally_of(struct result *results, size_t count)
{
	return (struct tally){ .results = results, .count = count,
			       .ended = true };
}

char *written(const struct tally *t, int width, bool colour)
{
	char *text = NULL;
	size_t n = 0;
	struct summary_options options = {
		.out = open_memstream(&text, &n), .width = width,
		.colour = colour, .place = "mail.example.net",
	};

	assert_non_null(options.out);
	summary_write(t, &options);
	assert_int_equal(fclose(options.out), 0);
	return text;
}

void check_report(const struct tally *t, int width, const char *expected)
{
	char *text = written(t, width, false);

	assert_string_equal(text, expected);
	free(text);
}
