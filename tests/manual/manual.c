/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps docs/smtpcheck.1 in step with the option rows.
 *
 *	manual FILE		exit 1 when its OPTIONS section is not what
 *				the rows make, or a finding is not in it
 *	manual --write FILE	put what the rows make into it
 *
 * The section stands between two comment lines of the manual.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/option.h"
#include "smtp/findings.h"

static const char begin[] = ".\\\" options: begin\n";
static const char end[] = ".\\\" options: end\n";

static char *read_whole(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t n = 0;

	if (!file || getdelim(&text, &n, '\0', file) < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(2);
	}
	fclose(file);
	return text;
}

static char *options_section(void)
{
	char *text;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		exit(2);
	option_write_manual(out);
	fclose(out);
	return text;
}

/* Offset of a mark in the manual. */
static size_t place_of(const char *manual, const char *mark)
{
	const char *at = strstr(manual, mark);

	if (!at) {
		fputs("the manual has no marked OPTIONS section\n", stderr);
		exit(2);
	}
	return (size_t)(at - manual);
}

/* The manual as it should be; freed by the caller. */
static char *in_step(const char *old, const char *section)
{
	size_t from = place_of(old, begin), to = place_of(old, end), n = 0;
	char *text = NULL;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		exit(2);
	fwrite(old, 1, from, out);
	fputs(begin, out);
	fputs(section, out);
	fputs(old + to, out);
	fclose(out);
	return text;
}

/* ".B weak\-tls", a line of its own. */
static bool has_finding(const char *manual, const char *name)
{
	char line[80] = "\n.B ";
	size_t n = strlen(line);

	for (; *name && n < sizeof(line) - 3; name++) {
		if (*name == '-')
			line[n++] = '\\';
		line[n++] = *name;
	}
	line[n++] = '\n';
	line[n] = '\0';
	return strstr(manual, line) != NULL;
}

static bool has_findings(const char *manual)
{
	bool has = true;

	for (int i = 0; i < FINDING_COUNT; i++) {
		const char *name = finding_name((enum finding)i);

		if (has_finding(manual, name))
			continue;
		fprintf(stderr, "the manual does not tell of %s\n", name);
		has = false;
	}
	return has;
}

static void write_whole(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) < 0 || fclose(file) != 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(2);
	}
}

int main(int argc, char **argv)
{
	bool writes = argc == 3 && strcmp(argv[1], "--write") == 0;
	char *old, *section, *wanted;
	int status = 0;

	if (argc != 2 && !writes) {
		fputs("usage: manual [--write] FILE\n", stderr);
		return 2;
	}
	old = read_whole(argv[argc - 1]);
	section = options_section();
	wanted = in_step(old, section);
	if (writes) {
		write_whole(argv[2], wanted);
	} else if (strcmp(old, wanted) != 0) {
		fputs("docs/smtpcheck.1 is not in step with the option rows; "
		      "cmake --build BUILD --target manual mends it\n",
		      stderr);
		status = 1;
	}
	if (!has_findings(wanted))
		status = 1;
	free(old);
	free(section);
	free(wanted);
	return status;
}
