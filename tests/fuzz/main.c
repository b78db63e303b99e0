/* Replays files through a fuzz target: found inputs stay tests, also without a fuzzer.
 *
 * SPDX-License-Identifier: MIT
 *
 * usage: fuzz-NAME FILE-OR-FOLDER … */

#include "fuzz.h"

#include "support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned replayed;

static int replay_file(const char *path)
{
	size_t length = 0;
	char *text = read_file(path, &length);
	/* In memory of its own size, so that a byte read too many is seen. */
	uint8_t *data = malloc(length > 0 ? length : 1);

	if (text == NULL || data == NULL) {
		perror(path);
		free(text);
		free(data);
		return -1;
	}
	memcpy(data, text, length);
	free(text);
	LLVMFuzzerTestOneInput(data, length);
	free(data);
	replayed++;
	return 0;
}

static int replay(const char *path);

static int is_seed(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int replay_folder(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_seed, alphasort);
	int r = count < 0 ? -1 : 0;

	for (int i = 0; i < count; i++) {
		char path[4096];

		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		if (replay(path) < 0)
			r = -1;
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return r;
}

static int replay(const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0) {
		perror(path);
		return -1;
	}
	return S_ISDIR(status.st_mode) ? replay_folder(path) : replay_file(path);
}

int main(int count, char **paths)
{
	int r = 0;

	for (int i = 1; i < count; i++)
		if (replay(paths[i]) < 0)
			r = -1;
	printf("%u inputs replayed\n", replayed);
	return r == 0 && replayed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
