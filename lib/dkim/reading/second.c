/* Two key records in one text, where someone joined them.
 *
 * SPDX-License-Identifier: MIT */

#include "reading.h"

/* "v=DKIM1" in a value, where someone joined two records; value.length if there is none. */
static size_t find_version(struct ma_text value)
{
	for (size_t i = 0; i + 7 <= value.length; i++)
		if ((value.data[i] == 'v' || value.data[i] == 'V') &&
		    ma_text_starts(ma_text_slice(value, i, value.length), "v=DKIM1"))
			return i;
	return value.length;
}

/* Where a second record begins after a p=; the length of the text if there is none. */
size_t ma_dkim_find_second(const struct ma_dkim_reading *reading)
{
	bool key = false;

	for (size_t i = 0; i < reading->tags.count; i++) {
		const struct ma_tag *tag = &reading->tags.tags[i];
		size_t at;

		if (tag->state != MA_TAG_SOUND)
			continue;
		if (key && ma_text_is(tag->name, "v") && ma_text_is(tag->value, "DKIM1"))
			return tag->from;
		if (!ma_text_is(tag->name, "p"))
			continue;
		key = true;
		at = find_version(tag->value);
		if (at < tag->value.length)
			return tag->value_from + at;
	}
	return reading->text.length;
}

/* Whether all that comes after SECOND repeats what comes before it. */
bool ma_dkim_is_repeated(struct ma_text text, size_t second)
{
	size_t from = 0, first = second, end = text.length;

	while (from < second && ma_tags_space(text, from) > 0)
		from += ma_tags_space(text, from);
	while (first > from && (text.data[first - 1] <= ' ' || text.data[first - 1] == ';'))
		first--;
	while (end > second && (text.data[end - 1] <= ' ' || text.data[end - 1] == ';'))
		end--;
	return ma_text_equal(ma_text_slice(text, from, first), ma_text_slice(text, second, end));
}
