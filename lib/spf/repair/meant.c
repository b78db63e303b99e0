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

struct ma_text ma_spf_find_meant(struct ma_arena *arena, const struct ma_record *txt)
{
	const struct ma_spf_record *record = ma_spf_record_of(txt);
	struct ma_text meant;

	if (record != NULL && ma_spf_is_sound(record))
		return record->text;
	meant = ma_spf_guess_record(arena, ma_record_text(txt));
	/* What is legal is as good as published, if nothing else is clear. */
	return meant.data == NULL && record != NULL && record->faults == 0 ? record->text : meant;
}
