/* Domains as people give them: read and encoded.
 *
 * SPDX-License-Identifier: MIT */

#include "syntax.h"

/* Whether this could be a domain that mail is sent from: letters, digits, hyphens and, as many
 * exist, underscores (no mail address, no URL, no "[192.0.2.1]"); and a top-level name that is
 * not a number (RFC 3696 2), as someone may give an address for a name. */
static bool is_plausible(struct ma_text ascii)
{
	struct ma_text top;
	bool number = true;

	for (size_t i = 0; i < ascii.length; i++)
		if (!ma_is_alnum(ascii.data[i]) && !ma_is_one_of(ascii.data[i], "-_."))
			return false;
	if (ascii.length > 0 && ascii.data[ascii.length - 1] == '.')
		ascii.length--;
	top = ma_text_slice(ascii, ma_text_last(ascii, '.') + 1, ascii.length);
	for (size_t i = 0; i < top.length; i++)
		number = number && ma_is_digit(top.data[i]);
	return !number || top.length == 0;
}

bool ma_domain_read(struct ma_arena *arena, struct ma_text typed, struct ma_text *ascii,
		    const struct ma_name **name)
{
	*name = NULL;
	if (!ma_idn_to_ascii(arena, typed, ascii))
		*ascii = ma_arena_copy(arena, typed);
	else if (is_plausible(*ascii))
		*name = ma_name_parse(arena, *ascii);
	if (*name != NULL)
		*ascii = ma_name_text(arena, *name);
	return *name != NULL;
}

bool ma_domain_is_within(struct ma_text name, struct ma_text apex)
{
	size_t from = name.length - apex.length;

	if (name.length < apex.length || apex.data == NULL ||
	    !ma_text_equal(ma_text_slice(name, from, name.length), apex))
		return false;
	return from == 0 || name.data[from - 1] == '.';
}

struct ma_text ma_domain_next_label(struct ma_text name, size_t *at)
{
	size_t from = *at;
	size_t end = from;

	while (end < name.length && name.data[end] != '.')
		end++;
	*at = end + 1;
	return from < name.length ? ma_text_slice(name, from, end) : (struct ma_text){ 0 };
}
