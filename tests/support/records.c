/* Records for tests of reading and writing.
 *
 * SPDX-License-Identifier: MIT */

#include "records.h"

#include "support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned check_quoted(const char *path, record_check check)
{
	char *text = read_file(path, NULL);
	unsigned count = 0;

	ck_assert_ptr_nonnull(text);
	for (char *at = strchr(text, '"'); at != NULL; at = strchr(at + 1, '"'))
		count += check(at + 1, strcspn(at + 1, "\"\n"));
	free(text);
	return count;
}

unsigned check_quoted_in_scenarios(record_check check)
{
	char path[4096];
	unsigned count = 0;
	DIR *folder = opendir(test_path("scenarios"));
	const struct dirent *entry;

	ck_assert_ptr_nonnull(folder);
	while ((entry = readdir(folder)) != NULL) {
		if (strstr(entry->d_name, ".txt") == NULL)
			continue;
		snprintf(path, sizeof(path), "%s/%s", test_path("scenarios"), entry->d_name);
		count += check_quoted(path, check);
	}
	closedir(folder);
	return count;
}

unsigned roll(size_t sides)
{
	static unsigned long long state = 1;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((state >> 33) % sides);
}

const char *pick(const char *const *words, size_t count)
{
	return words[roll(count)];
}
