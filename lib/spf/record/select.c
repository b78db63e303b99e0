/* The SPF records of an answer, each of which is read once.
 *
 * SPDX-License-Identifier: MIT */

#include "record.h"

static const void *read_record(struct ma_arena *arena, struct ma_text text)
{
	return ma_spf_read(arena, text);
}

const struct ma_spf_record *ma_spf_record_of(const struct ma_record *txt)
{
	return ma_spf_is_record(ma_record_text(txt)) ? ma_record_read(txt, read_record) : NULL;
}

const struct ma_spf_record **ma_spf_select(struct ma_arena *arena, const struct ma_answer *answer,
					   size_t *count)
{
	const struct ma_spf_record **records =
		ma_arena_array(arena, answer->count + 1, sizeof(*records));

	*count = 0;
	for (size_t i = 0; records != NULL && i < answer->count; i++) {
		const struct ma_spf_record *record = ma_spf_record_of(&answer->records[i]);

		if (record != NULL)
			records[(*count)++] = record;
	}
	return records;
}
