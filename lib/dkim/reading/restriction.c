/* Restrictions ("t=", "s=", "h=") that hide where no tag was read.
 *
 * SPDX-License-Identifier: MIT */

#include "../key/numbers.h"
#include "reading.h"

/* Whether a restriction ("t=", "s=", "h=") may begin at AT, however strange what is before. */
static bool restricts(struct ma_text text, size_t at)
{
	size_t behind = at + 1;

	if (ma_fold(text.data[at]) != 't' && ma_fold(text.data[at]) != 's' &&
	    ma_fold(text.data[at]) != 'h')
		return false;
	if (at > 0 && (ma_base64_is_letter(text.data[at - 1]) || text.data[at - 1] == '_' ||
		       text.data[at - 1] == '-'))
		return false;
	while (behind < text.length && text.data[behind] <= ' ')
		behind++;
	return behind < text.length && text.data[behind] == '=';
}

/* Whether a restriction hides where no tag was read: in a value, or in what was taken out. */
bool ma_dkim_hides_restriction(const struct ma_dkim_reading *reading)
{
	for (size_t i = 0; i < reading->tags.count; i++) {
		const struct ma_tag *tag = &reading->tags.tags[i];

		if (tag->state == MA_TAG_SOUND && ma_dkim_known_tag(tag->name) >= MA_DKIM_TAG_N)
			continue; /* it is kept as it is */
		for (size_t at = tag->value_from; at < tag->value_to; at++)
			if (restricts(reading->text, at))
				return true;
	}
	for (size_t at = 0; reading->junk != NULL && at < reading->record->raw.length; at++)
		if (reading->junk[at] != MA_JUNK_NONE && restricts(reading->record->raw, at))
			return true;
	return false;
}
