/* What a text that is not a key record was meant to be: a record in letters of full width, or a key
 * without its tags.
 *
 * SPDX-License-Identifier: MIT */

#include "../key/numbers.h"
#include "meant.h"

enum {
	KEY_LEAST = 100, /* letters: those of an RSA key of 512 bits are 128 (RFC 8301 3.2) */
};

/* TEXT as a record, if it is one without a fault, or such a one can be made of it. */
static const struct ma_dkim_record *read_sound(struct ma_arena *arena, struct ma_text text)
{
	const struct ma_dkim_record *record = ma_dkim_record_read(arena, text);

	if (!record->is_key || record->status == MAILAUTH_KEY_REVOKED)
		return NULL;
	if (record->flawed)
		return ma_dkim_correct(arena, record);
	return record->fatal_count == 0 && ma_dkim_record_has_key(record) ? record : NULL;
}

/* Whether TEXT is nothing but the letters of a key (RFC 4648 4). */
static bool is_key_alone(struct ma_text text)
{
	size_t letters = 0;

	for (size_t at = 0; at < text.length; at++) {
		if (ma_base64_is_letter(text.data[at]))
			letters++;
		else if (!ma_is_one_of(text.data[at], "= \t\""))
			return false;
	}
	return letters >= KEY_LEAST;
}

/* An RSA key, which shows itself what it is. */
static struct ma_text with_tags(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer out = { 0 };

	ma_buffer_string(&out, "v=DKIM1; k=rsa; p=");
	for (size_t at = 0; at < text.length; at++)
		if (ma_base64_is_letter(text.data[at]) || text.data[at] == '=')
			ma_buffer_byte(&out, text.data[at]);
	return ma_buffer_keep(&out, arena);
}

const struct ma_dkim_record *ma_dkim_guess(struct ma_arena *arena,
					   const struct ma_dkim_record *record)
{
	struct ma_text plain;

	if (record->is_key || record->too_long)
		return ma_dkim_correct(arena, record);
	if (is_key_alone(record->raw))
		return read_sound(arena, with_tags(arena, record->raw));
	plain = ma_characters_fold(arena, record->raw);
	return ma_text_equal(plain, record->raw) ? NULL : read_sound(arena, plain);
}
