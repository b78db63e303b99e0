/* A key record as it should be: written anew from what was read, and read again.
 *
 * SPDX-License-Identifier: MIT */

#include "meant.h"

#include "../write.h"

enum {
	WORDS_MAX = 200, /* octets of a value whose words are compared */
};

/* --- What a record permits -------------------------------------------------- */

static bool is_of_word(unsigned char byte)
{
	return ma_is_alnum(byte) || byte == '-' || byte == '*';
}

/* The next word of VALUE from *AT on, whatever divides it from others. */
static bool next_word(struct ma_text value, size_t *at, struct ma_text *word)
{
	size_t from;

	while (*at < value.length && !is_of_word(value.data[*at]))
		++*at;
	from = *at;
	while (*at < value.length && is_of_word(value.data[*at]))
		++*at;
	*word = ma_text_slice(value, from, *at);
	return *at > from;
}

static bool has_word(struct ma_text value, struct ma_text wanted)
{
	struct ma_text word;
	size_t at = 0;

	while (next_word(value, &at, &word))
		if (ma_text_equal_fold(word, wanted))
			return true;
	return false;
}

static bool holds(struct ma_text all, struct ma_text some)
{
	struct ma_text word;
	size_t at = 0;

	while (next_word(some, &at, &word))
		if (!has_word(all, word))
			return false;
	return true;
}

static bool same_words(struct ma_text a, struct ma_text b)
{
	/* A long one is no oversight, and would take long. */
	if (a.length > WORDS_MAX || b.length > WORDS_MAX)
		return false;
	return holds(a, b) && holds(b, a);
}

bool ma_dkim_permits_same(const struct ma_dkim_record *record, const struct ma_dkim_record *meant)
{
	if (record->hides_restriction)
		return false;
	for (size_t i = MA_DKIM_TAG_H; i <= MA_DKIM_TAG_T; i++) {
		if (i == MA_DKIM_TAG_H && record->no_hash)
			continue; /* of what it names nothing may be used */
		if (!same_words(record->known[i].value, meant->known[i].value))
			return false;
	}
	return true;
}

/* --- The record ------------------------------------------------------------- */

const struct ma_dkim_record *ma_dkim_correct(struct ma_arena *arena,
					     const struct ma_dkim_record *record)
{
	const struct ma_dkim_record *meant;

	if (!record->flawed || record->ambiguous || !ma_dkim_record_has_key(record))
		return NULL;
	/* Nothing is proposed that was not read again, and found without a fault. */
	meant = ma_dkim_record_read(arena, ma_dkim_record_write(arena, record));
	if (meant->fatal_count > 0 || meant->flawed || !ma_dkim_record_same_key(record, meant) ||
	    !ma_dkim_permits_same(record, meant))
		return NULL;
	return meant;
}
