/* Properties: what has to hold for whatever the dice give, tried with one seed after the other.
 *
 * SPDX-License-Identifier: MIT */

#include "seeds.h"

#include <stdlib.h>
#include <string.h>

bool is_one_seed(void)
{
	return getenv("MAILAUTH_WORLD") != NULL;
}

static unsigned count_of(const struct scale *scale)
{
	const char *name = getenv("MAILAUTH_SCALE");

	if (name != NULL && strcmp(name, "full") == 0)
		return scale->full;
	return name != NULL && strcmp(name, "small") == 0 ? scale->small : scale->usual;
}

unsigned try_seeds(const struct scale *scale, void (*try_seed)(uint64_t seed))
{
	unsigned count = count_of(scale);

	if (is_one_seed()) {
		try_seed(strtoull(getenv("MAILAUTH_WORLD"), NULL, 10));
		return 0;
	}
	for (uint64_t seed = 0; seed < count; seed++)
		try_seed(seed);
	for (size_t i = 0; i < CAUGHT_MAX && scale->caught[i] != 0; i++)
		if (scale->caught[i] >= count)
			try_seed(scale->caught[i]);
	return count;
}
