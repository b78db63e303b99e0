/* Slips of the pen, drawn at random.
 *
 * SPDX-License-Identifier: MIT */

#include "slips.h"

#include <stdlib.h>
#include <string.h>

void slips_make(struct dice *dice, const struct slip *slips, size_t count, char *text)
{
	const struct slip *slip = &slips[dice_roll(dice, (unsigned)count)];
	size_t meant = strlen(slip->meant), typed = strlen(slip->typed);
	unsigned places = 0;
	char *at = text;

	for (char *next = text; (next = strstr(next, slip->meant)) != NULL; next++)
		places++;
	if (places == 0)
		return;
	for (unsigned skipped = dice_roll(dice, places); (at = strstr(at, slip->meant)) != NULL;
	     at++)
		if (skipped-- == 0)
			break;
	memmove(at + typed, at + meant, strlen(at + meant) + 1);
	memcpy(at, slip->typed, typed);
}
