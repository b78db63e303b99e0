/* The tag-list of a key record (RFC 6376 3.2): which tags there are, in which case, and whether one
 * is there twice.
 *
 * SPDX-License-Identifier: MIT */

#include "reading.h"

static void read_bytes(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	size_t from, to = 0;

	if (ma_dkim_known_tag(tag->name) == MA_DKIM_TAG_P)
		return; /* base64 has its own */
	while (ma_tags_bad_bytes(tag->value, &from, &to))
		ma_dkim_note_fatal(reading, MA_DKIM_BAD_CHARACTER, tag->value_from + from,
				   tag->value_from + to);
}

static bool has_key(const struct ma_dkim_reading *reading)
{
	for (size_t i = 0; i < reading->tags.count; i++)
		if (reading->tags.tags[i].state == MA_TAG_SOUND &&
		    ma_text_equal(reading->tags.tags[i].name, MA_TEXT("p")))
			return true;
	return false;
}

/* RFC 6376 3.2: "Unrecognized tags MUST be ignored": what it says has no effect, and the rest of
 * the record has. */
static void note_capital(struct ma_dkim_reading *reading, const struct ma_tag *tag, size_t index)
{
	struct ma_dkim_fault *fault;

	if (index == MA_DKIM_TAG_P && !has_key(reading)) {
		fault = ma_dkim_note_fatal(reading, MA_DKIM_TAG_CASE, tag->from, tag->from + 1);
	} else {
		fault = ma_dkim_note_fault(reading,
					   index == MA_DKIM_TAG_T || index == MA_DKIM_TAG_H ||
							   index == MA_DKIM_TAG_S
						   ? MA_DKIM_CAPITAL_RESTRICTION
						   : MA_DKIM_CAPITAL_TAG,
					   tag->from, tag->from + 1);
		reading->record->flawed = true;
	}
	ma_dkim_fault_value(fault, "tag", tag->name);
}

/* RFC 6376 3.2: names are case-sensitive, and none may occur twice. */
static void read_name(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	size_t index = ma_dkim_known_tag(tag->name);
	bool known = index < MA_DKIM_TAGS;
	bool exact = known && ma_dkim_is_exact(tag->name);

	if (tag->first != NULL) {
		ma_dkim_fault_value(
			ma_dkim_note_fatal(reading, MA_DKIM_DUPLICATE_TAG, tag->from, tag->to),
			"tag", tag->name);
		reading->record->ambiguous =
			reading->record->ambiguous || !ma_text_equal(tag->value, tag->first->value);
	} else if (!known) {
		ma_dkim_fault_value(
			ma_dkim_note_fault(reading, MA_DKIM_UNKNOWN_TAG, tag->from, tag->to), "tag",
			tag->name);
	} else if (!exact) {
		note_capital(reading, tag, index);
	}
	/* One of two that differ is lost, whichever was meant. */
	if (known && reading->known[index] != NULL &&
	    !ma_text_equal(reading->known[index]->value, tag->value))
		reading->record->ambiguous = true;
	if (known && (reading->known[index] == NULL ||
		      (exact && reading->known[index]->name.data[0] != tag->name.data[0])))
		reading->known[index] = tag;
}

static void read_tag(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	switch (tag->state) {
	case MA_TAG_EMPTY:
		ma_dkim_note_fatal(reading, MA_DKIM_EMPTY_TAG, tag->from, tag->to);
		break;
	case MA_TAG_NO_SIGN:
		ma_dkim_note_fatal(reading, MA_DKIM_TAG_WITHOUT_SIGN, tag->from, tag->to);
		reading->record->ambiguous = true;
		break;
	case MA_TAG_BAD_NAME:
		ma_dkim_note_fatal(reading, MA_DKIM_BAD_TAG_NAME, tag->from,
				   tag->name.length > 0 ? tag->from + tag->name.length : tag->to);
		reading->record->ambiguous = true;
		break;
	case MA_TAG_SOUND:
		read_bytes(reading, tag);
		read_name(reading, tag);
		reading->record->ambiguous =
			reading->record->ambiguous || ma_dkim_was_emptied(reading, tag);
		break;
	}
}

void ma_dkim_read_list(struct ma_dkim_reading *reading)
{
	const struct ma_tag *tags = reading->tags.tags;

	for (size_t i = 0; i < reading->tags.count; i++)
		read_tag(reading, &tags[i]);
	ma_dkim_read_tags(reading);
	ma_dkim_read_key(reading);
}
