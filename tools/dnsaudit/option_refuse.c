/* What is wrong with an option that getopt_long() does not know: there is none of that name, it
 * takes no value, or it is the beginning of several names.
 *
 * SPDX-License-Identifier: MIT */

#include "options.h"
#include "suggest.h"

#include <stdio.h>
#include <string.h>

enum {
	NAMES_MAX = 512, /* all of the table fit */
};

int options_refuse(const struct options *options, enum message_id id, const char *value)
{
	complain(options->language, id, value);
	return STATUS_USAGE;
}

static const char *word_at(size_t index)
{
	return option_list[index].name;
}

/* What was typed, without its hyphens and its value.  Cut to fit. */
static void read_name(const char *argument, char *name, size_t size)
{
	size_t length;

	argument += strspn(argument, "-");
	length = strcspn(argument, "=");
	snprintf(name, size, "%.*s", (int)(length < size ? length : size - 1), argument);
}

/* The options that begin with NAME, with commas between them; how many there are. */
static size_t find_beginning(const char *name, char *names, size_t size)
{
	size_t count = 0;
	size_t length = 0;

	names[0] = '\0';
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (strncmp(option_list[i].name, name, strlen(name)) != 0)
			continue;
		if (strcmp(option_list[i].name, name) == 0) {
			snprintf(names, size, "%s", option_name((enum option_id)i));
			return 1;
		}
		if (length < size)
			length += (size_t)snprintf(names + length, size - length, "%s%s",
						   count++ > 0 ? ", " : "",
						   option_name((enum option_id)i));
	}
	return count;
}

static int refuse_unknown(const struct options *options, const char *typed, const char *name)
{
	char meant[NAMES_MAX];
	const char *nearest;

	if (suggest(name, word_at, &nearest, 1) == 0)
		return options_refuse(options, MESSAGE_BAD_OPTION, typed);
	snprintf(meant, sizeof(meant), "--%s", nearest);
	complain(options->language, MESSAGE_NEAR_OPTION, typed, meant);
	return STATUS_USAGE;
}

int option_refuse(const struct options *options, const char *argument)
{
	char typed[NAMES_MAX];
	char name[NAMES_MAX];
	char names[NAMES_MAX];
	size_t count;

	read_name(argument, name, sizeof(name));
	snprintf(typed, sizeof(typed), "%.*s%.*s", (int)strspn(argument, "-"), argument,
		 NAMES_MAX / 2, name);
	if (strncmp(argument, "--", 2) != 0 || name[0] == '\0')
		return refuse_unknown(options, typed, name);
	count = find_beginning(name, names, sizeof(names));
	if (count == 0)
		return refuse_unknown(options, typed, name);
	if (count == 1)
		return options_refuse(options, MESSAGE_NO_VALUE_TAKEN, names);
	complain(options->language, MESSAGE_AMBIGUOUS_OPTION, typed, names);
	return STATUS_USAGE;
}
