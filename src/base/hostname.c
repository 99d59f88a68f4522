/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This host's name: see hostname.h.  The file's form is hosts(5). */
#include "base/hostname.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

/* The first qualified name on a line that has name, as a copy, or NULL. */
static char *on_line(char *line, const char *name)
{
	char *rest, *word, *qualified = NULL;
	bool has_name = false;

	line[strcspn(line, "#\n")] = '\0';
	strtok_r(line, " \t", &rest);	/* the address */
	while ((word = strtok_r(NULL, " \t", &rest))) {
		if (!qualified && strchr(word, '.'))
			qualified = word;
		has_name = has_name || str_same(word, name);
	}
	return has_name ? mem_string(qualified) : NULL;
}

char *hostname_qualify(const char *name, const char *hosts_path)
{
	FILE *file = strchr(name, '.') ? NULL : fopen(hosts_path, "r");
	char *line = NULL, *found = NULL;
	size_t cap = 0;

	while (file && !found && getline(&line, &cap, file) >= 0)
		found = on_line(line, name);
	free(line);
	if (file)
		fclose(file);
	return found ? found : mem_string(name);
}

char *hostname_find(const char *hosts_path)
{
	char name[256];

	if (gethostname(name, sizeof(name)) < 0 || !*name)
		return mem_string("localhost");
	name[sizeof(name) - 1] = '\0';
	return hostname_qualify(name, hosts_path);
}
