/* Texts that were meant for SPF records.
 *
 * SPDX-License-Identifier: MIT */

#include "../meant/meant.h"

#include <string.h>

bool ma_spf_is_meant(struct ma_text text)
{
	size_t from;
	size_t to;

	return ma_spf_is_record(text) || ma_spf_find_version(text, &from, &to) > 0;
}

/* Whether the end of RECORD is a "redirect" with a slip of the hand: receivers ignore such a
 * modifier (RFC 7208 6). */
static bool has_misspelt_end(const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = record->terms;

	while (term != NULL &&
	       (term->kind != MA_SPF_OTHER || ma_spf_spell(term->name).kind != MA_SPF_REDIRECT))
		term = term->next;
	return term != NULL && record->all == NULL && record->redirect == NULL;
}

/* The same of a TXT record as it is joined (RFC 7208 3.3). */
static struct ma_text meant_by_record(struct ma_arena *arena, struct ma_text text,
				      const struct ma_spf_record *record)
{
	struct ma_text meant;

	if (record != NULL && ma_spf_is_sound(record) && !has_misspelt_end(record) &&
	    ma_spf_find_other_kind(text) == text.length)
		return record->text;
	meant = ma_spf_guess_record(arena, text);
	/* What is legal is as good as published, if nothing else is clear. */
	return meant.data == NULL && record != NULL && record->faults == 0 ? record->text : meant;
}

struct ma_text ma_spf_find_meant(struct ma_arena *arena, const struct ma_record *txt)
{
	struct ma_text joined = ma_record_text(txt);
	struct ma_text spaced = ma_spf_find_spaced(arena, txt);

	if (ma_text_equal(spaced, joined))
		return meant_by_record(arena, joined, ma_spf_record_of(txt));
	return meant_by_record(arena, spaced,
			       ma_spf_is_record(spaced) ? ma_spf_read(arena, spaced) : NULL);
}

struct ma_text ma_spf_with_version(struct ma_arena *arena, struct ma_text text)
{
	const struct ma_spf_record *record = NULL;

	if (!ma_spf_is_record(text) && ma_spf_has_terms(text))
		record = ma_spf_read_terms(arena, text);
	return record != NULL && ma_spf_is_sound(record) ? record->text : (struct ma_text){ 0 };
}

bool ma_spf_writes_as_address(struct ma_text text, struct ma_text name)
{
	for (size_t at = 0; name.length > 0 && at + name.length <= text.length; at++) {
		size_t word = at;

		if (memcmp(text.data + at, name.data, name.length) != 0)
			continue;
		while (word > 0 && text.data[word - 1] != ' ')
			word--;
		word += ma_spf_is_qualifier(text.data[word]);
		return ma_fold(text.data[word]) == 'i';
	}
	return false;
}
