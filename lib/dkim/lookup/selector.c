/* Selectors as people give them, and the names of their records.
 *
 * SPDX-License-Identifier: MIT */

#include "lookup.h"

#include <string.h>

/* "s1" of "s1._domainkey" and of "s1._domainkey.example.jp", as it is often copied from a panel. */
static struct ma_text cut_domain(const struct ma_settings *settings, struct ma_text given)
{
	static const char middle[] = "._domainkey";

	if (given.length > 0 && given.data[given.length - 1] == '.')
		given.length--;
	for (size_t at = 1; at + strlen(middle) <= given.length; at++) {
		struct ma_text rest = ma_text_slice(given, at, given.length);
		struct ma_text after = ma_text_slice(rest, strlen(middle), rest.length);

		if (ma_text_starts(rest, middle) &&
		    (after.length == 0 || (after.data[0] == '.' &&
					   ma_text_is(ma_text_slice(after, 1, after.length),
						      (const char *)settings->domain_text.data))))
			return ma_text_slice(given, 0, at);
	}
	return given;
}

const struct ma_name *ma_dkim_name(struct ma_arena *arena, struct ma_text first, const char *then,
				   struct ma_text last)
{
	const struct ma_text parts[] = { first, ma_text(then), last };
	struct ma_buffer name = { 0 };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (name.length > 0 && parts[i].length > 0)
			ma_buffer_byte(&name, '.');
		ma_buffer_text(&name, parts[i]);
	}
	return ma_name_parse(arena, ma_buffer_keep(&name, arena));
}

void ma_selector_read(struct ma_arena *arena, const struct ma_settings *settings,
		      struct ma_text given, struct ma_selector *selector)
{
	struct ma_text text = cut_domain(settings, given);

	/* RFC 8616 5: in the DNS a selector, too, is in A-labels. */
	if (!ma_idn_to_ascii(arena, text, &selector->text))
		selector->text = ma_arena_copy(arena, text);
	selector->owner = NULL;
	if (settings->domain != NULL && selector->text.length > 0)
		selector->owner =
			ma_dkim_name(arena, selector->text, "_domainkey", settings->domain_text);
}
