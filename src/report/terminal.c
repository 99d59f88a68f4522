/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the place that a report goes to can show: see terminal.h. */
#include "report/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_WITHOUT_TERMINAL = 80, WIDTH_MOST = 160 };

int terminal_width(FILE *out)
{
	struct winsize size;

	if (ioctl(fileno(out), TIOCGWINSZ, &size) < 0 || !size.ws_col)
		return WIDTH_WITHOUT_TERMINAL;
	return size.ws_col < WIDTH_MOST ? size.ws_col : WIDTH_MOST;
}

bool terminal_wants_colour(FILE *out)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(fileno(out)) && !(no_color && *no_color) &&
	       !(term && strcmp(term, "dumb") == 0);
}
