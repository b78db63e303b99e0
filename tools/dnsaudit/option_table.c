/* The table of options, and what is to be known of one.
 *
 * SPDX-License-Identifier: MIT */

#include "options.h"

#include <stddef.h>

const struct option option_list[] = {
#define OPTION(token, name, argument, modes) { name, argument, NULL, OPTION_CODE + OPTION_##token },
#include "option.def"
#undef OPTION
	{ NULL, 0, NULL, 0 },
};

/* The colon distinguishes a missing value from an unknown option. */
const char option_letters[] = ":hV";

static const struct {
	const char *name;
	unsigned modes;
} rows[] = {
#define OPTION(token, name, argument, modes) { "--" name, modes },
#include "option.def"
#undef OPTION
};

const char *option_name(enum option_id id)
{
	return rows[id].name;
}

unsigned option_modes(enum option_id id)
{
	return rows[id].modes;
}

bool option_is_given(const struct options *options, enum option_id id)
{
	return (options->given >> id & 1) != 0;
}
