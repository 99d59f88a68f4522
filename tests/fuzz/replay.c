/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A main() for a fuzz target where there is no libFuzzer: each file named,
 * and each file of each directory named, is one input.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "fuzz.h"

enum { INPUT_MOST = 1 << 20 };

static size_t replayed;

static int replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes, *exact;
	size_t n;

	if (!file) {
		perror(path);
		return -1;
	}
	bytes = mem_new(INPUT_MOST);
	n = fread(bytes, 1, INPUT_MOST, file);
	fclose(file);
	/* just as long as it is, so that a look behind it is seen */
	exact = malloc(n ? n : 1);
	if (!exact)
		mem_exhausted();
	memcpy(exact, bytes, n);
	free(bytes);
	printf("%s\n", path);
	fflush(stdout);		/* the last one named is the one that failed */
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	replayed++;
	return 0;
}

static int replay_directory(const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, alphasort), result = 0;

	if (count < 0) {
		perror(path);
		return -1;
	}
	for (int i = 0; i < count; i++) {
		char *file = mem_format("%s/%s", path, entries[i]->d_name);

		if (entries[i]->d_name[0] != '.' && replay_file(file) < 0)
			result = -1;
		free(file);
		free(entries[i]);
	}
	free(entries);
	return result;
}

int main(int argc, char **argv)
{
	int result = 0;

	for (int i = 1; i < argc; i++) {
		struct stat st;

		if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
			result |= replay_directory(argv[i]);
		else
			result |= replay_file(argv[i]);
	}
	printf("%zu inputs\n", replayed);
	/* a corpus that is not there must not pass for one without faults */
	return result < 0 || !replayed ? EXIT_FAILURE : EXIT_SUCCESS;
}
