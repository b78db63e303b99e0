/* Slips of the pen, for records that were typed or pasted wrongly.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_SLIPS_H
#define TEST_SLIPS_H

#include "world.h"

#include <stddef.h>

/* What is typed or pasted instead of what was meant. */
struct slip {
	const char *meant;
	const char *typed;
};

/* Puts what is typed of one of COUNT slips where one of what was meant is in TEXT, if there is any.
 * TEXT has room for what is longer. */
void slips_make(struct dice *dice, const struct slip *slips, size_t count, char *text);

#endif
