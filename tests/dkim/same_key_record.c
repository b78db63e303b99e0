/* Whether two key records say the same.
 *
 * SPDX-License-Identifier: MIT */

#include "same_key_record.h"

static struct ma_text value_of(const struct ma_dkim_record *record, struct ma_text name)
{
	for (size_t i = 0; i < record->tag_count; i++)
		if (ma_text_equal(record->tags[i].name, name))
			return record->tags[i].value;
	return (struct ma_text){ 0 };
}

/* Folds in values become blanks. */
static bool is_same_value(struct ma_text a, struct ma_text b)
{
	size_t j = 0;

	for (size_t i = 0; i < a.length; j++) {
		size_t space = ma_tags_space(a, i);

		if (j >= b.length || (space > 0 ? b.data[j] != ' ' : b.data[j] != a.data[i]))
			return false;
		i += space > 0 ? space : 1;
	}
	return j == b.length;
}

static bool has_same_others(const struct ma_dkim_record *a, const struct ma_dkim_record *b)
{
	for (size_t i = 0; i < a->tag_count; i++) {
		struct ma_text name = a->tags[i].name;

		if (ma_dkim_known_tag(name) == MA_DKIM_TAGS &&
		    !is_same_value(a->tags[i].value, value_of(b, name)))
			return false;
	}
	return true;
}

bool survives_writing(struct ma_arena *arena, const struct ma_dkim_record *record)
{
	const struct ma_dkim_record *again;

	if (record->fatal_count > 0 || record->ambiguous || !ma_dkim_record_has_key(record) ||
	    record->hides_restriction)
		return true;
	again = ma_dkim_record_read(arena, ma_dkim_record_write(arena, record));
	return again->fatal_count == 0 && ma_dkim_record_same_key(record, again) &&
	       ma_text_equal_fold(record->type, again->type) && record->bits == again->bits &&
	       ma_dkim_permits_same(record, again) && has_same_others(record, again);
}
