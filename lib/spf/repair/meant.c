/* Texts that were meant for SPF records.
 *
 * SPDX-License-Identifier: MIT */

#include "../meant/meant.h"

bool ma_spf_is_meant(struct ma_text text)
{
	size_t from;
	size_t to;

	return ma_spf_is_record(text) || ma_spf_find_version(text, &from, &to) > 0;
}

struct ma_text ma_spf_find_meant(struct ma_arena *arena, struct ma_text text)
{
	const struct ma_spf_record *record = NULL;

	if (ma_spf_is_record(text)) {
		record = ma_spf_read(arena, text);
		if (record == NULL || ma_spf_is_sound(record))
			return text;
	}
	text = ma_spf_guess_record(arena, text);
	/* What is legal is as good as published, if nothing else is clear. */
	return text.data == NULL && record != NULL && record->faults == 0 ? record->text : text;
}
