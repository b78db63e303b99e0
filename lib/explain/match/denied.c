/* What a text denies: results that passed, and words that are only part of a name.
 *
 * SPDX-License-Identifier: MIT */

#include "match.h"

#include "../concept/concept.h"

#include <string.h>

static bool is_after(const char *text, const char *place, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(place - text) >= length && memcmp(place - length, word, length) == 0;
}

bool ma_result_is_pass(const char *folded, const char *method)
{
	bool cleared = false;

	for (const char *place = folded; (place = strstr(place, method)) != NULL;) {
		const char *next = place + strlen(method);

		next += strspn(next, " =:");
		if (is_after(folded, place, "not a ") || is_after(folded, place, "not due to ") ||
		    strncmp(next, "pass", 4) == 0)
			cleared = true;
		else
			return false;
		place = next;
	}
	return cleared;
}

bool ma_is_in_name(struct ma_text line, struct ma_text words)
{
	size_t from = (size_t)(words.data - line.data);
	size_t to = from + words.length;

	if (memchr(words.data, ' ', words.length) != NULL)
		return false;
	while (from > 0 && line.data[from - 1] > ' ' &&
	       !ma_is_one_of(line.data[from - 1], "<>()[]\"',;"))
		from--;
	while (to < line.length && line.data[to] > ' ' &&
	       !ma_is_one_of(line.data[to], "<>()[]\"',;"))
		to++;
	return ma_token_symbol(ma_text_slice(line, from, to)) != 0;
}
